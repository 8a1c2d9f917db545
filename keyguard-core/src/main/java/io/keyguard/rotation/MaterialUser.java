/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

/**
 * Uses the material of a key, for a client that cannot be given a signer.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface MaterialUser<T> {
    /**
     * Uses the arrays, which are wiped when this returns.
     *
     * @param passphrase empty where the venue has none
     */
    T use(char[] apiKey, char[] secret, char[] passphrase);
}
