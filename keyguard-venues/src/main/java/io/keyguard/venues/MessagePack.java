/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes MessagePack, each value in its shortest form: of the format what actions need, which are maps, lists, text, whole numbers and flags. Not thread-safe. */
final class MessagePack {
    private static final int FIX_MAP = 0x80;
    private static final int FIX_LIST = 0x90;
    private static final int FIX_TEXT = 0xa0;
    private static final int FALSE = 0xc2;
    private static final int TRUE = 0xc3;
    /** Followed by 1, 2, 4 or 8 bytes. */
    private static final int NATURAL = 0xcc;

    private static final int NEGATIVE = 0xd0;
    private static final int TEXT = 0xd9;
    private static final int LIST_16 = 0xdc;
    private static final int MAP_16 = 0xde;
    private static final int FIXED = 16;
    private static final int FIXED_TEXT = 32;

    private byte[] bytes = new byte[512];
    private int length;

    MessagePack map(int size) {
        return size < FIXED ? tag(FIX_MAP | size) : tag(MAP_16).number(size, Short.BYTES);
    }

    MessagePack list(int size) {
        return size < FIXED ? tag(FIX_LIST | size) : tag(LIST_16).number(size, Short.BYTES);
    }

    MessagePack text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length < FIXED_TEXT) {
            tag(FIX_TEXT | utf8.length);
        } else if (utf8.length <= 0xff) {
            tag(TEXT).number(utf8.length, Byte.BYTES);
        } else {
            tag(TEXT + 1).number(utf8.length, Short.BYTES);
        }
        return add(utf8);
    }

    MessagePack flag(boolean flag) {
        return tag(flag ? TRUE : FALSE);
    }

    MessagePack whole(long number) {
        return number < 0 ? negative(number) : natural(number);
    }

    private MessagePack natural(long number) {
        if (number <= Byte.MAX_VALUE) {
            return tag((int) number);
        }
        if (number <= 0xff) {
            return tag(NATURAL).number(number, Byte.BYTES);
        }
        if (number <= 0xffff) {
            return tag(NATURAL + 1).number(number, Short.BYTES);
        }
        return number <= 0xffff_ffffL
                ? tag(NATURAL + 2).number(number, Integer.BYTES)
                : tag(NATURAL + 3).number(number, Long.BYTES);
    }

    private MessagePack negative(long number) {
        if (number >= -FIXED_TEXT) {
            return tag((int) number);
        }
        if (number >= Byte.MIN_VALUE) {
            return tag(NEGATIVE).number(number, Byte.BYTES);
        }
        if (number >= Short.MIN_VALUE) {
            return tag(NEGATIVE + 1).number(number, Short.BYTES);
        }
        return number >= Integer.MIN_VALUE
                ? tag(NEGATIVE + 2).number(number, Integer.BYTES)
                : tag(NEGATIVE + 3).number(number, Long.BYTES);
    }

    /** Adds {@code number} as it is, with the highest of {@code count} bytes first. */
    MessagePack number(long number, int count) {
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        return add(Arrays.copyOfRange(all, Long.BYTES - count, Long.BYTES));
    }

    /** Adds {@code octet} as it is. */
    MessagePack tag(int octet) {
        return add(new byte[] {(byte) octet});
    }

    /** Adds {@code more} as they are. */
    MessagePack add(byte[] more) {
        if (bytes.length - length < more.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }
}
