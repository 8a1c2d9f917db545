/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Ways to read a text as the encoding of another; each returns whether there was anything to read, and costs a time linear in what it reads. */
final class Readings {
    /** Kinds of escapes, and what else makes a reading worthwhile. */
    static final int PERCENT = 1;

    static final int BACKSLASH = 2;
    static final int XML = 4;
    static final int BRACKET = 8;
    static final int ESCAPES = PERCENT | BACKSLASH | XML | BRACKET;
    static final int BROKEN = 16;
    static final int COMMA = 32;
    static final int ANYTHING = ESCAPES | BROKEN | COMMA;

    private static final int HEX = 1;
    static final int HEX_OR_GAP = 2;
    static final int BASE64 = 4;
    static final int DECIMAL = 8;
    /** A shorter number is base64 only once in four billion times. */
    static final int LONG_NUMBER = 24;

    private static final byte[] TRIGGERS = new byte[256];
    private static final byte[] CLASSES = new byte[256];
    private static final byte[] SEXTETS = new byte[256];
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    static {
        for (int c = 0; c < 256; c++) {
            TRIGGERS[c] = (byte) trigger(c);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            CLASSES[c] = (byte)
                    ((digit >= 0 ? HEX | HEX_OR_GAP : " +:,;-\\xX[]{}\"'|\t\r\n".indexOf(c) >= 0 ? HEX_OR_GAP : 0)
                            | ((digit >= 0 && digit < 10) || " +,-\t\r\n".indexOf(c) >= 0 ? DECIMAL : 0));
            SEXTETS[c] = -1;
        }
        for (int i = 0; i < 64; i++) {
            SEXTETS[ALPHABET.charAt(i)] = (byte) i;
        }
        SEXTETS['-'] = 62;
        SEXTETS['_'] = 63;
        for (int c = 0; c < 256; c++) {
            CLASSES[c] |= (byte) (SEXTETS[c] >= 0 ? BASE64 : 0);
        }
    }

    private Readings() {}

    private static int trigger(int c) {
        return switch (c) {
            case '%' -> PERCENT;
            case '\\' -> BACKSLASH;
            case '&' -> XML;
            case '[' -> BRACKET;
            case ',' -> COMMA;
            case 0xe2, 0xef, 0xc2, 0x7f -> BROKEN;
            default -> c < ' ' ? BROKEN : 0;
        };
    }

    /** Whether an escape may begin with {@code c}, or it may be left out. */
    static boolean isSign(int c) {
        return (TRIGGERS[c] & (ESCAPES | BROKEN)) != 0;
    }

    /** The kind of escape that {@code c} may begin. */
    static int escape(int c) {
        return TRIGGERS[c] & ESCAPES;
    }

    static boolean is(int c, int kind) {
        return (CLASSES[c] & kind) != 0;
    }

    /** Whether an escape of {@code kind} stands at {@code i}. */
    static boolean isEscape(View view, int i, int kind) {
        return switch (kind) {
            case PERCENT -> hex(view, i + 1, 2) >= 0;
            case BACKSLASH -> view.peek(i + 1) >= 0;
            case XML -> entity(view, i) >= 0;
            default -> bracket(view, i) > 0;
        };
    }

    /** Whether what stands at {@code i} is not seen, or breaks a line. */
    static boolean isUnseen(View view, int i) {
        return (TRIGGERS[view.at(i)] & BROKEN) != 0 && unseen(view, i) > 0;
    }

