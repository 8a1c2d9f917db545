/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.requireNonNull;

import io.keyguard.secret.SecretBytes;
import java.security.Provider;

/**
 * Makes signatures with one key.
 *
 * <p><b>Security guarantee:</b> between two calls nothing that can sign is on the heap: neither the key nor its pads, chaining values, scalar
 * or prefix, as far as {@link SignatureAlgorithm}'s page in the documentation promises it. Thread-safe.
 */
public sealed interface Signer extends AutoCloseable
        permits HmacSigner, Ed25519Signer, EcdsaSigner, Secp256k1Signer, RsaSigner, JcaSigner, NoSigner {
    /**
     * Returns a signer with a copy of {@code secret}, decoded as {@code encoding} says; the secret stays the caller's.
     *
     * @throws io.keyguard.KeyMaterialException if the secret does not have the form that algorithm and encoding ask for
     */
    static Signer of(SignatureAlgorithm algorithm, SecretEncoding encoding, SecretBytes secret) {
        return Signers.create(algorithm, encoding, secret, null);
    }

    /**
     * Returns a signer like {@link #of(SignatureAlgorithm, SecretEncoding, SecretBytes)}, which leaves Ed25519, ECDSA on P-256 and RSA to {@code provider}. The provider
     * sees the key and keeps it until the signer is closed; HMAC and ECDSA on secp256k1 stay with keyguard.
     *
     * @throws io.keyguard.KeyMaterialException if the secret does not have the form that algorithm and encoding ask for, or the provider does not know
     *     the algorithm
     */
    static Signer of(SignatureAlgorithm algorithm, SecretEncoding encoding, SecretBytes secret, Provider provider) {
        return Signers.create(algorithm, encoding, secret, requireNonNull(provider, "provider"));
    }

    /** Returns the length of a signature in bytes. */
    int signatureLength();

    /**
     * Signs {@code message[from, from + count)} and writes {@link #signatureLength()} bytes to {@code signature} from index {@code at} on.
     *
     * @throws IllegalStateException if this signer is closed
     * @throws IndexOutOfBoundsException if either array is too short
     */
    void sign(byte[] message, int from, int count, byte[] signature, int at);

    /** Returns the signature of {@code message}. */
    default byte[] sign(byte[] message) {
        byte[] signature = new byte[signatureLength()];
        sign(message, 0, message.length, signature, 0);
        return signature;
    }

    /** Zeroes the key once the signatures under way are done. */
    @Override
    void close();
}
