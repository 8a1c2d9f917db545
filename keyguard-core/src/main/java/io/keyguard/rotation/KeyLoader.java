/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.Venue;
import java.security.Provider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes keys ready to sign. Immutable. */
record KeyLoader(
        Map<String, Venue> venues,
        InstantSource clock,
        LongSupplier ticker,
        @Nullable Provider signatures,
        Function<KeyId, Optional<Instant>> noncesAfter,
        Function<String, LongSupplier> offsets) {
    /** The venue of the key; null if it is none of ours. */
    @Nullable
    Venue venue(ApiKey key) {
        return venues.get(key.venue());
    }

    /**
     * Returns {@code key}, ready to sign at {@code venue}.
     *
     * @throws io.keyguard.KeyMaterialException if the venue does not accept the key's algorithm, or its material does not have the venue's form
     */
    LoadedKey load(ApiKey key, Venue venue) {
        SecretEncoding encoding = venue.credentials().secrets().get(key.algorithm());
        if (encoding == null) {
            throw KeyguardExceptions.algorithmNotAccepted(key.id(), venue.id(), key.algorithm());
        }
        if (venue.credentials().passphrase() && key.passphrase().isEmpty()) {
            throw KeyguardExceptions.passphraseMissing(key.id(), venue.id());
        }
        if (venue.credentials().accountId() && key.accountId().isEmpty()) {
            throw KeyguardExceptions.accountIdMissing(key.id(), venue.id());
        }
        venue.credentials().apiKeyForm().filter(key::looksSwapped).ifPresent(form -> {
            throw KeyguardExceptions.swapped(key.id(), venue.id());
        });
        requireNoSpaceAround(key, encoding);
        var signing = SigningKey.of(
                        key.algorithm(),
                        encoding,
                        key.apiKey(),
                        key.secret(),
                        key.passphrase().orElse(null),
                        signatures)
                .forAccount(key.accountId().orElse(""));
        Instant used = noncesAfter.apply(key.id()).orElse(Instant.EPOCH);
        var time = new SigningTime(clock, used, offsets.apply(venue.id()));
        return new LoadedKey(key, venue, venue.hosts(key.environment()), signing, time, ticker);
    }

    private static void requireNoSpaceAround(ApiKey key, SecretEncoding encoding) {
        requireNoSpaceAround(key, "API key", key.apiKey());
        if (encoding == SecretEncoding.TEXT || encoding == SecretEncoding.BASE64 || encoding == SecretEncoding.HEX) {
            requireNoSpaceAround(key, "secret", key.secret());
        }
        key.passphrase().ifPresent(passphrase -> requireNoSpaceAround(key, "passphrase", passphrase));
    }

    private static void requireNoSpaceAround(ApiKey key, String part, SecretBytes text) {
        if (text.lend(InsecureSecretAccess.get(), Utf8::hasSpaceAround)) {
            throw KeyguardExceptions.spaceAround(key.id(), part);
        }
    }
}
