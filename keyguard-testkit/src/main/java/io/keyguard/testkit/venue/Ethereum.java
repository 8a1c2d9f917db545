/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/** Whose signature it is, as Ethereum finds out: SEC 1 §4.1.6 on secp256k1, and the end of the Keccak-256 of the public point. */
final class Ethereum {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final int WORD = 32;
    private static final int ADDRESS = 20;

    private Ethereum() {}

    static byte[] keccak(byte[]... parts) {
        var digest = new KeccakDigest(256);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[WORD];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** The address of the private key {@code secret}, {@code 0x} and 64 hexadecimal digits. */
    static String addressOf(String secret) {
        return addressOf(CURVE.getG().multiply(new BigInteger(secret.substring(2), 16)));
    }

    private static String addressOf(ECPoint point) {
        byte[] encoded = point.normalize().getEncoded(false);
        byte[] hash = keccak(Arrays.copyOfRange(encoded, 1, encoded.length));
        return "0x" + HexFormat.of().formatHex(hash, WORD - ADDRESS, WORD);
    }

    /** The address that signed {@code hash}; empty if nobody can have: the higher of two numbers is not taken. */
    static Optional<String> signer(byte[] hash, BigInteger r, BigInteger s, int v) {
        BigInteger n = CURVE.getN();
        boolean possible = (v == 27 || v == 28)
                && r.signum() > 0
                && r.compareTo(n) < 0
                && s.signum() > 0
                && s.compareTo(n.shiftRight(1)) <= 0;
        if (!possible) {
            return Optional.empty();
        }
        try {
            byte[] compressed = new byte[1 + WORD];
            compressed[0] = (byte) (v - 27 + 2);
            byte[] x = r.toByteArray();
            int count = Math.min(x.length, WORD);
            System.arraycopy(x, x.length - count, compressed, 1 + WORD - count, count);
            ECPoint point = CURVE.getCurve().decodePoint(compressed);
            BigInteger inverse = r.modInverse(n);
            BigInteger e = new BigInteger(1, hash);
            ECPoint signer = ECAlgorithms.sumOfTwoMultiplies(
                    CURVE.getG(),
                    e.negate().multiply(inverse).mod(n),
                    point,
                    s.multiply(inverse).mod(n));
            return signer.isInfinity() ? Optional.empty() : Optional.of(addressOf(signer));
        } catch (IllegalArgumentException notOnTheCurve) {
            return Optional.empty();
        }
    }
}
