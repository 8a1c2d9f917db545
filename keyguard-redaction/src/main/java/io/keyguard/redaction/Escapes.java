/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Escapes of four notations: what they stand for, and where they stand. */
final class Escapes {
    private static final int LONGEST_NUMBER = 6;
    /** A character in braces or as an entity. */
    static final int LONGEST = 12;

    private static final String SIGNS = "\\%&[#uUxX{+ \t\r\n";

    private Escapes() {}

    /** Whether what stands from {@code from} to the end is the beginning of one escape, with or without its first sign, or nothing. */
    static boolean mayBegin(View view, int from) {
        if (view.length() - from >= LONGEST) {
            return false;
        }
        for (int i = from; i < view.length(); i++) {
            int c = view.at(i);
            if (!Runs.isHex(c) && SIGNS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether an escape of {@code kind} stands at {@code i}. */
    static boolean isEscape(View view, int i, int kind) {
        return switch (kind) {
            case Signs.PERCENT -> Runs.hex(view, i + 1, 2) >= 0 || isWide(view, i);
            case Signs.BACKSLASH -> view.peek(i + 1) >= 0;
            case Signs.XML -> entity(view, i) >= 0;
            default -> bracket(view, i) > 0;
        };
    }

    /** Reads the escapes of {@code kinds}, and all other characters as themselves. */
    static boolean read(View outer, View inner, int kinds) {
        inner.clear(outer);
        int taken = 0;
        int length = outer.length();
        for (int i = Signs.next(outer, 0, kinds); i < length; i = Signs.next(outer, i, kinds)) {
            int kind = Signs.escape(outer.at(i));
            if (isEscape(outer, i, kind)) {
                inner.take(outer, taken, i);
                i += escape(outer, inner, i, kind);
                taken = i;
            } else {
                i++;
            }
        }
        inner.take(outer, taken, length);
        return taken > 0;
    }

    private static int escape(View outer, View inner, int i, int kind) {
        return switch (kind) {
            case Signs.PERCENT -> isWide(outer, i) ? unicode(outer, inner, i) : octet(outer, inner, i, 1);
            case Signs.BACKSLASH -> backslash(outer, inner, i);
            case Signs.XML -> xml(outer, inner, i);
            default -> bracket(outer, inner, i);
        };
    }

    /** Two hexadecimal digits behind {@code before} characters. */
    private static int octet(View outer, View inner, int i, int before) {
        int value = Runs.hex(outer, i + before, 2);
        if (value < 0) {
            return 0;
        }
        inner.put(value, i, i + before + 1);
        return before + 2;
    }

    private static int backslash(View outer, View inner, int i) {
        int letter = outer.peek(i + 1);
        if (letter < 0) {
            return 0;
        }
        if (isWide(outer, i)) {
            return unicode(outer, inner, i);
        }
        int braces = letter == 'u' && outer.peek(i + 2) == '{' ? braces(outer, inner, i) : 0;
        if (braces > 0) {
            return braces;
        }
        if (letter == 'x' && octet(outer, inner, i, 2) > 0) {
            return 4;
        }
        int octal = octal(outer, i + 1);
        inner.put(octal >= 0 ? octal : meaning(letter), i, octal >= 0 ? i + 3 : i + 1);
        return octal >= 0 ? 4 : 2;
    }

    /** Whether four digits of one half of a character stand behind the sign at {@code i}. */
    private static boolean isWide(View view, int i) {
        return view.peek(i + 1) == 'u' && Runs.hex(view, i + 2, 4) >= 0;
    }

    private static int unicode(View outer, View inner, int i) {
        int half = Runs.hex(outer, i + 2, 4);
        int next = outer.peek(i + 6) == outer.at(i) && isWide(outer, i + 6) ? Runs.hex(outer, i + 8, 4) : -1;
        return whole(half, i + 5, next, i + 11, inner, i);
    }

    private static int xml(View outer, View inner, int i) {
        int end = entityEnd(outer, i);
        int next = outer.peek(end + 1) == '&' ? entity(outer, end + 1) : -1;
        return whole(entity(outer, i), end, next, next < 0 ? end : entityEnd(outer, end + 1), inner, i);
    }

    /** Reads the number of a character in braces at {@code i}; returns how long it is, 0 if there is none. */
    private static int braces(View outer, View inner, int i) {
        int end = bracesEnd(outer, i);
        int point = braced(outer, i, end);
        if (point < 0) {
            return 0;
        }
        boolean more = outer.peek(end + 1) == '\\' && outer.peek(end + 2) == 'u' && outer.peek(end + 3) == '{';
        int last = more ? bracesEnd(outer, end + 1) : end;
        return whole(point, end, more ? braced(outer, end + 1, last) : -1, last, inner, i);
    }

    private static int bracesEnd(View view, int i) {
        int end = i + 3;
        while (end < i + 3 + LONGEST_NUMBER && Runs.isHex(view.peek(end))) {
            end++;
        }
        return end;
    }

    private static int braced(View view, int i, int end) {
        int point = view.peek(end) == '}' && end > i + 3 ? Runs.hex(view, i + 3, end - i - 3) : -1;
        return Character.isValidCodePoint(point) ? point : -1;
    }

    /** Puts what stands from {@code from} to {@code end}, together with what {@code next} is up to {@code last}, if they are the halves of one character; returns how long it was. */
    private static int whole(int point, int end, int next, int last, View inner, int from) {
        boolean halves = point >= Character.MIN_HIGH_SURROGATE
                && point <= Character.MAX_HIGH_SURROGATE
                && next >= Character.MIN_LOW_SURROGATE
                && next <= Character.MAX_LOW_SURROGATE;
        int behind = halves ? last : end;
        utf8(halves ? Character.toCodePoint((char) point, (char) next) : point, inner, from, behind);
        return behind + 1 - from;
    }

    private static int meaning(int letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
    }

    private static int octal(View view, int i) {
        int value = 0;
        for (int k = i; k < i + 3; k++) {
            int digit = view.peek(k) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = 8 * value + digit;
        }
        return value < 256 ? value : -1;
    }

    private static int entityEnd(View view, int i) {
        int end = i + 2;
        while (end < view.length() && end < i + 10 && view.at(end) != ';') {
            end++;
        }
        return end;
    }

    /** What the entity at {@code i} stands for, or -1. */
    private static int entity(View view, int i) {
        int end = entityEnd(view, i);
        return view.peek(end) == ';' ? entity(view, i + 1, end) : -1;
    }

    private static int entity(View view, int from, int to) {
        if (view.at(from) != '#') {
            return switch ((view.at(from) << 8) | view.at(from + 1)) {
                case ('a' << 8) | 'm' -> '&';
                case ('a' << 8) | 'p' -> '\'';
                case ('l' << 8) | 't' -> '<';
                case ('g' << 8) | 't' -> '>';
                case ('q' << 8) | 'u' -> '"';
                default -> -1;
            };
        }
        boolean hex = (view.at(from + 1) | ' ') == 'x';
        int value = 0;
        for (int i = from + (hex ? 2 : 1); i < to; i++) {
            int digit = Character.digit(view.at(i), hex ? 16 : 10);
            if (digit < 0) {
                return -1;
            }
            value = value * (hex ? 16 : 10) + digit;
        }
        return Character.isValidCodePoint(value) ? value : -1;
    }

    /** How long a mark of the wire log of Apache's client is at {@code i}: {@code [0xc3]}, {@code [\n]}. */
    private static int bracket(View view, int i) {
        if (view.peek(i + 1) == '\\') {
            return view.peek(i + 3) == ']' ? 4 : 0;
        }
        return view.peek(i + 1) == '0'
                        && view.peek(i + 2) == 'x'
                        && view.peek(i + 5) == ']'
                        && Runs.hex(view, i + 3, 2) >= 0
                ? 6
                : 0;
    }

    private static int bracket(View outer, View inner, int i) {
        int width = bracket(outer, i);
        inner.put(width == 4 ? meaning(outer.at(i + 2)) : Runs.hex(outer, i + 3, 2), i, i + width - 1);
        return width;
    }

    private static void utf8(int point, View inner, int first, int last) {
        int rest = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
        int lead = rest == 0 ? point : ((0xf0 << (3 - rest)) & 0xff) | (point >> (6 * rest));
        inner.put(lead, first, last);
        for (int i = rest - 1; i >= 0; i--) {
            inner.put(0x80 | ((point >> (6 * i)) & 0x3f), first, last);
        }
    }
}
