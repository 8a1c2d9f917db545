/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * A few digits in a mask by which two lines about one secret can be joined, within one process: SipHash-2-4 (Aumasson and Bernstein, 2012) of the secret under a key that is
 * made anew in each process and never written, cut to 24 bits. Nothing can be told from it without that key, and nothing about other processes with it. It keeps no copy of what
 * it reads.
 */
final class Fingerprint {
    private static final long K0;
    private static final long K1;
    private static final int BITS = 24;
    private static final Pattern IN_MASK = Pattern.compile(":[0-9a-f]{6}]$");

    static {
        var random = new SecureRandom();
        K0 = random.nextLong();
        K1 = random.nextLong();
    }

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private Fingerprint(long k0, long k1) {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
    }

    /** {@code mask} with the fingerprint of {@code length} bytes in it. */
    static String in(String mask, int length, IntUnaryOperator bytes) {
        long hash = hash(K0, K1, length, bytes);
        return without(mask).replaceFirst("]$", String.format(Locale.ROOT, ":%06x]", hash >>> (Long.SIZE - BITS)));
    }

    /** {@code mask} without one. */
    static String without(String mask) {
        return IN_MASK.matcher(mask).replaceFirst("]");
    }

    /** SipHash-2-4. */
    static long hash(long k0, long k1, int length, IntUnaryOperator bytes) {
        var state = new Fingerprint(k0, k1);
        for (int block = 0; block < length / 8; block++) {
            state.compress(word(bytes, 8 * block, 8));
        }
        int rest = length % 8;
        state.compress(word(bytes, length - rest, rest) | (long) length << 56);
        state.v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            state.round();
        }
        return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
    }

    private static long word(IntUnaryOperator bytes, int from, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes.applyAsInt(from + i) & 0xffL) << (8 * i);
        }
        return word;
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
