/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.incident.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Time that goes on only when everybody waits for it, to the next moment that somebody waits for: minutes pass in an instant, and what work costs on this machine does not count. Thread-safe.
 *
 * <p>Who begins a task from within a task waits for it: only one of the two works at a time, as in a response that calls a venue.
 */
final class VirtualTime implements InstantSource, LongSupplier, Pause {
    private final Instant start;
    private final Executor threads;
    private final ThreadLocal<Boolean> isTask = ThreadLocal.withInitial(() -> false);
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>(Comparator.comparingLong(Sleeper::until));

    @GuardedBy("lock")
    private long now;

    @GuardedBy("lock")
    private int working;

    /** Somebody who waits, and what wakes him. */
    private static final class Sleeper {
        private final long until;
        private final Condition woken;
        private boolean awake;

        Sleeper(long until, Condition woken) {
            this.until = until;
            this.woken = woken;
        }

        long until() {
            return until;
        }

        void wake() {
            awake = true;
            woken.signal();
        }

        void await() throws InterruptedException {
            while (!awake) {
                woken.await();
            }
        }
    }

    /** Begins at {@code start}, and runs tasks on {@code threads}, of which there must be enough for all. */
    VirtualTime(Instant start, Executor threads) {
        this.start = start;
        this.threads = threads;
    }

    /** For a response: what is begun from within a task is waited for by who began it. */
    Executor executor() {
        return task -> begin(task, !isTask.get());
    }

    /** Begins {@code task} on its own, whoever asks. */
    void spawn(Runnable task) {
        begin(task, true);
    }

    private void begin(Runnable task, boolean alone) {
        if (alone) {
            change(1);
        }
        threads.execute(() -> {
            isTask.set(true);
            try {
                task.run();
            } finally {
                isTask.remove();
                if (alone) {
                    change(-1);
                }
            }
        });
    }

    private void change(int by) {
        lock.lock();
        try {
            working += by;
            goOn();
        } finally {
            lock.unlock();
        }
    }

    /** To the next moment, if nobody works. */
    @GuardedBy("lock")
    private void goOn() {
        if (working > 0 || sleepers.isEmpty()) {
            return;
        }
        now = Math.max(now, sleepers.peek().until());
        List<Sleeper> due = new ArrayList<>();
        while (!sleepers.isEmpty() && sleepers.peek().until() <= now) {
            due.add(sleepers.poll());
        }
        working += due.size();
        due.forEach(Sleeper::wake);
    }

    /** Returns when {@code time} has passed. */
    @Override
    public void pause(Duration time) throws InterruptedException {
        lock.lock();
        try {
            var sleeper = new Sleeper(now + time.toNanos(), lock.newCondition());
            sleepers.add(sleeper);
            working--;
            goOn();
            sleeper.await();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long getAsLong() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Instant instant() {
        return start.plusNanos(getAsLong());
    }

    /** Lets so many through at once; who waits for his turn lets time go on. */
    final class Gate {
        private int free;
        private final Queue<Sleeper> waiting = new ArrayDeque<>();

        Gate(int free) {
            this.free = free;
        }

        void enter() throws InterruptedException {
            lock.lock();
            try {
                if (free > 0) {
                    free--;
                    return;
                }
                var sleeper = new Sleeper(Long.MAX_VALUE, lock.newCondition());
                waiting.add(sleeper);
                working--;
                goOn();
                sleeper.await();
            } finally {
                lock.unlock();
            }
        }

        void leave() {
            lock.lock();
            try {
                Sleeper next = waiting.poll();
                if (next == null) {
                    free++;
                } else {
                    working++;
                    next.wake();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return "VirtualTime[" + instant() + "]";
    }
}
