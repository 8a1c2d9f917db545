/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The numbers that came last; none is zero. Begins small, and grows up to its size. Open addressing with linear probing. Not thread-safe. */
final class RecentNumbers {
    private static final int SMALLEST = 4;
    private static final long[] NONE = {};
    /** Of one slot that stays empty. */
    private static final long[] NO_TABLE = {0};

    private final int most;
    /** In the order in which they came, as a ring. */
    private long[] ring = NONE;

    private long[] table = NO_TABLE;
    private int next;
    private int count;

    /** @param most how many are remembered, a power of two */
    RecentNumbers(int most) {
        this.most = most;
    }

    /** Remembers {@code number}; false if it was known. */
    boolean add(long number) {
        if (contains(number)) {
            return false;
        }
        if (count == ring.length && count < most) {
            grow();
        }
        if (count == ring.length) {
            remove(ring[next]);
        } else {
            count++;
        }
        ring[next] = number;
        next = (next + 1) % ring.length;
        insert(number);
        return true;
    }

    boolean contains(long number) {
        return table[slot(number)] == number;
    }

    private int slot(long number) {
        int slot = home(number);
        while (table[slot] != 0 && table[slot] != number) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private int home(long number) {
        return (int) number & (table.length - 1);
    }

    private void insert(long number) {
        table[slot(number)] = number;
    }

    private void grow() {
        var larger = new long[Math.max(SMALLEST, 2 * ring.length)];
        for (int n = 0; n < count; n++) {
            larger[n] = ring[(next + n) % ring.length];
        }
        next = count;
        ring = larger;
        table = new long[2 * larger.length];
        for (int n = 0; n < count; n++) {
            insert(ring[n]);
        }
    }

    /** Empties the slot and moves up what stands behind it, so that no search ends too early. */
    private void remove(long number) {
        int free = slot(number);
        table[free] = 0;
        int mask = table.length - 1;
        for (int slot = (free + 1) & mask; table[slot] != 0; slot = (slot + 1) & mask) {
            int home = home(table[slot]);
            if (((slot - home) & mask) >= ((slot - free) & mask)) {
                table[free] = table[slot];
                table[slot] = 0;
                free = slot;
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(count);
        for (int n = 0; n < count; n++) {
            out.writeLong(ring[(next - count + n + ring.length) % ring.length]);
        }
    }

    void load(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            if (number == 0) {
                throw new IOException("a number that is none");
            }
            add(number);
        }
    }
}
