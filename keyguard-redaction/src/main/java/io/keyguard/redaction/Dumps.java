/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/**
 * Hex dumps, of which every row has an offset, bytes, and the same bytes as text: {@code xxd}, {@code hexdump -C}, {@code tcpdump -X}, Netty, Apache Commons, the JDK. Read row by row, a
 * secret would be cut; so all rows are read together, their bytes and their text each.
 */
final class Dumps {
    private static final int SHORTEST_OFFSET = 4;
    private static final int LONGEST_OFFSET = 16;
    /** A row begins no farther from the beginning of its line; much may stand before the first in an event that is one line of JSON. */
    private static final int FARTHEST = 4096;
    /** Of rows that write each byte apart; the text may begin one space behind them. */
    private static final int BYTES_APART = 16;

    private static final int NO_ROW = -1;

    private Dumps() {}

    /** Whether there are rows of a dump, one behind the other. */
    static boolean areIn(View view) {
        int rows = 0;
        for (int line = 0; line < view.length() && rows < 2; line = next(view, line)) {
            rows = data(view, line) == NO_ROW ? 0 : rows + 1;
        }
        return rows == 2;
    }

    /** Reads the bytes of all rows. */
    static void bytes(View outer, View inner) {
        inner.clear(outer);
        inner.ends();
        for (int line = 0; line < outer.length(); line = next(outer, line)) {
            int data = data(outer, line);
            if (data == NO_ROW) {
                inner.put('\n', line, line);
            } else {
                row(outer, inner, data);
            }
        }
    }

    /** Reads the text of all rows. */
    static void text(View outer, View inner) {
        inner.clear(outer);
        inner.ends();
        for (int line = 0; line < outer.length(); line = next(outer, line)) {
            int data = data(outer, line);
            if (data == NO_ROW) {
                inner.put('\n', line, line);
            } else {
                int bytes = inner.length();
                int behind = row(outer, inner, data);
                int count = inner.length() - bytes;
                inner.cut(bytes);
                int text = text(outer, behind);
                inner.take(outer, text, Math.min(lineEnd(outer, text), text + count));
            }
        }
    }

    /** Past the gap and what opens the text. */
    private static int text(View view, int from) {
        int at = from;
        int space = view.peek(from);
        while (isSpace(view.peek(at)) && view.peek(at) == space) {
            at++;
        }
        int c = view.peek(at);
        return c == '|' || c == '>' ? at + 1 : at;
    }

    /** Where the bytes of the row in the line begin that begins at {@code line}; {@link #NO_ROW} if none does. Something may stand before a first row. */
    private static int data(View view, int line) {
        int data = dataAt(view, line);
        int end = Math.min(view.length(), line + FARTHEST);
        for (int i = line + 1; data == NO_ROW && i < end && view.at(i) != '\n'; i++) {
            if (Runs.isHex(view.at(i)) && !Chars.is(view.at(i - 1), Chars.ALPHANUMERIC)) {
                data = dataAt(view, i);
                data = data != NO_ROW && isLong(view, data) ? data : NO_ROW;
            }
        }
        return data;
    }

    /** Whether there are as many bytes as half a row has. */
    private static boolean isLong(View view, int from) {
        int at = from;
        for (int digits = 0; digits < BYTES_APART; ) {
            int group = group(view, at);
            if (group == 0) {
                return false;
            }
            digits += group;
            at += group + (isSpace(view.peek(at + group)) ? 1 : 0);
        }
        return true;
    }

    private static int dataAt(View view, int line) {
        int at = line;
        while (isSpace(view.peek(at)) || view.peek(at) == '|') {
            at++;
        }
        if (view.peek(at) == '0' && view.peek(at + 1) == 'x') {
            at += 2;
        }
        int offset = at;
        while (Runs.isHex(view.peek(at)) && at - offset <= LONGEST_OFFSET) {
            at++;
        }
        int digits = at - offset;
        int gap = at;
        while (view.peek(gap) == ':' || view.peek(gap) == '|' || isSpace(view.peek(gap))) {
            gap++;
        }
        boolean isRow = digits >= SHORTEST_OFFSET && digits <= LONGEST_OFFSET && gap > at && group(view, gap) > 0;
        return isRow ? gap : NO_ROW;
    }

    /** How many digits the group of whole bytes at {@code from} has; 0 if none stands there. */
    private static int group(View view, int from) {
        int end = from;
        while (Runs.isHex(view.peek(end))) {
            end++;
        }
        int behind = view.peek(end);
        boolean ends = behind < 0 || behind == '|' || behind == '\n' || behind == '\r' || isSpace(behind);
        return ends && (end - from) % 2 == 0 ? end - from : 0;
    }

    /** Reads groups of the width of the first, and perhaps a shorter one, up to a gap; returns where they end. */
    private static int row(View outer, View inner, int from) {
        int width = group(outer, from);
        int at = from;
        int digits = 0;
        for (int group = width; group > 0 && group <= width; group = group(outer, at)) {
            for (int i = at; i < at + group; i += 2) {
                inner.put(Runs.hex(outer, i, 2), i, i + 1);
            }
            at += group;
            digits += group;
            int gap = at;
            while (isSpace(outer.peek(gap))) {
                gap++;
            }
            boolean half = width == 2 && digits == BYTES_APART;
            if (group < width || (width == 2 && digits == 2 * BYTES_APART) || (gap - at > 1 && !half)) {
                break;
            }
            at = gap;
        }
        return at;
    }

    /** A form writes a space as a plus. */
    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '+';
    }

    private static int lineEnd(View view, int from) {
        int end = from;
        while (end < view.length() && view.at(end) != '\n' && view.at(end) != '\r') {
            end++;
        }
        return end;
    }

    /** Where the next line begins. */
    private static int next(View view, int line) {
        int end = line;
        while (end < view.length() && view.at(end) != '\n') {
            end++;
        }
        return end + 1;
    }
}
