/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What two characters that stand next to each other are: one look for both of them, from a table of all pairs there are.
 *
 * <p>Eight pairs make a row of eight bits for each thing that they may be, the last pair in the lowest bit. A run of so many characters holds half as many whole pairs, less one.
 */
final class Pairs {
    /** Both may be of base64. */
    static final int BASE64 = 0;
    /** One of them is a comma, may begin an escape, or be left out, or is not ASCII. */
    static final int SIGN = 8;
    /** No delimiter is among them. */
    static final int TOKEN = 16;
    /** One of them may stand before, or begin, what nobody registered; or both are dots. */
    static final int TRIGGER = 24;
    /** Both are hexadecimal digits, or stand between those. */
    static final int HEX = 32;

    /** How many characters a row of bits stands for. */
    static final int BLOCK = 16;

    static final int COUNT = BLOCK / 2;
    static final long ROW = 0xff;

    private static final VarHandle PAIRS = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[] TABLE = new long[1 << Character.SIZE];

    static {
        for (int pair = 0; pair < TABLE.length; pair++) {
            int first = pair & 0xff;
            int second = pair >>> 8;
            TABLE[pair] = bit(isBase64(first) && isBase64(second), BASE64)
                    | bit(isSign(first) || isSign(second), SIGN)
                    | bit(Runs.isToken(first) && Runs.isToken(second), TOKEN)
                    | bit(isTrigger(first, second), TRIGGER)
                    | bit(isHex(first) && isHex(second), HEX);
        }
    }

    private Pairs() {}

    private static long bit(boolean is, int row) {
        return is ? 1L << row : 0;
    }

    private static boolean isBase64(int c) {
        return Runs.is(c, Runs.BASE64);
    }

    private static boolean isHex(int c) {
        return Runs.is(c, Runs.HEX_OR_GAP);
    }

    private static boolean isSign(int c) {
        return Signs.isSign(c) || c == ',' || c >= 0x80;
    }

    private static boolean isTrigger(int first, int second) {
        return Shapes.isTrigger(first) || Shapes.isTrigger(second) || (first == '.' && second == '.');
    }

    /** The rows of the eight pairs from {@code i} on. */
    static long eight(byte[] bytes, int i) {
        long first = pair(bytes, i);
        first = first + first + pair(bytes, i + 2);
        first = first + first + pair(bytes, i + 4);
        first = first + first + pair(bytes, i + 6);
        long second = pair(bytes, i + 8);
        second = second + second + pair(bytes, i + 10);
        second = second + second + pair(bytes, i + 12);
        second = second + second + pair(bytes, i + 14);
        return (first << (COUNT / 2)) + second;
    }

    /** The rows of the pairs from {@code from} to {@code to}, fewer than eight and perhaps a half, as if nothing that is anything followed. */
    static long rest(byte[] bytes, int from, int to) {
        long rows = 0;
        int i = from;
        for (; i < to - 1; i += 2) {
            rows = rows + rows + pair(bytes, i);
        }
        int count = (i - from) / 2;
        if (i < to) {
            // A space is a sign of nothing; it may stand between digits, which only makes a run longer by itself.
            rows = rows + rows + TABLE[(bytes[i] & 0xff) | (' ' << 8)];
            count++;
        }
        return rows << (COUNT - count);
    }

    private static long pair(byte[] bytes, int i) {
        return TABLE[(char) PAIRS.get(bytes, i)];
    }
}
