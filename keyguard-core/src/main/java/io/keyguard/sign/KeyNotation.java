/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.KeyguardExceptions;
import java.util.Arrays;
import java.util.Base64;

/** Reads base64 and hexadecimal without a string. The arrays returned are the caller's to wipe. */
final class KeyNotation {
    private KeyNotation() {}

    static byte[] hex(SignatureAlgorithm algorithm, byte[] text) {
        int from = text.length > 1 && text[0] == '0' && text[1] == 'x' ? 2 : 0;
        byte[] key = new byte[(text.length - from) / 2];
        boolean whole = (text.length - from) % 2 == 0;
        for (int i = 0; whole && i < key.length; i++) {
            int high = Character.digit(text[from + 2 * i], 16);
            int low = Character.digit(text[from + 2 * i + 1], 16);
            whole = high >= 0 && low >= 0;
            key[i] = (byte) (16 * high + low);
        }
        if (!whole) {
            Arrays.fill(key, (byte) 0);
            throw KeyguardExceptions.badSecret(algorithm, "it is not hexadecimal");
        }
        return key;
    }

    static byte[] base64(SignatureAlgorithm algorithm, byte[] text, int from, int to) {
        byte[] packed = new byte[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (text[i] != '\n' && text[i] != '\r') {
                packed[count++] = text[i];
            }
        }
        byte[] room = new byte[count];
        try {
            byte[] exact = Arrays.copyOf(packed, count);
            try {
                int length = Base64.getDecoder().decode(exact, room);
                return Arrays.copyOf(room, length);
            } finally {
                Arrays.fill(exact, (byte) 0);
            }
        } catch (IllegalArgumentException e) {
            // The decoder's message names a character of the secret, so it is dropped.
            throw KeyguardExceptions.badSecret(algorithm, "it is not base64");
        } finally {
            Arrays.fill(packed, (byte) 0);
            Arrays.fill(room, (byte) 0);
        }
    }
}
