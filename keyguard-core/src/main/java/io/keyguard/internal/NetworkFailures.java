/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Failures of the network in words of our own: a client quotes what it could not understand, and a server may have sent back what it was sent, key and signature
 * included. What callers tell apart (nothing was sent, no answer in time, TLS) keeps its type.
 */
public final class NetworkFailures {
    private NetworkFailures() {}

    /** Scheme, host and port of {@code address}: the rest is nobody's business. */
    public static String origin(URI address) {
        return address.getScheme() + "://" + address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }

    /** Returns {@code failure} of an exchange with {@code address}, without anything that was sent or received. */
    public static IOException clean(Throwable failure, URI address) {
        String host = origin(address);
        if (failure instanceof TooLargeException large) {
            return large;
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return new HttpConnectTimeoutException("no connection to " + host + " in time; nothing was sent");
        }
        if (failure instanceof HttpTimeoutException) {
            return new HttpTimeoutException("no answer from " + host + " in time");
        }
        if (failure instanceof SocketTimeoutException) {
            return new SocketTimeoutException("no answer from " + host + " in time");
        }
        if (failure instanceof InterruptedIOException) {
            return new InterruptedIOException("interrupted before " + host + " answered");
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return new ConnectException("no connection to " + host + "; nothing was sent");
        }
        if (failure instanceof WebSocketHandshakeException refused) {
            return new IOException(host + " answered with HTTP status "
                    + refused.getResponse().statusCode() + " and opens no WebSocket");
        }
        if (failure instanceof SSLHandshakeException) {
            return new SSLHandshakeException(
                    "no TLS with " + host + ": its certificate or its terms are not accepted; nothing was sent");
        }
        return new IOException("no answer from " + host + ", or a broken one ("
                + failure.getClass().getSimpleName() + ")");
    }

    /** Returns what a future fails with whose exchange with {@code address} failed; what is no failure of the network is the caller's own, and stays as it is. */
    public static CompletionException inFuture(Throwable failure, URI address) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new CompletionException(cause instanceof IOException ? clean(cause, address) : cause);
    }

    /** Ends a stage that has nothing to tell but whether it failed. */
    public static @Nullable Void outcome(@Nullable Throwable failure, URI address) {
        if (failure != null) {
            throw inFuture(failure, address);
        }
        return null;
    }
}
