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
            block.copyTo(ACCESS, 0, scratch.room, 0, pool.blockLength);
            scratch.flip(INNER);
            scratch.inner(message, from, count);
            scratch.flip(INNER_TO_OUTER);
            scratch.digest.update(scratch.room, 0, pool.blockLength + pool.digestLength);
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

    /** What one signature works with: room for a pad and, behind it, what is digested with it, so that the digest is called once and takes its blocks in one go. */
    private static final class Scratch {
        /** Longer messages are digested where they are. */
        private static final int COPIED = 512;

        private final MessageDigest digest;
        private final byte[] room;
        private final int blockLength;
        private final int digestLength;
        private int used;

        private Scratch(MessageDigest digest, int blockLength, int digestLength) {
            this.digest = digest;
            this.room = new byte[blockLength + COPIED];
            this.blockLength = blockLength;
            this.digestLength = digestLength;
            this.used = blockLength + digestLength;
        }

        /** Eight bytes at a time: a pad is a whole block. */
        private void flip(long mask) {
            for (int i = 0; i < blockLength; i += Long.BYTES) {
                LONGS.set(room, i, (long) LONGS.get(room, i) ^ mask);
            }
        }

        /** Digests the pad and the message, and puts the result behind the pad. */
        private void inner(byte[] message, int from, int count) {
            if (count <= COPIED) {
                System.arraycopy(message, from, room, blockLength, count);
                used = blockLength + Math.max(count, digestLength);
                digest.update(room, 0, blockLength + count);
            } else {
                digest.update(room, 0, blockLength);
                digest.update(message, from, count);
            }
            finish(room, blockLength);
        }

        private void finish(byte[] target, int at) {
            try {
                digest.digest(target, at, digestLength);
            } catch (DigestException e) {
                throw new IllegalStateException("a digest of the JDK refused a checked array", e);
            }
        }

        /** The message as well: some venues have a passphrase signed. */
        private void wipe() {
            Arrays.fill(room, 0, used, (byte) 0);
            used = blockLength + digestLength;
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
