/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Method, path with query, the second in which the request ends, and body: HMAC-SHA256 in hexadecimal. The login of a WebSocket is the same over {@code GET/realtime}.
 *
 * <p>Source: bitmex.com/app/apiKeysUsage. Parameters are a form, or the query of a {@code GET}; a JSON document is sent byte for byte.
 */
final class BitmexSigning {
    /** The venue sets no limit. */
    static final int LIFE_SECONDS = 10;

    private static final String REALTIME = "/realtime";

    private BitmexSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        long expires = time.now().getEpochSecond() + LIFE_SECONDS;
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return frame(request, host, key, expires);
        }
        boolean inQuery = request.method().equals("GET");
        try (Draft draft = Draft.take()) {
            int path = draft.add(request.method()).length();
            draft.add(request.path());
            if (inQuery && !request.params().isEmpty()) {
                draft.add('?').params(TextLast.of(request.params()));
            }
            URI uri = Urls.of(host, request.path(), draft, path, draft.length());
            int body = draft.add(expires).length();
            if (!inQuery) {
                draft.params(request.params()).add(request.json().orElse(""));
            }
            Headers headers = headers(key, expires, draft.hex(key, 0));
            return new SignedRequest(
                    request.method(),
                    uri,
                    draft.length() > body ? headers.with("Content-Type", contentType(request)) : headers,
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    private static Headers headers(SigningKey key, long expires, String signature) {
        return Headers.of("api-key", key.apiKey(), "api-expires", Long.toString(expires), "api-signature", signature);
    }

    private static String contentType(VenueRequest request) {
        return request.json().isPresent() ? "application/json" : "application/x-www-form-urlencoded";
    }

    private static SignedRequest frame(VenueRequest request, URI host, SigningKey key, long expires) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("op", request.path());
        if (request.path().equals("authKeyExpires")) {
            frame.putArray("args").add(key.apiKey()).add(expires).add(login(key, expires));
        } else {
            // The classifier has seen that it is a number.
            frame.put(
                    "args",
                    Long.parseLong(
                            JsonBody.node(Bitmex.ID, request).path("timeout").asText()));
        }
        return new SignedRequest(
                request.method(),
                Urls.of(host, REALTIME),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String login(SigningKey key, long expires) {
        try (Draft draft = Draft.take()) {
            return draft.add("GET").add(REALTIME).add(expires).hex(key, 0);
        }
    }
}
