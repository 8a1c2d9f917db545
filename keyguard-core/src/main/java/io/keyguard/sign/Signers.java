/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Finds the key in a venue's notation. Everything copied to the heap is wiped before it returns. */
final class Signers {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private Signers() {}

    static Signer create(SignatureAlgorithm algorithm, SecretEncoding encoding, SecretBytes secret) {
        byte[] key = secret.lend(ACCESS, view -> decode(algorithm, encoding, view));
        try {
            return switch (algorithm) {
                case HMAC_SHA256 -> HmacSigner.sha256(key);
                case HMAC_SHA512 -> HmacSigner.sha512(key);
                case ED25519 -> Ed25519Signer.of(key);
            };
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] decode(SignatureAlgorithm algorithm, SecretEncoding encoding, ByteBuffer secret) {
        byte[] text = new byte[secret.remaining()];
        secret.get(text);
        if (text.length == 0) {
            throw KeyguardExceptions.badSecret(algorithm, "it is empty");
        }
        if (encoding == SecretEncoding.TEXT) {
            return text;
        }
        try {
            return encoding == SecretEncoding.BASE64
                    ? KeyNotation.base64(algorithm, text, 0, text.length)
                    : KeyNotation.ed25519Seed(algorithm, text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }
}
