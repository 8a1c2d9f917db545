/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** What is not seen, or breaks a line: control characters, ANSI sequences, characters of no width, line ends with the indentation behind them. */
final class Breaks {
    private Breaks() {}

    /** Whether what stands at {@code i} is not seen, or breaks a line. */
    static boolean isUnseen(View view, int i) {
        return Signs.isBreak(view.at(i)) && unseen(view, i) > 0;
    }

    /** Leaves out what is not seen or breaks lines: control characters, ANSI sequences, characters of no width, indentation. */
    static boolean joined(View outer, View inner) {
        inner.clear(outer);
        int taken = 0;
        int length = outer.length();
        for (int i = 0; i < length; ) {
            int width = Signs.isBreak(outer.at(i)) ? unseen(outer, i) : 0;
            if (width > 0) {
                inner.take(outer, taken, i);
                taken = i + width;
            }
            i += Math.max(1, width);
        }
        inner.take(outer, Math.min(taken, length), length);
        return taken > 0;
    }

    private static int unseen(View view, int i) {
        int c = view.at(i);
        int next = view.peek(i + 1);
        if (c == 0x1b && next == '[') {
            int end = i + 2;
            while (end < view.length() && view.at(end) < '@') {
                end++;
            }
            return end + 1 - i;
        }
        if (c == '\n' || c == '\r') {
            int end = i + 1;
            while (end < view.length() && (view.at(end) == ' ' || view.at(end) == '\t')) {
                end++;
            }
            return end - i;
        }
        int third = view.peek(i + 2);
        return switch (c) {
            case 0xc2 -> next == 0xad || (next >= 0x80 && next < 0xa0) ? 2 : 0;
            case 0xe2 ->
                (next == 0x80 && ((third >= 0x8b && third <= 0x8f) || (third >= 0xa8 && third <= 0xae)))
                                || (next == 0x81 && third >= 0xa0 && third <= 0xaf)
                        ? 3
                        : 0;
            case 0xef -> next == 0xbb && third == 0xbf ? 3 : 0;
            default -> 1;
        };
    }
}
