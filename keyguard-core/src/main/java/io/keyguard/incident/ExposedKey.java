/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A key that may be in other hands, and with what it is ended. Immutable; what it was given stays its owner's to close. */
public final class ExposedKey {
    private final KeyId id;
    private final Venue venue;
    private final Environment environment;
    private final VenueKeyId atVenue;
    private final SignedCalls calls;
    private final Set<Permission> markets;
    private final List<String> accounts;
    private final Set<String> named;
    private final String label;
    private final @Nullable SecretBytes passphrase;
    private final List<SignedCalls> administrators;
    private final @Nullable SignedCalls helper;
    private final List<BooleanSupplier> sessions;

    private ExposedKey(Builder builder) {
        this.id = builder.id;
        this.venue = builder.venue;
        this.environment = builder.environment;
        this.atVenue = builder.atVenue;
        this.calls = builder.calls;
        this.markets = EnumSet.noneOf(Permission.class);
        this.markets.addAll(builder.markets);
        this.accounts = List.copyOf(new LinkedHashSet<>(builder.accounts));
        this.named = Set.copyOf(builder.named);
        this.label = builder.label;
        this.passphrase = builder.passphrase;
        this.administrators = List.copyOf(builder.administrators);
        this.helper = builder.helper;
        this.sessions = List.copyOf(builder.sessions);
    }

    private ExposedKey(KeyId id, ExposedKey key) {
        this.id = id;
        this.venue = key.venue;
        this.environment = key.environment;
        this.atVenue = key.atVenue;
        this.calls = key.calls;
        this.markets = key.markets;
        this.accounts = key.accounts;
        this.named = key.named;
        this.label = key.label;
        this.passphrase = key.passphrase;
        this.administrators = key.administrators;
        this.helper = key.helper;
        this.sessions = key.sessions;
    }

    /** The same key under the name that it had; it is called what it is called now on the venue's pages. */
    ExposedKey under(KeyId before) {
        return new ExposedKey(before, this);
    }

    /**
     * Returns a builder for {@code key} at {@code venue}.
     *
     * @param calls calls that are signed with the key
     */
    public static Builder builder(ApiKey key, Venue venue, SignedCalls calls) {
        byte[] apiKey = new byte[key.apiKey().length()];
        try {
            key.apiKey().copyTo(InsecureSecretAccess.get(), 0, apiKey, 0, apiKey.length);
            return new Builder(key, venue, VenueKeyId.of(venue.id(), apiKey), calls);
        } finally {
            Arrays.fill(apiKey, (byte) 0);
        }
    }

    KeyId id() {
        return id;
    }

    Venue venue() {
        return venue;
    }

    Environment environment() {
        return environment;
    }

    VenueKeyId atVenue() {
        return atVenue;
    }

    SignedCalls calls() {
        return calls;
    }

    /** What the key is known to trade; what its venue says counts more. */
    Set<Permission> markets() {
        return Set.copyOf(markets);
    }

    List<String> accounts() {
        return accounts;
    }

    /** Those of the accounts that somebody gave as the venue's own names, and not as a label. */
    Set<String> named() {
        return named;
    }

    Optional<SecretBytes> passphrase() {
        return Optional.ofNullable(passphrase);
    }

    List<SignedCalls> administrators() {
        return administrators;
    }

    Optional<SignedCalls> helper() {
        return Optional.ofNullable(helper);
    }

    /** Each tells whether a session that was opened with the key is served still. */
    List<BooleanSupplier> sessions() {
        return sessions;
    }

    /** How its venue ends keys; empty where keyguard does not know, which must not keep other keys from being ended. */
    Optional<KeyLifecycle> lifecycle() {
        try {
            return Optional.of(venue.keys());
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    List<String> stepsToDelete() {
        return lifecycle()
                .map(keys -> keys.stepsToDelete(label))
                .filter(steps -> !steps.isEmpty())
                .orElseGet(() -> List.of("Delete the key '" + label + "' on the venue's page of API keys."));
    }

    @Override
    public String toString() {
        return "ExposedKey[" + id + " at " + venue.id() + "]";
    }

    /** Builds exposed keys. Defaults: no rights to trade are known, nobody administers it, no other key helps, and its label is its name. Not thread-safe. */
    public static final class Builder {
        private final KeyId id;
        private final Venue venue;
        private final Environment environment;
        private final VenueKeyId atVenue;
        private final SignedCalls calls;
        private final @Nullable SecretBytes passphrase;
        private final Set<String> accounts = new LinkedHashSet<>();
        private final Set<String> named = new LinkedHashSet<>();
        private Set<Permission> markets = Set.of();
        private String label;
        private final List<SignedCalls> administrators = new ArrayList<>();
        private @Nullable SignedCalls helper;
        private final List<BooleanSupplier> sessions = new ArrayList<>();

        private Builder(ApiKey key, Venue venue, VenueKeyId atVenue, SignedCalls calls) {
            this.id = key.id();
            this.venue = venue;
            this.environment = key.environment();
            this.atVenue = atVenue;
            this.calls = calls;
            this.passphrase = key.passphrase().orElse(null);
            this.label = key.id().value();
            key.accountId().ifPresent(accounts::add);
            key.accountId().ifPresent(named::add);
            accounts.add(key.account());
            accounts.add("");
        }

        /** Sets the rights to trade that the key is known to have, for a venue that does not tell. */
        @CanIgnoreReturnValue
        public Builder markets(Set<Permission> markets) {
            this.markets = requireNonNull(markets, "markets");
            return this;
        }

        /** Sets what the key is called on the venue's pages. */
        @CanIgnoreReturnValue
        public Builder label(String label) {
            this.label = requireNonNull(label, "label");
            return this;
        }

        /**
         * Adds calls that are signed with a key that may delete this one; they are tried in this order.
         *
         * @param accounts as the venue names them for its administrator, the likeliest first; those that are known of the key, and the administrator's own, come after
         */
        @CanIgnoreReturnValue
        public Builder administrator(SignedCalls administrator, String... accounts) {
            administrators.add(requireNonNull(administrator, "administrator"));
            var all = new LinkedHashSet<>(List.of(accounts));
            named.addAll(all);
            all.addAll(this.accounts);
            this.accounts.clear();
            this.accounts.addAll(all);
            return this;
        }

        /** Sets calls that are signed with another key of the same account, which cancels once this one is dead. */
        @CanIgnoreReturnValue
        public Builder helper(SignedCalls helper) {
            this.helper = requireNonNull(helper, "helper");
            return this;
        }

        /** Adds a session that was opened with the key and is kept to see how it ends: {@code served} tells whether the venue serves it still. Only then the key counts as dead when it is not. */
        @CanIgnoreReturnValue
        public Builder session(BooleanSupplier served) {
            sessions.add(requireNonNull(served, "served"));
            return this;
        }

        /** Returns the key. */
        public ExposedKey build() {
            return new ExposedKey(this);
        }
    }
}
