/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/**
 * What looks past the one pass over a text have cost, and how far each went: one that begins inside of another goes on where that ended. Not thread-safe.
 */
final class Looks {
    private static final int NOWHERE = -1;

    private final Budget budget = new Budget();
    private final int[] froms;
    private final int[] ends;
    /** The length of a text that nobody has looked at yet, which is most of them; {@link #NOWHERE} once somebody has. */
    private int untouched = NOWHERE;

    Looks(int kinds) {
        froms = new int[kinds];
        ends = new int[kinds];
    }

    void start(int length) {
        untouched = length;
    }

    private void touch() {
        if (untouched != NOWHERE) {
            budget.start(untouched);
            Arrays.fill(ends, NOWHERE);
            untouched = NOWHERE;
        }
    }

    void spend(int work) {
        touch();
        budget.spend(work);
    }

    /** Where a look of {@code kind} from {@code i} on has to begin. */
    int begin(int kind, int i) {
        touch();
        return froms[kind] <= i && i <= ends[kind] ? ends[kind] : i;
    }

    /** Remembers that a look from {@code i} on found nothing before {@code end}. */
    void end(int kind, int i, int end) {
        froms[kind] = froms[kind] <= i && i <= ends[kind] ? froms[kind] : i;
        ends[kind] = end;
    }
}
