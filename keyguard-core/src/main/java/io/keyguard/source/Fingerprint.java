/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Tells whether material is the same as before without keeping it: a digest over a random prefix of this process and the material, which is of no use to anybody
 * who does not know the prefix, and the prefix lies off the heap. Thread-safe.
 */
final class Fingerprint implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final int PREFIX = 32;
    private static final int PIECE = 64;

    private final SecretBytes prefix;

    Fingerprint() {
        this(random());
    }

    /** Takes {@code prefix}, which is wiped. */
    Fingerprint(byte[] prefix) {
        this.prefix = SecretBytes.take(prefix, ACCESS);
    }

    private static byte[] random() {
        byte[] random = new byte[PREFIX];
        new SecureRandom().nextBytes(random);
        return random;
    }

    byte[] of(ApiKey key) {
        return of(List.of(key));
    }

    byte[] of(List<ApiKey> keys) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, prefix);
            for (ApiKey key : keys) {
                add(digest, key.apiKey());
                add(digest, key.secret());
                key.passphrase().ifPresent(passphrase -> add(digest, passphrase));
            }
            byte[] print = digest.digest();
            // Clears what the digest still holds of the last block.
            digest.reset();
            return print;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Never {@code update} with direct memory: the JDK copies it to arrays that it leaves behind. */
    private static void add(MessageDigest digest, SecretBytes part) {
        byte[] piece = new byte[PIECE];
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
        try {
            for (int at = 0; at < part.length(); at += piece.length) {
                int count = Math.min(piece.length, part.length() - at);
                part.copyTo(ACCESS, at, piece, 0, count);
                digest.update(piece, 0, count);
            }
        } finally {
            Arrays.fill(piece, (byte) 0);
        }
    }

    @Override
    public void close() {
        prefix.close();
    }
}
