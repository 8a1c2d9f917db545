/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Duration;
import java.time.Instant;

/** The largest number of the last while, or of up to half of it. Not thread-safe. */
final class Highest {
    private final long halfMillis;
    private long half = Long.MIN_VALUE;
    private double now;
    private double before;

    Highest(Duration window) {
        this.halfMillis = window.toMillis() / 2;
    }

    void see(double number, Instant at) {
        move(at);
        now = Math.max(now, number);
    }

    /** Zero if there was none. */
    double of(Instant at) {
        move(at);
        return Math.max(now, before);
    }

    private void move(Instant at) {
        long current = at.toEpochMilli() / halfMillis;
        if (current != half) {
            before = current == half + 1 ? now : 0;
            now = 0;
            half = current;
        }
    }
}
