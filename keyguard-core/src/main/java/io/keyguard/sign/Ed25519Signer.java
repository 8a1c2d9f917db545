/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 (RFC 8032) by Bouncy Castle on arrays that are wiped.
 *
 * <p>Bouncy Castle leaves the scalar in arrays that nobody refers to any more: it is gone from the heap with the next garbage collection, not
 * with the end of the signature.
 */
final class Ed25519Signer implements Signer {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private final SecretBytes seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    private Ed25519Signer(byte[] seed) {
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.seed = SecretBytes.copyOf(seed, ACCESS);
    }

    /** The array stays the caller's to wipe. */
    static Ed25519Signer of(byte[] pkcs8) {
        byte[] seed = Pkcs8.ed25519Seed(pkcs8);
        try {
            return new Ed25519Signer(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    @Override
    public int signatureLength() {
        return Ed25519.SIGNATURE_SIZE;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, Ed25519.SIGNATURE_SIZE, signature.length);
        byte[] loan = new byte[Ed25519.SECRET_KEY_SIZE];
        try {
            seed.copyTo(ACCESS, 0, loan, 0, loan.length);
            Ed25519.sign(loan, 0, publicKey, 0, message, from, count, signature, at);
        } finally {
            Arrays.fill(loan, (byte) 0);
        }
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "Ed25519Signer";
    }
}
