/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;

/** A key that others are derived from in one direction only: whoever finds the newest cannot tell the older ones. Off the heap. Not thread-safe. */
final class RatchetKey implements AutoCloseable {
    static final int BYTES = 32;

    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private final SecretBytes key;
    private final Signer signer;

    /** Takes {@code bytes}, which are wiped. */
    RatchetKey(byte[] bytes) {
        key = SecretBytes.take(bytes, ACCESS);
        signer = Signer.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, key);
    }

    /** The HMAC-SHA256 of {@code message}. */
    byte[] mac(byte[] message) {
        return signer.sign(message);
    }

    /** The key for {@code purpose}; this one stays. */
    RatchetKey derive(String purpose) {
        return new RatchetKey(mac(("keyguard audit " + purpose).getBytes(US_ASCII)));
    }

    /** The key that follows; this one is destroyed. */
    RatchetKey next() {
        try (this) {
            return derive("next");
        }
    }

    /** The key itself, for its file; the caller wipes it. */
    byte[] copy() {
        byte[] copy = new byte[BYTES];
        key.copyTo(ACCESS, 0, copy, 0, BYTES);
        return copy;
    }

    @Override
    public void close() {
        signer.close();
        key.close();
    }

    @Override
    public String toString() {
        return "RatchetKey[redacted]";
    }
}
