/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of things that are used over and over, one by one thread at a time: nothing is made for each use, whatever kind of thread comes. Thread-safe.
 *
 * @param <T> what is used; whoever gives it back has wiped it
 */
public final class Slots<T> {
    private static final int COUNT = 64;

    private final Slot<T>[] slots;
    private final Supplier<T> create;

    /** Makes an empty set, which {@code create} fills as needed. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of slots of T
    public Slots(Supplier<T> create) {
        this.create = create;
        slots = new Slot[COUNT];
        for (int i = 0; i < COUNT; i++) {
            slots[i] = new Slot<>();
        }
    }

    /** Returns one that nobody else has; the thread that took it gives it back. */
    public T take() {
        Slot<T> slot = slot();
        return slot.take() ? slot.filled(create) : create.get();
    }

    /** Gives one back, wiped. */
    @SuppressWarnings("ReferenceEquality") // the very thing, not one like it
    public void give(T wiped) {
        Slot<T> slot = slot();
        // Another thing was made while somebody else had the slot's.
        if (slot.thing == wiped) {
            slot.give();
        }
    }

    private Slot<T> slot() {
        return slots[(int) Thread.currentThread().getId() & (COUNT - 1)];
    }

    /** A place for one thing, which stays: storing it anew for each use would cost a barrier of the garbage collector. */
    private static final class Slot<T> {
        private static final VarHandle TAKEN = taken();

        @SuppressWarnings("unused") // by TAKEN
        private volatile boolean taken;

        private @Nullable T thing;

        private static VarHandle taken() {
            try {
                return MethodHandles.lookup().findVarHandle(Slot.class, "taken", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private boolean take() {
            return TAKEN.compareAndSet(this, false, true);
        }

        private T filled(Supplier<T> create) {
            T there = thing;
            if (there != null) {
                return there;
            }
            try {
                T made = create.get();
                thing = made;
                return made;
            } finally {
                if (thing == null) {
                    give();
                }
            }
        }

        private void give() {
            // Taking synchronises; giving back need only not come before the wiping.
            TAKEN.setRelease(this, false);
        }
    }
}
