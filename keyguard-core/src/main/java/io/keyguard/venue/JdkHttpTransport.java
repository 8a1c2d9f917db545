/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

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
        try {
            HttpResponse<InputStream> response =
                    client.send(request.toHttpRequest(timeout), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new HttpReply(response.statusCode(), text(body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the venue");
        }
    }

    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("the answer is larger than " + MOST_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
