/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** What was signed, on its way through OkHttp, which may send it once. Travels as a tag of the request. */
final class Outgoing {
    /** What OkHttp adds itself, and what tracers do. */
    private static final Set<String> OF_HTTP = Set.of(
            "connection",
            "content-length",
            "content-type",
            "cookie",
            "host",
            "traceparent",
            "tracestate",
            "transfer-encoding");

    private final String method;
    private final HttpUrl url;
    private final Map<String, String> headers;
    private final @Nullable RequestBody body;
    private final AtomicBoolean sent = new AtomicBoolean();

    private Outgoing(String method, HttpUrl url, Map<String, String> headers, @Nullable RequestBody body) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.body = body;
    }

    /** Returns {@code signed} for OkHttp, with the harmless headers and the tags of {@code unsigned}. */
    static Request of(SignedRequest signed, Request unsigned) throws RequestRefusedException {
        byte[] bytes = signed.body();
        boolean bare = bytes.length == 0
                && (signed.method().equals("GET") || signed.method().equals("DELETE"));
        var outgoing =
                new Outgoing(signed.method(), url(signed.uri()), signed.headers(), bare ? null : new Once(bytes));
        try {
            Request.Builder request = unsigned.newBuilder().url(outgoing.url).method(outgoing.method, outgoing.body);
            outgoing.headers.forEach(request::header);
            return request.tag(Outgoing.class, outgoing).build();
        } catch (IllegalArgumentException e) {
            // OkHttp quotes the header, and with it the key.
            throw new RequestRefusedException("a header of the signed request is not of HTTP's form; nothing was sent");
        }
    }

    /** OkHttp tidies addresses up; what it would change is no longer what was signed. */
    private static HttpUrl url(URI signed) throws RequestRefusedException {
        HttpUrl url = HttpUrl.parse(signed.toString());
        if (url == null
                || !url.encodedPath().equals(signed.getRawPath())
                || !Objects.equals(url.encodedQuery(), signed.getRawQuery())) {
            throw new RequestRefusedException("OkHttp would write the signed address otherwise; nothing was sent");
        }
        return url;
    }

    /** Whether {@code request} is what was signed. */
    @SuppressWarnings("ReferenceEquality") // another body with the same bytes could be sent twice
    boolean is(Request request) {
        return request.method().equals(method)
                && request.url().equals(url)
                && request.body() == body
                && headers.entrySet().stream()
                        .allMatch(header -> request.headers(header.getKey()).equals(List.of(header.getValue())))
                && request.headers().names().stream().allMatch(this::mayBeThere);
    }

    /** A header that is not known to be harmless may change what a venue makes of the request, as {@code X-HTTP-Method-Override} does. */
    private boolean mayBeThere(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return OF_HTTP.contains(name)
                || UnsignedRequest.CARRIED.contains(name)
                || headers.keySet().stream().anyMatch(header::equalsIgnoreCase);
    }

    /** Whether this is the first time that it goes out. */
    boolean first() {
        return sent.compareAndSet(false, true);
    }

    /** A body that OkHttp knows not to send again. Its type stands in the headers that were signed. */
    private static final class Once extends RequestBody {
        private final byte[] bytes;

        Once(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
