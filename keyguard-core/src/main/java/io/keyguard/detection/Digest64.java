/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Texts as numbers that are never zero, under a salt, so that nobody can choose texts that fall together. Thread-safe. */
final class Digest64 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Digest64::sha256);

    private final byte[] salt;

    Digest64(byte[] salt) {
        this.salt = salt.clone();
    }

    /** What it was made with. */
    byte[] salt() {
        return salt.clone();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    long of(String text) {
        MessageDigest digest = DIGEST.get();
        digest.update(salt);
        long number = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return number == 0 ? 1 : number;
    }
}
