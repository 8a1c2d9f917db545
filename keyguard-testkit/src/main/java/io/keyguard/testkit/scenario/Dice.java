/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Chance that is the same for the same seed, on every JDK and machine: nothing but {@code nextLong} and exact arithmetic is used. Not thread-safe. */
final class Dice {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    /** How many times the mean a wait may last. */
    private static final double LONGEST = 8;

    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Dice of their own for a part of the world, so that what another part throws does not change them. */
    Dice split() {
        return new Dice(random.nextLong());
    }

    /** From 0 to below 1. */
    double share() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** From 0 to below {@code bound}. */
    int below(int bound) {
        return (int) (share() * bound);
    }

    double between(double least, double most) {
        return least + share() * (most - least);
    }

    boolean happens(double probability) {
        return share() < probability;
    }

    Duration between(Duration least, Duration most) {
        return least.plusNanos((long) (share() * most.minus(least).toNanos()));
    }

    /** The time to the next of events that come independently of each other. */
    Duration untilNext(double perSecond) {
        double wait = Math.min(-StrictMath.log(1 - share()), LONGEST);
        return Duration.ofNanos((long) (wait / perSecond * 1e9));
    }

    <T> T one(List<T> of) {
        return of.get(below(of.size()));
    }

    String word(int length) {
        var word = new StringBuilder(length);
        for (int n = 0; n < length; n++) {
            word.append(LETTERS.charAt(below(LETTERS.length())));
        }
        return word.toString();
    }
}
