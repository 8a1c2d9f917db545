/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import static java.util.Objects.checkFromIndexSize;

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
import java.util.concurrent.atomic.AtomicReferenceArray;

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
    /** The key, padded with zeros to the digest's block, or its digest where it is longer. */
    private final SecretBytes block;

    private HmacSigner(Pool pool, byte[] key) {
        this.pool = pool;
        this.block = SecretBytes.take(block(pool, key), ACCESS);
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
            scratch.finish(block, 0);
            return block;
        } finally {
            pool.give(scratch);
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
            block.copyTo(ACCESS, 0, scratch.pad, 0, pool.blockLength);
            scratch.flip(INNER);
            scratch.digest.update(scratch.pad);
            scratch.digest.update(message, from, count);
            scratch.finish(scratch.inner, 0);
            scratch.flip(INNER_TO_OUTER);
            scratch.digest.update(scratch.pad);
            scratch.digest.update(scratch.inner);
            scratch.finish(signature, at);
        } finally {
            pool.give(scratch);
        }
    }

    @Override
    public void close() {
        block.close();
    }

    @Override
    public String toString() {
        return "HmacSigner[" + pool.algorithm + "]";
    }

    /** What one signature works with. */
    private static final class Scratch {
        private final MessageDigest digest;
        private final byte[] pad;
        private final byte[] inner;

        private Scratch(MessageDigest digest, int blockLength, int digestLength) {
            this.digest = digest;
            this.pad = new byte[blockLength];
            this.inner = new byte[digestLength];
        }

        /** Eight bytes at a time: a pad is a whole block. */
        private void flip(long mask) {
            for (int i = 0; i < pad.length; i += Long.BYTES) {
                LONGS.set(pad, i, (long) LONGS.get(pad, i) ^ mask);
            }
        }

        private void finish(byte[] target, int at) {
            try {
                digest.digest(target, at, inner.length);
            } catch (DigestException e) {
                throw new IllegalStateException("a digest of the JDK refused a checked array", e);
            }
        }

        private void wipe() {
            Arrays.fill(pad, (byte) 0);
            Arrays.fill(inner, (byte) 0);
            digest.reset();
        }
    }

    /** A bounded set of wiped scratches: nothing is allocated per signature, whatever kind of thread signs. */
    private static final class Pool {
        private static final int SLOTS = 64;

        private final String algorithm;
        private final int blockLength;
        private final int digestLength;
        private final AtomicReferenceArray<Scratch> slots = new AtomicReferenceArray<>(SLOTS);

        private Pool(String algorithm, int blockLength, int digestLength) {
            this.algorithm = algorithm;
            this.blockLength = blockLength;
            this.digestLength = digestLength;
        }

        private static int slot() {
            return (int) Thread.currentThread().getId() & (SLOTS - 1);
        }

        private Scratch take() {
            Scratch scratch = slots.getAndSet(slot(), null);
            return scratch != null ? scratch : create();
        }

        private void give(Scratch scratch) {
            scratch.wipe();
            slots.set(slot(), scratch);
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
