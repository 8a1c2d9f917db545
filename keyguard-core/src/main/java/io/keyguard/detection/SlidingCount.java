/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** A sum over the last while, in sixty-four parts, so never of less than that. What comes late is added to now. Not thread-safe. */
final class SlidingCount {
    private static final int PARTS = 64;

    private final long partMillis;
    private final double[] parts;
    private long newest = Long.MIN_VALUE;

    SlidingCount(Duration window) {
        this.partMillis = Math.max(1, window.toMillis() / (PARTS - 2));
        this.parts = new double[PARTS];
    }

    void add(double amount, Instant now) {
        move(now);
        parts[(int) Math.floorMod(newest, (long) PARTS)] += amount;
    }

    double sum(Instant now) {
        move(now);
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        return sum;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(partMillis);
        out.writeLong(newest);
        for (double part : parts) {
            out.writeDouble(part);
        }
    }

    /** What was counted over another window says nothing, and is passed over. */
    void load(DataInput in) throws IOException {
        boolean same = in.readLong() == partMillis;
        long last = in.readLong();
        newest = same ? last : newest;
        for (int n = 0; n < PARTS; n++) {
            double part = in.readDouble();
            parts[n] = same ? part : parts[n];
        }
    }

    private void move(Instant now) {
        long part = now.toEpochMilli() / partMillis;
        if (newest == Long.MIN_VALUE) {
            newest = part;
        }
        if (newest > part + 1) {
            setBack(part);
        }
        for (int steps = 0; newest < part && steps < PARTS; steps++) {
            newest++;
            parts[(int) Math.floorMod(newest, (long) PARTS)] = 0;
        }
        newest = Math.max(newest, part);
    }

    /** The clock was set back: what was counted is as old as it was. */
    private void setBack(long part) {
        double[] before = parts.clone();
        for (int age = 0; age < PARTS; age++) {
            parts[(int) Math.floorMod(part - age, (long) PARTS)] =
                    before[(int) Math.floorMod(newest - age, (long) PARTS)];
        }
        newest = part;
    }
}
