/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Everybody who is told of alarms. Whoever hangs or fails keeps no other from hearing, since each has a desk of his own. Thread-safe. */
final class Audience {
    /** Notices are tried for less. */
    static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

    private final Consumer<Alarm> notices;
    private final List<AlarmDesk> desks;
    private final List<AlarmDesk> records;

    /**
     * Makes one.
     *
     * @param notices is told at once, and never waits
     * @param listeners are told of what is told, as the log is
     * @param every takes also what is only counted
     */
    Audience(Consumer<Alarm> notices, List<Consumer<Alarm>> listeners, List<Consumer<Alarm>> every, Executor executor) {
        this.notices = notices;
        var all = new ArrayList<AlarmDesk>(listeners.size() + 1);
        all.add(AlarmDesk.of(Audience::log, executor));
        listeners.forEach(listener -> all.add(AlarmDesk.of(listener, executor)));
        this.desks = List.copyOf(all);
        this.records =
                every.stream().map(one -> AlarmDesk.ofEach(one, executor)).toList();
    }

    private static void log(Alarm alarm) {
        EventLog.event(alarm, alarm.advice() != Advice.NOTHING);
    }

    void tell(Alarm alarm) {
        try {
            notices.accept(alarm);
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed("that sends notices of alarms", e.getClass().getName());
        }
        desks.forEach(desk -> desk.put(alarm));
    }

    void record(Alarm alarm) {
        records.forEach(desk -> desk.put(alarm));
    }

    /** What somebody has not heard to the end yet. */
    List<Alarm> open() {
        return desks.stream().flatMap(desk -> desk.open().stream()).distinct().toList();
    }

    /** How much was heard to the end. */
    long delivered() {
        return desks.stream().mapToLong(AlarmDesk::delivered).sum();
    }
}
