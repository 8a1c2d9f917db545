/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.internal.Utf8;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a text out of JSON without a copy of it on the heap: a parser's buffers grow, and whoever reads from them cannot wipe all of them. Ends and escapes are
 * those of RFC 8259 §7.
 */
final class JsonText {
    private static final int HEX_DIGITS = 4;

    private final byte[] json;
    private final int end;
    private final ByteBuffer text;
    private int at;

    private JsonText(byte[] json, int start) throws IOException {
        this.json = json;
        this.at = start + 1;
        this.end = end(json, start);
        // An escape is never shorter than what it stands for.
        this.text = ByteBuffer.allocateDirect(end - at);
    }

    /**
     * Returns the text of {@code json} whose first quotation mark stands at {@code start}.
     *
     * @throws IOException if there is none, or it is not UTF-8
     */
    static SecretBytes take(byte[] json, long start, SecretAccess access) throws IOException {
        if (start < 0 || start >= json.length || json[(int) start] != '"') {
            throw new IOException("no text");
        }
        return new JsonText(json, (int) start).take(access);
    }

    private static int end(byte[] json, int start) throws IOException {
        for (int at = start + 1; at < json.length; at++) {
            if (json[at] == '"') {
                return at;
            }
            if (json[at] == '\\') {
                at++;
            }
        }
        throw new IOException("a text has no end");
    }

    private SecretBytes take(SecretAccess access) throws IOException {
        try {
            while (at < end) {
                byte next = json[at++];
                if (next == '\\') {
                    escape();
                } else {
                    text.put(next);
                }
            }
            text.flip();
            if (!Utf8.isText(text)) {
                throw new IOException("a text is not UTF-8");
            }
            return SecretBytes.copyOf(text, access);
        } finally {
            text.clear();
            while (text.hasRemaining()) {
                text.put((byte) 0);
            }
        }
    }

    private void escape() throws IOException {
        byte sign = json[at++];
        switch (sign) {
            case '"', '\\', '/' -> text.put(sign);
            case 'b' -> text.put((byte) '\b');
            case 'f' -> text.put((byte) '\f');
            case 'n' -> text.put((byte) '\n');
            case 'r' -> text.put((byte) '\r');
            case 't' -> text.put((byte) '\t');
            case 'u' -> utf16();
            default -> throw new IOException("an escape that JSON does not have");
        }
    }

    private void utf16() throws IOException {
        char first = hex();
        if (Character.isHighSurrogate(first) && at + 1 < end && json[at] == '\\' && json[at + 1] == 'u') {
            at += 2;
            char second = hex();
            if (!Character.isLowSurrogate(second)) {
                throw new IOException("half of a surrogate pair");
            }
            put(Character.toCodePoint(first, second));
        } else {
            // Half of a pair makes what is no UTF-8.
            put(first);
        }
    }

    private char hex() throws IOException {
        int value = 0;
        for (int digit = 0; digit < HEX_DIGITS; digit++) {
            int four = at < end ? Character.digit(json[at++], 16) : -1;
            if (four < 0) {
                throw new IOException("an escape that is not whole");
            }
            value = (value << 4) | four;
        }
        return (char) value;
    }

    private void put(int point) {
        if (point < 0x80) {
            text.put((byte) point);
        } else if (point < 0x800) {
            text.put((byte) (0xc0 | (point >> 6))).put(tail(point));
        } else if (point < 0x10000) {
            text.put((byte) (0xe0 | (point >> 12))).put(tail(point >> 6)).put(tail(point));
        } else {
            text.put((byte) (0xf0 | (point >> 18)))
                    .put(tail(point >> 12))
                    .put(tail(point >> 6))
                    .put(tail(point));
        }
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    @Override
    public String toString() {
        return "JsonText";
    }
}
