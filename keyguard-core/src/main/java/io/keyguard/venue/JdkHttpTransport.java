/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

final class JdkHttpTransport implements HttpTransport {
    private static final int MOST_BYTES = 1 << 20;

    private final HttpClient client;
    private final Duration timeout;

    JdkHttpTransport(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> exchange =
                client.sendAsync(request.toHttpRequest(timeout), head -> new LimitedText(MOST_BYTES));
        try {
            // The request's own timeout ends with the headers.
            HttpResponse<String> response = exchange.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            return new HttpReply(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("request timed out");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException("the exchange failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the venue");
        } finally {
            exchange.cancel(true);
        }
    }
}
