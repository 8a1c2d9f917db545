/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exchanges over the JDK's HTTP client that end in time and stay small. Thread-safe. */
public final class BoundedHttp {
    private static final int MOST_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration timeout;

    /** Exchanges by {@code client} that take at most {@code timeout} each, from connecting to the last byte. */
    public BoundedHttp(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** Returns a client of HTTP/1.1 that follows no redirect. */
    public static HttpClient client(Duration timeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Returns what collects an answer of at most 1 MiB, which is the caller's to wipe; a longer one fails with {@link TooLargeException}. */
    public static HttpResponse.BodyHandler<byte[]> body() {
        return head -> new LimitedBody(MOST_BYTES);
    }

    /**
     * Sends {@code request} and returns the answer, whose body is the caller's to wipe.
     *
     * @throws IOException if there is no answer in time, or it has more than 1 MiB ({@link TooLargeException}); its words may hold what was sent or received
     */
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, body());
        try {
            // The request's own timeout ends with the headers.
            return exchange.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("request timed out");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException("the exchange failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } finally {
            exchange.cancel(true);
        }
    }
}
