/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** What is not seen, or breaks a line: control characters, ANSI sequences, characters of no width, line ends with the white space around them. */
final class Breaks {
    private static final int ESCAPE = 0x1b;
    private static final int BELL = 7;
    private static final int DELETE = 0x7f;
    /** What a string that a terminal does not show begins with, behind an escape. */
    private static final String STRINGS = "]PX^_";

    private static final String OF_TWO = "78=>cDEHMZ";
    /** So many characters are few in a line. */
    private static final int FEW = 3;

    private Breaks() {}

    /** Whether what stands at {@code i} is not seen, or breaks a line. */
    static boolean isUnseen(View view, int i) {
        return Signs.isBreak(view.at(i)) && unseen(view, i) > 0;
    }

    /** Whether any line of a text is filled with white space; among bytes it stands by chance. */
    static boolean areFilled(View view) {
        boolean space = false;
        for (int i = 0; i < view.length(); ) {
            int c = view.at(i);
            if (space && isLineEnd(c)) {
                return view.isMostlyText() || !view.isBinary();
            }
            // A sequence may stand between what fills the line and its end.
            int width = Signs.isBreak(c) && !isLineEnd(c) ? unseen(view, i) : 0;
            space = width > 0 ? space : c == ' ';
            i += Math.max(1, width);
        }
        return false;
    }

