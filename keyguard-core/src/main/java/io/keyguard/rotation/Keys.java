/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.VenueKeyId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/** Copies of keys under other names, and their ids at their venues. */
final class Keys {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private Keys() {}

    static ApiKey copy(ApiKey key) {
        return copy(key, key.id(), key.generation(), key.createdAt(), key.strategies());
    }

    static ApiKey copy(ApiKey key, KeyId id, long generation, Instant createdAt, Set<String> strategies) {
        return labelled(key, id, generation, createdAt, strategies)
                .material(
                        copy(key.apiKey()),
                        copy(key.secret()),
                        key.passphrase().map(Keys::copy).orElse(null))
                .build();
    }

    /** The labels of {@code key}, without its material. */
    static ApiKey.Builder labelled(ApiKey key, KeyId id, long generation, Instant createdAt, Set<String> strategies) {
        return ApiKey.builder(id)
                .on(key.venue(), key.account())
                .accountId(key.accountId().orElse(null))
                .environment(key.environment())
                .strategies(strategies)
                .algorithm(key.algorithm())
                .createdAt(createdAt)
                .generation(generation);
    }

    static SecretBytes copy(SecretBytes part) {
        return part.lend(ACCESS, view -> SecretBytes.copyOf(view, ACCESS));
    }

    static SecretBytes name(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8), ACCESS);
    }

    static SecretBytes take(byte[] material) {
        return SecretBytes.take(material, ACCESS);
    }

    /** The array is the caller's to wipe. */
    static void copyTo(SecretBytes part, byte[] target) {
        part.copyTo(ACCESS, 0, target, 0, target.length);
    }

    static VenueKeyId idOf(ApiKey key) {
        byte[] apiKey = new byte[key.apiKey().length()];
        try {
            key.apiKey().copyTo(ACCESS, 0, apiKey, 0, apiKey.length);
            return VenueKeyId.of(key.venue(), apiKey);
        } finally {
            Arrays.fill(apiKey, (byte) 0);
        }
    }
}
