/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who is using a thing, and lets it end when the last of them is done. Thread-safe. */
public final class Loans {
    private static final int CLOSED = 1 << 31;

    /** Loans under way in the lower bits, {@link #CLOSED} in the highest. */
    private final AtomicInteger state = new AtomicInteger();

    /** Makes one with no loans. */
    public Loans() {}

    /** Returns whether a loan was made; after {@link #close} none is. */
    public boolean tryAcquire() {
        int n = state.get();
        while (n >= 0) {
            if (state.compareAndSet(n, n + 1)) {
                return true;
            }
            n = state.get();
        }
        return false;
    }

    /** Ends a loan; returns whether it was the last one after {@link #close}. */
    public boolean release() {
        return state.decrementAndGet() == CLOSED;
    }

    /** Makes no more loans; returns whether this call ended them and none is under way. */
    public boolean close() {
        return state.getAndUpdate(n -> n | CLOSED) == 0;
    }

    /** Returns whether {@link #close} was called. */
    public boolean isClosed() {
        return state.get() < 0;
    }
}
