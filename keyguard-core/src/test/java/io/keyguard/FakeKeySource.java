/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A source in memory whose keys a test changes, and which can fail. */
final class FakeKeySource implements KeySource {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private record Stored(String apiKey, String secret, UnaryOperator<ApiKey.Builder> labels) {}

    /** The same at every reading, or every reading would be a change. */
    private final Instant createdAt = Instant.now();

    private final Map<String, Stored> stored = new TreeMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    final List<ApiKey> handedOut = new CopyOnWriteArrayList<>();
    private @Nullable RuntimeException failure;
    private long generation = 1;
    boolean closed;

    /** Stores a key of the strategy {@code grid} for fake/main, account 42, without telling anybody. */
    FakeKeySource put(String id, String apiKey, String secret, UnaryOperator<ApiKey.Builder> labels) {
        stored.put(id, new Stored(apiKey, secret, labels));
        generation++;
        return this;
    }

    FakeKeySource put(String id, String apiKey, String secret) {
        return put(id, apiKey, secret, builder -> builder);
    }

    void remove(String id) {
        stored.remove(id);
        generation++;
    }

    void failWith(@Nullable RuntimeException failure) {
        this.failure = failure;
    }

    void tellWatchers() {
        watchers.forEach(Runnable::run);
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public String name() {
        return "fake source";
    }

    @Override
    public KeySnapshot read() {
        if (failure != null) {
            throw failure;
        }
        var keys = new ArrayList<ApiKey>();
        stored.forEach((id, key) -> keys.add(key.labels()
                .apply(ApiKey.builder(KeyId.of(id))
                        .on("fake", "main")
                        .accountId("42")
                        .strategies(java.util.Set.of("grid"))
                        .createdAt(createdAt)
                        .material(secret(key.apiKey()), secret(key.secret()), null))
                .build()));
        handedOut.addAll(keys);
        return new KeySnapshot(generation, keys);
    }

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII), ACCESS);
    }

    @Override
    public Watch watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public void close() {
        closed = true;
    }
}
