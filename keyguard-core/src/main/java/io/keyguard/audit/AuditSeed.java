/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What chains are sealed with, if the owner asks for it once: a seed that is kept elsewhere, of which the state directory has only what follows from it in one
 * direction. Whoever takes over the machine can neither change nor remake what was written before, and the seed's owner sees it if they try.
 *
 * <p>{@code audit-ratchet} holds eight bytes {@code KGRATCH} and version 1, eight bytes epoch, 32 bytes key, four bytes CRC-32C. Each chain takes one epoch.
 */
public final class AuditSeed {
    private static final String FILE = "audit-ratchet";
    private static final byte[] MAGIC = {'K', 'G', 'R', 'A', 'T', 'C', 'H', 1};
    private static final int LENGTH = MAGIC.length + Long.BYTES + RatchetKey.BYTES + Integer.BYTES;

    private AuditSeed() {}

    /**
     * Makes a seed for the state directory {@code state}, which every chain from now on is sealed from, and returns it: 32 random bytes to be kept elsewhere and
     * wiped. There is no second way to see it.
     *
     * @throws io.keyguard.StateException if there is one already, or the directory cannot be written
     */
    public static byte[] create(Path state) {
        byte[] seed = new byte[RatchetKey.BYTES];
        new SecureRandom().nextBytes(seed);
        try {
            ProcessFolder.prepare(state);
            try (ProcessesLock all = ProcessFolder.lockAll(state)) {
                all.requireHeld();
                if (Files.exists(state.resolve(FILE))) {
                    throw KeyguardExceptions.seedExists(state);
                }
                write(state, 0, seed);
            }
            return seed;
        } catch (IOException | FileSafety.UnsafeFileException e) {
            Arrays.fill(seed, (byte) 0);
            throw KeyguardExceptions.stateUnusable(state, "making a seed", e);
        }
    }

    /** An epoch and the key from which its chain's is derived. */
    record Epoch(long number, RatchetKey key) implements AutoCloseable {
        static Epoch of(long number, byte[] key) {
            return new Epoch(number, new RatchetKey(key));
        }

        /** The epoch {@code wanted}, which is this one or a later one; this one is closed if it is later. */
        Epoch at(long wanted) {
            Epoch now = this;
            while (now.number < wanted) {
                try (Epoch old = now) {
                    now = new Epoch(old.number + 1, old.key.derive("epoch"));
                }
            }
            return now;
        }

        RatchetKey chainKey() {
            return key.derive("chain");
        }

        @Override
        public void close() {
            key.close();
        }
    }

    /** The epoch that the next chain takes; null if nobody asked for seals. */
    static @Nullable Epoch current(Path state) throws IOException {
        Path file = state.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        byte[] content = Files.readAllBytes(file);
        try {
            if (content.length != LENGTH || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw new IOException(file + " is no ratchet of audit chains, or of a newer version");
            }
            ByteBuffer fields = ByteBuffer.wrap(content, MAGIC.length, LENGTH - MAGIC.length);
            long number = fields.getLong();
            byte[] key = new byte[RatchetKey.BYTES];
            fields.get(key);
            if (number < 0 || fields.getInt() != checksum(content)) {
                Arrays.fill(key, (byte) 0);
                throw new IOException(file + " is damaged");
            }
            return Epoch.of(number, key);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Destroys {@code used} and what came before: from now on the next chain takes the epoch after it. */
    static void advance(Path state, Epoch used) throws IOException {
        try (Epoch next = used.at(used.number() + 1)) {
            byte[] key = next.key().copy();
            try {
                write(state, next.number(), key);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }
    }

    private static void write(Path state, long number, byte[] key) throws IOException {
        byte[] content = new byte[LENGTH];
        try {
            ByteBuffer fields =
                    ByteBuffer.wrap(content).put(MAGIC).putLong(number).put(key);
            fields.putInt(checksum(content));
            DurableFiles.replace(state.resolve(FILE), content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static int checksum(byte[] content) {
        var crc = new CRC32C();
        crc.update(content, 0, LENGTH - Integer.BYTES);
        return (int) crc.getValue();
    }
}
