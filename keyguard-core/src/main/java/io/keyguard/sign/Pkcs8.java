/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Takes the key out of PKCS#8 (RFC 5958), and puts it in. Arrays returned are the caller's to wipe. */
final class Pkcs8 {
    private static final byte[] ED25519 = HexFormat.of().parseHex("2b6570");
    private static final byte[] RSA = HexFormat.of().parseHex("2a864886f70d010101");
    private static final byte[] NULL = {5, 0};
    private static final byte[] EC = HexFormat.of().parseHex("2a8648ce3d0201");
    private static final byte[] P256 = HexFormat.of().parseHex("2a8648ce3d030107");
    private static final int SEED_LENGTH = 32;
    private static final int SCALAR_LENGTH = 32;
    private static final int CURVE = 0xa0;
    private static final int PUBLIC_KEY = 0xa1;
    private static final int BITS = 0x03;

    private Pkcs8() {}

    /** An elliptic curve's private key: the scalar, and the public point if it is written beside it. */
    static final class EcKey {
        private final byte[] scalar;
        private final byte @Nullable [] point;

        private EcKey(byte[] scalar, byte @Nullable [] point) {
            this.scalar = scalar;
            this.point = point;
        }

        byte[] scalar() {
            return scalar;
        }

        byte @Nullable [] point() {
            return point;
        }
    }

    /** RFC 8410 §7: the seed is an octet string within the octet string. */
    static byte[] ed25519Seed(byte[] der) {
        Der key = key(SignatureAlgorithm.ED25519, der, ED25519, null).next(Der.OCTETS);
        key.require(key.size() == SEED_LENGTH);
        return key.copy();
    }

    /** RFC 5915 within PKCS#8. */
    static EcKey p256(byte[] der) {
        Der octets = key(SignatureAlgorithm.ECDSA_P256_SHA256, der, EC, P256);
        Der key = octets.next(Der.SEQUENCE);
        octets.requireEnd();
        Der version = key.next(Der.INTEGER);
        version.require(version.is(new byte[] {1}));
        Der scalar = key.next(Der.OCTETS);
        scalar.require(scalar.size() == SCALAR_LENGTH);
        if (key.has(CURVE)) {
            Der curve = key.next(CURVE).next(Der.OID);
            curve.require(curve.is(P256));
        }
        byte[] point = null;
        if (key.has(PUBLIC_KEY)) {
            // One octet says how many bits of the last one do not count.
            byte[] bits = key.next(PUBLIC_KEY).next(BITS).copy();
            scalar.require(bits.length > 1 && bits[0] == 0);
            point = Arrays.copyOfRange(bits, 1, bits.length);
        }
        key.requireEnd();
        return new EcKey(scalar.copy(), point);
    }

    /** RFC 8017, appendix A.1.2, within PKCS#8. */
    static Der rsa(byte[] der) {
        return key(SignatureAlgorithm.RSA_PKCS1_SHA256, der, RSA, null);
    }

    /** What stands in the outer octet string, if the key is of this kind; attributes and a public key may follow it. */
    private static Der key(SignatureAlgorithm algorithm, byte[] der, byte[] kind, byte @Nullable [] curve) {
        Der whole = Der.of(algorithm, der);
        Der info = whole.next(Der.SEQUENCE);
        whole.requireEnd();
        Der version = info.next(Der.INTEGER);
        version.require(version.is(new byte[] {0}) || version.is(new byte[] {1}));
        Der name = info.next(Der.SEQUENCE);
        name.require(name.next(Der.OID).is(kind));
        if (curve != null) {
            name.require(name.next(Der.OID).is(curve));
        }
        name.require(name.size() == 0 || name.is(NULL));
        return info.next(Der.OCTETS);
    }
}
