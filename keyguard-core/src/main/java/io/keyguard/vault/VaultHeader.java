/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What stands before the encrypted body, in the clear and authenticated with it. {@code docs/vault-format.md} says it byte by byte.
 *
 * <p>The hash is not keyed: it tells a damaged file from a wrong passphrase, and stops nobody who writes a header on purpose.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared by equals: sameWrap and parse are all that is done with it
record VaultHeader(KdfParameters kdf, byte[] salt, byte[] wrapNonce, byte[] wrappedKey, long generation, byte[] nonce) {
    static final int SALT_LENGTH = 16;
    static final int WRAPPED_LENGTH = VaultCipher.KEY_LENGTH + VaultCipher.TAG_LENGTH;
    static final int LENGTH = 8
            + 2
            + 1
            + 3 * 4
            + SALT_LENGTH
            + VaultCipher.NONCE_LENGTH
            + WRAPPED_LENGTH
            + 8
            + VaultCipher.NONCE_LENGTH
            + 32;

    private static final byte[] MAGIC = "KEYGUARD".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final byte ARGON2ID = 1;
    private static final int HASH_LENGTH = 32;
    private static final int KDF_LENGTH = 8 + 2 + 1 + 3 * 4 + SALT_LENGTH;

    /** What the wrapped key is bound to: everything up to and including the salt. */
    static byte[] kdfPart(KdfParameters kdf, byte[] salt) {
        return ByteBuffer.allocate(KDF_LENGTH)
                .put(MAGIC)
                .putShort((short) VERSION)
                .put(ARGON2ID)
                .putInt(kdf.memoryKib())
                .putInt(kdf.iterations())
                .putInt(kdf.parallelism())
                .put(salt)
                .array();
    }

    byte[] toBytes() {
        var bytes = ByteBuffer.allocate(LENGTH);
        bytes.put(kdfPart(kdf, salt))
                .put(wrapNonce)
                .put(wrappedKey)
                .putLong(generation)
                .put(nonce);
        bytes.put(hash(bytes.array()));
        return bytes.array();
    }

    private static byte[] hash(byte[] header) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(header, 0, LENGTH - HASH_LENGTH);
            return sha256.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Reads the header of {@code file}, whose whole content is {@code content}, before anything expensive is done. */
    static VaultHeader parse(Path file, byte[] content) {
        requireVault(file, content);
        if (content.length < LENGTH + VaultCipher.TAG_LENGTH) {
            throw VaultExceptions.damaged(file, "the header is cut off, or the body; it");
        }
        byte[] header = Arrays.copyOf(content, LENGTH);
        if (!Arrays.equals(hash(header), Arrays.copyOfRange(header, LENGTH - HASH_LENGTH, LENGTH))) {
            throw VaultExceptions.damaged(file, "the header");
        }
        var bytes = ByteBuffer.wrap(header).position(MAGIC.length + 2);
        if (bytes.get() != ARGON2ID) {
            throw VaultExceptions.costRefused(file, "other than Argon2id");
        }
        KdfParameters kdf = kdf(file, bytes.getInt(), bytes.getInt(), bytes.getInt());
        return new VaultHeader(
                kdf,
                take(bytes, SALT_LENGTH),
                take(bytes, VaultCipher.NONCE_LENGTH),
                take(bytes, WRAPPED_LENGTH),
                bytes.getLong(),
                take(bytes, VaultCipher.NONCE_LENGTH));
    }

    private static void requireVault(Path file, byte[] content) {
        if (content.length < MAGIC.length + 2 || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw VaultExceptions.notAVault(file);
        }
        int version = ByteBuffer.wrap(content).getShort(MAGIC.length) & 0xffff;
        if (version != VERSION) {
            throw VaultExceptions.version(file, version);
        }
    }

    private static KdfParameters kdf(Path file, int memoryKib, int iterations, int parallelism) {
        try {
            return new KdfParameters(memoryKib, iterations, parallelism);
        } catch (IllegalArgumentException e) {
            throw VaultExceptions.costRefused(file, "that Argon2 does not know");
        }
    }

    private static byte[] take(ByteBuffer bytes, int count) {
        byte[] part = new byte[count];
        bytes.get(part);
        return part;
    }

    /** Whether {@code other} was made with the same passphrase and data key, so that nothing need be derived again. */
    boolean sameWrap(VaultHeader other) {
        return kdf.equals(other.kdf)
                && Arrays.equals(salt, other.salt)
                && Arrays.equals(wrapNonce, other.wrapNonce)
                && Arrays.equals(wrappedKey, other.wrappedKey);
    }

    VaultHeader next(long generation, byte[] nonce) {
        return new VaultHeader(kdf, salt, wrapNonce, wrappedKey, generation, nonce);
    }
}
