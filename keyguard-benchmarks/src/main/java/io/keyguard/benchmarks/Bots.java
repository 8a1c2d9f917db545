/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.Venue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Bots on simulated venues, which are asked once and answer at once from then on. */
final class Bots {
    static final String STRATEGY = "bench";

    /** The same at every reading, or every reading would be a change. */
    private static final Instant STORED = Instant.now();

    private Bots() {}

    /** A source of {@code keys}, made anew for each reading. */
    private record InMemory(Supplier<List<ApiKey>> keys) implements KeySource {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public KeySnapshot read() {
            return new KeySnapshot(1, keys.get());
        }

        @Override
        public Watch watch(Runnable changed) {
            return () -> {};
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Asks each question once. */
    private static final class Remembering implements HttpTransport {
        private final HttpTransport http = HttpTransport.jdk(Duration.ofSeconds(10));
        private final Map<String, HttpReply> answers = new ConcurrentHashMap<>();

        @Override
        public HttpReply send(SignedRequest request) throws IOException {
            String path = request.uri().getPath();
            // Where one path takes all questions.
            String question = request.method() + path + (path.equals("/info") ? request.text() : "");
            HttpReply known = answers.get(question);
            if (known == null) {
                known = http.send(request);
                answers.put(question, known);
            }
            return known;
        }
    }

    /**
     * A running bot with {@code count} keys of {@code venue}, one for each of the accounts {@code a0}, {@code a1}, ….
     *
     * @param key makes the key of the given id as it is stored
     * @param permission what the strategy may do on each account
     */
    static Keyguard start(Venue venue, Function<String, ApiKey.Builder> key, int count, Permission... permission) {
        return prepare(venue, key, count, permission).start();
    }

    /** The same, before it is started. */
    static Keyguard.Builder prepare(
            Venue venue, Function<String, ApiKey.Builder> key, int count, Permission... permission) {
        Keyguard.Builder builder = Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(new InMemory(() -> keys(key, count)))
                .venues(venue)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .transport(new Remembering());
        var others = EnumSet.complementOf(EnumSet.of(Permission.WITHDRAW));
        for (int i = 0; i < count; i++) {
            builder.grant(
                    STRATEGY,
                    Grant.on(venue.id(), "a" + i)
                            .allow(permission)
                            .acceptBundled(others.toArray(Permission[]::new))
                            .acceptUnknown("simulated", Permission.values()));
        }
        return builder;
    }

    private static List<ApiKey> keys(Function<String, ApiKey.Builder> key, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> key.apply("k" + i)
                        .account("a" + i)
                        .strategies(Set.of(STRATEGY))
                        .createdAt(STORED)
                        .build())
                .toList();
    }
}
