/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/** What short runs of base64 stand for, before they are worth a reading: most are words, and stand for nothing. Not thread-safe, and keeps nothing. */
final class Trial {
    /** A longer run is read at once. */
    private static final int LONGEST = 64;

    private static final int PHASES = 4;

    private final byte[] bytes = new byte[LONGEST];
    private final View view = new View();
    private final Glance glance = new Glance();

    /** Whether any of the runs of base64 in {@code text}, at which {@code seen} was the last glance, may stand for anything that {@code tables} know. */
    boolean isAnyWorth(View text, Glance seen, Needles[] tables, int shortest, int leastPlain) {
        int runs = seen.countOfRuns();
        boolean worth = runs < 0;
        for (int run = 0; run < runs && !worth; run++) {
            int start = seen.startOfRun(run);
            int end = seen.endOfRun(run);
            int phases = Runs.isNumber(text, start, end) ? 0 : PHASES;
            for (int phase = 0; phase < phases && !worth; phase++) {
                worth = isWorth(text, start + phase, end, tables, shortest, leastPlain);
            }
        }
        return worth;
    }

    /** Whether what stands in {@code text} from {@code from} to {@code to}, if it is base64, may stand for anything that {@code tables} know. */
    boolean isWorth(View text, int from, int to, Needles[] tables, int shortest, int leastPlain) {
        if (to - from > LONGEST) {
            return true;
        }
        if (3 * (to - from) / 4 < shortest) {
            return false;
        }
        int count = Codes.base64(text, from, to, bytes);
        view.wrap(bytes, count);
        boolean worth = mayHold(tables) || mayBeRead(count, shortest, leastPlain);
        Arrays.fill(bytes, 0, count, (byte) 0);
        return worth;
    }

    /** As {@link Search} reads only text; every reading is shorter than what it reads. */
    private boolean mayBeRead(int count, int shortest, int leastPlain) {
        return count > shortest
                && view.isMostlyText()
                && (glance.at(view, shortest, leastPlain, null) & Glance.READINGS & ~Glance.BYTES) != 0;
    }

    private boolean mayHold(Needles[] tables) {
        for (Needles table : tables) {
            if (table.mayBeIn(view)) {
                return true;
            }
        }
        return false;
    }
}
