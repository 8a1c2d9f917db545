/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.venue.VenueRequest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders on their way from those who sign to the one who writes: nobody waits, nothing is made, and no clock is read. Thread-safe for any number that put in, and one that takes out.
 *
 * @param <T> who signed
 */
final class OrderRing<T> {
    private final int size;
    private final AtomicReferenceArray<@Nullable VenueRequest> requests;
    /** Written before the request of the same place, and read after it. */
    private final @Nullable Object[] signers;

    private final AtomicLong next = new AtomicLong();
    private volatile long taken;
    private final Runnable half;

    /**
     * @param size a power of two
     * @param half is run by whoever fills half of it, and must not wait
     */
    OrderRing(int size, Runnable half) {
        this.size = size;
        this.half = half;
        this.requests = new AtomicReferenceArray<>(size);
        this.signers = new @Nullable Object[size];
    }

    /** Puts one in; false if there is no room. */
    boolean offer(T signer, VenueRequest request) {
        long mine;
        do {
            mine = next.get();
            if (mine - taken >= size) {
                return false;
            }
        } while (!next.compareAndSet(mine, mine + 1));
        int place = (int) mine & (size - 1);
        signers[place] = signer;
        requests.setRelease(place, request);
        if (mine + 1 - taken == size / 2) {
            half.run();
        }
        return true;
    }

    boolean isFull() {
        return next.get() - taken >= size;
    }

    boolean isEmpty() {
        return next.get() == taken;
    }

    /** Takes out what is whole, oldest first; by one thread at a time. */
    @SuppressWarnings("unchecked") // only a T is put in
    void take(BiConsumer<T, VenueRequest> to) {
        for (long at = taken; ; at++) {
            int place = (int) at & (size - 1);
            VenueRequest request = requests.getAcquire(place);
            Object signer = signers[place];
            if (request == null || signer == null) {
                return;
            }
            signers[place] = null;
            requests.setPlain(place, null);
            taken = at + 1;
            to.accept((T) signer, request);
        }
    }
}
