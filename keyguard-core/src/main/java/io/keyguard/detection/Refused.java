/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts what a venue holds against our keys: one refusal is a mishap, several within a minute are not. Not thread-safe. */
final class Refused {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int BURST = 5;
    private static final int NONCE_BURST = 3;

    private final Alarms alarms;
    private final Map<String, Deque<Instant>> recent = new HashMap<>();

    Refused(Alarms alarms) {
        this.alarms = alarms;
    }

    void error(KeyId key, VenueError error, Instant now) {
        Set<Kind> kinds = error.kinds();
        if (kinds.equals(Set.of(Kind.IP))) {
            // The venue says it without a doubt: once is enough.
            raise(now, Signal.FOREIGN_ADDRESS, key, error, true);
        } else if (kinds.equals(Set.of(Kind.NONCE))) {
            count(now, Signal.NONCES, NONCE_BURST, key, error);
        } else if (error.mayBeAuth() && !kinds.contains(Kind.CLOCK) && !kinds.contains(Kind.NONCE)) {
            count(now, Signal.REFUSALS, BURST, key, error);
        }
    }

    private void count(Instant now, Signal signal, int burst, KeyId key, VenueError error) {
        Deque<Instant> times = recent.computeIfAbsent(signal + " " + key, k -> new ArrayDeque<>());
        times.addLast(now);
        while (times.size() > burst || times.getFirst().plus(MINUTE).isBefore(now)) {
            times.removeFirst();
        }
        if (times.size() == burst) {
            raise(now, signal, key, error, false);
            times.clear();
        }
    }

    private void raise(Instant now, Signal signal, KeyId key, VenueError error, boolean certain) {
        alarms.raise(
                now,
                signal,
                Optional.of(key),
                key.toString(),
                certain,
                "the venue answered with " + error.code() + ", which may mean " + error.kinds());
    }
}
