/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the signing path sees, at the moments that no test of threads hits by chance. */
class FenceTest {
    private static final KeyId KEY = KeyId.of("grid-binance");

    /** What is frozen, with something that happens while a fence reads it. */
    private static final class Meanwhile extends AbstractList<Freeze> {
        private final Runnable happens;

        private Meanwhile(Runnable happens) {
            this.happens = happens;
        }

        @Override
        public Freeze get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            happens.run();
            return 0;
        }

        @Override
        public Object[] toArray() {
            happens.run();
            return new Object[0];
        }
    }

    @Test
    void change_whileSomebodyElseLooksWhoIsInside_forgetsNobodyWhoEntersMeanwhile() {
        var nanos = new AtomicLong();
        var fence = new Fence(null, () -> nanos.addAndGet(Duration.ofMillis(100).toNanos()));
        var inside = new Fence.Passage[1];

        fence.change(new Meanwhile(() -> {
            assertThat(fence.drained()).isTrue();
            if (inside[0] == null) {
                inside[0] = fence.enter(KEY, "binance", "grid");
            }
        }));

        assertThat(fence.drained()).isFalse();
        inside[0].leave();
        assertThat(fence.drained()).isTrue();
        assertThat(fence.freezes()).isEqualTo(List.of());
    }

    @Test
    void lease_thatWasEnded_isNotRenewedByAnAnswerToAnEarlierQuestion() {
        var nanos = new AtomicLong(5);
        var lease = new Lease(Duration.ofSeconds(10), nanos::get);
        long early = lease.now();
        nanos.incrementAndGet();

        lease.end();
        lease.renewed(early);
        assertThat(lease.hasEnded()).isTrue();
        lease.renewed(lease.now());

        assertThat(lease.hasEnded()).isFalse();
    }

    /** While a machine sleeps, its ticker may stand still. */
    @Test
    void lease_ofAMachineThatSlept_hasEnded_andAClockThatGoesBackProlongsNothing() {
        var nanos = new AtomicLong(5);
        var clock = new AtomicReference<>(Instant.parse("2026-06-01T03:00:00Z"));
        var lease = new Lease(Duration.ofSeconds(10), nanos::get, clock::get);
        lease.renewed(lease.now());
        clock.set(clock.get().plusMillis(9_999));
        assertThat(lease.hasEnded()).isFalse();
        clock.set(clock.get().plusMillis(1));
        assertThat(lease.hasEnded()).isTrue();
        lease.renewed(lease.now() + 1);
        clock.set(clock.get().minusSeconds(3_600));
        assertThat(lease.hasEnded()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(10).toNanos() + 1);
        assertThat(lease.hasEnded()).isTrue();

        long asked = lease.now();
        clock.set(clock.get().plusSeconds(3_600));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        lease.renewed(asked);
        assertThat(lease.hasEnded())
                .as("slept between the question and its answer")
                .isTrue();
    }
}
