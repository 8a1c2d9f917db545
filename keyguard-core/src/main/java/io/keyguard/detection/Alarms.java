/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells alarms, the same one at the first time and then ever more rarely, but after an hour again, so that a flood is seen and hides neither another nor what comes later. Not thread-safe. */
final class Alarms {
    /** Of one signal; what comes beyond is counted together. */
    private static final int MOST_SUBJECTS = 64;

    private static final String OTHERS = "";
    private static final Duration SILENCE = Duration.ofHours(1);

    /** How often it was raised, and when it was told last. */
    private record Count(long raised, Instant told) {}

    private final String venue;
    private final String account;
    private final Consumer<Alarm> listener;
    private final Map<Signal, Map<String, Count>> counts = new EnumMap<>(Signal.class);

    Alarms(String venue, String account, Consumer<Alarm> listener) {
        this.venue = venue;
        this.account = account;
        this.listener = listener;
    }

    /**
     * Tells, or counts.
     *
     * @param subject what makes two of them the same
     */
    void raise(Instant at, Signal signal, Optional<KeyId> key, String subject, boolean certain, String evidence) {
        Map<String, Count> ofSignal = counts.computeIfAbsent(signal, s -> new LinkedHashMap<>());
        String counted = ofSignal.containsKey(subject) || ofSignal.size() < MOST_SUBJECTS ? subject : OTHERS;
        Count before = ofSignal.getOrDefault(counted, new Count(0, at));
        long raised = before.raised() + 1;
        boolean told = isTold(raised) || !at.isBefore(before.told().plus(SILENCE));
        ofSignal.put(counted, new Count(raised, told ? at : before.told()));
        if (told) {
            tell(new Alarm(at, venue, account, signal, key, evidence, certain, signal.advice(), raised));
        }
    }

    /** A listener that throws must keep nobody from signing, nor from hearing of the next. */
    private void tell(Alarm alarm) {
        EventLog.event(alarm, alarm.advice() != Advice.NOTHING);
        try {
            listener.accept(alarm);
        } catch (RuntimeException e) {
            EventLog.listenerFailed("of alarms", e.getClass().getName());
        }
    }

    /** Whether it is 1, 10, 100 and so on. */
    private static boolean isTold(long count) {
        long power = count;
        while (power % 10 == 0) {
            power /= 10;
        }
        return power == 1;
    }
}
