/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.util.ArrayList;
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
 * Hands alarms to one listener on a thread of its own, in order, and never makes anybody wait.
 *
 * <p>What waits for a slow listener is one alarm for each subject, the last, whose count holds the others: so nothing is lost, and a listener that hangs fills no memory. Thread-safe.
 */
final class AlarmDesk {
    /** Of those who take each alarm, also those that are only counted. */
    static final int MOST_EACH = 4_096;

    private record Subject(Signal signal, Optional<KeyId> key, String subject) {}

    private final Consumer<Alarm> listener;
    private final Executor executor;
    private final boolean each;

    /** Made when there is one: most desks never see any. */
    @GuardedBy("this")
    private Map<Object, Alarm> waiting = Map.of();

    @GuardedBy("this")
    private @Nullable Alarm told;

    @GuardedBy("this")
    private boolean telling;

    @GuardedBy("this")
    private long delivered;

    @GuardedBy("this")
    private long leftOut;

    private AlarmDesk(Consumer<Alarm> listener, Executor executor, boolean each) {
        this.listener = listener;
        this.executor = executor;
        this.each = each;
    }

    static AlarmDesk of(Consumer<Alarm> listener, Executor executor) {
        return new AlarmDesk(listener, executor, false);
    }

    /** Hands over every alarm by itself; of those beyond {@link #MOST_EACH} that wait, it is said how many were left out. */
    static AlarmDesk ofEach(Consumer<Alarm> listener, Executor executor) {
        return new AlarmDesk(listener, executor, true);
    }

    void put(Alarm alarm) {
        synchronized (this) {
            if (!add(alarm) || telling) {
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

    @GuardedBy("this")
    private boolean add(Alarm alarm) {
        if (waiting.isEmpty()) {
            waiting = new LinkedHashMap<>();
        }
        if (each && waiting.size() >= MOST_EACH) {
            leftOut++;
            return false;
        }
        waiting.put(each ? alarm : new Subject(alarm.signal(), alarm.key(), alarm.subject()), alarm);
        return true;
    }

    private void tell() {
        for (Alarm alarm = next(); alarm != null; alarm = next()) {
            try {
                listener.accept(alarm);
            } catch (RuntimeException | Error e) {
                EventLog.listenerFailed("of alarms", e.getClass().getName());
            }
        }
    }

    private @Nullable Alarm next() {
        Alarm next = null;
        long lost;
        synchronized (this) {
            delivered += told == null ? 0 : 1;
            Iterator<Alarm> first = waiting.values().iterator();
            if (first.hasNext()) {
                next = first.next();
                first.remove();
            } else {
                telling = false;
                waiting = Map.of();
            }
            told = next;
            lost = leftOut;
            leftOut = 0;
        }
        if (lost > 0) {
            EventLog.event("a listener of every alarm was too slow: " + lost + " were left out", true);
        }
        return next;
    }

    /** What it has not heard to the end yet. */
    synchronized List<Alarm> open() {
        var open = new ArrayList<Alarm>(waiting.values());
        if (told != null) {
            open.add(0, told);
        }
        return open;
    }

    /** How many it has heard to the end. */
    synchronized long delivered() {
        return delivered;
    }
}
