/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Addresses of keys on secp256k1: the last 20 bytes of the Keccak-256 of the public point, {@code 0x} and hexadecimal; capitals, where there are both, are a checksum (EIP-55). */
public final class EthereumAddress {
    /** What every address looks like. */
    public static final String FORM = "0x[0-9a-fA-F]{40}";

    /** The curve. */
    public static final ECDomainParameters CURVE = curve();

    private static final Pattern PATTERN = Pattern.compile(FORM);
    private static final int LENGTH = 20;
    private static final int SCALAR = 32;
    private static final int PREFIX = 2;

    private EthereumAddress() {}

    private static ECDomainParameters curve() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }

    /** Returns whether {@code scalar} is a private key. */
    public static boolean isPrivateKey(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(CURVE.getN()) < 0;
    }

    /** Returns the public point of {@code scalar}, which must be a private key. */
    public static ECPoint publicPoint(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
    }

    /** Returns the address of the public point {@code point}, in small letters. */
    public static String of(ECPoint point) {
        byte[] encoded = point.getEncoded(false);
        byte[] hash = Keccak256.of(encoded, 1, encoded.length - 1);
        return "0x" + HexFormat.of().formatHex(Arrays.copyOfRange(hash, hash.length - LENGTH, hash.length));
    }

    /** Returns a new private key as the text {@code 0x} and 64 hexadecimal digits, which is the caller's to wipe. */
    public static byte[] newPrivateKey(SecureRandom random) {
        byte[] scalar = new byte[SCALAR];
        byte[] text = new byte[PREFIX + 2 * SCALAR];
        try {
            do {
                random.nextBytes(scalar);
            } while (!isPrivateKey(new BigInteger(1, scalar)));
            text[0] = '0';
            text[1] = 'x';
            for (int i = 0; i < SCALAR; i++) {
                text[PREFIX + 2 * i] = (byte) Character.forDigit((scalar[i] >> 4) & 0xf, 16);
                text[PREFIX + 2 * i + 1] = (byte) Character.forDigit(scalar[i] & 0xf, 16);
            }
            return text;
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /** Returns the address of a key in the form of {@link #newPrivateKey}, which stays the caller's to wipe. */
    public static String ofPrivateKey(byte[] text) {
        byte[] scalar = new byte[SCALAR];
        try {
            for (int i = 0; i < SCALAR; i++) {
                int high = Character.digit(text[PREFIX + 2 * i], 16);
                scalar[i] = (byte) (16 * high + Character.digit(text[PREFIX + 2 * i + 1], 16));
            }
            return of(publicPoint(new BigInteger(1, scalar)));
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /** Returns whether {@code text} is an address: of its form, with capitals that fit where it has both. */
    public static boolean isAddress(String text) {
        if (!PATTERN.matcher(text).matches()) {
            return false;
        }
        String digits = text.substring(2);
        String small = digits.toLowerCase(Locale.ROOT);
        return digits.equals(small) || digits.equals(digits.toUpperCase(Locale.ROOT)) || digits.equals(checked(small));
    }

    private static String checked(String small) {
        byte[] hash = Keccak256.of(small.getBytes(US_ASCII));
        var checked = new StringBuilder(small);
        for (int i = 0; i < small.length(); i++) {
            int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            if (nibble >= 8) {
                checked.setCharAt(i, Character.toUpperCase(small.charAt(i)));
            }
        }
        return checked.toString();
    }
}
