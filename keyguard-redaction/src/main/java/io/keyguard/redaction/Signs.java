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

    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    /** Where there is one sign, there are often more. */
    private static final int NEAR = 4;

    private Signs() {}

    /** Where an escape of {@code kinds} may begin first from {@code from} on; the end of {@code view} if nowhere. */
    static int next(View view, int from, int kinds) {
        int i = from;
        int near = Math.min(view.length(), from + NEAR);
        while (i < near) {
            if ((escape(view.at(i)) & kinds) != 0) {
                return i;
            }
            i++;
        }
        return i < view.length() ? far(view, i, kinds) : i;
    }

    private static int far(View view, int from, int kinds) {
        byte[] bytes = view.bytes();
        int last = view.length() - Long.BYTES;
        int i = from;
        // A sign that none is looked for takes one of the others, which changes nothing.
        long any = sign(kinds & -kinds) * EACH;
        long percent = (kinds & PERCENT) != 0 ? '%' * EACH : any;
        long backslash = (kinds & BACKSLASH) != 0 ? '\\' * EACH : any;
        long xml = (kinds & XML) != 0 ? '&' * EACH : any;
        long bracket = (kinds & BRACKET) != 0 ? '[' * EACH : any;
        for (; i <= last; i += Long.BYTES) {
            long eight = View.eight(bytes, i);
            long found =
                    zeroes(eight ^ percent) | zeroes(eight ^ backslash) | zeroes(eight ^ xml) | zeroes(eight ^ bracket);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < view.length() && (escape(view.at(i)) & kinds) == 0) {
            i++;
        }
        return i;
    }

    private static int sign(int kind) {
        return kind == PERCENT ? '%' : kind == BACKSLASH ? '\\' : kind == XML ? '&' : '[';
    }

    /** The highest bit of each byte that is zero, and perhaps of some behind the first of those. */
    private static long zeroes(long bytes) {
        return (bytes - EACH) & ~bytes & HIGH;
    }

    private static int kind(int c) {
        return switch (c) {
            case '%' -> PERCENT;
            case '\\' -> BACKSLASH;
            case '&' -> XML;
            case '[' -> BRACKET;
            case ',' -> COMMA;
            case 0xc2, 0xcc, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf3, 0x7f -> BROKEN;
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
