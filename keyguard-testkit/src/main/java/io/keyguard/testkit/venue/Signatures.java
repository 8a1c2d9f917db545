/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The signature algorithms, by the JDK and Bouncy Castle as they come: a simulator has nothing to hide and shares nothing with the signers. */
final class Signatures {
    private Signatures() {}

    static byte[] hmac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    static byte[] sha256(byte[] message) {
        return digest("SHA-256", message);
    }

    static byte[] sha512(byte[] message) {
        return digest("SHA-512", message);
    }

    private static byte[] digest(String algorithm, byte[] message) {
        try {
            return MessageDigest.getInstance(algorithm).digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    static boolean ed25519(byte[] publicKey, byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }

    /** Whether {@code signature} is RSASSA-PKCS1-v1_5 with SHA-256; {@code publicKey} is X.509 SubjectPublicKeyInfo. */
    static boolean rsaSha256(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            Signature rsa = Signature.getInstance("SHA256withRSA");
            rsa.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey)));
            rsa.update(message);
            return rsa.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static boolean same(String one, String other) {
        return MessageDigest.isEqual(utf8(one), utf8(other));
    }
}
