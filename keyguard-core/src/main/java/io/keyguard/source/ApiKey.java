/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One key at one generation: what it is called, where it belongs, and its material.
 *
 * <p>All but the material may appear in logs. Immutable, but for {@link #close()}, which wipes the material. Thread-safe.
 */
public final class ApiKey implements AutoCloseable {
    private final KeyId id;
    private final String venue;
    private final String account;
    private final @Nullable String accountId;
    private final Environment environment;
    private final Set<String> strategies;
    private final SignatureAlgorithm algorithm;
    private final Instant createdAt;
    private final long generation;
    private final @Nullable String weakness;
    private final SecretBytes apiKey;
    private final SecretBytes secret;
    private final @Nullable SecretBytes passphrase;

    private ApiKey(Builder builder) {
        this.id = builder.id;
        this.venue = requireNonNull(builder.venue, "venue");
        this.account = requireNonNull(builder.account, "account");
        this.accountId = builder.accountId;
        this.environment = builder.environment;
        this.strategies = java.util.Collections.unmodifiableSet(new TreeSet<>(builder.strategies));
        this.algorithm = builder.algorithm;
        this.createdAt = builder.createdAt;
        this.generation = builder.generation;
        this.weakness = builder.weakness;
        this.apiKey = requireNonNull(builder.apiKey, "apiKey");
        this.secret = requireNonNull(builder.secret, "secret");
        this.passphrase = builder.passphrase;
    }

    /** Returns a builder for the key called {@code id}. */
    public static Builder builder(KeyId id) {
        return new Builder(id);
    }

    /** Returns one part as it was typed, such as a one-time password: copied off the heap as UTF-8, and the array wiped. */
    public static SecretBytes typed(char[] part) {
        return Typed.take(part);
    }

    /** Returns the name of the key. */
    public KeyId id() {
        return id;
    }

    /** Returns the id of the venue. */
    public String venue() {
        return venue;
    }

    /** Returns the owner's name of the account. */
    public String account() {
        return account;
    }

    /** Returns the account id that the venue must report for this key, where one was set. */
    public Optional<String> accountId() {
        return Optional.ofNullable(accountId);
    }

    /** Returns where the key may be used. */
    public Environment environment() {
        return environment;
    }

    /** Returns the strategies that may use the key; nobody else gets it. */
    public Set<String> strategies() {
        return strategies;
    }

    /** Returns how the key signs. */
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** Returns when this generation was stored. */
    public Instant createdAt() {
        return createdAt;
    }

    /** Returns the generation of the material: it grows with every replacement. */
    public long generation() {
        return generation;
    }

    /** Returns what is weak about where this key comes from, in words; empty if nothing is. */
    public Optional<String> weakness() {
        return Optional.ofNullable(weakness);
    }

    /** Returns the API key, a bearer part. */
    public SecretBytes apiKey() {
        return apiKey;
    }

    /** Returns the secret that signs, in the venue's notation. */
    public SecretBytes secret() {
        return secret;
    }

    /** Returns the passphrase, a bearer part, where the venue has one. */
    public Optional<SecretBytes> passphrase() {
        return Optional.ofNullable(passphrase);
    }

    /** Returns whether {@code other} is the same key in every respect, material included. */
    public boolean sameAs(ApiKey other) {
        return sameLabels(other) && sameMaterial(other);
    }

    /** Returns whether the material of {@code other} is the same. */
    public boolean sameMaterial(ApiKey other) {
        return apiKey.sameBytes(other.apiKey) && secret.sameBytes(other.secret) && samePassphrase(other);
    }

    /**
     * Returns a digest of {@code salt} and the material, which tells later whether the material is the same and nothing else. Use another salt for each place that it is
     * kept in.
     */
    public byte[] mark(byte[] salt) {
        try (var fingerprint = new Fingerprint(salt.clone())) {
            return fingerprint.of(this);
        }
    }

    /** Returns whether the secret looks like {@code apiKeyForm}, as API keys do, and the API key does not. */
    public boolean looksSwapped(Pattern apiKeyForm) {
        return looksLike(secret, apiKeyForm) && !looksLike(apiKey, apiKeyForm);
    }

    private static boolean looksLike(SecretBytes part, Pattern form) {
        char[] text = new char[part.length()];
        try {
            return part.lend(InsecureSecretAccess.get(), view -> {
                for (int at = 0; at < text.length; at++) {
                    text[at] = (char) (view.get() & 0xff);
                }
                return form.matcher(CharBuffer.wrap(text)).matches();
            });
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private boolean sameLabels(ApiKey other) {
        return id.equals(other.id)
                && venue.equals(other.venue)
                && account.equals(other.account)
                && accountId().equals(other.accountId())
                && environment == other.environment
                && strategies.equals(other.strategies)
                && algorithm == other.algorithm
                && createdAt.equals(other.createdAt)
                && generation == other.generation;
    }

    private boolean samePassphrase(ApiKey other) {
        if (passphrase == null || other.passphrase == null) {
            return passphrase == other.passphrase;
        }
        return passphrase.sameBytes(other.passphrase);
    }

    /** This key under another number and of another time; the material is the same, so one of the two is closed. */
    ApiKey ofGeneration(long generation, Instant createdAt) {
        return labels().generation(generation)
                .createdAt(createdAt)
                .material(apiKey, secret, passphrase)
                .build();
    }

    /** A key with a copy of the material. */
    ApiKey copy() {
        return labels().material(copy(apiKey), copy(secret), passphrase == null ? null : copy(passphrase))
                .build();
    }

    private static SecretBytes copy(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> SecretBytes.copyOf(view, InsecureSecretAccess.get()));
    }

    private Builder labels() {
        return new Builder(id)
                .on(venue, account)
                .accountId(accountId)
                .environment(environment)
                .strategies(strategies)
                .algorithm(algorithm)
                .createdAt(createdAt)
                .generation(generation)
                .weakness(weakness);
    }

    /** Wipes the material. */
    @Override
    public void close() {
        apiKey.close();
        secret.close();
        if (passphrase != null) {
            passphrase.close();
        }
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + " on " + venue + "/" + account + ", " + environment + ", generation " + generation
                + "]";
    }

    /**
     * Builds keys. Defaults: production, no strategy, HMAC-SHA256, created at the epoch, generation 1, no passphrase, no account id. Not
     * thread-safe.
     */
    public static final class Builder {
        private final KeyId id;
        private @Nullable String venue;
        private @Nullable String account;
        private @Nullable String accountId;
        private Environment environment = Environment.PRODUCTION;
        private Set<String> strategies = Set.of();
        private SignatureAlgorithm algorithm = SignatureAlgorithm.HMAC_SHA256;
        private Instant createdAt = Instant.EPOCH;
        private long generation = 1;
        private @Nullable String weakness;
        private @Nullable SecretBytes apiKey;
        private @Nullable SecretBytes secret;
        private @Nullable SecretBytes passphrase;

        private Builder(KeyId id) {
            this.id = requireNonNull(id, "id");
        }

        /** Sets the venue and the owner's name of the account there. */
        @CanIgnoreReturnValue
        public Builder on(String venue, String account) {
            this.venue = venue;
            this.account = account;
            return this;
        }

        /** Sets the owner's name of the account alone. */
        @CanIgnoreReturnValue
        public Builder account(String account) {
            this.account = account;
            return this;
        }

        /** Sets the account id that the venue must report. */
        @CanIgnoreReturnValue
        public Builder accountId(@Nullable String accountId) {
            this.accountId = accountId;
            return this;
        }

        /** Sets where the key may be used. */
        @CanIgnoreReturnValue
        public Builder environment(Environment environment) {
            this.environment = environment;
            return this;
        }

        /** Sets the strategies that may use the key. */
        @CanIgnoreReturnValue
        public Builder strategies(Set<String> strategies) {
            this.strategies = strategies;
            return this;
        }

        /** Sets how the key signs. */
        @CanIgnoreReturnValue
        public Builder algorithm(SignatureAlgorithm algorithm) {
            this.algorithm = algorithm;
            return this;
        }

        /** Sets when this generation was stored. */
        @CanIgnoreReturnValue
        public Builder createdAt(Instant createdAt) {
            this.createdAt = createdAt;
            return this;
        }

        /**
         * Sets the generation.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        @CanIgnoreReturnValue
        public Builder generation(long generation) {
            if (generation < 1) {
                throw new IllegalArgumentException("a generation is at least 1");
            }
            this.generation = generation;
            return this;
        }

        @CanIgnoreReturnValue
        Builder weakness(@Nullable String weakness) {
            this.weakness = weakness;
            return this;
        }

        KeyId id() {
            return id;
        }

        long generation() {
            return generation;
        }

        Instant createdAt() {
            return createdAt;
        }

        /** The labels alone, for a source that finds the material. */
        Builder copy() {
            return new Builder(id)
                    .on(requireNonNull(venue, "venue"), requireNonNull(account, "account"))
                    .accountId(accountId)
                    .environment(environment)
                    .strategies(Set.copyOf(strategies))
                    .algorithm(algorithm)
                    .createdAt(createdAt)
                    .generation(generation)
                    .weakness(weakness);
        }

        /** The key with what the suppliers find; what one of them found is wiped if another fails. */
        ApiKey build(
                Supplier<SecretBytes> apiKey,
                Supplier<SecretBytes> secret,
                Supplier<@Nullable SecretBytes> passphrase) {
            var found = new ArrayList<SecretBytes>();
            try {
                SecretBytes first = apiKey.get();
                found.add(first);
                SecretBytes second = algorithm == SignatureAlgorithm.BEARER ? ApiKey.copy(first) : secret.get();
                found.add(second);
                return copy().material(first, second, passphrase.get()).build();
            } catch (RuntimeException e) {
                found.forEach(SecretBytes::close);
                throw e;
            }
        }

        /** Sets the material, which the key takes over and wipes when it is closed. */
        @CanIgnoreReturnValue
        public Builder material(SecretBytes apiKey, SecretBytes secret, @Nullable SecretBytes passphrase) {
            this.apiKey = apiKey;
            this.secret = secret;
            this.passphrase = passphrase;
            return this;
        }

        /** Sets the one part of a key that is a token, which the key takes over, and the algorithm: where others have a secret, it has the token once more. */
        @CanIgnoreReturnValue
        public Builder token(SecretBytes token) {
            return algorithm(SignatureAlgorithm.BEARER).material(token, ApiKey.copy(token), null);
        }

        /**
         * Sets the material as it was typed or pasted: copied off the heap as UTF-8, and the arrays wiped.
         *
         * @param passphrase empty where the venue has none
         */
        @CanIgnoreReturnValue
        public Builder typed(char[] apiKey, char[] secret, char[] passphrase) {
            return material(
                    Typed.take(apiKey), Typed.take(secret), passphrase.length == 0 ? null : Typed.take(passphrase));
        }

        /**
         * Returns the key.
         *
         * @throws NullPointerException if venue, account or material is missing
         */
        public ApiKey build() {
            return new ApiKey(this);
        }
    }
}
