/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.BoundedHttp;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.NetworkFailures;
import io.keyguard.internal.TlsOnly;
import io.keyguard.source.SessionSecret;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks for the token of a WebSocket before it is opened, where the venue has such. Of the answer nothing is made a text as long as there is a token in it. */
final class TokenAsking {
    private static final byte[] NOTHING = {};
    /** Requests of one key overtake each other; one that is refused for its nonce was not carried out. */
    private static final int ATTEMPTS = 3;

    private TokenAsking() {}

    /** Signs at once what asks, and completes with the token; with nothing where messages are signed themselves. */
    static CompletableFuture<Optional<SessionSecret>> by(HttpClient http, ScopedKey key, Duration patience) {
        Optional<SessionToken> asking = key.sessionToken();
        if (asking.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return ask(http, key, asking.get(), patience, ATTEMPTS).thenApply(Optional::of);
    }

    private static CompletableFuture<SessionSecret> ask(
            HttpClient http, ScopedKey key, SessionToken asking, Duration patience, int attempts) {
        SignedRequest signed = key.sign(asking.request());
        if (!TlsOnly.isSafe(signed.uri())) {
            throw KeyguardExceptions.inTheClear(signed.uri());
        }
        return http.sendAsync(signed.toHttpRequest(patience), BoundedHttp.body())
                .orTimeout(2 * patience.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    throw NetworkFailures.inFuture(failure, signed.uri());
                })
                .thenApply(answer -> token(key, asking, answer))
                .exceptionallyCompose(failure -> attempts > 1 && isForItsNonce(failure)
                        ? ask(http, key, asking, patience, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isForItsNonce(Throwable failure) {
        return failure.getCause() instanceof VenueRefusedException refused
                && refused.kinds().equals(Set.of(VenueError.Kind.NONCE));
    }

    private static SessionSecret token(ScopedKey key, SessionToken asking, HttpResponse<byte[]> answer) {
        var reply = new HttpReply(answer.statusCode(), answer.body());
        try {
            Optional<SessionSecret> token = SessionSecret.read(reply.bytes(), asking.path());
            key.answered(token.isPresent() ? new HttpReply(reply.status(), NOTHING) : reply);
            return token.orElseThrow(() -> refused(key, asking, reply));
        } finally {
            reply.wipe();
        }
    }

    private static RuntimeException refused(ScopedKey key, SessionToken asking, HttpReply reply) {
        String venue = key.scope().venue();
        Optional<VenueError> error = asking.errors().classify(reply);
        return error.isPresent()
                ? KeyguardExceptions.refused(
                        venue, error.get().code(), error.get().kinds())
                : KeyguardExceptions.malformedReply(venue, asking.request().toString(), reply.status());
    }
}
