/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

/**
 * A secret that was found; it names the secret and does not repeat it.
 *
 * @param line the line it stands on, from 1; 0 where it runs over several lines
 * @param secret the name that the secret was given
 * @param form how it was written, for instance {@code plain}, {@code base64}, {@code base64 of hex} or
 *     {@code hex, decoded bytes}
 */
public record Leak(int line, String secret, String form) {}
