/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Which characters a secret is made of, and so how many of them are worth 72 bits. */
enum Alphabet {
    DECIMAL(22),
    /** Also UUIDs; of either case. */
    HEX(18),
    ALPHANUMERIC(13),
    BASE64(12),
    TEXT(11),
    BYTES(9);

    private final int fragment;

    Alphabet(int fragment) {
        this.fragment = fragment;
    }

    /** How many characters carry 72 bits: 72 / log2 of the size, rounded up. */
    int fragment() {
        return fragment;
    }

    /** The smallest alphabet that {@code secret} can be written in. */
    static Alphabet of(byte[] secret) {
        Alphabet all = DECIMAL;
        boolean dash = false;
        for (byte b : secret) {
            Alphabet one = of(b);
            all = one.compareTo(all) > 0 ? one : all;
            dash |= b == '-';
        }
        all = all == ALPHANUMERIC && dash ? BASE64 : all;
        return all == BYTES && (isText(secret) || isCodepage(secret)) ? TEXT : all;
    }

    private static Alphabet of(byte b) {
        if (b >= '0' && b <= '9') {
            return DECIMAL;
        }
        if ((b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F') || b == '-') {
            return HEX;
        }
        if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')) {
            return ALPHANUMERIC;
        }
        if (b == '+' || b == '/' || b == '=' || b == '_') {
            return BASE64;
        }
        return b >= ' ' && b < 0x7f ? TEXT : BYTES;
    }

    /** Words with letters outside ASCII of one byte each: without control characters, and half of it ASCII, which bytes by chance are not. */
    private static boolean isCodepage(byte[] bytes) {
        int ascii = 0;
        for (byte b : bytes) {
            if ((b >= 0 && b < ' ') || b == 0x7f) {
                return false;
            }
            ascii += b > 0 ? 1 : 0;
        }
        return 2 * ascii >= bytes.length;
    }

    /** Words in another script than Latin are text too. */
    private static boolean isText(byte[] bytes) {
        var characters = CharBuffer.allocate(bytes.length);
        try {
            boolean decoded = !StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes), characters, true)
                    .isError();
            return decoded && characters.flip().chars().noneMatch(c -> c < ' ');
        } finally {
            Arrays.fill(characters.array(), '\0');
        }
    }
}
