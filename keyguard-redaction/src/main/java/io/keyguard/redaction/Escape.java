/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Reads a text unit by unit: a character, {@code %2F}, {@code \}{@code u002f}, {@code \/}; a unit stands for one byte or, above ASCII, for several. */
final class Escape {
    private final String text;
    private int at;
    private int count;
    /** Up to three bytes of UTF-8, the first in the lowest bits. */
    private int parts;

    Escape(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** Reads the next unit; false at the end of the text. */
    boolean next() {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        int value = c == '%' ? hex(at + 1, 2) : -1;
        if (value >= 0) {
            return one(value, 3);
        }
        if (c != '\\' || at + 1 == text.length()) {
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
        at += 6;
        if (c < 0x800) {
            count = 2;
            parts = 0xc0 | (c >> 6);
            parts |= continuation(c) << 8;
        } else {
            count = 3;
            parts = 0xe0 | (c >> 12);
            parts |= continuation(c >> 6) << 8;
            parts |= continuation(c) << 16;
        }
        return true;
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
