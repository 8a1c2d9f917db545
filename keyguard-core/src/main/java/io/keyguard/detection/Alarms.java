/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells alarms, the same one at the first time and then ever more rarely, so that a flood is seen and does not hide another. Not thread-safe. */
final class Alarms {
    /** Of one signal; what comes beyond is counted together. */
    private static final int MOST_SUBJECTS = 64;

    private static final String OTHERS = "";

    private final String venue;
    private final String account;
    private final Consumer<Alarm> listener;
    private final Map<Signal, Map<String, Long>> counts = new EnumMap<>(Signal.class);

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
        Map<String, Long> ofSignal = counts.computeIfAbsent(signal, s -> new LinkedHashMap<>());
        String counted = ofSignal.containsKey(subject) || ofSignal.size() < MOST_SUBJECTS ? subject : OTHERS;
        long count = ofSignal.merge(counted, 1L, Long::sum);
        if (isTold(count)) {
            tell(new Alarm(at, venue, account, signal, key, evidence, certain, signal.advice(), count));
        }
    }

    /** An alarm that cannot be told must not stop the bot's orders; the log has it in any case. */
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
