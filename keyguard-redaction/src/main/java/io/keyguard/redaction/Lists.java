/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Lists of numbers and of characters, which stand for bytes. */
final class Lists {
    /** A character of four bytes, and a comma and a space in quotes. */
    private static final int FARTHEST = 8;
    /** A comma and a space in quotes. */
    private static final int LONGEST_SEPARATOR = 4;

    private Lists() {}

    /** Reads a list of signed or unsigned bytes, as {@code Arrays.toString} writes it; a larger number stands for a byte that is in no secret's place. */
    static void decimals(View outer, View inner, int from, int to) {
        inner.clear(outer, to);
        for (int i = from; i < to; ) {
            int first = i;
            int value = 0;
            boolean minus = outer.at(i) == '-';
            i += minus ? 1 : 0;
            int digits = i;
            while (i < to && outer.at(i) >= '0' && outer.at(i) <= '9') {
                value = Math.min(1000, 10 * value + outer.at(i) - '0');
                i++;
            }
            if (i > digits) {
                inner.put(value > 255 ? 0 : minus ? -value : value, first, i - 1);
                if (i == outer.length()) {
                    inner.cutsItsLast();
                }
            } else {
                i = first + 1;
            }
        }
    }

    /** Reads digits without what stands before each group of three of them, as numbers are printed for people. */
    static void grouped(View outer, View inner, int from, int to) {
        inner.clear(outer, to);
        for (int i = from; i < to; i++) {
            // A last group may be cut off.
            int group = Runs.numberEnd(outer, i + 1) - i - 1;
            if (isDigit(outer.at(i))) {
                inner.put(outer.at(i), i, i);
            } else if (i == from || !isDigit(outer.at(i - 1)) || group == 0 || group > Runs.GROUP) {
                inner.put('\n', i, i);
            }
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Reads all lists of single characters with commas between them, quoted or not, that have at least {@code least} bytes, with a line end behind each. Commas alone, as of empty columns, are none.
     *
     * <p>A comma, a space or a plus may be an item as well. So every character that a comma follows may begin a list, and whether spaces stand behind commas is asked twice.
     *
     * @param spaced whether a space behind a comma belongs to it
     */
    static void characters(View outer, View inner, boolean spaced, int least) {
        inner.clear(outer);
        int end = 0;
        for (int i = 0; i < outer.length(); i++) {
            if (!isInside(outer, i) && next(outer, i, spaced) >= 0 && !isNext(outer, i, spaced)) {
                end = Math.max(end, list(outer, inner, i, spaced, least));
            }
        }
        inner.endsAt(outer, end + LONGEST_SEPARATOR);
    }

    /** Whether a space stands behind any comma of {@code view}. */
    static boolean areSpaced(View view) {
        for (int i = 1; i < view.length(); i++) {
            if (view.at(i - 1) == ',' && isSpace(view.at(i))) {
                return true;
            }
        }
        return false;
    }

    /** Where the last item ends; 0 if it is no list. */
    private static int list(View outer, View inner, int from, boolean spaced, int least) {
        int before = inner.length();
        int last = from;
        boolean commasAlone = true;
        for (int i = from; i >= 0; i = next(outer, i, spaced)) {
            last = i;
            commasAlone &= outer.at(i) == ',';
            for (int k = i; k < characterEnd(outer, i); k++) {
                inner.put(outer.at(k), k, k);
            }
        }
        if (inner.length() - before < least || commasAlone) {
            inner.cut(before);
            return 0;
        }
        inner.put('\n', last, last);
        return characterEnd(outer, last);
    }

    /** Whether {@code i} is what comes behind another item; each item has but one before it. */
    private static boolean isNext(View view, int i, boolean spaced) {
        for (int before = i - 2; before >= Math.max(0, i - FARTHEST); before--) {
            if (!isInside(view, before) && next(view, before, spaced) == i) {
                return true;
            }
        }
        return false;
    }

    /** Where the item behind that at {@code i} begins; -1 if no comma separates it from another. */
    private static int next(View view, int i, boolean spaced) {
        int at = characterEnd(view, i);
        int quote = view.peek(at);
        if (quote != ',') {
            boolean quoted = (quote == '"' || quote == '\'') && view.peek(at + 1) == ',';
            at += isSpace(view.peek(at + 2)) ? 3 : 2;
            return quoted && view.peek(at) == quote && at + 1 < view.length() ? at + 1 : -1;
        }
        at += spaced && isSpace(view.peek(at + 1)) && !isPlus(view, at + 1) ? 2 : 1;
        return at < view.length() ? at : -1;
    }

    /** A plus at the beginning of a line, of a list that is written with spaces. */
    private static boolean isPlus(View view, int i) {
        return view.peek(i) == '+' && view.peek(i + 1) == ',' && view.peek(i + 2) == ' ';
    }

    private static int characterEnd(View view, int i) {
        int end = i + 1;
        while (end < view.length() && isInside(view, end)) {
            end++;
        }
        return end;
    }

    /** Whether a character goes on at {@code i} that began before. */
    private static boolean isInside(View view, int i) {
        return (view.at(i) & 0xc0) == 0x80;
    }

    /** A form writes a space as a plus. */
    private static boolean isSpace(int c) {
        return c == ' ' || c == '+';
    }
}
