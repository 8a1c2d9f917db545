/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.KeyguardExceptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Reads base64 and PEM without a string. The arrays returned are the caller's to wipe. */
final class KeyNotation {
    private static final byte[] PEM_BEGIN = "-----BEGIN PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PEM_END = "-----END PRIVATE KEY-----".getBytes(StandardCharsets.US_ASCII);
    private static final int SEED_LENGTH = 32;
    /** RFC 8410 §7 and RFC 5958: algorithm 1.3.101.112, then the seed as an octet string within an octet string. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("300506032b657004220420");
    /** Sequence and version stand before {@link #ED25519}; the version is 0, or 1 with the public key behind the seed. */
    private static final int ED25519_AT = 5;

    private KeyNotation() {}

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

    static byte[] ed25519Seed(SignatureAlgorithm algorithm, byte[] pem) {
        int begin = find(pem, PEM_BEGIN, 0);
        int end = begin < 0 ? -1 : find(pem, PEM_END, begin);
        if (end < 0) {
            throw KeyguardExceptions.badSecret(algorithm, "it is not a PKCS#8 private key in PEM");
        }
        byte[] der = base64(algorithm, pem, begin + PEM_BEGIN.length, end);
        try {
            int seedAt = ED25519_AT + ED25519.length;
            if (der.length < seedAt + SEED_LENGTH
                    || !isSequenceWithVersion(der)
                    || find(der, ED25519, ED25519_AT) != ED25519_AT) {
                throw KeyguardExceptions.badSecret(algorithm, "it is not an Ed25519 private key (RFC 8410)");
            }
            return Arrays.copyOfRange(der, seedAt, seedAt + SEED_LENGTH);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static boolean isSequenceWithVersion(byte[] der) {
        return der[0] == 0x30 && der[1] == der.length - 2 && der[2] == 2 && der[3] == 1 && (der[4] == 0 || der[4] == 1);
    }

    private static int find(byte[] text, byte[] word, int from) {
        for (int i = from; i + word.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }
}
