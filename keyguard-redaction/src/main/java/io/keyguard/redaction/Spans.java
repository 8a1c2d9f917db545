/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Stretches of a text in order, none of which touch, for one walk from its beginning to its end. Not thread-safe. */
final class Spans {
    static final Spans NONE = new Spans(0);

    private final int[] froms;
    private final int[] tos;
    private int count;
    /** The first that does not end before where the walk is. */
    private int next;

    Spans(int most) {
        froms = new int[most];
        tos = new int[most];
    }

    /** Adds a stretch that begins no earlier than the one before. */
    void add(int from, int to) {
        if (count > 0 && from <= tos[count - 1]) {
            tos[count - 1] = Math.max(tos[count - 1], to);
        } else {
            froms[count] = from;
            tos[count++] = to;
        }
    }

    /** Where the first stretch that reaches into {@code from} to {@code to} begins there, or {@code to}; {@code from} never goes back. */
    int firstIn(int from, int to) {
        while (next < count && tos[next] <= from) {
            next++;
        }
        return next < count && froms[next] < to ? Math.max(from, froms[next]) : to;
    }

    /** Where the stretch ends that {@link #firstIn} found. */
    int end() {
        return tos[next];
    }
}
