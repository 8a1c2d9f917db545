/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 by Bouncy Castle, blinded.
 *
 * <p>Not by the JDK: its RSA puts the private exponent into a cache that never forgets it. Bouncy Castle wants numbers as well, and numbers cannot
 * be wiped; but nothing refers to them after the signature, and the next garbage collection takes them.
 */
final class RsaSigner implements Signer {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final int SHORTEST = 2048;
    private static final int LONGEST = 8192;

    /** The DER of PKCS#8. */
    private final SecretBytes key;

    private final int length;

    private RsaSigner(byte[] pkcs8, int length) {
        this.key = SecretBytes.copyOf(pkcs8, ACCESS);
        this.length = length;
    }

    /** The array stays the caller's to wipe. */
    static RsaSigner of(byte[] pkcs8) {
        RSAPrivateCrtKeyParameters numbers = numbers(pkcs8);
        int bits = numbers.getModulus().bitLength();
        if (bits < SHORTEST || bits > LONGEST) {
            throw badKey("its modulus has " + bits + " bits instead of " + SHORTEST + " to " + LONGEST);
        }
        requireWhole(numbers);
        return new RsaSigner(pkcs8, (bits + 7) / 8);
    }

    private static RuntimeException badKey(String rule) {
        return KeyguardExceptions.badSecret(SignatureAlgorithm.RSA_PKCS1_SHA256, rule);
    }

    /** A key with one wrong number signs wrong, and such a signature gives the key away; so it signs once for us before it signs for anybody. */
    private static void requireWhole(RSAPrivateCrtKeyParameters numbers) {
        boolean whole;
        try {
            byte[] message = new byte[1];
            var judge = new RSADigestSigner(new SHA256Digest());
            judge.init(false, new RSAKeyParameters(false, numbers.getModulus(), numbers.getPublicExponent()));
            judge.update(message, 0, message.length);
            whole = numbers.getP().multiply(numbers.getQ()).equals(numbers.getModulus())
                    && judge.verifySignature(made(numbers, message, 0, message.length));
        } catch (CryptoException | RuntimeException e) {
            // Bouncy Castle says what is wrong with the numbers, and may repeat them.
            whole = false;
        }
        if (!whole) {
            throw badKey("its private key is damaged: its numbers do not belong together");
        }
    }

    private static RSAPrivateCrtKeyParameters numbers(byte[] pkcs8) {
        Der octets = Pkcs8.rsa(pkcs8);
        Der key = octets.next(Der.SEQUENCE);
        octets.requireEnd();
        Der version = key.next(Der.INTEGER);
        version.require(version.is(new byte[] {0}));
        var numbers = new BigInteger[8];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = key.next(Der.INTEGER).number();
        }
        key.requireEnd();
        // "Internal": what Bouncy Castle would check about the modulus each time was checked when the key was made.
        return new RSAPrivateCrtKeyParameters(
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], true);
    }

    private static byte[] made(RSAPrivateCrtKeyParameters numbers, byte[] message, int from, int count)
            throws CryptoException {
        var signer = new RSADigestSigner(new SHA256Digest());
        signer.init(true, numbers);
        signer.update(message, from, count);
        return signer.generateSignature();
    }

    @Override
    public int signatureLength() {
        return length;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, length, signature.length);
        byte[] loan = new byte[key.length()];
        try {
            key.copyTo(ACCESS, 0, loan, 0, loan.length);
            System.arraycopy(made(numbers(loan), message, from, count), 0, signature, at, length);
        } catch (CryptoException e) {
            throw new IllegalStateException("Bouncy Castle could not sign with a checked RSA key");
        } finally {
            Arrays.fill(loan, (byte) 0);
        }
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "RsaSigner[" + 8 * length + " bits]";
    }
}
