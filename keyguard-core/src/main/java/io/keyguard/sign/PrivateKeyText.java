/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.internal.KeyguardExceptions;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Reads a private key in any form in which venues hand it out as the DER of PKCS#8: PEM, its line ends perhaps escaped, or the bare bytes of an Ed25519 key
 * in base64. Arrays returned are the caller's to wipe.
 */
final class PrivateKeyText {
    private static final int SEED = Ed25519.SECRET_KEY_SIZE;
    private static final int PAIR = Ed25519.SECRET_KEY_SIZE + Ed25519.PUBLIC_KEY_SIZE;
    /** RFC 8410 §7: what stands before the seed. */
    private static final byte[] BEFORE_SEED = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(US_ASCII);

    private PrivateKeyText() {}

    static byte[] pkcs8(SignatureAlgorithm algorithm, byte[] text) {
        byte[] plain = unescaped(text);
        try {
            boolean bare = algorithm == SignatureAlgorithm.ED25519 && PrivateKeyPem.find(plain, BEGIN, 0) < 0;
            return bare ? bare(plain) : PrivateKeyPem.pkcs8(algorithm, plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The text with the escapes of line ends as the line ends they stand for; neither PEM nor base64 has a backslash of its own. */
    private static byte[] unescaped(byte[] text) {
        byte[] room = new byte[text.length];
        int count = 0;
        for (int i = 0; i < text.length; i++) {
            boolean escape = text[i] == '\\' && i + 1 < text.length && (text[i + 1] == 'n' || text[i + 1] == 'r');
            room[count++] = escape ? (byte) '\n' : text[i];
            i += escape ? 1 : 0;
        }
        try {
            return Arrays.copyOf(room, count);
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    private static byte[] bare(byte[] base64) {
        byte[] key = KeyNotation.base64(SignatureAlgorithm.ED25519, base64, 0, base64.length);
        try {
            if (key.length != SEED && key.length != PAIR) {
                throw bad("it is neither a PEM nor base64 of 32 or 64 bytes");
            }
            if (key.length == PAIR && !isWhole(key)) {
                throw bad("its public half belongs to another key");
            }
            byte[] der = Arrays.copyOf(BEFORE_SEED, BEFORE_SEED.length + SEED);
            System.arraycopy(key, 0, der, BEFORE_SEED.length, SEED);
            return der;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static boolean isWhole(byte[] pair) {
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(pair, 0, publicKey, 0);
        return Arrays.equals(publicKey, 0, publicKey.length, pair, SEED, PAIR);
    }

    private static RuntimeException bad(String rule) {
        return KeyguardExceptions.badSecret(SignatureAlgorithm.ED25519, rule);
    }
}
