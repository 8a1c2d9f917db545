/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

import io.keyguard.internal.Slots;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) in two passes over a digest of the JDK, the pads rebuilt from off-heap memory for each signature.
 *
 * <p>A kept {@code Mac} or a fed {@code MessageDigest} holds chaining values, and whoever reads those can sign. So the pads live for one
 * signature in a reused array, which is wiped, and the digest is reset, which clears its state and its buffer.
 */
final class HmacSigner implements Signer {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long INNER = 0x3636363636363636L;
    private static final long INNER_TO_OUTER = INNER ^ 0x5c5c5c5c5c5c5c5cL;

    private static final Pool SHA256 = new Pool("SHA-256", 64, 32);
    private static final Pool SHA384 = new Pool("SHA-384", 128, 48);
    private static final Pool SHA512 = new Pool("SHA-512", 128, 64);

    private final Pool pool;
    /** The inner pad: the key, or its digest where it is longer than the digest's block, with zeros behind it, and the inner mask over all of it. */
    private final SecretBytes pad;

    private HmacSigner(Pool pool, byte[] key) {
        this.pool = pool;
        byte[] pad = block(pool, key);
        flip(pad, pool.blockLength, INNER);
        this.pad = SecretBytes.take(pad, ACCESS);
    }

    /** The array stays the caller's to wipe. */
    static HmacSigner sha256(byte[] key) {
        return new HmacSigner(SHA256, key);
    }

    /** The array stays the caller's to wipe. */
    static HmacSigner sha384(byte[] key) {
        return new HmacSigner(SHA384, key);
    }

    /** The array stays the caller's to wipe. */
    static HmacSigner sha512(byte[] key) {
        return new HmacSigner(SHA512, key);
    }

    private static byte[] block(Pool pool, byte[] key) {
        if (key.length <= pool.blockLength) {
            return Arrays.copyOf(key, pool.blockLength);
        }
        Scratch scratch = pool.take();
        try {
            byte[] block = new byte[pool.blockLength];
            scratch.digest.update(key);
            scratch.finish(block, 0, pool.digestLength);
            return block;
        } finally {
            pool.give(scratch);
        }
    }

    /** Eight bytes at a time: a pad is a whole block. */
    private static void flip(byte[] pad, int count, long mask) {
        for (int i = 0; i < count; i += Long.BYTES) {
            LONGS.set(pad, i, (long) LONGS.get(pad, i) ^ mask);
        }
    }

    @Override
    public int signatureLength() {
        return pool.digestLength;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        checkFromIndexSize(from, count, message.length);
        checkFromIndexSize(at, pool.digestLength, signature.length);
        Scratch scratch = pool.take();
        try {
            pad.copyTo(ACCESS, 0, scratch.room, 0, pool.blockLength);
            scratch.digest.update(scratch.room, 0, pool.blockLength);
            scratch.digest.update(message, from, count);
            scratch.finish(scratch.room, pool.blockLength, pool.digestLength);
            flip(scratch.room, pool.blockLength, INNER_TO_OUTER);
            scratch.digest.update(scratch.room);
            scratch.finish(signature, at, pool.digestLength);
        } finally {
            pool.give(scratch);
        }
    }

    @Override
    public void close() {
        pad.close();
    }

    @Override
    public String toString() {
        return "HmacSigner[" + pool.algorithm + "]";
    }

    /** What one signature works with: room for a pad and, behind it, for the inner digest, so that the outer one takes both in one go. */
    private static final class Scratch {
        private final MessageDigest digest;
        private final byte[] room;

        private Scratch(MessageDigest digest, int blockLength, int digestLength) {
            this.digest = digest;
            this.room = new byte[blockLength + digestLength];
        }

        private void finish(byte[] target, int at, int digestLength) {
            try {
                digest.digest(target, at, digestLength);
            } catch (DigestException e) {
                throw new IllegalStateException("a digest of the JDK refused a checked array", e);
            }
        }

        /** Eight bytes at a time is faster than a fill of this length. */
        private void wipe() {
            for (int i = 0; i < room.length; i += Long.BYTES) {
                LONGS.set(room, i, 0L);
            }
            digest.reset();
        }
    }

    /** A digest by name, and wiped scratches for it. */
    private static final class Pool {
        private final String algorithm;
        private final int blockLength;
        private final int digestLength;
        private final Slots<Scratch> slots = new Slots<>(this::create);

        private Pool(String algorithm, int blockLength, int digestLength) {
            this.algorithm = algorithm;
            this.blockLength = blockLength;
            this.digestLength = digestLength;
        }

        private Scratch take() {
            return slots.take();
        }

        private void give(Scratch scratch) {
            scratch.wipe();
            slots.give(scratch);
        }

        private Scratch create() {
            try {
                return new Scratch(Digests.get(algorithm), blockLength, digestLength);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + algorithm, e);
            }
        }
    }
}
