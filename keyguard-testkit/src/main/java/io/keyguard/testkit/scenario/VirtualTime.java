/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;

/** Time that passes as fast as what is due in it can be done. Not thread-safe. */
final class VirtualTime implements InstantSource {
    /** Ordinary days begin like this one. */
    static final Instant BEGAN = Instant.parse("2026-06-01T06:00:00Z");

    private record Due(long nanos, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long count;

    @Override
    public Instant instant() {
        return BEGAN.plusNanos(now);
    }

    /** How long it has been since everything began. */
    Duration passed() {
        return Duration.ofNanos(now);
    }

    void in(Duration wait, Runnable task) {
        queue.add(new Due(now + Math.max(0, wait.toNanos()), count++, task));
    }

    /** Does {@code task} when {@code passed} has passed since the beginning. */
    void at(Duration passed, Runnable task) {
        in(passed.minusNanos(now), task);
    }

    /** Lets time pass until {@code end} after the beginning. */
    void runUntil(Duration end) {
        while (!queue.isEmpty() && queue.element().nanos() <= end.toNanos()) {
            Due next = queue.remove();
            now = next.nanos();
            next.task().run();
        }
        now = end.toNanos();
    }

    long done() {
        return count;
    }
}
