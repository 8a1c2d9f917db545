/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands alarms to listeners on a thread of their own, in order, and never makes anybody wait.
 *
 * <p>What waits for a slow listener is one alarm for each subject, the last, whose count holds the others: so nothing is lost, and a listener that hangs fills no memory. Thread-safe.
 */
final class AlarmDesk {
    private record Subject(Signal signal, Optional<KeyId> key, String subject) {}

    private final List<Consumer<Alarm>> listeners;
    private final Executor executor;

    @GuardedBy("waiting")
    private final Map<Subject, Alarm> waiting = new LinkedHashMap<>();

    @GuardedBy("waiting")
    private boolean telling;

    AlarmDesk(List<Consumer<Alarm>> listeners, Executor executor) {
        this.listeners = List.copyOf(listeners);
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
        } catch (RejectedExecutionException | Error e) {
            // It is closing, and nobody signs any more whom this could hold up; or there is no thread to be had, and a
            // wait is better than an alarm that nobody hears.
            tell();
        }
    }

    private void tell() {
        for (Alarm alarm = next(); alarm != null; alarm = next()) {
            Alarm told = alarm;
            attempt(() -> EventLog.event(told, told.advice() != Advice.NOTHING));
            listeners.forEach(listener -> attempt(() -> listener.accept(told)));
        }
    }

    /** Whatever goes wrong for one, also an error, keeps nobody else from hearing of this alarm, nor of the next. */
    private static void attempt(Runnable tells) {
        try {
            tells.run();
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed("of alarms", e.getClass().getName());
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
