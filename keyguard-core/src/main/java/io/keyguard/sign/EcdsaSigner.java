/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/**
 * ECDSA on P-256 with SHA-256 by Bouncy Castle; the nonce is the one of RFC 6979, so no random number can give the key away.
 *
 * <p>Bouncy Castle wants the scalar as a number, which cannot be wiped: it is gone from the heap with the next garbage collection, not with the end
 * of the signature.
 */
final class EcdsaSigner implements Signer {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final ECDomainParameters P256 = domain();
    private static final int HALF = 32;

    private final SecretBytes scalar;

    private EcdsaSigner(byte[] scalar) {
        this.scalar = SecretBytes.copyOf(scalar, ACCESS);
    }

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("P-256");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }

    /** The array stays the caller's to wipe. */
    static EcdsaSigner of(byte[] pkcs8) {
        Pkcs8.EcKey key = Pkcs8.p256(pkcs8);
        try {
            requireValid(key);
            return new EcdsaSigner(key.scalar());
        } finally {
            Arrays.fill(key.scalar(), (byte) 0);
        }
    }

    private static void requireValid(Pkcs8.EcKey key) {
        var number = new BigInteger(1, key.scalar());
        boolean inRange = number.signum() > 0 && number.compareTo(P256.getN()) < 0;
        byte[] written = key.point();
        if (!inRange || (written != null && !samePoint(number, written))) {
            throw KeyguardExceptions.badSecret(
                    SignatureAlgorithm.ECDSA_P256_SHA256,
                    "its number is out of range, or of another key than its public part");
        }
    }

    private static boolean samePoint(BigInteger number, byte[] written) {
        var point = P256.getG().multiply(number).normalize();
        return Arrays.equals(point.getEncoded(false), written) || Arrays.equals(point.getEncoded(true), written);
    }

    @Override
    public int signatureLength() {
        return 2 * HALF;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, signatureLength(), signature.length);
        byte[] loan = new byte[HALF];
        try {
            scalar.copyTo(ACCESS, 0, loan, 0, HALF);
            var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, loan), P256));
            BigInteger[] numbers = signer.generateSignature(digest(message, from, count));
            BigIntegers.asUnsignedByteArray(numbers[0], signature, at, HALF);
            BigIntegers.asUnsignedByteArray(numbers[1], signature, at + HALF, HALF);
        } finally {
            Arrays.fill(loan, (byte) 0);
        }
    }

    private static byte[] digest(byte[] message, int from, int count) {
        try {
            MessageDigest digest = Digests.get("SHA-256");
            digest.update(message, from, count);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public void close() {
        scalar.close();
    }

    @Override
    public String toString() {
        return "EcdsaSigner[P-256]";
    }
}
