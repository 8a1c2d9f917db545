/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a text and secrets agree: the last place, so that the next window of it is not compared again, and all of them. Not thread-safe. */
final class Seen {
    private static final int FEW = 4;
    private static final int MANY = 1024;

    private @Nullable Needle needle;
    private int step;
    /** What the place in the secret and the place in the text have in common all along. */
    private int diagonal;

    private int start;
    private int end;
    /** Each as its beginning above its end. */
    private long[] all = new long[FEW];

    private int count;

    void clear() {
        needle = null;
        count = 0;
    }

    void remember(Needle needle, int at, int place, int step, int start, int end) {
        this.needle = needle;
        this.step = step;
        this.diagonal = place - step * at;
        this.start = start;
        this.end = end;
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        all[count++] = (long) start << Integer.SIZE | end;
    }

    /** Whether the last place reaches over {@code at}, where {@code place} of the secret stands. */
    boolean covers(Needle needle, int at, int place, int step) {
        return this.needle == needle && this.step == step && diagonal == place - step * at && start <= at && at < end;
    }

    /** Whether there were so many that they should not be kept for the next text. */
    boolean isLarge() {
        return all.length > MANY;
    }

    /** All places by now. */
    Spans spans() {
        if (count == 0) {
            return Spans.NONE;
        }
        Arrays.sort(all, 0, count);
        var spans = new Spans(count);
        for (int i = 0; i < count; i++) {
            spans.add((int) (all[i] >>> Integer.SIZE), (int) all[i]);
        }
        return spans;
    }
}
