/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * Under which conditions a scenario is played.
 *
 * @param book where the bot trades
 * @param pace how much it trades
 * @param noise what happens to events between venue and bot
 * @param tagged whether the bot's orders carry tags
 */
public record Conditions(Book book, Pace pace, Noise noise, boolean tagged) {
    /** Where the bot trades. */
    public enum Book {
        /** A market in which nobody is noticed. */
        LIQUID,
        /** One that a few thousand dollars move by a percent. */
        THIN
    }

    /** How much the bot trades. */
    public enum Pace {
        /** An order in twenty seconds. */
        SLOW(0.05),
        /** An order a second. */
        BRISK(1),
        /** Ten orders a second. */
        FAST(10);

        private final double perSecond;

        Pace(double perSecond) {
            this.perSecond = perSecond;
        }

        /** Returns how many orders are placed in a second, on average. */
        public double perSecond() {
            return perSecond;
        }
    }

    /** What happens to events between venue and bot. */
    public enum Noise {
        /** They come once, within 60 ms, and clocks agree. */
        CALM,
        /** Some come twice, some seconds late, in another order; clocks differ by up to 0.3 s. */
        USUAL,
        /** One in ten comes again within a minute, one in twenty up to half a minute late, the stream breaks off and is caught up with from a list; clocks differ by up to 1.5 s. */
        ROUGH
    }

    /** Returns all of them. */
    public static List<Conditions> all() {
        var all = new ArrayList<Conditions>();
        for (Book book : Book.values()) {
            for (Pace pace : Pace.values()) {
                for (Noise noise : Noise.values()) {
                    all.add(new Conditions(book, pace, noise, false));
                    all.add(new Conditions(book, pace, noise, true));
                }
            }
        }
        return all;
    }
}