    /** Whether a space begins any line of a few characters: it may be a phrase's. */
    static boolean areShort(View view) {
        for (int i = 0; i < view.length(); i++) {
            if (isLineEnd(view.at(i)) && view.peek(i + 1) == ' ' && isShort(view, i + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShort(View view, int line) {
        for (int i = line + 1; i <= line + FEW; i++) {
            if (isLineEnd(view.peek(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t';
    }

    /**
     * Leaves out what is not seen or breaks lines: control characters, ANSI sequences, characters of no width, line ends.
     *
     * @param filled whether what white space stands before a line end fills the line, and is left out too
     * @param indented whether what stands behind one is indentation, and is left out too
     */
    static boolean joined(View outer, View inner, boolean filled, boolean indented) {
        inner.clear(outer);
        int taken = 0;
        int line = 0;
        int length = outer.length();
        for (int i = 0; i < length; ) {
            boolean ends = isLineEnd(outer.at(i));
            int width = ends && !indented ? 1 : Signs.isBreak(outer.at(i)) ? unseen(outer, i) : 0;
            if (width > 0) {
                inner.take(outer, taken, i);
                taken = i + width;
            }
            line = filled && ends ? empty(inner, line) : line;
            i += Math.max(1, width);
        }
        inner.take(outer, Math.min(taken, length), length);
        return taken > 0;
    }

    /**
     * Reads each end of a line, with the indentation behind it, as the one space that it may have taken the place of; returns whether there is one with anything behind it.
     *
     * @param filled whether white space before it fills the line, of which the first is that space
     */
    static boolean spaced(View outer, View inner, boolean filled) {
        inner.clear(outer);
        int taken = 0;
        boolean broken = false;
        int length = outer.length();
        for (int i = 0; i < length; ) {
            int c = outer.at(i);
            boolean ends = isLineEnd(c);
            int width = ends ? indented(outer, i + 1) - i : Signs.isBreak(c) ? unseen(outer, i) : 0;
            if (width > 0) {
                inner.take(outer, taken, i);
                taken = i + width;
            }
            boolean stands = filled && ends && keepsSpace(inner);
            if (ends && taken < length && !isLineEnd(outer.peek(taken))) {
                if (!stands) {
                    inner.put(' ', i, taken - 1);
                }
                broken = true;
            }
            i += Math.max(1, width);
        }
        inner.take(outer, Math.min(taken, length), length);
        return broken;
    }

    /** Takes back what fills a line but for one space; returns whether there is one. */
    private static boolean keepsSpace(View inner) {
        int end = inner.length();
        while (end > 1 && inner.at(end - 1) == ' ' && inner.at(end - 2) == ' ') {
            end--;
        }
        inner.cut(end);
        return end > 0 && inner.at(end - 1) == ' ';
    }

    /** Takes back what fills the line that begins at {@code line} in {@code inner}, and ends; returns where the next begins. */
    private static int empty(View inner, int line) {
        int end = inner.length();
        while (end > line && inner.at(end - 1) == ' ') {
            end--;
        }
        inner.cut(end);
        return end;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    private static int unseen(View view, int i) {
        int c = view.at(i);
        return switch (c) {
            case ESCAPE -> sequence(view, i);
            case '\n', '\r' -> indented(view, i + 1) - i;
            case 0xc2 -> control(view, i);
            default -> c < ' ' || c == DELETE ? 1 : noWidth(view, i);
        };
    }

    private static int indented(View view, int from) {
        int end = from;
        while (isSpace(view.peek(end))) {
            end++;
        }
        return end;
    }

    /** What a terminal does not show: ECMA-48 §5, and the private sequences of two characters that terminals know. */
    private static int sequence(View view, int i) {
        int next = view.peek(i + 1);
        if (next == '[') {
            return parameters(view, i + 2) - i;
        }
        if (isIn(next, ' ', '/')) {
            int end = i + 2;
            while (isIn(view.peek(end), ' ', '/')) {
                end++;
            }
            return view.peek(end) >= '0' ? end + 1 - i : 1;
        }
        if (next >= 0 && STRINGS.indexOf(next) >= 0) {
            return string(view, i);
        }
        return next >= 0 && OF_TWO.indexOf(next) >= 0 ? 2 : 1;
    }

    /** The end of a control sequence whose parameters begin at {@code from}. */
    private static int parameters(View view, int from) {
        int end = from;
        while (end < view.length() && view.at(end) < '@') {
            end++;
        }
        return end + 1;
    }

    /** A title, a link or another string with its end; its beginning alone if something else stands before that, so that every text is read once. */
    private static int string(View view, int i) {
        int end = i + 2;
        while (end < view.length() && isShown(view, end)) {
            end++;
        }
        if (view.peek(end) == BELL) {
            return end + 1 - i;
        }
        boolean terminated = (view.peek(end) == ESCAPE && view.peek(end + 1) == '\\')
                || (view.peek(end) == 0xc2 && view.peek(end + 1) == 0x9c);
        return terminated ? end + 2 - i : 2;
    }

    private static boolean isShown(View view, int i) {
        int c = view.at(i);
        boolean control = c < ' ' || c == DELETE || (c == 0xc2 && isIn(view.peek(i + 1), 0x80, 0x9f));
        return !control && noWidth(view, i) == 0;
    }

    /** A control character of eight bits, with the sequence or string that it begins, or a soft hyphen. */
    private static int control(View view, int i) {
        return switch (view.peek(i + 1)) {
            case 0x9b -> parameters(view, i + 2) - i;
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> string(view, i);
            default -> isIn(view.peek(i + 1), 0x80, 0x9f) ? 2 : noWidth(view, i);
        };
    }

    /** How many bytes a character of no width takes at {@code i}; 0 if another stands there. */
    private static int noWidth(View view, int i) {
        int second = view.peek(i + 1);
        int third = view.peek(i + 2);
        boolean none = switch (view.at(i)) {
            case 0xc2 -> second == 0xad;
            case 0xcc -> isIn(second, 0x80, 0xbf);
            case 0xcd -> isIn(second, 0x80, 0xaf);
            case 0xd8 -> second == 0x9c;
            case 0xe1 ->
                (second == 0x85 && isIn(third, 0x9f, 0xa0))
                        || (second == 0x9e && isIn(third, 0xb4, 0xb5))
                        || (second == 0xa0 && isIn(third, 0x8b, 0x8f));
            case 0xe2 ->
                (second == 0x80 && (isIn(third, 0x8b, 0x8f) || isIn(third, 0xa8, 0xae)))
                        || (second == 0x81 && isIn(third, 0xa0, 0xaf));
            case 0xe3 -> second == 0x85 && third == 0xa4;
            case 0xef ->
                (second == 0xb8 && isIn(third, 0x80, 0x8f))
                        || (second == 0xbb && third == 0xbf)
                        || (second == 0xbe && third == 0xa0)
                        || (second == 0xbf && isIn(third, 0xb9, 0xbb));
            case 0xf3 -> second == 0xa0 && isIn(third, 0x80, 0x87) && isIn(view.peek(i + 3), 0x80, 0xbf);
            default -> false;
        };
        return none ? width(view.at(i)) : 0;
    }

    private static boolean isIn(int c, int first, int last) {
        return c >= first && c <= last;
    }

    private static int width(int lead) {
        return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
}
