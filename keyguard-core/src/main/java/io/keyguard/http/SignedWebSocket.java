/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.KeyNotFoundException;
import io.keyguard.KeyProvider;
import io.keyguard.KeyRetiredException;
import io.keyguard.Keyguard;
import io.keyguard.ScopedKey;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.NetworkFailures;
import io.keyguard.internal.Redirects;
import io.keyguard.internal.TlsOnly;
import io.keyguard.rotation.KeyChange;
import io.keyguard.rotation.Subscription;
import io.keyguard.source.SessionSecret;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A WebSocket over which nothing goes that its key has not signed: every message is checked against the key's scope and counted, also where the venue checks the login alone.
 *
 * <p>It belongs to one generation of one key. Once that is retired, the next message is refused and the connection closed; {@link #closeOnChange} closes it as soon as the key is replaced. It is closed when the key is frozen: cancels then go over HTTP. The JDK's
 * client answers pings by itself and sends nothing again. Messages go out in the order of {@link #send}. Thread-safe.
 */
public final class SignedWebSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final AtomicLong COUNT = new AtomicLong();

    private final WebSocket socket;
    private final ScopedKey key;
    private final URI address;
    private final SessionListener listener;
    private final Duration patience;
    private final SendQueue queue;
    /** What stands in messages in the place of a signature, where the venue has such. */
    private final Optional<SessionSecret> token;

    private SignedWebSocket(
            WebSocket socket,
            ScopedKey key,
            URI address,
            SessionListener listener,
            Duration patience,
            Optional<SessionSecret> token) {
        this.socket = socket;
        this.key = key;
        this.address = address;
        this.listener = listener;
        this.patience = patience;
        this.queue = new SendQueue(socket, address);
        this.token = token;
    }

    /**
     * Connects to where {@code first} goes, with its headers, and sends it unless that is all there is to it: the login or, where each message is signed for itself, any message. Where messages
     * carry a token in the place of a signature, as at Kraken, it is asked for first, with the same key, and put into each; nobody else sees it.
     *
     * @param http the bot's own; it stays the caller's
     * @param listener is told what arrives, the answer to the login included; the {@code WebSocket} that it is given can read, but not send messages
     * @return completes when {@code first} was sent, or with an {@link IOException} if there is no connection, or with a {@link io.keyguard.VenueRefusedException} if the venue gives no token; whether it
     *     accepts {@code first}, its answer tells
     * @throws io.keyguard.KeyguardException if the key may not sign {@code first}; nothing was sent
     * @throws IllegalArgumentException if {@code first} is no message over a WebSocket, or {@code http} follows redirects; nothing was sent
     */
    public static CompletableFuture<SignedWebSocket> open(
            HttpClient http, ScopedKey key, VenueRequest first, WebSocket.Listener listener) {
        return open(http, key, first, listener, PATIENCE);
    }

    static CompletableFuture<SignedWebSocket> open(
            HttpClient http, ScopedKey key, VenueRequest first, WebSocket.Listener listener, Duration patience) {
        Redirects.requireNone(http);
        requireNonNull(listener, "listener");
        SignedRequest frame = sign(key, first);
        if (!TlsOnly.isSafe(frame.uri())) {
            throw KeyguardExceptions.inTheClear(frame.uri());
        }
        WebSocket.Builder connection = connection(http, frame, patience);
        var session = new SessionListener(listener, frame.uri());
        return TokenAsking.by(http, key, patience)
                .thenCompose(token -> connection
                        .buildAsync(frame.uri(), session)
                        .thenApply(socket -> new SignedWebSocket(socket, key, frame.uri(), session, patience, token))
                        .thenCompose(opened -> opened.begin(frame).thenApply(sent -> opened.closeOnFreeze()))
                        .exceptionally(failure -> {
                            token.ifPresent(SessionSecret::close);
                            throw NetworkFailures.inFuture(failure, frame.uri());
                        }));
    }

    /** Some venues have the login in the headers of the upgrade, as Gemini. */
    private static WebSocket.Builder connection(HttpClient http, SignedRequest first, Duration patience) {
        WebSocket.Builder connection = http.newWebSocketBuilder().connectTimeout(patience);
        try {
            first.headers().forEach(connection::header);
        } catch (IllegalArgumentException e) {
            // The JDK quotes the header, and with it the key or the signature.
            throw new IllegalArgumentException("HTTP cannot carry a header of this login; nothing was sent");
        }
        return connection;
    }

    /** Where the address alone is the login, as at KuCoin, or address and headers, there is nothing to send. */
    private CompletableFuture<Void> begin(SignedRequest first) {
        return first.text().isEmpty() ? CompletableFuture.completedFuture(null) : queue.add(text(first));
    }

    private String text(SignedRequest frame) {
        return token.map(secret -> secret.into(frame.text())).orElseGet(frame::text);
    }

    private SignedWebSocket closeOnFreeze() {
        Subscription subscription = key.onFreeze(() -> end("the key is frozen"));
        var unused = listener.ended().thenRun(subscription::close);
        var unusedToo = listener.ended().thenRun(() -> token.ifPresent(SessionSecret::close));
        return this;
    }

    private static SignedRequest sign(ScopedKey key, VenueRequest message) {
        if (!message.method().equals(VenueRequest.WEB_SOCKET)) {
            throw new IllegalArgumentException(
                    "only VenueRequest.webSocket(…) goes over a WebSocket; nothing was sent");
        }
        return key.sign(message);
    }

    /**
     * Signs {@code message} at once and sends it after those before it.
     *
     * @return completes when it was sent, or with an {@link IOException} if that failed; the venue's answer goes to the listener
     * @throws KeyRetiredException if the key was replaced longer ago than the overlap; the connection is closed, open another with the provider's key
     * @throws io.keyguard.KeyguardException if the key may not sign this; nothing was sent, and the connection stays
     * @throws IllegalArgumentException if it is no message over a WebSocket, or belongs to another connection; nothing was sent
     * @throws IllegalStateException if this is closed, or 256 messages wait; nothing was sent
     */
    @CanIgnoreReturnValue
    public synchronized CompletableFuture<Void> send(VenueRequest message) {
        queue.requireRoom();
        SignedRequest frame;
        try {
            frame = sign(key, message);
        } catch (KeyRetiredException e) {
            end("the key is retired");
            throw e;
        }
        if (!isOfThis(frame.uri())) {
            throw new IllegalArgumentException(
                    "this message belongs to another connection of the venue; nothing was sent");
        }
        return queue.add(text(frame));
    }

    /** A query that is a login belongs to the first message alone. */
    private boolean isOfThis(URI target) {
        return target.equals(address)
                || (target.getRawQuery() == null
                        && target.getAuthority().equals(address.getAuthority())
                        && target.getPath().equals(address.getPath())
                        && target.getScheme().equals(address.getScheme()));
    }

    /** Sends a ping of the WebSocket protocol; completes when it was sent, or with an {@link IOException}. */
    @CanIgnoreReturnValue
    public CompletableFuture<Void> ping() {
        return socket.sendPing(ByteBuffer.allocate(0))
                .handle((sent, failure) -> NetworkFailures.outcome(failure, address));
    }

    /** Sends the text {@code ping}, which OKX and others take for one; {@link #send} tells what it returns and throws. */
    @CanIgnoreReturnValue
    public synchronized CompletableFuture<Void> pingAsText() {
        queue.requireRoom();
        return queue.add("ping");
    }

    /**
     * Closes this as soon as its key is replaced or gone, or no longer the strategy's; closing is its acknowledgement. For a new session in place of the old one without a gap, use
     * {@link io.keyguard.rotation.Relogin} instead.
     *
     * @param strategy whose key this has
     * @return this
     * @throws KeyNotFoundException if the strategy was granted nothing
     */
    @CanIgnoreReturnValue
    public SignedWebSocket closeOnChange(Keyguard keyguard, String strategy) {
        KeyProvider keys = keyguard.forStrategy(strategy);
        String name = "WebSocket " + COUNT.incrementAndGet() + " of " + strategy + " on "
                + key.scope().venue() + "/" + key.scope().account();
        Subscription subscription = keyguard.onChange(name, change -> onChange(change, strategy));
        var unused = listener.ended().thenRun(subscription::close);
        // What was replaced before the subscription is not told.
        if (!isCurrent(keys)) {
            end("the key was replaced");
        }
        return this;
    }

    private CompletionStage<?> onChange(KeyChange change, String strategy) {
        boolean same = change.after().equals(OptionalLong.of(key.generation()))
                && change.strategies().contains(strategy);
        if (!change.key().equals(key.id()) || same) {
            return CompletableFuture.completedStage(change);
        }
        end("the key was replaced");
        return listener.ended();
    }

    private boolean isCurrent(KeyProvider keys) {
        try {
            ScopedKey now = keys.get(key.scope());
            return now.id().equals(key.id()) && now.generation() == key.generation();
        } catch (KeyNotFoundException gone) {
            return false;
        }
    }

    /** Returns whether messages can still be sent. */
    public boolean isOpen() {
        return queue.isOpen();
    }

    /** Returns the generation of the key that this belongs to. */
    public long generation() {
        return key.generation();
    }

    /** Returns what completes when this has ended, by whomever. */
    public CompletableFuture<Void> closed() {
        return listener.ended();
    }

    /** Says goodbye, and hangs up if the venue does not answer that within 5 s. What waits to be sent is dropped. Returns at once. */
    @Override
    public void close() {
        end("");
    }

    private void end(String reason) {
        if (!queue.close()) {
            return;
        }
        var unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, reason);
        var unusedToo = listener.ended()
                .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(late -> hangUp());
    }

    private Void hangUp() {
        socket.abort();
        listener.onError(socket, new IOException("the venue did not answer the goodbye"));
        return null;
    }

    /** Prints the key's name, generation and scope. */
    @Override
    public String toString() {
        return "SignedWebSocket[" + key.id() + ", generation " + key.generation() + ", " + key.scope() + "]";
    }
}
