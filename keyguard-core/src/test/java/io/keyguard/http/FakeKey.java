/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.KeyRetiredException;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.ScopedKey;
import io.keyguard.rotation.MaterialUser;
import io.keyguard.rotation.Subscription;
import io.keyguard.secret.SecretAccess;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A key for one host, whose signature is a canary, and which refuses what has to do with withdrawals. */
final class FakeKey implements ScopedKey, KeyProvider {
    static final KeyScope SCOPE = KeyScope.of("fake", "main", Permission.TRADE_SPOT);

    private final URI host;
    final AtomicInteger signatures = new AtomicInteger();
    volatile boolean retired;
    final List<Integer> answered = new CopyOnWriteArrayList<>();

    FakeKey(URI host) {
        this.host = host;
    }

    @Override
    public ScopedKey get(KeyScope scope) {
        return this;
    }

    @Override
    public KeyId id() {
        return KeyId.of("grid-fake");
    }

    @Override
    public long generation() {
        return 1;
    }

    @Override
    public KeyScope scope() {
        return SCOPE;
    }

    @Override
    public SignedRequest sign(VenueRequest request) {
        if (retired) {
            throw new KeyRetiredException("retired");
        }
        if (request.path().contains("withdraw")) {
            throw new KeyScopeException("outside the scope");
        }
        signatures.incrementAndGet();
        boolean overWebSocket = request.method().equals(VenueRequest.WEB_SOCKET);
        String path = overWebSocket ? "/ws" + request.param("at").orElse("") : request.path();
        String body = overWebSocket
                ? request.path() + " canary-frame" + (asking.isEmpty() ? "" : " {\"token\":\"\"}")
                : request.json().orElse("");
        return new SignedRequest(
                request.method(),
                request.origin().orElse(host).resolve(path + (overWebSocket ? "" : "?signature=canary-signature")),
                overWebSocket ? Map.of() : Map.of("X-Key", "canary-key"),
                body.getBytes(UTF_8));
    }

    @Override
    public void answered(HttpReply reply) {
        answered.add(reply.status());
    }

    /** How a token is asked for; nobody does if there is nothing. */
    volatile Optional<SessionToken> asking = Optional.empty();

    @Override
    public Optional<SessionToken> sessionToken() {
        return asking;
    }

    @Override
    public <T> T reveal(SecretAccess access, MaterialUser<T> user) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    final List<Runnable> toldOfAFreeze = new CopyOnWriteArrayList<>();

    @Override
    public Subscription onFreeze(Runnable frozen) {
        toldOfAFreeze.add(frozen);
        return () -> toldOfAFreeze.remove(frozen);
    }
}
