/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.ScopedKey;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.NetworkFailures;
import io.keyguard.internal.Redirects;
import io.keyguard.internal.TlsOnly;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The JDK's HTTP client behind a key: every request is checked against one scope, signed, and sent once.
 *
 * <p>A request that is not within the scope, or whose meaning is not known, is refused before anything is sent, by the exceptions of {@link io.keyguard.ScopedKey#sign}. Redirects are not followed. The
 * JDK's client by itself repeats a {@code GET}, and nothing else, when a connection is closed before the first byte of the answer. Answers and failures show neither the key nor the
 * signature. Immutable and thread-safe.
 */
public final class SigningHttpClient {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http;
    private final KeyProvider keys;
    private final KeyScope scope;
    private final Duration timeout;

    private SigningHttpClient(HttpClient http, KeyProvider keys, KeyScope scope, Duration timeout) {
        this.http = http;
        this.keys = keys;
        this.scope = scope;
        this.timeout = timeout;
    }

    /**
     * Returns a client that sends over {@code http} what the key of {@code keys} for {@code scope} signs; 10 s for each answer to begin.
     *
     * @param http the bot's own, with its proxy, executor and trust; it stays the caller's. One with an authenticator answers a 401 by sending again: let it answer for the proxy alone
     * @throws IllegalArgumentException if {@code http} follows redirects: it would send the key on to wherever an answer points
     */
    public static SigningHttpClient over(HttpClient http, KeyProvider keys, KeyScope scope) {
        Redirects.requireNone(http);
        return new SigningHttpClient(http, requireNonNull(keys, "keys"), requireNonNull(scope, "scope"), USUAL_TIMEOUT);
    }

    /**
     * Returns a client like this one that waits {@code timeout} for the beginning of each answer.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public SigningHttpClient timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out is positive");
        }
        return new SigningHttpClient(http, keys, scope, timeout);
    }

    /**
     * Signs {@code request}, sends it, and returns the answer, whatever its status.
     *
     * @return an answer whose {@code request()} and {@code uri()} have method, host and path alone, so that it can be logged
     * @throws io.keyguard.KeyguardException if there is no key, or it may not sign this; nothing was sent
     * @throws IllegalArgumentException if it is a message over a WebSocket; nothing was sent
     * @throws java.net.ConnectException if nothing was sent
     * @throws IOException if there is no answer; whether the venue acted is not known
     * @throws InterruptedException if interrupted; whether the venue acted is not known
     */
    public <T> HttpResponse<T> send(VenueRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        ScopedKey key = keys.get(scope);
        SignedRequest signed = sign(key, request);
        HttpRequest exchange = signed.toHttpRequest(timeout);
        try {
            HttpResponse<T> answer = http.send(exchange, handler);
            tell(key, answer);
            return new PlainAnswer<>(answer);
        } catch (IOException e) {
            throw NetworkFailures.clean(e, signed.uri());
        }
    }

    /**
     * Signs {@code request} at once, on the caller's thread, and sends it; what {@link #send} throws before anything is sent is thrown here too.
     *
     * @return completes with the answer, or with the {@link IOException} that {@link #send} would throw; cancelling it ends the exchange
     */
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(VenueRequest request, BodyHandler<T> handler) {
        ScopedKey key = keys.get(scope);
        SignedRequest signed = sign(key, request);
        return http.sendAsync(signed.toHttpRequest(timeout), handler).handle((answer, failure) -> {
            if (failure == null) {
                tell(key, answer);
                return new PlainAnswer<>(answer);
            }
            throw NetworkFailures.inFuture(failure, signed.uri());
        });
    }

    /** What is read as a stream, or into another form, says nothing here. */
    private static void tell(ScopedKey key, HttpResponse<?> answer) {
        if (answer.body() instanceof String text) {
            key.answered(new HttpReply(answer.statusCode(), text));
        } else if (answer.body() instanceof byte[] bytes) {
            key.answered(new HttpReply(answer.statusCode(), bytes));
        }
    }

    private SignedRequest sign(ScopedKey key, VenueRequest request) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            throw new IllegalArgumentException(
                    "a message over a WebSocket goes through SignedWebSocket; nothing was sent");
        }
        SignedRequest signed = key.sign(request);
        if (!TlsOnly.isSafe(signed.uri())) {
            throw KeyguardExceptions.inTheClear(signed.uri());
        }
        return signed;
    }

    @Override
    public String toString() {
        return "SigningHttpClient[" + scope + "]";
    }
}
