/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How our own keys are used: by a strategy that does not run, in a generation that was replaced, after a long sleep. Not thread-safe. */
final class KeyHabits {
    private final Duration dormant;
    private final Alarms alarms;
    private final Map<KeyId, Instant> lastUse = new HashMap<>();
    private final Map<KeyId, Long> replaced = new HashMap<>();
    private final Set<String> stopped = new HashSet<>();

    KeyHabits(Duration dormant, Alarms alarms) {
        this.dormant = dormant;
        this.alarms = alarms;
    }

    void running(String strategy, boolean runs) {
        if (runs) {
            stopped.remove(strategy);
        } else {
            stopped.add(strategy);
        }
    }

    void replaced(KeyId key, long generation) {
        replaced.merge(key, generation, Math::max);
    }

    void used(KeyId key, long generation, String strategy, Instant now) {
        Instant before = lastUse.put(key, now);
        if (stopped.contains(strategy)) {
            raise(now, Signal.STOPPED_STRATEGY, key, strategy, "strategy " + strategy);
        }
        if (generation < replaced.getOrDefault(key, 0L)) {
            raise(now, Signal.OLD_GENERATION, key, Long.toString(generation), "generation " + generation);
        }
        if (before != null && before.plus(dormant).isBefore(now)) {
            raise(now, Signal.DORMANT_KEY, key, now.toString(), "it was last used at " + before);
        }
    }

    private void raise(Instant now, Signal signal, KeyId key, String subject, String evidence) {
        alarms.raise(now, signal, Optional.of(key), key + " " + subject, signal != Signal.DORMANT_KEY, evidence);
    }
}
