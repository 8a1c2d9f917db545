/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.Environment;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signs with one key of a simulated venue and sends, classified first like everything that a bot sends. */
final class Desk implements SignedCalls, AutoCloseable {
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));

    private final VenueDefinition venue;
    private final SigningKey key;
    private final SigningTime time;
    private String accountId = "";

    Desk(VenueDefinition venue, SignatureAlgorithm algorithm, SimulatedKey key) {
        this(venue, algorithm, key, key.secret());
    }

    /** For a key of which the venue knows the public half alone. */
    Desk(VenueDefinition venue, SignatureAlgorithm algorithm, SimulatedKey key, String secret) {
        this(
                venue,
                algorithm,
                box(key.apiKey()),
                box(secret),
                key.passphrase().isEmpty() ? null : box(key.passphrase()),
                InstantSource.system());
    }

    /** Signs by {@code clock}. */
    Desk(VenueDefinition venue, SignatureAlgorithm algorithm, SimulatedKey key, InstantSource clock) {
        this(
                venue,
                algorithm,
                box(key.apiKey()),
                box(key.secret()),
                key.passphrase().isEmpty() ? null : box(key.passphrase()),
                clock);
    }

    Desk(
            VenueDefinition venue,
            SignatureAlgorithm algorithm,
            SecretBytes apiKey,
            SecretBytes secret,
            @Nullable SecretBytes passphrase,
            InstantSource clock) {
        this.venue = venue;
        this.time = new SigningTime(clock);
        SecretEncoding encoding = venue.credentials().secrets().get(algorithm);
        this.key = SigningKey.of(algorithm, encoding, apiKey, secret, passphrase, null);
    }

    /** For a key that the venue has just made, with the algorithm of which it makes secrets; the desk owns its material from now on. */
    static Desk of(VenueDefinition venue, NewKey key, String passphrase) {
        return of(venue, key, passphrase, InstantSource.system());
    }

    /** The same, signing by {@code clock}. */
    static Desk of(VenueDefinition venue, NewKey key, String passphrase, InstantSource clock) {
        return new Desk(
                venue,
                ofSecrets(venue),
                key.apiKey(),
                key.secret().orElseThrow(),
                passphrase.isEmpty() ? null : box(passphrase),
                clock);
    }

    /** For a key that was stored with the account's id, as those of pools are. */
    static Desk of(VenueDefinition venue, VenueSimulator simulator, SimulatedKey key) {
        return of(venue, venue.credentials().secrets().keySet().iterator().next(), simulator, key);
    }

    /** The same, signing with {@code algorithm}. */
    static Desk of(VenueDefinition venue, SignatureAlgorithm algorithm, VenueSimulator simulator, SimulatedKey key) {
        var desk = new Desk(venue, algorithm, key);
        desk.accountId = simulator.accountId();
        return desk;
    }

    /** The same, signing by {@code clock}. */
    static Desk of(
            VenueDefinition venue,
            SignatureAlgorithm algorithm,
            VenueSimulator simulator,
            SimulatedKey key,
            InstantSource clock) {
        var desk = new Desk(venue, algorithm, key, clock);
        desk.accountId = simulator.accountId();
        return desk;
    }

    /** How keys sign whose secret the venue makes. */
    static SignatureAlgorithm ofSecrets(VenueDefinition venue) {
        return venue.credentials().secrets().keySet().stream()
                .filter(algorithm -> algorithm.name().startsWith("HMAC"))
                .findFirst()
                .orElseThrow();
    }

    static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    @Override
    public HttpReply call(VenueRequest request) {
        SignedRequest signed = sign(request);
        try {
            return HTTP.send(signed);
        } catch (IOException e) {
            throw KeyguardExceptions.unavailable(venue.id(), "no answer", e);
        }
    }

    @Override
    public Optional<Boolean> keyBeginsWith(String prefix) {
        return Optional.of(key.apiKey().startsWith(prefix));
    }

    @Override
    public Optional<VenueKeyId> key() {
        return Optional.of(VenueKeyId.of(venue.id(), key.apiKey()));
    }

    @Override
    public Optional<String> accountId() {
        return Optional.of(accountId).filter(id -> !id.isEmpty());
    }

    /** Classified and signed, for whoever sends it. */
    SignedRequest sign(VenueRequest request) {
        venue.classifier(Environment.PRODUCTION).classify(request);
        return venue.signer(Environment.PRODUCTION).sign(request, host(request), key.forAccount(accountId), time);
    }

    private URI host(VenueRequest request) {
        return request.origin()
                .orElseGet(() -> venue.home(Environment.PRODUCTION, request).orElseThrow());
    }

    @Override
    public void close() {
        key.close();
    }
}
