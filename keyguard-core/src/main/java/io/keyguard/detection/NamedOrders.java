/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/** Digests of orders that requests named and that nobody knows yet, the oldest first. Takes nothing until there is one, and twelve bytes for each. Not thread-safe. */
final class NamedOrders {
    private static final int SMALLEST = 8;
    private static final int MOST = 1024;
    private static final long[] NONE = {};
    private static final int[] NO_TIMES = {};
    /** The year 2020: what seconds are counted from, to have room for longer than until 2038. */
    private static final long SINCE = 1_577_836_800L;

    private final long keptSeconds;
    private final Consumer<Instant> forgotten;
    private long[] names = NONE;
    /** In seconds since then, rounded up. */
    private int[] signed = NO_TIMES;

    private int count;

    /**
     * Knows none yet.
     *
     * @param keptSeconds for how long a name counts
     * @param forgotten is told when one is forgotten before that, for want of room, and when it was signed
     */
    NamedOrders(long keptSeconds, Consumer<Instant> forgotten) {
        this.keptSeconds = keptSeconds;
        this.forgotten = forgotten;
    }

    void add(long name, Instant at) {
        // Who asks again and again to cancel the same needs room for one.
        boolean unused = remove(name);
        int second = (int) Math.max(0, Math.min(Integer.MAX_VALUE, at.getEpochSecond() + 1 - SINCE));
        if (count == names.length) {
            drop(expired(second));
        }
        if (count == names.length && count == MOST) {
            forgotten.accept(Instant.ofEpochSecond(SINCE + signed[0]));
            drop(1);
        }
        if (count == names.length) {
            int size = Math.max(SMALLEST, 2 * count);
            names = Arrays.copyOf(names, size);
            signed = Arrays.copyOf(signed, size);
        }
        names[count] = name;
        signed[count++] = second;
    }

    private int expired(int now) {
        int old = 0;
        while (old < count && now - (long) signed[old] > keptSeconds) {
            old++;
        }
        return old;
    }

    private void drop(int oldest) {
        count -= oldest;
        System.arraycopy(names, oldest, names, 0, count);
        System.arraycopy(signed, oldest, signed, 0, count);
    }

    /** Takes {@code name} off; false if it is not there. */
    boolean remove(long name) {
        for (int n = 0; n < count; n++) {
            if (names[n] == name) {
                count--;
                System.arraycopy(names, n + 1, names, n, count - n);
                System.arraycopy(signed, n + 1, signed, n, count - n);
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(count);
        for (int n = 0; n < count; n++) {
            out.writeLong(names[n]);
            out.writeInt(signed[n]);
        }
    }

    void load(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            long name = in.readLong();
            add(name, Instant.ofEpochSecond(SINCE + in.readInt() - 1));
        }
    }
}
