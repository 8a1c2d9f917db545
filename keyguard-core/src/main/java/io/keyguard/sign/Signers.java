/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the key in a venue's notation. Everything copied to the heap is wiped before it returns. */
final class Signers {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private Signers() {}

    static Signer create(
            SignatureAlgorithm algorithm, SecretEncoding encoding, SecretBytes secret, @Nullable Provider provider) {
        byte[] key = secret.lend(ACCESS, view -> decode(algorithm, encoding, view));
        try {
            return switch (algorithm) {
                case HMAC_SHA256 -> HmacSigner.sha256(key);
                case HMAC_SHA384 -> HmacSigner.sha384(key);
                case HMAC_SHA512 -> HmacSigner.sha512(key);
                case ECDSA_SECP256K1_KECCAK256 -> Secp256k1Signer.of(key);
                case BEARER -> new NoSigner();
                case ED25519, ECDSA_P256_SHA256, RSA_PKCS1_SHA256 -> asymmetric(algorithm, key, provider);
            };
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Also a provider is given only what was read and found whole here. */
    private static Signer asymmetric(SignatureAlgorithm algorithm, byte[] pkcs8, @Nullable Provider provider) {
        Signer own = switch (algorithm) {
            case ED25519 -> Ed25519Signer.of(pkcs8);
            case ECDSA_P256_SHA256 -> EcdsaSigner.of(pkcs8);
            default -> RsaSigner.of(pkcs8);
        };
        if (provider == null) {
            return own;
        }
        own.close();
        return JcaSigner.of(algorithm, provider, pkcs8, own.signatureLength());
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
            return switch (encoding) {
                case BASE64 -> KeyNotation.base64(algorithm, text, 0, text.length);
                case HEX -> KeyNotation.hex(algorithm, text);
                case PEM -> PrivateKeyPem.pkcs8(algorithm, text);
                default -> PrivateKeyText.pkcs8(algorithm, text);
            };
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }
}
