/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns secret characters into UTF-8 off the heap, without a string and without an array that grows. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Returns {@code typed} as UTF-8, and wipes it, also when that fails.
     *
     * @throws IllegalArgumentException if there is half of a surrogate pair
     */
    public static SecretBytes take(char[] typed, SecretAccess access) {
        ByteBuffer utf8 = ByteBuffer.allocateDirect(3 * typed.length);
        try {
            if (StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(typed), utf8, true)
                    .isError()) {
                throw new IllegalArgumentException("what was typed is not text: it has half of a surrogate pair");
            }
            return SecretBytes.copyOf(utf8.flip(), access);
        } finally {
            Arrays.fill(typed, '\0');
            utf8.clear();
            while (utf8.hasRemaining()) {
                utf8.put((byte) 0);
            }
        }
    }

    /** Whether the text that remains in {@code bytes} begins or ends with white space, or with a mark of its byte order. */
    public static boolean hasSpaceAround(ByteBuffer bytes) {
        return bytes.hasRemaining() && (isSpaceAt(bytes, bytes.position()) || isSpaceBefore(bytes, bytes.limit()));
    }

    private static boolean isSpaceBefore(ByteBuffer bytes, int end) {
        int start = end - 1;
        while (start > bytes.position() && (bytes.get(start) & 0xc0) == 0x80) {
            start--;
        }
        return isSpaceAt(bytes, start);
    }

    private static boolean isSpaceAt(ByteBuffer bytes, int at) {
        int count = Math.min(4, bytes.limit() - at);
        int point = Byte.toUnsignedInt(bytes.get(at));
        if (point >= 0xe0 && count > 2) {
            point = ((point & 0xf) << 12) | ((bytes.get(at + 1) & 0x3f) << 6) | (bytes.get(at + 2) & 0x3f);
        } else if (point >= 0xc0 && count > 1) {
            point = ((point & 0x1f) << 6) | (bytes.get(at + 1) & 0x3f);
        }
        return point <= ' ' || point == 0x7f || Character.isSpaceChar(point) || point == 0xfeff;
    }

    /** Whether what remains in {@code bytes} is UTF-8; leaves its position where it is. */
    public static boolean isText(ByteBuffer bytes) {
        char[] room = new char[64];
        var chars = CharBuffer.wrap(room);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer rest = bytes.duplicate();
        try {
            while (true) {
                chars.clear();
                CoderResult result = decoder.decode(rest, chars, true);
                if (!result.isOverflow()) {
                    return result.isUnderflow();
                }
            }
        } finally {
            Arrays.fill(room, '\0');
        }
    }
}
