/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

import io.keyguard.internal.KeyguardExceptions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/** Signatures with a private key by the provider that the user chose, which keeps the key until {@link #close}: where, is the provider's affair. */
final class JcaSigner implements Signer {
    private final SignatureAlgorithm algorithm;
    private final Provider provider;
    private final int length;
    private volatile @Nullable PrivateKey key;

    private JcaSigner(SignatureAlgorithm algorithm, Provider provider, PrivateKey key, int length) {
        this.algorithm = algorithm;
        this.provider = provider;
        this.key = key;
        this.length = length;
    }

    /** A signer with a key that was read before, whose signatures have {@code length} bytes. The array stays the caller's to wipe. */
    static JcaSigner of(SignatureAlgorithm algorithm, Provider provider, byte[] pkcs8, int length) {
        try {
            PrivateKey key = KeyFactory.getInstance(keyName(algorithm), provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Signature.getInstance(signatureName(algorithm), provider).initSign(key);
            return new JcaSigner(algorithm, provider, key, length);
        } catch (GeneralSecurityException e) {
            // What a provider says of a key that it cannot read may repeat the key.
            throw KeyguardExceptions.badSecret(
                    algorithm,
                    "the chosen provider " + provider.getName()
                            + " does not know the algorithm, or cannot read the key");
        }
    }

    private static String keyName(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ECDSA_P256_SHA256 -> "EC";
            case RSA_PKCS1_SHA256 -> "RSA";
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, ECDSA_SECP256K1_KECCAK256, BEARER ->
                throw new IllegalArgumentException(algorithm.name());
        };
    }

    private static String signatureName(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ECDSA_P256_SHA256 -> "SHA256withECDSA";
            case RSA_PKCS1_SHA256 -> "SHA256withRSA";
            default -> keyName(algorithm);
        };
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, length, signature.length);
        byte[] made = made(message, from, count);
        byte[] flat = algorithm == SignatureAlgorithm.ECDSA_P256_SHA256 ? EcdsaSignature.flat(made) : made;
        System.arraycopy(flat, 0, signature, at, length);
    }

    private byte[] made(byte[] message, int from, int count) {
        PrivateKey now = key;
        if (now == null) {
            throw new IllegalStateException("this signer is closed; ask the provider for the key again");
        }
        try {
            Signature signature = Signature.getInstance(signatureName(algorithm), provider);
            signature.initSign(now);
            signature.update(message, from, count);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            // Its message may repeat the key, so only its kind is told.
            throw new IllegalStateException(provider.getName() + " could not sign with " + algorithm + ": "
                    + e.getClass().getName());
        }
    }

    @Override
    public void close() {
        key = null;
    }

    @Override
    public String toString() {
        return "JcaSigner[" + algorithm + ", " + provider.getName() + "]";
    }
}
