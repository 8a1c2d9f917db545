/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key that tokens are made with: read anew for each use, and known to the observers from the first one to the end. Thread-safe. */
final class TokenParent {
    private final KeySource keys;
    private final KeyId id;
    private final Venue venue;
    private final HttpTransport transport;
    private final InstantSource clock;
    private final Observers observers;

    /** Its nonces go on from here. */
    @GuardedBy("this")
    private Instant asked = Instant.EPOCH;

    @GuardedBy("this")
    private @Nullable ApiKey learnt;

    /** What is done with it. */
    interface Use<T> {
        T with(ApiKey key, SignedCalls calls);
    }

    TokenParent(
            KeySource keys, KeyId id, Venue venue, HttpTransport transport, InstantSource clock, Observers observers) {
        this.keys = keys;
        this.id = id;
        this.venue = venue;
        this.transport = transport;
        this.clock = clock;
        this.observers = observers;
    }

    synchronized <T> T use(Use<T> use) {
        try (ApiKey key = read()) {
            if (!key.venue().equals(venue.id()) || key.algorithm() == SignatureAlgorithm.BEARER) {
                throw RotationExceptions.makesNoTokens(id, venue.id());
            }
            learn(key);
            LoadedKey loaded = load(key);
            try {
                return use.with(key, request -> sent(loaded, request));
            } finally {
                loaded.retire();
            }
        }
    }

    private ApiKey read() {
        Map<KeyId, ApiKey> all = keys.read().keys();
        all.values().stream().filter(key -> !key.id().equals(id)).forEach(ApiKey::close);
        ApiKey key = all.get(id);
        if (key == null) {
            throw RotationExceptions.noKey(id);
        }
        return key;
    }

    /** The one before may be another, and is forgotten only now, so that there is no moment without either. */
    @GuardedBy("this")
    private void learn(ApiKey key) {
        observers.learn(key);
        forget();
        learnt = key;
    }

    /** It is not used any more. */
    synchronized void forget() {
        if (learnt != null) {
            observers.forget(learnt);
            learnt = null;
        }
    }

    @GuardedBy("this")
    private LoadedKey load(ApiKey key) {
        Instant before = asked;
        Instant now = clock.instant();
        asked = now.isAfter(before) ? now : before.plusMillis(1);
        return new KeyLoader(
                        Map.of(venue.id(), venue),
                        clock,
                        System::nanoTime,
                        null,
                        id -> Optional.of(before),
                        id -> () -> 0)
                .load(Keys.copy(key), venue);
    }

    private HttpReply sent(LoadedKey loaded, VenueRequest request) {
        try {
            return transport.send(loaded.sign(request, loaded.host(request)));
        } catch (IOException e) {
            // The transport is the user's, and its message may hold the address with its signature.
            throw KeyguardExceptions.unavailable(
                    venue.id(), "no answer (" + e.getClass().getSimpleName() + ")", null);
        }
    }

    @Override
    public String toString() {
        return "TokenParent[" + id + "]";
    }
}
