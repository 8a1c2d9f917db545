/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.internal.BoundedHttp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

final class JdkHttpTransport implements HttpTransport {
    private final BoundedHttp http;
    private final Duration timeout;

    JdkHttpTransport(Duration timeout) {
        this.timeout = timeout;
        this.http = new BoundedHttp(BoundedHttp.client(timeout), timeout);
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        HttpResponse<byte[]> response = http.send(request.toHttpRequest(timeout));
        return new HttpReply(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }
}
