/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Texts as numbers that are never zero, under a salt, so that nobody can choose texts that fall together. Thread-safe. */
final class Digest64 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Digest64::sha256);

    /** A power of two. What a request says, the one before said for the most part; what all watches know together takes a few kilobytes. */
    private static final int REMEMBERED = 128;

    private static final int LONGEST = 64;
    /** The texts that came last, by their hashes. Threads may overwrite each other's, which are right wherever they are seen. */
    private static final @Nullable Known[] KNOWN = new Known[REMEMBERED];

    private record Known(Digest64 by, String text, long number) {}

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
        int slot = (text.hashCode() ^ System.identityHashCode(this)) & (REMEMBERED - 1);
        Known known = KNOWN[slot];
        if (known != null && known.by == this && known.text.equals(text)) {
            return known.number;
        }
        long number = digest(text);
        if (text.length() <= LONGEST) {
            KNOWN[slot] = new Known(this, text, number);
        }
        return number;
    }

    private long digest(String text) {
        MessageDigest digest = DIGEST.get();
        digest.update(salt);
        long number = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return number == 0 ? 1 : number;
    }
}
