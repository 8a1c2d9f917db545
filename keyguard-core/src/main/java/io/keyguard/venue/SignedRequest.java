/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import io.keyguard.internal.Headers;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A signed request, ready for the bot's own HTTP client: send exactly this.
 *
 * <p>It carries the API key and a signature; its {@code toString} shows neither. Immutable.
 */
public final class SignedRequest {
    private static final byte[] NOTHING = {};

    private final String method;
    private final URI uri;
    private final Headers headers;
    private final byte[] body;

    /** Makes a signed request; {@code body} is copied, and empty where there is none. */
    public SignedRequest(String method, URI uri, Map<String, String> headers, byte[] body) {
        this(method, uri, headers, body, 0, body.length);
    }

    /**
     * Makes a signed request whose body is {@code text[from, from + count)}, which is copied: for signers that put together in one array what they sign, of which the body is a part.
     *
     * @throws IndexOutOfBoundsException if the array is too short
     */
    public SignedRequest(String method, URI uri, Map<String, String> headers, byte[] text, int from, int count) {
        this.method = requireNonNull(method, "method");
        this.uri = requireNonNull(uri, "uri");
        this.headers = Headers.copyOf(headers);
        checkFromIndexSize(from, count, text.length);
        this.body = count == 0 ? NOTHING : Arrays.copyOfRange(text, from, from + count);
    }

    /** Returns the method. */
    public String method() {
        return method;
    }

    /** Returns the whole address, query included. */
    public URI uri() {
        return uri;
    }

    /** Returns the headers to send, in order. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns a copy of the body; empty where there is none. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the body as text: for a message over a WebSocket, what is to be sent after connecting to {@link #uri}. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Returns this request for the JDK's HTTP client, with {@code timeout} for the whole exchange.
     *
     * @throws IllegalArgumentException if it is a message over a WebSocket, or HTTP cannot carry it
     */
    public HttpRequest toHttpRequest(Duration timeout) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(timeout);
            headers.forEach(request::header);
            var publisher = body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body);
            return request.method(method, publisher).build();
        } catch (IllegalArgumentException e) {
            // The JDK quotes the header or the address, and with it the key or the signature.
            throw new IllegalArgumentException(
                    "HTTP cannot carry this request: it is a message over a WebSocket, or its address, method, time-out or a header is not of HTTP's form");
        }
    }

    /** Prints method, host and path. */
    @Override
    public String toString() {
        return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
}
