/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls somebody every so often, on a thread of its own. */
final class PollingWatch implements KeySource.Watch {
    private final ScheduledExecutorService thread;
    private final Object turn = new Object();
    private boolean closed;

    private PollingWatch(String name) {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    static PollingWatch start(String name, Duration every, Runnable changed) {
        var watch = new PollingWatch(name);
        Future<?> unused = watch.thread.scheduleWithFixedDelay(
                () -> watch.call(changed), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    /** Whatever the callee throws does not end the watch. */
    private void call(Runnable changed) {
        synchronized (turn) {
            if (closed) {
                return;
            }
            try {
                changed.run();
            } catch (Throwable e) {
                Thread now = Thread.currentThread();
                now.getUncaughtExceptionHandler().uncaughtException(now, e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        synchronized (turn) {
            // A call under way has ended when this is reached.
            closed = true;
        }
    }
}
