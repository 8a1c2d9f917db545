/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands alarms to a listener on its own thread, in order, and never makes anybody wait.
 *
 * <p>What waits for a slow listener is one alarm for each subject, the last, whose count holds the others: so nothing is lost, and a listener that hangs fills no memory. Thread-safe.
 */
final class AlarmDesk {
    private record Subject(Signal signal, Optional<KeyId> key, String subject) {}

    private final Consumer<Alarm> listener;
    private final Executor executor;

    @GuardedBy("waiting")
    private final Map<Subject, Alarm> waiting = new LinkedHashMap<>();

    @GuardedBy("waiting")
    private boolean telling;

    AlarmDesk(Consumer<Alarm> listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    void put(Alarm alarm) {
        synchronized (waiting) {
            waiting.put(new Subject(alarm.signal(), alarm.key(), alarm.subject()), alarm);
            if (telling) {
                return;
            }
            telling = true;
        }
        try {
            executor.execute(this::tell);
        } catch (RejectedExecutionException e) {
            // It is closing: nobody signs any more whom this could hold up.
            tell();
        }
    }

    private void tell() {
        for (Alarm alarm = next(); alarm != null; alarm = next()) {
            EventLog.event(alarm, alarm.advice() != Advice.NOTHING);
            try {
                listener.accept(alarm);
            } catch (RuntimeException e) {
                // It must keep nobody from hearing of the next.
                EventLog.listenerFailed("of alarms", e.getClass().getName());
            }
        }
    }

    private @Nullable Alarm next() {
        synchronized (waiting) {
            Iterator<Alarm> first = waiting.values().iterator();
            if (!first.hasNext()) {
                telling = false;
                return null;
            }
            Alarm alarm = first.next();
            first.remove();
            return alarm;
        }
    }
}
