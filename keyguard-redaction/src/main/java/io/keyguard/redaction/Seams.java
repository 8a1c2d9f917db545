/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Where line breaks stood in a piece of text that was joined, in order. Not thread-safe. */
final class Seams {
    private final int[] places;
    private int count;

    /** Makes room for those of a piece of {@code longest} characters. */
    Seams(int longest) {
        this.places = new int[longest + 1];
    }

    /** Adds one, unless there is one already. */
    void add(int at) {
        if (count == 0 || places[count - 1] != at) {
            places[count++] = at;
        }
    }

    /** Moves all to the front by {@code by}, and drops those that do not lie behind the beginning. */
    void move(int by) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (places[i] > by) {
                places[kept++] = places[i] - by;
            }
        }
        count = kept;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int at(int seam) {
        return places[seam];
    }
}
