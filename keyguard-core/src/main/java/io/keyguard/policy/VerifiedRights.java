/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers what venues said of keys, for when they do not answer. Implementations are thread-safe and answer at once. */
public interface VerifiedRights {
    /** Remembers nothing. */
    VerifiedRights NONE = new VerifiedRights() {
        @Override
        public void remember(ApiKey key, KeyFacts facts, boolean timely) {
            // Nothing.
        }

        @Override
        public Optional<KeyFacts> recall(ApiKey key, Duration maxAge) {
            return Optional.empty();
        }
    };

    /**
     * Remembers that the venue of {@code key} says {@code facts} now.
     *
     * @param timely whether the venue has told its time as well, and it is that of this machine
     */
    void remember(ApiKey key, KeyFacts facts, boolean timely);

    /** Returns when exactly this material was first remembered, of a key that its source does not date by the time of its venue; empty if it never was. */
    default Optional<Instant> since(ApiKey key) {
        return Optional.empty();
    }

    /** Returns what the venue said of exactly this material, no longer ago than {@code maxAge}. */
    Optional<KeyFacts> recall(ApiKey key, Duration maxAge);
}
