/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Where a text and a secret agreed last, so that the next window of the same place is not compared again. Not thread-safe. */
final class Seen {
    private static final int NOTHING = -1;

    private int needle = NOTHING;
    private int step;
    /** What the place in the secret and the place in the text have in common all along. */
    private int diagonal;

    private int end;

    void clear() {
        needle = NOTHING;
    }

    void remember(int needle, int at, int place, int step, int end) {
        this.needle = needle;
        this.step = step;
        this.diagonal = place - step * at;
        this.end = end;
    }

    boolean covers(int needle, int at, int place, int step) {
        return this.needle == needle && this.step == step && diagonal == place - step * at && at < end;
    }
}
