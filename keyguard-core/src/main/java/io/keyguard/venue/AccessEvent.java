/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Instant;

/**
 * A line of a venue's own record of who did what to an account or its keys.
 *
 * @param at when
 * @param what the venue's own word: a login, a new key, a change of rights
 * @param address from where; an empty string where the venue does not tell
 */
public record AccessEvent(Instant at, String what, String address) {}
