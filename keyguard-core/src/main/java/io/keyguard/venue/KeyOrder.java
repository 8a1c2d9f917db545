/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new key is to be like. Immutable; the passphrase is lent, and stays its owner's to close. */
public final class KeyOrder {
    private final String account;
    private final String label;
    private final Set<String> rights;
    private final Set<String> ips;
    private final SignatureAlgorithm algorithm;
    private final @Nullable String publicKey;
    private final @Nullable SecretBytes passphrase;

    private KeyOrder(Builder builder) {
        this.account = builder.account;
        this.label = builder.label;
        this.rights = Collections.unmodifiableSet(new LinkedHashSet<>(builder.rights));
        this.ips = Collections.unmodifiableSet(new LinkedHashSet<>(builder.ips));
        this.algorithm = builder.algorithm;
        this.publicKey = builder.publicKey;
        this.passphrase = builder.passphrase;
    }

    /**
     * Returns a builder for a key of {@code account}.
     *
     * @param account as the venue names it, see {@link KeyAdministrator}
     * @param label of the venue's form, see {@link KeyTraits#label}
     */
    public static Builder builder(String account, String label) {
        return new Builder(account, label);
    }

    /** Returns the account, as the venue names it. */
    public String account() {
        return account;
    }

    /** Returns the name or note that the key is to have at the venue. */
    public String label() {
        return label;
    }

    /** Returns the rights, in the venue's own words. */
    public Set<String> rights() {
        return rights;
    }

    /** Returns the addresses that the key is to be bound to; empty: it may be used from anywhere. */
    public Set<String> ips() {
        return ips;
    }

    /** Returns how the key is to sign. */
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** Returns the public half of a pair that its owner made: as PEM, or the address of a key of secp256k1. */
    public Optional<String> publicKey() {
        return Optional.ofNullable(publicKey);
    }

    /** Returns the passphrase that the key is to have, for venues whose keys have one that their owner chooses. */
    public Optional<SecretBytes> passphrase() {
        return Optional.ofNullable(passphrase);
    }

    @Override
    public String toString() {
        return "KeyOrder[" + label + " on " + account + ", " + algorithm + ", " + rights + "]";
    }

    /** Builds orders. Defaults: no rights, from anywhere, HMAC-SHA256 with a secret that the venue makes, no passphrase. Not thread-safe. */
    public static final class Builder {
        private final String account;
        private final String label;
        private Set<String> rights = Set.of();
        private Set<String> ips = Set.of();
        private SignatureAlgorithm algorithm = SignatureAlgorithm.HMAC_SHA256;
        private @Nullable String publicKey;
        private @Nullable SecretBytes passphrase;

        private Builder(String account, String label) {
            this.account = requireNonNull(account, "account");
            this.label = requireNonNull(label, "label");
        }

        /** Sets the rights, in the venue's own words. */
        @CanIgnoreReturnValue
        public Builder rights(Set<String> rights) {
            this.rights = requireNonNull(rights, "rights");
            return this;
        }

        /** Binds the key to {@code ips}. */
        @CanIgnoreReturnValue
        public Builder boundTo(Set<String> ips) {
            this.ips = requireNonNull(ips, "ips");
            return this;
        }

        /** Sets how the key signs. */
        @CanIgnoreReturnValue
        public Builder algorithm(SignatureAlgorithm algorithm) {
            this.algorithm = requireNonNull(algorithm, "algorithm");
            return this;
        }

        /** Sets the public half of a pair that its owner made: as PEM, or the address of a key of secp256k1. */
        @CanIgnoreReturnValue
        public Builder publicKey(String publicKey) {
            this.publicKey = requireNonNull(publicKey, "publicKey");
            return this;
        }

        /** Sets the passphrase that the key is to have. */
        @CanIgnoreReturnValue
        public Builder passphrase(SecretBytes passphrase) {
            this.passphrase = requireNonNull(passphrase, "passphrase");
            return this;
        }

        /** Returns the order. */
        public KeyOrder build() {
            return new KeyOrder(this);
        }
    }
}
