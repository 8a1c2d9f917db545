/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** How often something happens, and how often it usually does while it happens at all. Not thread-safe. */
final class Rate {
    private static final long WINDOW_MILLIS = 10_000;
    private static final long MINUTE_MILLIS = 60_000;
    /** Windows or minutes in which something happened, before anything follows. */
    private static final int ENOUGH = 30;
    /** Fewer than these in ten seconds are never many. */
    private static final int FLOOR = 20;

    private static final double NEARLY_ALL = 0.995;
    /** The average forgets half within an hour and a half of trading. */
    private static final double WEIGHT = 1.0 / 128;

    private static final double ENOUGH_SURPLUS = 8;

    private final Quantiles windows = new Quantiles();
    private long window;
    private int inWindow;
    private long minute;
    private int inMinute;
    private int lastMinute;
    private int minutes;
    private double average;
    private double surplus;

    /** Counts one more; true if that is more than {@code factor} times the usual. */
    boolean add(Instant now, double factor) {
        long millis = now.toEpochMilli();
        roll(millis / WINDOW_MILLIS);
        boolean shifted = rollMinute(millis / MINUTE_MILLIS, factor);
        inWindow++;
        inMinute++;
        boolean burst = windows.count() >= ENOUGH && inWindow > Math.max(FLOOR, usual() * factor);
        return burst || shifted;
    }

    private void roll(long current) {
        if (current > window) {
            if (inWindow > 0) {
                windows.add(inWindow);
            }
            window = current;
            inWindow = 0;
        }
    }

    private boolean rollMinute(long current, double factor) {
        if (current <= minute) {
            return false;
        }
        boolean shifted = inMinute > 0 && closeMinute(factor);
        minute = current;
        inMinute = 0;
        return shifted;
    }

    /** CUSUM over doublings: what is beyond {@code factor} times the average adds up, what is not takes it off again. */
    private boolean closeMinute(double factor) {
        lastMinute = inMinute;
        if (minutes < ENOUGH) {
            minutes++;
            average += (inMinute - average) / minutes;
            return false;
        }
        double doublings = log2((inMinute + 1) / (average + 1));
        surplus = Math.max(0, surplus + doublings - log2(factor));
        // What is far out moves the average by little, or a thief would teach it.
        average += WEIGHT * (Math.min(inMinute, 2 * average + 1) - average);
        boolean shifted = surplus > ENOUGH_SURPLUS && inMinute > FLOOR;
        if (shifted) {
            surplus = 0;
        }
        return shifted;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    long inWindow() {
        return inWindow;
    }

    long usual() {
        return windows.at(NEARLY_ALL);
    }

    int lastMinute() {
        return lastMinute;
    }

    double average() {
        return average;
    }

    void save(DataOutput out) throws IOException {
        windows.save(out);
        out.writeInt(lastMinute);
        out.writeInt(minutes);
        out.writeDouble(average);
        out.writeDouble(surplus);
    }

    void load(DataInput in) throws IOException {
        windows.load(in);
        lastMinute = in.readInt();
        minutes = in.readInt();
        average = in.readDouble();
        surplus = in.readDouble();
    }
}
