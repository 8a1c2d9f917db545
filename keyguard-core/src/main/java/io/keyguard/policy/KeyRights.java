/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.KeyId;
import io.keyguard.venue.KeyFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A key in use and what its venue said of it last. Names only. Immutable.
 *
 * @param id the name of the key
 * @param generation the generation of its material
 * @param strategies who may use it
 * @param age how long ago this generation was stored; empty if its source does not tell
 * @param facts what the venue said; empty if it has not been reached yet
 */
public record KeyRights(
        KeyId id, long generation, Set<String> strategies, Optional<Duration> age, Optional<KeyFacts> facts) {
    /** Copies the set. */
    public KeyRights {
        strategies = Set.copyOf(strategies);
    }
}
