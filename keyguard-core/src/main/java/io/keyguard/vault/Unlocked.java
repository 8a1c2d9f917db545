/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A vault's data key, off the heap, with the header under which it was wrapped.
 *
 * <p>The data key is random; the passphrase only wraps it. Both change when the passphrase changes.
 */
final class Unlocked implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LEAST_PASSPHRASE = 12;
    private static final Duration CALIBRATED = Duration.ofMillis(500);

    private final VaultHeader header;
    private final SecretBytes dataKey;

    private Unlocked(VaultHeader header, SecretBytes dataKey) {
        this.header = header;
        this.dataKey = dataKey;
    }

    VaultHeader header() {
        return header;
    }

    /** Makes a data key and wraps it with a new salt; the generation is that of the first body to be written, less one. */
    static Unlocked fresh(PassphraseSource passphrase, VaultOptions options, long generation) {
        byte[] salt = random(VaultHeader.SALT_LENGTH);
        byte[] wrapNonce = random(VaultCipher.NONCE_LENGTH);
        SecretBytes dataKey = SecretBytes.take(random(VaultCipher.KEY_LENGTH), ACCESS);
        var header = new VaultHeader[1];
        try {
            passphrase.lend(chars -> header[0] = wrapped(chars, salt, wrapNonce, dataKey, options, generation));
            return new Unlocked(header[0], dataKey);
        } catch (RuntimeException | Error e) {
            dataKey.close();
            throw e;
        }
    }

    private static VaultHeader wrapped(
            byte[] chars, byte[] salt, byte[] wrapNonce, SecretBytes dataKey, VaultOptions options, long generation) {
        if (chars.length < LEAST_PASSPHRASE) {
            throw VaultExceptions.passphrase("of a new vault has at least " + LEAST_PASSPHRASE + " bytes");
        }
        KdfParameters kdf = options.kdf().orElseGet(() -> calibrate(chars, salt, options));
        try (SecretBytes wrapping = SecretBytes.take(VaultCipher.derive(chars, salt, kdf), ACCESS)) {
            byte[] wrapped = wrap(wrapping, wrapNonce, VaultHeader.kdfPart(kdf, salt), dataKey);
            return new VaultHeader(kdf, salt, wrapNonce, wrapped, generation, new byte[VaultCipher.NONCE_LENGTH]);
        }
    }

    /** As many passes over 64 MiB as this machine does in about half a second, and never fewer than the floor. */
    private static KdfParameters calibrate(byte[] chars, byte[] salt, VaultOptions options) {
        KdfParameters floor = options.floor();
        long start = System.nanoTime();
        Arrays.fill(VaultCipher.derive(chars, salt, floor), (byte) 0);
        long nanos = Math.max(1, System.nanoTime() - start);
        long passes = floor.iterations() * CALIBRATED.toNanos() / nanos;
        int iterations = (int)
                Math.max(floor.iterations(), Math.min(passes, options.ceiling().iterations()));
        return new KdfParameters(floor.memoryKib(), iterations, floor.parallelism());
    }

    private static byte[] wrap(SecretBytes wrapping, byte[] nonce, byte[] associated, SecretBytes dataKey) {
        return dataKey.lend(ACCESS, view -> VaultCipher.seal(wrapping, nonce, associated, view));
    }

    /** Derives the wrapping key, after its cost was found acceptable, and unwraps the data key. */
    static Unlocked open(Path file, VaultHeader header, PassphraseSource passphrase, VaultOptions options) {
        requireAffordable(file, header.kdf(), options);
        var opened = new Unlocked[1];
        passphrase.lend(chars -> {
            byte[] associated = VaultHeader.kdfPart(header.kdf(), header.salt());
            ByteBuffer unwrapped = ByteBuffer.allocateDirect(VaultHeader.WRAPPED_LENGTH);
            try (SecretBytes wrapping =
                    SecretBytes.take(VaultCipher.derive(chars, header.salt(), header.kdf()), ACCESS)) {
                if (!VaultCipher.open(wrapping, header.wrapNonce(), associated, header.wrappedKey(), unwrapped)) {
                    throw VaultExceptions.wrongPassphrase(file);
                }
                opened[0] = new Unlocked(header, SecretBytes.copyOf(unwrapped, ACCESS));
            } finally {
                VaultCipher.wipe(unwrapped);
            }
        });
        return opened[0];
    }

    private static void requireAffordable(Path file, KdfParameters asked, VaultOptions options) {
        if (!options.ceiling().atLeast(asked)
                || asked.parallelism() > options.ceiling().parallelism()) {
            throw VaultExceptions.costRefused(file, "of " + asked + ", above the ceiling of " + options.ceiling());
        }
        if (!asked.atLeast(options.floor())) {
            throw VaultExceptions.costRefused(file, "of " + asked + ", below the floor of " + options.floor());
        }
        Runtime heap = Runtime.getRuntime();
        long free = heap.maxMemory() - (heap.totalMemory() - heap.freeMemory());
        if (asked.memoryKib() * 1024L > free) {
            throw VaultExceptions.costRefused(
                    file,
                    "of " + asked + ", and only " + free / 1024
                            + " KiB of heap are left; start Java with a larger -Xmx");
        }
    }

    /** Returns the file for {@code plaintext} as the state after {@code generation}. */
    byte[] seal(long generation, ByteBuffer plaintext) {
        VaultHeader next = header.next(generation, random(VaultCipher.NONCE_LENGTH));
        byte[] head = next.toBytes();
        byte[] body = VaultCipher.seal(dataKey, next.nonce(), head, plaintext);
        byte[] file = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, file, head.length, body.length);
        return file;
    }

    /** Returns the plaintext of {@code content}, which is direct and the caller's to wipe, or null if it is not what was sealed. */
    @Nullable
    ByteBuffer unseal(VaultHeader head, byte[] content) {
        byte[] associated = Arrays.copyOf(content, VaultHeader.LENGTH);
        byte[] body = Arrays.copyOfRange(content, VaultHeader.LENGTH, content.length);
        ByteBuffer plaintext = ByteBuffer.allocateDirect(body.length);
        return VaultCipher.open(dataKey, head.nonce(), associated, body, plaintext) ? plaintext : null;
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        dataKey.close();
    }
}
