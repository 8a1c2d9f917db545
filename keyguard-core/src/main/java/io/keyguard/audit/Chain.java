/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The links of one chain, as they are written and as they are checked. A record is a link of 32 bytes, SHA-256 over the link before and the entry; then, where there is
 * a seed, HMAC-SHA256 of the link with a key that is destroyed for its successor afterwards, else 32 zero bytes; then the entry as JSON. Not thread-safe.
 */
final class Chain implements AutoCloseable {
    private static final int LINK = 32;
    private static final byte[] NO_MAC = new byte[LINK];

    private final String name;
    private byte[] link;
    private long entries;
    private @Nullable RatchetKey key;

    /** A chain without an entry; it owns {@code key}. */
    Chain(String name, @Nullable RatchetKey key) {
        this.name = name;
        this.key = key;
        this.link = sha256(("keyguard audit chain " + name).getBytes(UTF_8), new byte[0]);
    }

    private static byte[] sha256(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    AuditHead head() {
        return new AuditHead(name, entries, HexFormat.of().formatHex(link));
    }

    /** The record of {@code json}, which becomes the next entry by {@link #accept}. */
    byte[] seal(byte[] json) {
        byte[] next = sha256(link, json);
        byte[] mac = key == null ? NO_MAC : key.mac(next);
        return ByteBuffer.allocate(2 * LINK + json.length)
                .put(next)
                .put(mac)
                .put(json)
                .array();
    }

    /** Makes {@code record}, which was sealed or checked, the last. */
    void accept(byte[] record) {
        link = Arrays.copyOf(record, LINK);
        entries++;
        if (key != null) {
            key = key.next();
        }
    }

    /** Returns the entry of {@code record}, if it is the next of this chain. */
    AuditEntry check(byte[] record) throws IOException {
        if (record.length < 2 * LINK) {
            throw new IOException("it is no entry");
        }
        byte[] json = Arrays.copyOfRange(record, 2 * LINK, record.length);
        byte[] written = seal(json);
        if (!Arrays.equals(written, 0, LINK, record, 0, LINK)) {
            throw new IOException("it was changed, or the one before it was changed or taken out");
        }
        if (key != null && !MessageDigest.isEqual(Arrays.copyOf(written, 2 * LINK), Arrays.copyOf(record, 2 * LINK))) {
            throw new IOException("its seal was not made with the key of its place");
        }
        AuditEntry entry = AuditEntry.fromJson(name, json);
        if (entry.number() != entries) {
            throw new IOException("it says that it is number " + entry.number());
        }
        return entry;
    }

    @Override
    public void close() {
        if (key != null) {
            key.close();
        }
    }
}
