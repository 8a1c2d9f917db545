/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.internal.KeyguardExceptions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private key in a PEM (RFC 7468) as the DER of PKCS#8 (RFC 5958), also from the older forms of OpenSSL: SEC 1 (RFC 5915) for elliptic
 * curves, PKCS#1 (RFC 8017) for RSA. Arrays returned are the caller's to wipe.
 */
final class PrivateKeyPem {
    private static final byte[] PKCS8 = label("");
    private static final byte[] ENCRYPTED = label("ENCRYPTED ");
    private static final byte[] ENCRYPTED_INSIDE = "Proc-Type: 4,ENCRYPTED".getBytes(US_ASCII);
    private static final byte[] END = "-----END ".getBytes(US_ASCII);

    /** The older form of each algorithm: its label, and the algorithm's name in PKCS#8. */
    private static final Map<SignatureAlgorithm, Entry<byte[], byte[]>> OLDER = Map.of(
            SignatureAlgorithm.ECDSA_P256_SHA256,
            Map.entry(label("EC "), HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107")),
            SignatureAlgorithm.RSA_PKCS1_SHA256,
            Map.entry(label("RSA "), HexFormat.of().parseHex("300d06092a864886f70d0101010500")));

    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};

    private PrivateKeyPem() {}

    private static byte[] label(String kind) {
        return ("-----BEGIN " + kind + "PRIVATE KEY-----").getBytes(US_ASCII);
    }

    static byte[] pkcs8(SignatureAlgorithm algorithm, byte[] pem) {
        if (find(pem, ENCRYPTED, 0) >= 0 || find(pem, ENCRYPTED_INSIDE, 0) >= 0) {
            throw KeyguardExceptions.badSecret(
                    algorithm, "its PEM is encrypted with a passphrase of its own; decrypt it first (openssl pkey)");
        }
        byte[] der = body(algorithm, pem, PKCS8);
        if (der != null) {
            return der;
        }
        Entry<byte[], byte[]> older = OLDER.get(algorithm);
        byte[] inner = older == null ? null : body(algorithm, pem, older.getKey());
        if (older == null || inner == null) {
            throw KeyguardExceptions.badSecret(algorithm, "it is not a PEM with a private key of this kind");
        }
        try {
            return wrapped(older.getValue(), inner);
        } finally {
            Arrays.fill(inner, (byte) 0);
        }
    }

    private static byte @Nullable [] body(SignatureAlgorithm algorithm, byte[] pem, byte[] label) {
        int begin = find(pem, label, 0);
        int end = begin < 0 ? -1 : find(pem, END, begin);
        return end < 0 ? null : KeyNotation.base64(algorithm, pem, begin + label.length, end);
    }

    private static byte[] wrapped(byte[] name, byte[] key) {
        byte[] octets = header(Der.OCTETS, key.length);
        int content = VERSION_0.length + name.length + octets.length + key.length;
        byte[] sequence = header(Der.SEQUENCE, content);
        byte[] der = new byte[sequence.length + content];
        int at = 0;
        for (byte[] part : new byte[][] {sequence, VERSION_0, name, octets, key}) {
            System.arraycopy(part, 0, der, at, part.length);
            at += part.length;
        }
        return der;
    }

    private static byte[] header(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        return length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }

    static int find(byte[] text, byte[] word, int from) {
        for (int i = from; i + word.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }
}
