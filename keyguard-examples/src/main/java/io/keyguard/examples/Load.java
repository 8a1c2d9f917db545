/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Orders one after the other until told to stop. */
final class Load {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong generation = new AtomicLong();
    private final AtomicLong orders = new AtomicLong();
    private final List<CompletableFuture<Void>> loops = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    Load(Bot bot) {
        for (int i = 0; i < 3; i++) {
            loops.add(CompletableFuture.runAsync(() -> loop(bot), threads));
        }
    }

    private void loop(Bot bot) {
        while (!stop.get()) {
            generation.accumulateAndGet(bot.trade(), Math::max);
            orders.incrementAndGet();
        }
    }

    void awaitGeneration(long wanted) {
        while (generation.get() < wanted) {
            loops.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
            Thread.onSpinWait();
        }
    }

    long stop() {
        stop.set(true);
        loops.forEach(CompletableFuture::join);
        threads.shutdown();
        return orders.get();
    }
}
