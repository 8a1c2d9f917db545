/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.SourceException;
import io.keyguard.internal.Redirects;
import io.keyguard.internal.TlsOnly;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.HashiCorpHttp.DeniedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys from the KV engine, version 2, of HashiCorp Vault or OpenBao: at each path the texts {@code api_key}, {@code secret} and, where the venue has one,
 * {@code passphrase}. The version is the generation, its time of creation the key's.
 *
 * <p>What was read last is kept while the server cannot be asked: after the soft limit {@link #health} says so, after the hard limit the keys are given out no
 * more, and a running bot retires them; at once if the server itself answers that there is nothing (404), or, also to a token that was just got, that it may not be read (403).
 * The same from a proxy in between is an outage. A path that is forbidden is no reason to log in more often than every 10 minutes.
 * The JDK's HTTP client and TLS hold what they received on the heap until they overwrite or drop it; arrays of ours are
 * wiped. Thread-safe.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2">the KV engine's documents</a>
 */
public final class HashiCorpVault implements KeySource {
    private static final Set<String> SECRETS = Set.of("data.data.*");
    private static final Path KUBERNETES_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private final String name;
    private final String mount;
    private final HashiCorpHttp http;
    private final Map<String, ApiKey.Builder> labels;
    private final Duration soft;
    private final Duration hard;
    private final Duration pollEvery;
    private final LongSupplier ticker;
    private final Object turn = new Object();

    @GuardedBy("turn")
    private final HashiCorpSession session;

    /** By path; what is past the hard limit is wiped. */
    @GuardedBy("turn")
    private final Cache<String, ApiKey> known;

    private final Map<String, Long> readAt = new ConcurrentHashMap<>();

    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /** Paths that the server said no about. */
    private final Set<String> denied = ConcurrentHashMap.newKeySet();

    private HashiCorpVault(Builder builder, HashiCorpLogin login) {
        this.name = "HashiCorp Vault at " + builder.address;
        this.mount = builder.mount;
        this.http = new HashiCorpHttp(name, builder.address, builder.namespace, builder.timeout, builder.client);
        this.labels = new LinkedHashMap<>(builder.labels);
        this.soft = builder.soft;
        this.hard = builder.hard;
        this.pollEvery = builder.pollEvery;
        this.ticker = builder.ticker;
        this.session = new HashiCorpSession(http, login, ticker);
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(hard)
                .ticker(ticker::getAsLong)
                .executor(Runnable::run)
                .<String, ApiKey>removalListener((path, key, cause) -> {
                    if (key != null) {
                        key.close();
                    }
                })
                .build();
        try {
            synchronized (turn) {
                labels.forEach((path, label) -> remember(path, first(path, label)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Returns a builder of a source over the server at {@code address}, such as {@code https://vault.example.com:8200}. */
    public static Builder at(URI address) {
        return new Builder(requireNonNull(address, "address"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public KeySnapshot read() {
        synchronized (turn) {
            var keys = new ArrayList<ApiKey>();
            var withheld = new HashSet<KeyId>();
            long generations = 0;
            for (var entry : labels.entrySet()) {
                refresh(entry.getKey(), entry.getValue());
                ApiKey key = known.getIfPresent(entry.getKey());
                if (key == null) {
                    withheld.add(entry.getValue().id());
                } else {
                    keys.add(key.copy());
                    generations += key.generation();
                }
            }
            return new KeySnapshot(generations, keys, withheld);
        }
    }

    @GuardedBy("turn")
    private void refresh(String path, ApiKey.Builder label) {
        try {
            remember(path, fetch(path, label));
            troubles.remove(path);
            denied.remove(path);
        } catch (DeniedException e) {
            // An answer, not an outage: the key was taken away.
            known.invalidate(path);
            troubles.put(path, String.valueOf(e.getMessage()));
            denied.add(path);
        } catch (SourceException e) {
            troubles.put(path, String.valueOf(e.getMessage()));
        }
    }

    @GuardedBy("turn")
    private void remember(String path, ApiKey key) {
        known.put(path, key);
        readAt.put(path, ticker.getAsLong());
    }

    @GuardedBy("turn")
    private ApiKey first(String path, ApiKey.Builder label) {
        try {
            return fetch(path, label);
        } catch (DeniedException e) {
            throw http.unreadable(String.valueOf(e.getMessage()));
        }
    }

    @GuardedBy("turn")
    private ApiKey fetch(String path, ApiKey.Builder label) throws DeniedException {
        return session.exchange(mount + "/data/" + path, null, answer -> key(path, label, answer));
    }

    private ApiKey key(String path, ApiKey.Builder label, byte[] answer) {
        try (SecretJson json = SecretJson.read(answer, SECRETS)) {
            ApiKey.Builder dated = label.copy()
                    .generation(json.number("data.metadata.version"))
                    .createdAt(Instant.parse(json.plain("data.metadata.created_time")));
            return dated.build(
                    () -> part(json, path, "api_key"),
                    () -> part(json, path, "secret"),
                    () -> json.has("data.data.passphrase") ? part(json, path, "passphrase") : null);
        } catch (IOException | RuntimeException e) {
            if (e instanceof SourceException ours) {
                throw ours;
            }
            throw http.unreadable(
                    path
                            + " was answered with what is no version of a secret: it is not JSON, not whole, or lacks its metadata");
        }
    }

    private SecretBytes part(SecretJson json, String path, String field) {
        try {
            return json.take("data.data." + field);
        } catch (IOException e) {
            throw http.unreadable(path + " has no text called " + field);
        }
    }

    /**
     * Writes the material of {@code key} as the next version of its path, if the newest there is the one before the key's generation (check-and-set).
     *
     * @throws SourceException if somebody else wrote in between, or the server cannot be asked; nothing was written then, as far as it answered
     * @throws IllegalArgumentException if no key of this name was added
     */
    public void replace(ApiKey key) {
        String path = labels.entrySet().stream()
                .filter(entry -> entry.getValue().id().equals(key.id()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no key '" + key.id() + "' in " + name));
        byte[] options = HashiCorpLogin.json(Map.of("cas", key.generation() - 1));
        byte[] data = material(key);
        byte[] body = HashiCorpLogin.joined("{\"options\":", options, ",\"data\":", data, "}");
        try {
            synchronized (turn) {
                session.exchange(mount + "/data/" + path, body, answer -> true);
            }
        } catch (DeniedException e) {
            throw http.unreadable(String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(data, (byte) 0);
            Arrays.fill(body, (byte) 0);
        }
    }

    private static byte[] material(ApiKey key) {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("api_key", key.apiKey());
        parts.put("secret", key.secret());
        key.passphrase().ifPresent(passphrase -> parts.put("passphrase", passphrase));
        return HashiCorpLogin.json(parts);
    }

    /** Asks every so often, see {@link Builder#pollEvery}, and calls {@code changed} each time: whether anything is new is known once it was read. */
    @Override
    public Watch watch(Runnable changed) {
        return PollingWatch.start("keyguard-hashicorp-poll", pollEvery, changed);
    }

    /** Never waits for the server. */
    @Override
    public List<SourceHealth> health() {
        return labels.keySet().stream().map(this::health).toList();
    }

    private SourceHealth health(String path) {
        String about = name + ", " + path;
        String trouble = troubles.get(path);
        if (denied.contains(path)) {
            return SourceHealth.stale(about, "the key is given out no more: " + trouble);
        }
        Duration age = Duration.ofNanos(ticker.getAsLong() - readAt.getOrDefault(path, 0L));
        if (trouble == null || age.compareTo(soft) < 0) {
            return SourceHealth.ok(about);
        }
        String end = age.compareTo(hard) < 0 ? "" : ", so the key is given out no more";
        return SourceHealth.stale(about, "not read for " + age.toSeconds() + " s" + end + ": " + trouble);
    }

    /** Wipes what is known, the token included. Watches go on until they are closed. */
    @Override
    public void close() {
        synchronized (turn) {
            known.invalidateAll();
            known.cleanUp();
            session.close();
        }
    }

    @Override
    public String toString() {
        return "HashiCorpVault[" + name + ", " + labels.keySet() + "]";
    }

    /** Builds sources. Defaults: mount {@code secret}, asked every 30 s, soft limit 5 minutes, hard limit 24 hours, 10 s for an answer. Not thread-safe. */
    public static final class Builder {
        private final URI address;
        private final Map<String, ApiKey.Builder> labels = new LinkedHashMap<>();
        private String mount = "secret";
        private @Nullable String namespace;
        private @Nullable HashiCorpLogin login;
        private @Nullable HttpClient client;
        private Duration timeout = Duration.ofSeconds(10);
        private Duration pollEvery = Duration.ofSeconds(30);
        private Duration soft = Duration.ofMinutes(5);
        private Duration hard = Duration.ofHours(24);
        private LongSupplier ticker = System::nanoTime;
        private boolean plainHttp;

        private Builder(URI address) {
            this.address = address;
        }

        /** Adds the key at {@code path} within the mount; {@code labels} says all about it but its material, generation and time of creation. */
        @CanIgnoreReturnValue
        public Builder key(String path, ApiKey.Builder labels) {
            if (this.labels.putIfAbsent(requireNonNull(path, "path"), labels.copy()) != null) {
                throw new IllegalArgumentException("the path '" + path + "' was added before");
            }
            return this;
        }

        /** Sets where the KV engine is mounted. */
        @CanIgnoreReturnValue
        public Builder mount(String mount) {
            this.mount = requireNonNull(mount, "mount");
            return this;
        }

        /** Sets the namespace, where the server has them. */
        @CanIgnoreReturnValue
        public Builder namespace(String namespace) {
            this.namespace = requireNonNull(namespace, "namespace");
            return this;
        }

        /**
         * Logs in with the token in {@code file}, such as the sink of an agent, and renews it if it may be renewed and asked about; the file is read again when the
         * token is refused. Only its owner may read the file.
         */
        @CanIgnoreReturnValue
        public Builder tokenFile(Path file) {
            login = new HashiCorpLogin("", Map.of(), "", proof(file, SecretFile.Rule.OWNER_ALONE));
            return this;
        }

        /** Logs in as an AppRole whose secret id stands in {@code secretIdFile}, which only its owner may read. */
        @CanIgnoreReturnValue
        public Builder appRole(String roleId, Path secretIdFile) {
            login = new HashiCorpLogin(
                    "auth/approle/login",
                    Map.of("role_id", roleId),
                    "secret_id",
                    proof(secretIdFile, SecretFile.Rule.OWNER_ALONE));
            return this;
        }

        /** Logs in with the service account of the pod. */
        @CanIgnoreReturnValue
        public Builder kubernetes(String role) {
            return kubernetes(role, KUBERNETES_TOKEN);
        }

        /** Logs in with the token of a service account in {@code file}. */
        @CanIgnoreReturnValue
        public Builder kubernetes(String role, Path file) {
            login = new HashiCorpLogin(
                    "auth/kubernetes/login", Map.of("role", role), "jwt", proof(file, SecretFile.Rule.ANYBODY));
            return this;
        }

        private HashiCorpLogin.Proof proof(Path file, SecretFile.Rule rule) {
            var reader = new SecretFile("HashiCorp Vault at " + address, rule);
            return () -> reader.read(file);
        }

        /**
         * Sets the client, for own trust stores and client certificates.
         *
         * @throws IllegalArgumentException if it follows redirects: it would send the token to wherever an answer points
         */
        @CanIgnoreReturnValue
        public Builder client(HttpClient client) {
            Redirects.requireNone(client);
            this.client = client;
            return this;
        }

        /** Sets how long an answer may take. */
        @CanIgnoreReturnValue
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Sets how often the server is asked for new versions. */
        @CanIgnoreReturnValue
        public Builder pollEvery(Duration pollEvery) {
            this.pollEvery = pollEvery;
            return this;
        }

        /**
         * Sets for how long what was read last is good while the server cannot be asked.
         *
         * @param soft from then on the health says so
         * @param hard from then on the keys are given out no more
         * @throws IllegalArgumentException if soft is longer than hard, or either is negative
         */
        @CanIgnoreReturnValue
        public Builder staleFor(Duration soft, Duration hard) {
            if (soft.isNegative() || hard.isZero() || soft.compareTo(hard) > 0) {
                throw new IllegalArgumentException("the soft limit is at most the hard one, and neither is negative");
            }
            this.soft = soft;
            this.hard = hard;
            return this;
        }

        /** Lets secrets travel over {@code http:} to another machine, in the clear. Not needed for a server on this one. */
        @CanIgnoreReturnValue
        public Builder insecurePlainHttp() {
            plainHttp = true;
            return this;
        }

        /** Sets what limits are measured with, in nanoseconds. */
        @CanIgnoreReturnValue
        public Builder ticker(LongSupplier ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Returns the source, once it has logged in and read every key.
         *
         * @throws SourceException if it could not
         * @throws IllegalStateException if there is no login, or the address is neither https nor on this machine
         */
        public HashiCorpVault open() {
            if (login == null) {
                throw new IllegalStateException("say how to log in: tokenFile, appRole or kubernetes");
            }
            // By its notation, since what a name leads to may change after it was looked up.
            if (!plainHttp && !TlsOnly.isSafe(address)) {
                throw new IllegalStateException(
                        "the address is not https, and not 127.0.0.1, [::1] or localhost: secrets would travel in the clear");
            }
            return new HashiCorpVault(this, login);
        }
    }
}
