/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 with the padding from before FIPS 202, as Ethereum hashes: by Bouncy Castle, as the JDK has the later one alone. */
public final class Keccak256 {
    /** The length of a hash in bytes. */
    public static final int LENGTH = 32;

    private Keccak256() {}

    /** Returns the hash of {@code parts}, one behind the other. */
    public static byte[] of(byte[]... parts) {
        var digest = new KeccakDigest(8 * LENGTH);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[LENGTH];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** Returns the hash of {@code text[from, from + count)}. */
    public static byte[] of(byte[] text, int from, int count) {
        var digest = new KeccakDigest(8 * LENGTH);
        digest.update(text, from, count);
        byte[] hash = new byte[LENGTH];
        digest.doFinal(hash, 0);
        return hash;
    }
}
