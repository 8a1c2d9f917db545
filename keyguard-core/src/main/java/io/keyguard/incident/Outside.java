/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.internal.KeyguardExceptions;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls of the world outside, none of which takes longer than it may. Thread-safe. */
record Outside(Executor executor, Duration limit, LongSupplier ticker, Pause pause) {
    /**
     * Returns what {@code work} does.
     *
     * @throws KeyguardException what it throws, or that {@code whom} does not answer
     */
    <T> T call(String whom, Supplier<T> work) {
        var running = CompletableFuture.supplyAsync(work, executor);
        try {
            return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw KeyguardExceptions.unavailable(whom, "no answer within " + limit.toMillis() + " ms", null);
        } catch (ExecutionException e) {
            throw cause(whom, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** A definition or a transport that is broken must not keep the other steps from being done; what it says may hold anything. */
    private static KeyguardException cause(String whom, @Nullable Throwable cause) {
        if (cause instanceof KeyguardException known) {
            return known;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return KeyguardExceptions.unavailable(
                whom,
                "asking failed with "
                        + (cause == null ? "nothing" : cause.getClass().getName()),
                null);
    }

    /** The same, for work that is several calls. */
    Outside longer(int calls) {
        return new Outside(executor, limit.multipliedBy(calls), ticker, pause);
    }

    void pause(Duration time) {
        try {
            pause.pause(time);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("the response was interrupted; 'resume' goes on with it");
    }

    /** The next pause after {@code wait}: twice as long, and no longer than {@code most}. */
    static Duration longer(Duration wait, Duration most) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(most) > 0 ? most : twice;
    }

    /** What ends after {@code time}. */
    Deadline in(Duration time) {
        return new Deadline(ticker, ticker.getAsLong() + time.toNanos());
    }

    record Deadline(LongSupplier ticker, long end) {
        boolean isOver() {
            return isOverFor(Duration.ZERO);
        }

        /** Whether it has been over for {@code time}. */
        boolean isOverFor(Duration time) {
            return ticker.getAsLong() - end >= time.toNanos();
        }

        Deadline orLater(Deadline other) {
            return other.end - end > 0 ? other : this;
        }
    }
}
