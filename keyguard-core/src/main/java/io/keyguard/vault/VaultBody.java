/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The plaintext of a vault, in direct memory only: names become strings, material goes from buffer to buffer. */
final class VaultBody {
    /** Lengths tell nothing finer than this about the material. */
    private static final int PADDING = 512;

    private static final int MOST_BYTES = 1 << 24;
    private static final int ABSENT = -1;
    private static final int LABELS = 6;
    private static final int MATERIAL = 3;
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private VaultBody() {}

    /** Returns {@code keys} as a direct buffer, which the caller wipes. */
    static ByteBuffer write(Path file, Collection<ApiKey> keys) {
        long size = Integer.BYTES;
        for (ApiKey key : keys) {
            size += sizeOf(key);
        }
        long padded = (size / PADDING + 1) * PADDING;
        if (padded > MOST_BYTES) {
            throw VaultExceptions.tooLarge(file, null);
        }
        var body = ByteBuffer.allocateDirect((int) padded);
        body.putInt(keys.size());
        keys.forEach(key -> write(body, key));
        return body.rewind();
    }

    private static long sizeOf(ApiKey key) {
        long size = 2 * Long.BYTES + Integer.BYTES;
        for (String label : labels(key)) {
            size += Integer.BYTES + label.getBytes(StandardCharsets.UTF_8).length;
        }
        for (String strategy : key.strategies()) {
            size += Integer.BYTES + strategy.getBytes(StandardCharsets.UTF_8).length;
        }
        return size
                + 3 * Integer.BYTES
                + key.apiKey().length()
                + key.secret().length()
                + key.passphrase().map(SecretBytes::length).orElse(0);
    }

    private static List<String> labels(ApiKey key) {
        return List.of(
                key.id().value(),
                key.venue(),
                key.account(),
                key.accountId().orElse(""),
                key.environment().name(),
                key.algorithm().name());
    }

    private static void write(ByteBuffer body, ApiKey key) {
        labels(key).forEach(label -> write(body, label));
        body.putLong(key.createdAt().toEpochMilli()).putLong(key.generation());
        body.putInt(key.strategies().size());
        key.strategies().forEach(strategy -> write(body, strategy));
        write(body, Optional.of(key.apiKey()));
        write(body, Optional.of(key.secret()));
        write(body, key.passphrase());
    }

    private static void write(ByteBuffer body, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        body.putInt(utf8.length).put(utf8);
    }

    private static void write(ByteBuffer body, Optional<SecretBytes> material) {
        if (material.isEmpty()) {
            body.putInt(ABSENT);
        } else {
            body.putInt(material.get().length());
            material.get().lend(ACCESS, body::put);
        }
    }

    /** Returns those of the keys in {@code body} that are {@code chosen}, which was authenticated; what cannot be read all the same is damage. */
    static List<ApiKey> read(Path file, ByteBuffer body, Predicate<KeyId> chosen) {
        var keys = new ArrayList<ApiKey>();
        try {
            int count = body.getInt();
            for (int i = 0; i < count; i++) {
                KeyId id = KeyId.of(readText(body));
                if (chosen.test(id)) {
                    keys.add(readKey(id, body));
                } else {
                    skipKey(body);
                }
            }
            return keys;
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
            keys.forEach(ApiKey::close);
            throw VaultExceptions.damaged(file, "the list of keys");
        }
    }

    /** Goes past a key whose id was read. */
    private static void skipKey(ByteBuffer body) {
        for (int label = 1; label < LABELS; label++) {
            skip(body);
        }
        body.position(body.position() + 2 * Long.BYTES);
        for (int left = body.getInt(); left > 0; left--) {
            skip(body);
        }
        for (int part = 0; part < MATERIAL; part++) {
            if (body.getInt(body.position()) == ABSENT) {
                body.getInt();
            } else {
                skip(body);
            }
        }
    }

    private static void skip(ByteBuffer body) {
        int length = length(body);
        body.position(body.position() + length);
    }

    private static ApiKey readKey(KeyId id, ByteBuffer body) {
        var key = ApiKey.builder(id).on(readText(body), readText(body));
        String accountId = readText(body);
        key.accountId(accountId.isEmpty() ? null : accountId)
                .environment(Environment.valueOf(readText(body)))
                .algorithm(SignatureAlgorithm.valueOf(readText(body)))
                .createdAt(Instant.ofEpochMilli(body.getLong()))
                .generation(body.getLong());
        var strategies = new TreeSet<String>();
        for (int left = body.getInt(); left > 0; left--) {
            strategies.add(readText(body));
        }
        return key.strategies(strategies)
                .material(present(readSecret(body)), present(readSecret(body)), readSecret(body))
                .build();
    }

    private static SecretBytes present(@Nullable SecretBytes material) {
        if (material == null) {
            throw new IllegalArgumentException("material is missing");
        }
        return material;
    }

    private static String readText(ByteBuffer body) {
        byte[] utf8 = new byte[length(body)];
        body.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static @Nullable SecretBytes readSecret(ByteBuffer body) {
        if (body.getInt(body.position()) == ABSENT) {
            body.getInt();
            return null;
        }
        int length = length(body);
        ByteBuffer material = body.slice(body.position(), length);
        body.position(body.position() + length);
        return SecretBytes.copyOf(material, ACCESS);
    }

    private static int length(ByteBuffer body) {
        int length = body.getInt();
        if (length < 0 || length > body.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}
