/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.RecordTooLargeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the state directory, in order and on a thread of its own that nobody interrupts, which would close the files. What cannot be written waits and is tried
 * again; when that goes on for a minute, or too much waits, it is said to be behind. Thread-safe.
 */
final class StateWriter {
    private static final int MOST_WAITING = 1024;
    private static final int FAILURES_TO_BE_BEHIND = 60;
    private static final long PATIENCE_SECONDS = 10;

    /** Something that is written, whole or not at all. */
    interface Write {
        void run() throws IOException;
    }

    private final LinkedBlockingDeque<Write> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var named = new Thread(task, "keyguard-state");
        named.setDaemon(true);
        return named;
    });
    private volatile @Nullable String trouble;
    private volatile boolean behind;
    private int failures;

    /** Writes {@code write} soon, and after what was added before; false if too much waits, and it is not written. */
    @CanIgnoreReturnValue
    boolean add(Write write) {
        if (!waiting.offer(write)) {
            // Nothing that adds risk is signed any more, so that little can happen which is not recorded.
            behind = true;
            EventLog.stateFull();
            return false;
        }
        try {
            thread.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // It is closing, and writes all that waits before it ends.
            return true;
        }
        return true;
    }

    /** Adds {@code write}, which takes in all there is by the time it begins, unless it {@code waits} already: there may be thousands of keys, and little may wait. */
    void once(AtomicBoolean waits, Write write) {
        if (waits.compareAndSet(false, true)) {
            boolean added = add(() -> {
                // Before: what comes from now on is for the next time.
                waits.set(false);
                write.run();
            });
            if (!added) {
                waits.set(false);
            }
        }
    }

    /**
     * Returns once {@code write} is written.
     *
     * @throws StateException if it cannot be
     */
    void now(Write write) {
        Future<?> done = submit(write);
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw KeyguardExceptions.stateUnusable(null, "writing to it", e.getCause());
        } catch (TimeoutException e) {
            done.cancel(false);
            throw KeyguardExceptions.stateUnusable(null, "waiting for its disk", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done.cancel(false);
            throw KeyguardExceptions.stateUnusable(null, "waiting for its disk", e);
        }
    }

    private Future<?> submit(Write write) {
        try {
            return thread.submit(() -> {
                drain();
                write.run();
                return null;
            });
        } catch (RejectedExecutionException e) {
            throw KeyguardExceptions.stateUnusable(null, "writing after it was closed", null);
        }
    }

    /** Does {@code work} again and again, and tries again to write what waits. */
    void every(Duration period, Runnable work) {
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        // An executor never again does what threw once.
                        EventLog.taskFailed("keeping what happens", e.getClass().getName());
                    }
                    drain();
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void drain() {
        for (Write next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            if (!attempt(next)) {
                return;
            }
            waiting.pollFirst();
        }
        failures = 0;
        behind = false;
        trouble = null;
    }

    private boolean attempt(Write write) {
        try {
            write.run();
            return true;
        } catch (RecordTooLargeException e) {
            // Tried for ever, it would hold up everything behind it.
            EventLog.entryLost(String.valueOf(e.getMessage()));
            return true;
        } catch (IOException | RuntimeException | Error e) {
            String why = e.getClass().getSimpleName() + (e instanceof IOException ? ": " + e.getMessage() : "");
            if (trouble == null) {
                EventLog.stateUnwritable(why);
            }
            trouble = why;
            behind |= ++failures >= FAILURES_TO_BE_BEHIND;
            return false;
        }
    }

    boolean isBehind() {
        return behind;
    }

    /** Why what waits could not be written; empty if nothing waits. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Does {@code last}, writes what waits if that can be written, and ends. */
    void close(Runnable last) {
        thread.execute(() -> {
            last.run();
            drain();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                EventLog.stateUnwritable("its disk does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
