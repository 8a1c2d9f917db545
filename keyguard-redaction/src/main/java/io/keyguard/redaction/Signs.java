/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Characters that something may begin with which is not read as it stands: an escape, a break, a list. */
final class Signs {
    static final int PERCENT = 1;
    static final int BACKSLASH = 2;
    static final int XML = 4;
    static final int BRACKET = 8;
    static final int ESCAPES = PERCENT | BACKSLASH | XML | BRACKET;
    static final int BROKEN = 16;
    static final int COMMA = 32;
    static final int ANYTHING = ESCAPES | BROKEN | COMMA;

    private static final byte[] KINDS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            KINDS[c] = (byte) kind(c);
        }
    }

    private Signs() {}

    private static int kind(int c) {
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
        return (KINDS[c] & (ESCAPES | BROKEN)) != 0;
    }

    /** The kind of escape that {@code c} may begin. */
    static int escape(int c) {
        return KINDS[c] & ESCAPES;
    }

    /** Whether {@code c} may be left out, by itself or with what follows. */
    static boolean isBreak(int c) {
        return (KINDS[c] & BROKEN) != 0;
    }
}