    /** Reads the escapes of {@code kinds}, and all other characters as themselves. */
    static boolean escapes(View outer, View inner, int kinds) {
        inner.clear(outer);
        int taken = 0;
        int length = outer.length();
        for (int i = 0; i < length; ) {
            int kind = TRIGGERS[outer.at(i)] & kinds;
            if (kind != 0 && isEscape(outer, i, kind)) {
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
            case PERCENT -> octet(outer, inner, i, 1);
            case BACKSLASH -> backslash(outer, inner, i);
            case XML -> {
                int end = entityEnd(outer, i);
                utf8(entity(outer, i), inner, i, end);
                yield end + 1 - i;
            }
            default -> bracket(outer, inner, i);
        };
    }

    /** Two hexadecimal digits behind {@code before} characters. */
    private static int octet(View outer, View inner, int i, int before) {
        int value = hex(outer, i + before, 2);
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
        int unicode = letter == 'u' ? hex(outer, i + 2, 4) : -1;
        if (unicode >= 0) {
            int low = Character.isHighSurrogate((char) unicode) && outer.peek(i + 6) == '\\' && outer.peek(i + 7) == 'u'
                    ? hex(outer, i + 8, 4)
                    : -1;
            boolean pair = low >= 0 && Character.isLowSurrogate((char) low);
            int width = pair ? 12 : 6;
            utf8(pair ? Character.toCodePoint((char) unicode, (char) low) : unicode, inner, i, i + width - 1);
            return width;
        }
        if (letter == 'x' && octet(outer, inner, i, 2) > 0) {
            return 4;
        }
        int octal = octal(outer, i + 1);
        inner.put(octal >= 0 ? octal : meaning(letter), i, octal >= 0 ? i + 3 : i + 1);
        return octal >= 0 ? 4 : 2;
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
        return view.peek(i + 1) == '0' && view.peek(i + 2) == 'x' && view.peek(i + 5) == ']' && hex(view, i + 3, 2) >= 0
                ? 6
                : 0;
    }

    private static int bracket(View outer, View inner, int i) {
        int width = bracket(outer, i);
        inner.put(width == 4 ? meaning(outer.at(i + 2)) : hex(outer, i + 3, 2), i, i + width - 1);
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

    private static int hex(View view, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int c = view.peek(i);
            if (c < 0 || (CLASSES[c] & HEX) == 0) {
                return -1;
            }
            value = (value << 4) | Character.digit(c, 16);
        }
        return value;
    }

    /** Leaves out what is not seen or breaks lines: control characters, ANSI sequences, characters of no width, indentation. */
    static boolean joined(View outer, View inner) {
        inner.clear(outer);
        int taken = 0;
        int length = outer.length();
        for (int i = 0; i < length; ) {
            int width = (TRIGGERS[outer.at(i)] & BROKEN) == 0 ? 0 : unseen(outer, i);
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

    /** Where the first run of {@code kind} with at least {@code least} characters begins, or -1; most characters of a text without any are not looked at. */
    static int run(View view, int from, int kind, int least) {
        int floor = from;
        int i = from + least - 1;
        while (i < view.length()) {
            int gap = i;
            while (gap >= floor && (CLASSES[view.at(gap)] & kind) != 0) {
                gap--;
            }
            if (gap < floor) {
                return floor;
            }
            floor = gap + 1;
            i = gap + least;
        }
        return -1;
    }

    /** Where the run of {@code kind} that holds {@code from} ends. */
    static int end(View view, int from, int kind) {
        int end = from;
        while (end < view.length() && (CLASSES[view.at(end)] & kind) != 0) {
            end++;
        }
        return end;
    }

    /** How many hexadecimal digits stand there. */
    static int digits(View view, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += CLASSES[view.at(i)] & HEX;
        }
        return digits;
    }

    /** Where what no delimiter interrupts ends. */
    static int tokenEnd(View view, int from) {
        int end = from;
        while (end < view.length() && (CLASSES[view.at(end)] & (BASE64 | HEX_OR_GAP)) != HEX_OR_GAP) {
            end++;
        }
        return end;
    }

    /** Where the number at {@code from} ends. */
    static int numberEnd(View view, int from) {
        int end = from;
        while (end < view.length() && view.at(end) >= '0' && view.at(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Whether all of it are digits, and not many: an order, a time, and base64 only once in four billion times. */
    static boolean isNumber(View view, int from, int to) {
        return to - from < LONG_NUMBER && numberEnd(view, from) >= to;
    }

    /** Reads base64 of either alphabet; padding behind {@code to} belongs to the last byte. A byte does not reach over what an outer reading left out. */
    static void base64(View outer, View inner, int from, int to) {
        inner.clear(outer);
        int padded = to;
        while (padded < to + 2 && outer.peek(padded) == '=') {
            padded++;
        }
        int all = 0;
        int bits = 0;
        for (int i = from; i < to; i++) {
            all = (all << 6) | SEXTETS[outer.at(i)];
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                int last = i == to - 1 ? padded - 1 : i;
                inner.put((all >> bits) & 0xff, i - 1, outer.from(i) <= outer.to(i - 1) ? last : i - 1);
            }
        }
    }

    /** Reads pairs of hexadecimal digits with anything of {@link #HEX_OR_GAP} between them; {@code skip} digits at the beginning of each row of more than two digits. */
    static void hex(View outer, View inner, int from, int to, int skip) {
        inner.clear(outer);
        int skipped = 0;
        for (int i = from; i < to; ) {
            boolean digit = (CLASSES[outer.at(i)] & HEX) != 0;
            if (digit && outer.at(i) == '0' && (outer.peek(i + 1) | ' ') == 'x') {
                i += 2;
                skipped = 0;
            } else if (!digit || (skipped < skip && hex(outer, i, 3) >= 0)) {
                skipped = digit ? skipped + 1 : 0;
                i++;
            } else if (hex(outer, i, 2) >= 0) {
                inner.put(hex(outer, i, 2), i, i + 1);
                i += 2;
            } else {
                i++;
            }
        }
    }

    /** Reads a list of signed or unsigned bytes, as {@code Arrays.toString} writes it; a larger number stands for a byte that is in no secret's place. */
    static void decimals(View outer, View inner, int from, int to) {
        inner.clear(outer);
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
            } else {
                i = first + 1;
            }
        }
    }

    /** Reads single characters with commas between them, quoted or not, around the first comma at or behind {@code from}; returns where it ended. */
    static int characters(View outer, View inner, int from) {
        inner.clear(outer);
        int comma = from;
        while (comma < outer.length() && outer.at(comma) != ',') {
            comma++;
        }
        int i = Math.max(0, comma - 1);
        while (i > 0 && ((outer.at(i) & 0xc0) == 0x80 || (comma(outer, i) >= 0 && i == comma - 1))) {
            i--;
        }
        while (i < outer.length()) {
            int end = i + 1;
            while (end < outer.length() && (outer.at(end) & 0xc0) == 0x80) {
                end++;
            }
            for (int k = i; k < end; k++) {
                inner.put(outer.at(k), k, k);
            }
            int next = comma(outer, end);
            if (next < 0) {
                return Math.max(comma + 1, end);
            }
            i = next;
        }
        return Math.max(comma + 1, i);
    }

    /** Where the next item begins if a comma separates it from what ends at {@code i}, or -1. */
    private static int comma(View view, int i) {
        int quote = view.peek(i) == '"' || view.peek(i) == '\'' ? view.at(i) : -2;
        int at = quote < 0 ? i : i + 1;
        if (view.peek(at) != ',') {
            return -1;
        }
        // A form writes a space as a plus, which may also be the item itself.
        boolean plus = view.peek(at + 1) == '+' && (view.peek(at + 2) != ',' || view.peek(at + 3) == ',');
        at += view.peek(at + 1) == ' ' || plus ? 2 : 1;
        return view.peek(at) == quote ? at + 1 : at;
    }
}
