/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Reads a text unit by unit: a character, {@code %2F}, {@code \}{@code u002f}, {@code \/}; a unit stands for one byte or, above ASCII, for several. */
final class Escape {
    /** What counts as an escape: a text of one notation may hold the other's signs as they are. */
    enum Notation {
        ANY(true, true),
        PERCENT(true, false),
        BACKSLASH(false, true);

        private final boolean percent;
        private final boolean backslash;

        Notation(boolean percent, boolean backslash) {
            this.percent = percent;
            this.backslash = backslash;
        }
    }

    private static final Notation[] NOTATIONS = Notation.values();

    private final Notation notation;
    private final String text;
    private int at;
    private int count;
    /** Up to four bytes of UTF-8, the first in the lowest bits. */
    private int parts;

    Escape(Notation notation, String text, int at) {
        this.notation = notation;
        this.text = text;
        this.at = at;
    }

    /** All readings, not to be written to. */
    static Notation[] notations() {
        return NOTATIONS;
    }

    /** Reads the next unit; false at the end of the text. */
    boolean next() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        int value = c == '%' && notation.percent ? hex(at + 1, 2) : -1;
        if (value >= 0) {
            return one(value, 3);
        }
        if (c != '\\' || !notation.backslash || at + 1 == text.length()) {
            return one(c, 1);
        }
        char letter = text.charAt(at + 1);
        int unicode = letter == 'u' ? hex(at + 2, 4) : -1;
        return unicode >= 0 ? utf8(unicode) : one(meaning(letter), 2);
    }

    int count() {
        return count;
    }

    int part(int i) {
        return (parts >> (8 * i)) & 0xff;
    }

    int end() {
        return at;
    }

    private boolean one(int value, int width) {
        parts = value;
        count = 1;
        at += width;
        return true;
    }

    private boolean utf8(int c) {
        if (c < 0x80) {
            return one(c, 6);
        }
        int low = Character.isHighSurrogate((char) c) ? lowSurrogate(at + 6) : -1;
        at += low < 0 ? 6 : 12;
        int point = low < 0 ? c : Character.toCodePoint((char) c, (char) low);
        count = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        parts = switch (count) {
            case 2 -> 0xc0 | (point >> 6);
            case 3 -> 0xe0 | (point >> 12);
            default -> 0xf0 | (point >> 18);
        };
        for (int i = 1; i < count; i++) {
            parts |= continuation(point >> (6 * (count - 1 - i))) << (8 * i);
        }
        return true;
    }

    /** The second half of a character beyond the basic plane, or -1 if none stands at {@code from}. */
    private int lowSurrogate(int from) {
        int value = text.startsWith("\\u", from) ? hex(from + 2, 4) : -1;
        return value >= 0 && Character.isLowSurrogate((char) value) ? value : -1;
    }

    private static int continuation(int bits) {
        return 0x80 | (bits & 0x3f);
    }

    private static int meaning(char letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> letter;
        };
    }

    /** The value of {@code digits} hexadecimal digits at {@code from}, or -1 if they are none. */
    private int hex(int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
