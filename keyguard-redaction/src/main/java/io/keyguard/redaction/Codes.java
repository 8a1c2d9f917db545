/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/** Text that stands for bytes: base64 and hexadecimal. */
final class Codes {
    private static final byte[] SEXTETS = new byte[256];
    /** What is longer has enough pairs without those that other digits touch. */
    private static final int LONGEST_TOUCHED = 512;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    static {
        Arrays.fill(SEXTETS, (byte) -1);
        for (int i = 0; i < 64; i++) {
            SEXTETS[ALPHABET.charAt(i)] = (byte) i;
        }
        SEXTETS['-'] = 62;
        SEXTETS['_'] = 63;
    }

    private Codes() {}

    /** Whether base64 of either alphabet may have {@code c}. */
    static boolean isBase64(int c) {
        return SEXTETS[c] >= 0;
    }

    /** Reads base64 of either alphabet; padding behind {@code to} belongs to the last byte. */
    static void base64(View outer, View inner, int from, int to) {
        inner.clear(outer, to);
        int count = Math.max(0, 3 * (to - from) / 4);
        byte[] bytes = inner.putBase64(from, count);
        base64(outer, from, to, bytes);
        boolean padded =
                outer.peek(to) == '=' && count > 0 && (to - from) % 4 != 1 && outer.from(to - 1) <= outer.to(to - 2);
        if (padded) {
            int last = bytes[count - 1];
            inner.cut(count - 1);
            inner.put(last, to - 2, outer.peek(to + 1) == '=' ? to + 1 : to);
        }
    }

    /** Writes what base64 from {@code from} to {@code to} stands for into {@code bytes}, and returns how much that is. */
    static int base64(View outer, int from, int to, byte[] bytes) {
        byte[] text = outer.bytes();
        int count = 0;
        int whole = from;
        for (; whole <= to - 4; whole += 4) {
            int four = SEXTETS[text[whole] & 0xff] << 18
                    | SEXTETS[text[whole + 1] & 0xff] << 12
                    | SEXTETS[text[whole + 2] & 0xff] << 6
                    | SEXTETS[text[whole + 3] & 0xff];
            bytes[count] = (byte) (four >> 16);
            bytes[count + 1] = (byte) (four >> 8);
            bytes[count + 2] = (byte) four;
            count += 3;
        }
        int all = 0;
        int bits = 0;
        for (int i = whole; i < to; i++) {
            all = (all << 6) | SEXTETS[outer.at(i)];
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[count++] = (byte) (all >> bits);
            }
        }
        return count;
    }

    /** In how many ways {@link #hex} is worth reading what stands from {@code from} to {@code to}. */
    static int waysOfHex(View outer, int from, int to) {
        if (to - from > LONGEST_TOUCHED) {
            return 2;
        }
        boolean odd = false;
        for (int i = from; i < to; ) {
            int end = endOfDigits(outer, i, to);
            if (end - i > 2) {
                if (odd) {
                    return 3;
                }
                odd = (end - i) % 2 == 1;
            }
            odd &= end == to || outer.at(end) != '\n';
            i = end + 1;
        }
        return 2;
    }

    /**
     * Reads pairs of hexadecimal digits with anything of {@link Runs#HEX_OR_GAP} between them. Digits may touch the first pair of a row, or the last.
     *
     * @param way 0: pairs begin where rows do; 1: a digit later in rows of more than two; 2: a digit later in the first of those on each line that has an odd number
     */
    static void hex(View outer, View inner, int from, int to, int way) {
        inner.clear(outer, to);
        boolean begins = true;
        boolean odd = false;
        for (int i = from; i < to; ) {
            int c = outer.at(i);
            if (!Runs.isHex(c)) {
                odd &= c != '\n';
                begins = true;
                i++;
            } else if (c == '0' && (outer.peek(i + 1) | ' ') == 'x') {
                begins = true;
                i += 2;
            } else if (begins
                    && Runs.hex(outer, i, 3) >= 0
                    && (way == 1 || (way == 2 && !odd && isOdd(outer, i, to)))) {
                odd = true;
                begins = false;
                i++;
            } else if (Runs.hex(outer, i, 2) >= 0) {
                inner.put(Runs.hex(outer, i, 2), i, i + 1);
                begins = false;
                i += 2;
            } else {
                i++;
            }
        }
    }

    private static boolean isOdd(View outer, int from, int to) {
        return (endOfDigits(outer, from, to) - from) % 2 == 1;
    }

    private static int endOfDigits(View outer, int from, int to) {
        int end = from;
        while (end < to && Runs.isHex(outer.at(end))) {
            end++;
        }
        return end;
    }
}
