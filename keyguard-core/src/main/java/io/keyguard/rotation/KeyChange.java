/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One key whose generation, or whose labels, changed. Names only. Immutable.
 *
 * @param at when the provider began to hand out the new generation
 * @param key the name of the key
 * @param venue the id of its venue
 * @param account the owner's name of the account there
 * @param strategies who uses it now or, if it is gone, who used it
 * @param before the generation that was handed out before; empty if the key is new
 * @param after the generation that is handed out now; empty if the key is gone
 */
public record KeyChange(
        Instant at,
        KeyId key,
        String venue,
        String account,
        Set<String> strategies,
        OptionalLong before,
        OptionalLong after) {
    /** Copies the set. */
    public KeyChange {
        strategies = Set.copyOf(strategies);
    }
}
