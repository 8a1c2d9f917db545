/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.PermissionSet;
import io.keyguard.VenueRefusedException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks about the same key at the same time. */
class WitnessesTest {
    private static final KeyFacts FACTS =
            new KeyFacts(PermissionSet.unknown(), Set.of(), Observed.unknown(), Observed.unknown(), Observed.unknown());
    private static final int FOLLOWERS = 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SignedCalls witness = request -> new HttpReply(200, "");
    private final Witnesses witnesses = new Witnesses();
    private final Set<Thread> paused = ConcurrentHashMap.newKeySet();
    private final CountDownLatch waiting = new CountDownLatch(FOLLOWERS);
    private final Outside outside = new Outside(threads, Duration.ofMinutes(1), System::nanoTime, time -> {
        if (paused.add(Thread.currentThread())) {
            waiting.countDown();
        }
        Thread.yield();
    });

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whoComesWhileItIsAsked_sharesTheNextAnswer_andNotThatOne() throws Exception {
        var asked = new AtomicInteger();
        var hang = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        Supplier<KeyFacts> question = () -> {
            if (asked.incrementAndGet() == 1) {
                begun.countDown();
                await(hang);
                // Of a time before the others came.
                throw new VenueRefusedException("refused", Set.of(VenueError.Kind.BAD_KEY));
            }
            return FACTS;
        };
        Future<KeyFacts> first = threads.submit(() -> witnesses.ask(witness, question, outside));
        begun.await();
        var others = new ArrayList<Future<KeyFacts>>();
        for (int i = 0; i < FOLLOWERS; i++) {
            others.add(threads.submit(() -> witnesses.ask(witness, question, outside)));
        }
        waiting.await();
        hang.countDown();

        assertThatThrownBy(first::get).hasCauseInstanceOf(VenueRefusedException.class);
        for (Future<KeyFacts> other : others) {
            assertThat(other.get()).isEqualTo(FACTS);
        }
        assertThat(asked).hasValue(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void questionThatBreaks_keepsNobodyFromAsking() {
        assertThatThrownBy(() -> witnesses.ask(
                        witness,
                        () -> {
                            throw new IllegalStateException("canary");
                        },
                        outside))
                .isInstanceOf(IllegalStateException.class);

        assertThat(witnesses.ask(witness, () -> FACTS, outside)).isEqualTo(FACTS);
    }

    @Test
    void twoWhoAskOneAfterTheOther_areAnsweredApart() {
        var asked = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            witnesses.ask(
                    witness,
                    () -> {
                        asked.incrementAndGet();
                        return FACTS;
                    },
                    outside);
        }
        assertThat(asked).hasValue(2);
    }
}
