/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** Turns the DER of an ECDSA signature (RFC 3279 §2.2.3) into R and S one behind the other (RFC 7518 §3.4). */
final class EcdsaSignature {
    private static final int HALF = 32;

    private EcdsaSignature() {}

    static byte[] flat(byte[] der) {
        Der numbers = Der.of(SignatureAlgorithm.ECDSA_P256_SHA256, der).next(Der.SEQUENCE);
        byte[] flat = new byte[2 * HALF];
        put(numbers.next(Der.INTEGER).copy(), flat, HALF);
        put(numbers.next(Der.INTEGER).copy(), flat, 2 * HALF);
        numbers.requireEnd();
        return flat;
    }

    /** Right-aligned: a number may be shorter, or have a zero in front that says it is positive. */
    private static void put(byte[] number, byte[] flat, int end) {
        int count = Math.min(number.length, HALF);
        System.arraycopy(number, number.length - count, flat, end - count, count);
    }
}
