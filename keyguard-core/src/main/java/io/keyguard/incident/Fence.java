/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is frozen in this process, as the signing path sees it: a volatile read before a signature that adds risk, and one after it. Thread-safe.
 *
 * <p>Whoever signs enters one state of the fence and leaves it again. A change puts another state in its place and waits until all have left the old one: what they still hand out,
 * they have looked at the new state for.
 */
public final class Fence {
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE = 20_000;
    private static final int SPINS = 1_000;

    private final @Nullable Lease lease;
    private final LongSupplier ticker;
    /** States that somebody may still sign under. */
    private final Queue<Passage> before = new ConcurrentLinkedQueue<>();

    private volatile Passage current = new Passage(List.of());

    Fence(@Nullable Lease lease, LongSupplier ticker) {
        this.lease = lease;
        this.ticker = ticker;
    }

    /** One state of the fence, with a count of those who sign under it. */
    public static final class Passage {
        private final List<Freeze> freezes;
        private final LongAdder entered = new LongAdder();
        private final LongAdder left = new LongAdder();

        private Passage(Collection<Freeze> freezes) {
            this.freezes = List.copyOf(freezes);
        }

        /** Ends a signature. */
        public void leave() {
            left.increment();
        }

        /** In this order: an entry is counted before its exit, so that equal sums mean that nobody is inside. */
        private boolean isEmpty() {
            long gone = left.sum();
            return gone == entered.sum();
        }

        private Optional<Freeze> over(KeyId key, String venue, String strategy) {
            if (freezes.isEmpty()) {
                return Optional.empty();
            }
            return freezes.stream()
                    .filter(freeze -> freeze.scope().covers(key, venue, strategy))
                    .findFirst();
        }
    }

    /**
     * Begins a signature that adds risk; {@link Passage#leave} must follow, whatever happens.
     *
     * @throws KeyFrozenException if the key is frozen; nothing was begun
     */
    public Passage enter(KeyId key, String venue, String strategy) {
        Passage passage = current;
        passage.entered.increment();
        while (passage != current) {
            passage.leave();
            passage = current;
            passage.entered.increment();
        }
        try {
            require(passage, key, venue, strategy);
            return passage;
        } catch (KeyFrozenException e) {
            passage.leave();
            throw e;
        }
    }

    /**
     * Looks again, after the signature was made and before anybody is given it.
     *
     * @throws KeyFrozenException if the key was frozen meanwhile
     */
    public void confirm(Passage passage, KeyId key, String venue, String strategy) {
        Passage now = current;
        if (now != passage || lease != null) {
            require(now, key, venue, strategy);
        }
    }

    private void require(Passage passage, KeyId key, String venue, String strategy) {
        Optional<Freeze> freeze = passage.over(key, venue, strategy);
        if (freeze.isPresent()) {
            throw KeyguardExceptions.frozen(
                    key, freeze.get().scope().toString(), freeze.get().id());
        }
        if (isWithoutLease()) {
            throw KeyguardExceptions.leaseEnded(key);
        }
    }

    /** Returns whether this signer was not told for too long that it may add risk. */
    public boolean isWithoutLease() {
        return lease != null && lease.hasEnded();
    }

    /** Returns the freeze over {@code key} of {@code venue} in the hands of {@code strategy}. */
    public Optional<Freeze> over(KeyId key, String venue, String strategy) {
        return current.over(key, venue, strategy);
    }

    /** Returns what is frozen. */
    List<Freeze> freezes() {
        return current.freezes;
    }

    /** Freezes what {@code freezes} say, and nothing else, for every signature from now on. One at a time. */
    void change(Collection<Freeze> freezes) {
        var next = new Passage(freezes);
        Passage old = current;
        current = next;
        // Not before nobody can enter it any more: it would be taken for empty, and left out, while somebody still may.
        before.add(old);
    }

    /** Returns whether everybody has left the states before this one, within a second. */
    boolean drained() {
        long start = ticker.getAsLong();
        for (int looks = 0; !isDrained(); looks++) {
            if (ticker.getAsLong() - start >= PATIENCE || looks > PATIENCE / PAUSE) {
                return false;
            }
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return true;
    }

    private boolean isDrained() {
        before.removeIf(Passage::isEmpty);
        return before.isEmpty();
    }

    @Override
    public String toString() {
        return "Fence" + current.freezes.stream().map(Freeze::scope).toList();
    }
}
