/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.Environment;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SigningKey;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.AskedToWaitException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Calls that are signed with the material of a stored key, outside of any bot: what stops trading must not need one that runs. The key stays its owner's to close. Thread-safe. */
public final class MaterialCalls implements SignedCalls, AutoCloseable {
    /** So that a key which ends a hundred others does not do so one by one, and keeps within what venues allow. */
    private static final int MOST_AT_ONCE = 8;

    private final Venue venue;
    private final Environment environment;
    private final SigningKey signing;
    private final SigningTime time;
    private final HttpTransport transport;
    private final String key;
    private final Semaphore lanes;

    private MaterialCalls(Venue venue, ApiKey key, SigningKey signing, HttpTransport transport, InstantSource clock) {
        this.venue = venue;
        this.environment = key.environment();
        this.signing = signing;
        this.time = new SigningTime(clock);
        this.transport = transport.urgent();
        this.key = key.id().value();
        // Where nothing but nonces bounds a request, one that overtakes another is refused.
        this.lanes = new Semaphore(venue.requestLife().longest().isPresent() ? MOST_AT_ONCE : 1, true);
    }

    /**
     * Returns calls at {@code venue} that are signed with {@code key}; they go out also while the venue has asked to wait.
     *
     * @throws io.keyguard.KeyMaterialException if the venue does not accept the key's algorithm, or its material does not have the venue's form
     */
    public static MaterialCalls of(ApiKey key, Venue venue, HttpTransport transport, InstantSource clock) {
        SecretEncoding encoding = venue.credentials().secrets().get(key.algorithm());
        if (encoding == null) {
            throw KeyguardExceptions.algorithmNotAccepted(key.id(), venue.id(), key.algorithm());
        }
        var signing = SigningKey.of(
                        key.algorithm(),
                        encoding,
                        key.apiKey(),
                        key.secret(),
                        key.passphrase().orElse(null),
                        null)
                .forAccount(key.accountId().orElse(""));
        return new MaterialCalls(venue, key, signing, transport, clock);
    }

    @Override
    public HttpReply call(VenueRequest request) {
        lanes.acquireUninterruptibly();
        try {
            return callNow(request);
        } finally {
            lanes.release();
        }
    }

    private HttpReply callNow(VenueRequest request) {
        List<URI> hosts = venue.hosts(environment);
        URI host = request.origin()
                .or(() -> venue.home(environment, request))
                .filter(hosts::contains)
                .orElseThrow(
                        () -> KeyguardExceptions.unavailable(venue.id(), "it has no host in " + environment, null));
        if (!venue.classifier(environment).classify(request).destinations().isEmpty()) {
            throw KeyguardExceptions.unpinned(venue.id());
        }
        try {
            return transport.send(venue.signer(environment).sign(request, host, signing, time));
        } catch (IOException e) {
            String why = e instanceof AskedToWaitException wait
                    ? "it has asked to wait for another " + wait.remaining().toSeconds() + " s"
                    : "no answer (" + e.getClass().getSimpleName() + ")";
            throw KeyguardExceptions.unavailable(venue.id(), why, null);
        }
    }

    @Override
    public Optional<VenueKeyId> key() {
        return Optional.of(VenueKeyId.of(venue.id(), signing.apiKey()));
    }

    @Override
    public Optional<String> accountId() {
        return Optional.of(signing.accountId()).filter(id -> !id.isEmpty());
    }

    @Override
    public Optional<Boolean> keyBeginsWith(String prefix) {
        return Optional.of(signing.apiKey().startsWith(prefix));
    }

    @Override
    public void close() {
        signing.close();
    }

    @Override
    public String toString() {
        return "MaterialCalls[" + key + " at " + venue.id() + "]";
    }
}
