/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happens to events on their way from venue to bot: they are delayed, doubled, late, out of order, or lost and read from a list later. None is lost for good. Not thread-safe. */
final class Stream {
    private static final Duration LEAST = Duration.ofMillis(10);

    private final VirtualTime time;
    private final Dice dice;
    private final Conditions.Noise noise;
    private final List<Runnable> held = new ArrayList<>();
    private double lost;

    Stream(VirtualTime time, Dice dice, Conditions.Noise noise) {
        this.time = time;
        this.dice = dice;
        this.noise = noise;
    }

    void publish(Runnable event) {
        if (lost > 0 && dice.happens(lost)) {
            held.add(event);
            return;
        }
        switch (noise) {
            case CALM -> deliver(event, Duration.ofMillis(60));
            case USUAL -> {
                deliver(event, dice.happens(0.01) ? Duration.ofSeconds(4) : Duration.ofMillis(300));
                again(event, 0.02, Duration.ofSeconds(5));
            }
            case ROUGH -> {
                deliver(event, dice.happens(0.05) ? Duration.ofSeconds(30) : Duration.ofSeconds(2));
                again(event, 0.1, Duration.ofMinutes(1));
            }
        }
    }

    private void deliver(Runnable event, Duration most) {
        time.in(dice.between(LEAST, most), event);
    }

    private void again(Runnable event, double probability, Duration most) {
        if (dice.happens(probability)) {
            deliver(event, most);
        }
    }

    /** Loses {@code share} of what comes from now on, for {@code length}, and then reads it from a list, in another order. */
    void breaksOff(double share, Duration length) {
        lost = share;
        time.in(length, () -> {
            lost = 0;
            for (Runnable event : held) {
                deliver(event, Duration.ofSeconds(5));
                again(event, 0.5, Duration.ofSeconds(20));
            }
            held.clear();
        });
    }
}
