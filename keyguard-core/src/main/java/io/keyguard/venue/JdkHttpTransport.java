/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.internal.BoundedHttp;
import io.keyguard.internal.NetworkFailures;
import io.keyguard.internal.TlsOnly;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

final class JdkHttpTransport implements HttpTransport {
    private final BoundedHttp http;
    private final Duration timeout;
    private final HostPauses pauses;

    JdkHttpTransport(Duration timeout) {
        this(timeout, InstantSource.system(), System::nanoTime);
    }

    JdkHttpTransport(Duration timeout, InstantSource clock, LongSupplier ticker) {
        this.timeout = timeout;
        this.http = new BoundedHttp(BoundedHttp.client(timeout), timeout);
        this.pauses = new HostPauses(clock, ticker);
    }

    @Override
    public HttpReply send(SignedRequest request) throws IOException {
        pauses.requireOver(request.uri());
        return sendNow(request);
    }

    @Override
    public HttpTransport urgent() {
        return this::sendNow;
    }

    private HttpReply sendNow(SignedRequest request) throws IOException {
        if (!TlsOnly.isSafe(request.uri())) {
            throw new IOException("a signed request goes over https, or to this machine; nothing was sent");
        }
        HttpResponse<byte[]> response = exchange(request);
        pauses.note(request.uri(), response);
        return new HttpReply(response.statusCode(), response.body());
    }

    private HttpResponse<byte[]> exchange(SignedRequest request) throws IOException {
        try {
            return http.send(request.toHttpRequest(timeout));
        } catch (IOException e) {
            throw NetworkFailures.clean(e, request.uri());
        }
    }
}
