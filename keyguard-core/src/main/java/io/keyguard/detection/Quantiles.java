/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often which size came, to an eighth of it, in 600 bytes at most. What is long past counts less and less: once one count is at its largest, all are halved. Not thread-safe.
 *
 * <p>Buckets as in HdrHistogram. That library itself is no Java module, not even by name, and core is to be linked by jlink.
 */
final class Quantiles {
    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;
    /** Up to 2^40. */
    private static final int BUCKETS = STEPS * 38;

    private static final int MOST = Character.MAX_VALUE;

    private static final char[] NONE = {};

    private char[] counts = NONE;
    /** The bucket that the first count is of. */
    private int lowest;

    private long count;

    void add(long value) {
        int bucket = bucket(value);
        reach(bucket);
        counts[bucket - lowest]++;
        count++;
        if (counts[bucket - lowest] == MOST) {
            halve();
        }
    }

    /** From the smallest to the largest that came, so that figures of about one size take little room. */
    private void reach(int bucket) {
        int from = bucket / STEPS * STEPS;
        if (counts.length == 0) {
            lowest = from;
        }
        int first = Math.min(lowest, from);
        int end = Math.max(lowest + counts.length, Math.min(BUCKETS, from + STEPS));
        if (first < lowest || end > lowest + counts.length) {
            char[] wider = new char[end - first];
            System.arraycopy(counts, 0, wider, lowest - first, counts.length);
            counts = wider;
            lowest = first;
        }
    }

    private void halve() {
        count = 0;
        for (int n = 0; n < counts.length; n++) {
            counts[n] = (char) (counts[n] / 2);
            count += counts[n];
        }
    }

    long count() {
        return count;
    }

    /** The largest value of the bucket below or in which the share {@code quantile} of all values is; zero if there is none. */
    long at(double quantile) {
        long wanted = (long) Math.ceil(quantile * count);
        long passed = 0;
        for (int n = 0; n < counts.length && count > 0; n++) {
            passed += counts[n];
            if (passed >= wanted && passed > 0) {
                return largest(lowest + n);
            }
        }
        return 0;
    }

    /** Below eight each value has its own; from there on each power of two has eight. */
    private static int bucket(long value) {
        long positive = Math.max(0, value);
        if (positive < STEPS) {
            return (int) positive;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(positive);
        int step = (int) (positive >> (power - STEP_BITS)) & (STEPS - 1);
        return Math.min(BUCKETS - 1, (power - STEP_BITS + 1) * STEPS + step);
    }

    private static long largest(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int shift = bucket / STEPS - 1;
        return ((long) (bucket % STEPS + STEPS + 1) << shift) - 1;
    }

    void save(DataOutput out) throws IOException {
        int used = 0;
        for (char one : counts) {
            used += one == 0 ? 0 : 1;
        }
        out.writeShort(used);
        for (int n = 0; n < counts.length; n++) {
            if (counts[n] != 0) {
                out.writeShort(lowest + n);
                out.writeChar(counts[n]);
            }
        }
    }

    void load(DataInput in) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            int bucket = in.readUnsignedShort();
            char times = in.readChar();
            if (bucket >= BUCKETS) {
                throw new IOException("counts that do not belong here");
            }
            reach(bucket);
            count += times - counts[bucket - lowest];
            counts[bucket - lowest] = times;
        }
    }
}
