/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What waits for one notifier, in order. While it does not work, each notice is tried once, so that a long row does not grow old. Thread-safe. */
final class NoticeQueue {
    private static final int MOST_WAITING = 256;
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private final Notifier notifier;
    private final int attempts;
    private final Executor executor;
    private final Pause pause;
    private final InstantSource clock;
    private final Consumer<Undelivered> undelivered;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<Notice> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean running;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private long delivered;

    @GuardedBy("lock")
    private long failed;

    @GuardedBy("lock")
    private @Nullable String trouble;

    @GuardedBy("lock")
    private @Nullable Instant since;

    NoticeQueue(
            Notifier notifier,
            int attempts,
            Executor executor,
            Pause pause,
            InstantSource clock,
            Consumer<Undelivered> undelivered) {
        this.notifier = notifier;
        this.attempts = attempts;
        this.executor = executor;
        this.pause = pause;
        this.clock = clock;
        this.undelivered = undelivered;
    }

    void add(Notice notice) {
        boolean full;
        boolean begin;
        lock.lock();
        try {
            full = closed || waiting.size() >= MOST_WAITING;
            if (!full) {
                waiting.add(notice);
            }
            begin = !full && !running;
            running |= begin;
        } finally {
            lock.unlock();
        }
        if (full) {
            giveUp(notice, "too many wait for it, or it is closed");
        } else if (begin) {
            begin();
        }
    }

    private void begin() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // No thread is to be had, which must not keep the sender from his work.
            giveUpWaiting(false, "no thread is to be had");
        }
    }

    private void drain() {
        for (Notice next = next(null); next != null; next = next(next)) {
            deliver(next);
        }
    }

    /** Who is done is taken off the row only now, so that whoever waits until it is empty has waited for him. */
    private @Nullable Notice next(@Nullable Notice done) {
        lock.lock();
        try {
            if (done != null) {
                waiting.removeFirstOccurrence(done);
            }
            Notice next = waiting.peekFirst();
            if (next == null) {
                running = false;
                idle.signalAll();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Notice notice) {
        int most = isWorking() ? attempts : 1;
        Duration wait = SHORTEST;
        String why = "";
        for (int attempt = 1; attempt <= most; attempt++) {
            why = attempt(notice);
            if (why.isEmpty()) {
                worked();
                return;
            }
            if (attempt < most && !rest(wait)) {
                break;
            }
            wait = wait.multipliedBy(2);
        }
        giveUp(notice, why);
    }

    /** Why it was not delivered; empty if it was. */
    private String attempt(Notice notice) {
        try {
            notifier.deliver(notice);
            return "";
        } catch (Webhook.UndeliveredException e) {
            return String.valueOf(e.getMessage());
        } catch (Throwable e) {
            // Whatever it is: others wait behind it. Its words may hold anything.
            return e.getClass().getSimpleName();
        }
    }

    private boolean rest(Duration wait) {
        try {
            pause.pause(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isWorking() {
        lock.lock();
        try {
            return trouble == null;
        } finally {
            lock.unlock();
        }
    }

    private void worked() {
        lock.lock();
        try {
            delivered++;
            trouble = null;
            since = null;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Notice notice, String why) {
        Instant now = clock.instant();
        lock.lock();
        try {
            failed++;
            since = trouble == null ? now : since;
            trouble = why;
        } finally {
            lock.unlock();
        }
        undelivered.accept(new Undelivered(now, notifier.name(), notice, why));
    }

    boolean awaitIdle(long time, TimeUnit unit) {
        long left = unit.toNanos(time);
        lock.lock();
        try {
            while (running && left > 0) {
                left = idle.awaitNanos(left);
            }
            return !running;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** What waits counts as undelivered; what is under way goes on, and is counted when it ends. */
    void close() {
        giveUpWaiting(true, "it was closed before its turn");
    }

    private void giveUpWaiting(boolean close, String why) {
        var left = new ArrayDeque<Notice>();
        lock.lock();
        try {
            closed |= close;
            Notice underWay = close && running ? waiting.pollFirst() : null;
            left.addAll(waiting);
            waiting.clear();
            if (underWay != null) {
                waiting.add(underWay);
            }
            running &= close;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(notice -> giveUp(notice, why));
    }

    NotifierHealth health() {
        lock.lock();
        try {
            return new NotifierHealth(
                    notifier.name(),
                    delivered,
                    failed,
                    waiting.size(),
                    Optional.ofNullable(trouble),
                    Optional.ofNullable(since));
        } finally {
            lock.unlock();
        }
    }
}
