/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.internal.EventLog;
import io.keyguard.rotation.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells people, by every notifier it was given, each on a thread of its own: one that hangs holds up no other, nor who sends. What cannot be delivered is tried again some times, then logged, counted in the
 * {@linkplain #health health} and told to who {@linkplain #onUndelivered asked}. Thread-safe.
 *
 * <pre>{@code
 * Notices notices = Notices.to(Notifier.webhook("pager", Path.of("/run/secrets/pager"), HttpTransport.jdk(Duration.ofSeconds(5)))).build();
 * AccountWatch.of("binance", "main", ids).onAlarm(alarm -> notices.send(…));
 * }</pre>
 */
public final class Notices implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final List<NoticeQueue> queues;
    private final List<Consumer<Undelivered>> listeners = new CopyOnWriteArrayList<>();

    private Notices(Builder builder) {
        this.queues = builder.notifiers.stream()
                .map(notifier -> new NoticeQueue(
                        notifier, builder.attempts, builder.executor, builder.pause, builder.clock, this::undelivered))
                .toList();
    }

    /** Returns a builder of notices by {@code notifiers}. */
    public static Builder to(Notifier... notifiers) {
        return new Builder(List.of(notifiers));
    }

    /** Returns notices that go nowhere. */
    public static Notices none() {
        return to().build();
    }

    /** Sends {@code notice} by every notifier, and does not wait. */
    public void send(Notice notice) {
        requireNonNull(notice, "notice");
        queues.forEach(queue -> queue.add(notice));
    }

    private void undelivered(Undelivered one) {
        EventLog.event(one, true);
        for (Consumer<Undelivered> listener : listeners) {
            try {
                listener.accept(one);
            } catch (RuntimeException e) {
                EventLog.listenerFailed("of what is not delivered", e.getClass().getName());
            }
        }
    }

    /** Tells {@code listener} of each notice that is given up, on the thread that tried. */
    public Subscription onUndelivered(Consumer<Undelivered> listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return () -> listeners.remove(listener);
    }

    /** Returns how each notifier is. */
    public List<NotifierHealth> health() {
        return queues.stream().map(NoticeQueue::health).toList();
    }

    /** Returns whether everything that was sent before is delivered, or given up, within {@code limit}. */
    public boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean idle = true;
        for (NoticeQueue queue : queues) {
            idle &= queue.awaitIdle(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return idle;
    }

    /** Waits some seconds for what is under way; what is left then counts as undelivered. */
    @Override
    public void close() {
        await(GOODBYE);
        queues.forEach(NoticeQueue::close);
    }

    @Override
    public String toString() {
        return "Notices" + health();
    }

    /** Builds notices. Defaults: five attempts over about four seconds, a thread for each notifier while it has something to tell, the system's clock. Not thread-safe. */
    public static final class Builder {
        private final List<Notifier> notifiers;
        private int attempts = 5;
        private Executor executor = Builder::begin;
        private Pause pause = Pause.real();
        private InstantSource clock = InstantSource.system();

        private Builder(List<Notifier> notifiers) {
            this.notifiers = new ArrayList<>(notifiers);
        }

        private static void begin(Runnable task) {
            var thread = new Thread(task, "keyguard-notice");
            thread.setDaemon(true);
            thread.start();
        }

        /**
         * Sets how often each notice is tried.
         *
         * @throws IllegalArgumentException if it is less than once
         */
        @CanIgnoreReturnValue
        public Builder attempts(int attempts) {
            if (attempts < 1) {
                throw new IllegalArgumentException("a notice is tried once at least");
            }
            this.attempts = attempts;
            return this;
        }

        /** Sets where notifiers wait; it stays the caller's. */
        @CanIgnoreReturnValue
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /** Sets what lets time pass between attempts. */
        @CanIgnoreReturnValue
        public Builder pause(Pause pause) {
            this.pause = requireNonNull(pause, "pause");
            return this;
        }

        /** Sets the clock. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Returns the notices. */
        public Notices build() {
            return new Notices(this);
        }
    }
}
