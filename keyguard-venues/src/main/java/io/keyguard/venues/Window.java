/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A stretch of time, from its start until before its end, that a venue can be asked about at once. */
record Window(Instant from, Instant to) {
    /** The windows of at most {@code longest} that cover everything from {@code from} until before {@code to}, oldest first. */
    static List<Window> cover(Instant from, Instant to, Duration longest) {
        var windows = new ArrayList<Window>();
        for (Instant start = from; start.isBefore(to); ) {
            Instant end = start.plus(longest);
            windows.add(new Window(start, end.isBefore(to) ? end : to));
            start = end;
        }
        return windows;
    }

    /** The first millisecond. */
    String start() {
        return Long.toString(from.toEpochMilli());
    }

    /** The last millisecond, for venues whose windows have their end in them. */
    String last() {
        Instant last = to.minusNanos(1);
        return Long.toString(last.toEpochMilli());
    }

    /** The second after the end, for venues that look at whole seconds; what it has too much, {@link #holds} leaves out. */
    String wholeSecond() {
        return Long.toString((to.getEpochSecond() + 1) * 1_000);
    }

    boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
