/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.util.Arrays;

/**
 * Finds numbers that stand in an array, by slots that hold their places: open addressing with linear probing, over twice as many slots as there are places. The caller keeps both arrays, so that a small set, which is searched one by one, pays nothing for
 * it. The bits of one half of a number, at least, have to be as good as random. Has no state.
 */
final class Slots {
    static final int EMPTY = -1;

    private Slots() {}

    /** Returns {@code numbers} with so much room behind them that most slots are free, which makes it quick to find that a number is not there. */
    static long[] sparse(long[] numbers) {
        return Arrays.copyOf(numbers, 2 * Integer.highestOneBit(2 * numbers.length));
    }

    /** Returns slots for {@code numbers}, a power of two of them, of which the first {@code count} are there. */
    static int[] of(long[] numbers, int count) {
        int[] slots = new int[2 * numbers.length];
        Arrays.fill(slots, EMPTY);
        for (int place = 0; place < count; place++) {
            insert(slots, numbers, place);
        }
        return slots;
    }

    /** The place of {@code number}; {@link #EMPTY} if it has none. */
    static int find(int[] slots, long[] numbers, long number) {
        for (int slot = home(slots, number); slots[slot] != EMPTY; slot = next(slots, slot)) {
            if (numbers[slots[slot]] == number) {
                return slots[slot];
            }
        }
        return EMPTY;
    }

    static void insert(int[] slots, long[] numbers, int place) {
        int slot = home(slots, numbers[place]);
        while (slots[slot] != EMPTY) {
            slot = next(slots, slot);
        }
        slots[slot] = place;
    }

    /** The number at {@code place} must be there still. */
    static void remove(int[] slots, long[] numbers, int place) {
        int slot = home(slots, numbers[place]);
        while (slots[slot] != place) {
            slot = next(slots, slot);
        }
        close(slots, numbers, slot);
    }

    /** Empties {@code gap} and moves up what stands behind it, so that no search ends too early. */
    private static void close(int[] slots, long[] numbers, int gap) {
        int free = gap;
        int mask = slots.length - 1;
        slots[free] = EMPTY;
        for (int slot = next(slots, free); slots[slot] != EMPTY; slot = next(slots, slot)) {
            int home = home(slots, numbers[slots[slot]]);
            boolean reachable = ((slot - home) & mask) >= ((slot - free) & mask);
            if (reachable) {
                slots[free] = slots[slot];
                slots[slot] = EMPTY;
                free = slot;
            }
        }
    }

    private static int home(int[] slots, long number) {
        return Long.hashCode(number) & (slots.length - 1);
    }

    private static int next(int[] slots, int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
