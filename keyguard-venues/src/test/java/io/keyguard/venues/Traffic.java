/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyProvider;
import io.keyguard.KeyRetiredException;
import io.keyguard.ScopedKey;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venues.RotationPlaces.Place;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Strategies that place one order after the other until they are stopped, and what became of each order. */
final class Traffic implements AutoCloseable {
    private static final int PLENTY = 1 << 20;

    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Map<Semaphore, Future<?>> strategies = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean over;

    /**
     * An order and its answer.
     *
     * @param number in the order in which they were begun, before their key was asked for
     * @param carried what went out over HTTP, where the API key stands; empty over a WebSocket
     */
    record Sent(String strategy, int number, long generation, String carried, String answer, boolean isTaken) {}

    private interface Ordering {
        Sent order(int number) throws IOException, InterruptedException;
    }

    /** Lets {@code strategy} trade over HTTP. */
    void overHttp(String strategy, KeyProvider keys, Place place, HttpTransport transport) {
        trade(strategy, number -> {
            Signed order = signed(keys, place, number);
            String answer = transport.send(order.request()).body();
            String carried =
                    order.request().uri() + " " + order.request().headers().values();
            boolean taken = answer.contains(place.http().taken());
            return new Sent(strategy, number, order.generation(), carried, answer, taken);
        });
    }

    private record Signed(SignedRequest request, long generation) {}

    /** A strategy that was held up for longer than the overlap asks again, as it is told to; nothing was sent. */
    private static Signed signed(KeyProvider keys, Place place, int number) {
        ScopedKey key = keys.get(place.scope());
        try {
            return new Signed(key.sign(place.http().order().apply(number)), key.generation());
        } catch (KeyRetiredException e) {
            return signed(keys, place, number);
        }
    }

    /** Lets {@code strategy} trade in {@code session}. */
    void overSocket(String strategy, TradingSession session, Place place) {
        trade(strategy, number -> {
            TradingSession.Answer answer = session.order(number);
            return new Sent(
                    strategy,
                    number,
                    answer.generation(),
                    "",
                    answer.text(),
                    answer.text().contains(requireNonNull(place.socket()).taken()));
        });
    }

    private void trade(String strategy, Ordering ordering) {
        var answered = new Semaphore(0);
        strategies.put(answered, threads.submit(() -> {
            try {
                while (!over) {
                    sent.add(ordering.order(begun.incrementAndGet()));
                    answered.release();
                }
            } finally {
                // Whoever waits hears of the failure instead.
                answered.release(PLENTY);
            }
            return strategy;
        }));
    }

    /** Waits until every strategy has had {@code each} further answers. */
    void awaitOrders(int each) throws InterruptedException, ExecutionException {
        for (Map.Entry<Semaphore, Future<?>> strategy : strategies.entrySet()) {
            strategy.getKey().drainPermits();
            boolean ended = strategy.getValue().isDone();
            assertThat(ended || strategy.getKey().tryAcquire(each, 120, TimeUnit.SECONDS))
                    .isTrue();
            if (strategy.getValue().isDone()) {
                strategy.getValue().get();
            }
        }
    }

    /** How many orders were begun. */
    int begun() {
        return begun.get();
    }

    /** Stops them, and returns every order. */
    List<Sent> end() throws InterruptedException, ExecutionException {
        over = true;
        for (Future<?> strategy : strategies.values()) {
            strategy.get();
        }
        return List.copyOf(sent);
    }

    /** Stops them before what they trade with is closed, whatever became of them. */
    @Override
    public void close() {
        over = true;
        threads.shutdown();
        try {
            assertThat(threads.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
