/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * A bounded set of things that are used over and over, one by one thread at a time: nothing is made for each use, whatever kind of thread comes. Thread-safe.
 *
 * @param <T> what is used; whoever gives it back has wiped it
 */
public final class Slots<T> {
    private static final int COUNT = 64;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(COUNT);
    private final Supplier<T> create;

    /** Makes an empty set, which {@code create} fills as needed. */
    public Slots(Supplier<T> create) {
        this.create = create;
    }

    /** Returns one that nobody else has. */
    public T take() {
        T free = slots.getAndSet(slot(), null);
        return free != null ? free : create.get();
    }

    /** Gives one back, wiped. */
    public void give(T wiped) {
        // Taking one synchronises; giving it back need only not come before the wiping.
        slots.setRelease(slot(), wiped);
    }

    private static int slot() {
        return (int) Thread.currentThread().getId() & (COUNT - 1);
    }
}
