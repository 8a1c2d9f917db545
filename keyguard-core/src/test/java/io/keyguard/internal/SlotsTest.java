/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots<Object> slots = new Slots<>(Object::new);

    @Test
    void take_afterGive_isTheSameThing() {
        Object first = slots.take();
        slots.give(first);

        assertThat(slots.take()).isSameAs(first);
    }

    @Test
    void take_twiceByOneThread_isNotTheSameThing() {
        Object first = slots.take();
        Object second = slots.take();
        slots.give(second);

        assertThat(second).isNotSameAs(first);
        assertThat(slots.take()).as("the first was not given back").isNotSameAs(first);
    }

    @Test
    void take_byMoreThreadsThanPlaces_isNeverSomebodyElses() throws Exception {
        int threads = 150;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var barrier = new CyclicBarrier(threads);
            Set<Object> inUse = ConcurrentHashMap.newKeySet();
            var clashes = IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> useOften(barrier, inUse)))
                    .toList();
            for (Future<Integer> count : clashes) {
                assertThat(count.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private int useOften(CyclicBarrier barrier, Set<Object> inUse) throws Exception {
        barrier.await();
        int clashes = 0;
        for (int i = 0; i < 1_000; i++) {
            Object thing = slots.take();
            clashes += inUse.add(thing) ? 0 : 1;
            inUse.remove(thing);
            slots.give(thing);
        }
        return clashes;
    }

    @Test
    void take_afterNoneCouldBeMade_makesOne() {
        var broken = new AtomicBoolean(true);
        var failing = new Slots<>(() -> {
            if (broken.get()) {
                throw new IllegalStateException("none");
            }
            return new Object();
        });
        assertThatThrownBy(failing::take).isInstanceOf(IllegalStateException.class);
        broken.set(false);
        Object made = failing.take();
        failing.give(made);

        assertThat(failing.take()).isSameAs(made);
    }
}
