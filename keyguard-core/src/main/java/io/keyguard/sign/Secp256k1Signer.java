/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.checkFromIndexSize;

import io.keyguard.internal.EthereumAddress;
import io.keyguard.internal.Keccak256;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * ECDSA on secp256k1 with Keccak-256 by Bouncy Castle, as wallets of Ethereum sign; the nonce is the one of RFC 6979, so no random number can give the key away.
 *
 * <p>Every signature is verified before it is given out, which also tells the recovery id: one that a fault spoilt would give the key away. Bouncy Castle wants the scalar as a number, which cannot be wiped: it is gone from
 * the heap with the next garbage collection, not with the end of the signature.
 */
final class Secp256k1Signer implements Signer {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256;
    private static final BigInteger N = EthereumAddress.CURVE.getN();
    private static final BigInteger HALF_N = N.shiftRight(1);
    private static final int HALF = 32;

    private final SecretBytes scalar;
    private final ECPoint publicPoint;

    private Secp256k1Signer(byte[] scalar, ECPoint publicPoint) {
        this.scalar = SecretBytes.copyOf(scalar, ACCESS);
        this.publicPoint = publicPoint;
    }

    /** The array stays the caller's to wipe. */
    static Secp256k1Signer of(byte[] scalar) {
        if (scalar.length != HALF) {
            throw KeyguardExceptions.badSecret(
                    ALGORITHM, "it is not 32 bytes, 64 hexadecimal digits with or without 0x in front");
        }
        var number = new BigInteger(1, scalar);
        if (!EthereumAddress.isPrivateKey(number)) {
            throw KeyguardExceptions.badSecret(ALGORITHM, "it is zero, or beyond the order of the curve");
        }
        return new Secp256k1Signer(scalar, EthereumAddress.publicPoint(number));
    }

    /**
     * Requires that {@code apiKey} is the address of this key in small letters: one key shall have one name.
     *
     * @throws io.keyguard.KeyMaterialException if it is another
     */
    void requireAddress(SecretBytes apiKey) {
        byte[] written = new byte[apiKey.length()];
        apiKey.copyTo(ACCESS, 0, written, 0, written.length);
        if (!new String(written, US_ASCII).equals(EthereumAddress.of(publicPoint))) {
            throw KeyguardExceptions.badSecret(
                    ALGORITHM,
                    "it belongs to another address than the API key, which is the address of the key: 0x and 40 hexadecimal digits in small letters");
        }
    }

    @Override
    public int signatureLength() {
        return 2 * HALF + 1;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, signatureLength(), signature.length);
        byte[] hash = Keccak256.of(message, from, count);
        BigInteger[] numbers = numbers(hash);
        BigInteger r = numbers[0];
        // Of the two that are valid the lower one, which alone is taken.
        BigInteger s = numbers[1].compareTo(HALF_N) > 0 ? N.subtract(numbers[1]) : numbers[1];
        byte recovery = recovery(new BigInteger(1, hash), r, s);
        BigIntegers.asUnsignedByteArray(r, signature, at, HALF);
        BigIntegers.asUnsignedByteArray(s, signature, at + HALF, HALF);
        signature[at + 2 * HALF] = recovery;
    }

    private BigInteger[] numbers(byte[] hash) {
        byte[] loan = new byte[HALF];
        try {
            scalar.copyTo(ACCESS, 0, loan, 0, HALF);
            var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, loan), EthereumAddress.CURVE));
            return signer.generateSignature(hash);
        } finally {
            Arrays.fill(loan, (byte) 0);
        }
    }

    /** Whether the point that the signature was made of has an odd ordinate. Its abscissa is below the order of the curve but for once in 2^127 signatures, which is refused with the spoilt ones. */
    private byte recovery(BigInteger hash, BigInteger r, BigInteger s) {
        BigInteger inverse = BigIntegers.modOddInverseVar(N, s);
        ECPoint point = ECAlgorithms.sumOfTwoMultiplies(
                        EthereumAddress.CURVE.getG(),
                        hash.multiply(inverse).mod(N),
                        publicPoint,
                        r.multiply(inverse).mod(N))
                .normalize();
        if (point.isInfinity() || !point.getAffineXCoord().toBigInteger().equals(r)) {
            throw new IllegalStateException("a signature does not verify, and is not given out");
        }
        return (byte) (point.getAffineYCoord().testBitZero() ? 1 : 0);
    }

    @Override
    public void close() {
        scalar.close();
    }

    @Override
    public String toString() {
        return "Secp256k1Signer";
    }
}
