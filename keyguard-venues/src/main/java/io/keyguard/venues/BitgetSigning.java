/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Milliseconds, method, path with query, and body, in base64; the passphrase goes out as it is. The login of a WebSocket is the same over seconds and {@code GET/user/verify}; orders of unified accounts follow it unsigned.
 *
 * <p>Source: the API documents of Bitget. The venue signs the query before it is encoded, see {@link PlainQuery}. Keys of the demo account say so in a header, which is not signed.
 */
final class BitgetSigning {
    private BitgetSigning() {}

    static RequestSigner of(String venue, String stream, Environment environment) {
        boolean demo = environment == Environment.SANDBOX;
        return (request, host, key, time) -> request.method().equals(VenueRequest.WEB_SOCKET)
                ? frame(venue, request, Urls.of(host, stream), key, time)
                : overHttp(venue, request, host, key, time, demo);
    }

    private static SignedRequest overHttp(
            String venue, VenueRequest request, URI host, SigningKey key, SigningTime time, boolean demo) {
        String timestamp = Long.toString(time.now().toEpochMilli());
        boolean inQuery = request.method().equals("GET");
        try (Draft draft = Draft.take()) {
            int path = draft.add(timestamp).add(request.method()).length();
            draft.add(request.path());
            if (inQuery && !request.params().isEmpty()) {
                PlainQuery.require(venue, request.params());
                draft.add('?').params(request.params());
            }
            URI uri = Urls.of(host, request.path(), draft, path, draft.length());
            int body = draft.length();
            if (!inQuery && (request.json().isPresent() || !request.params().isEmpty())) {
                draft.add(JsonBody.text(request));
            }
            Headers headers = Headers.of(
                    "ACCESS-KEY",
                    key.apiKey(),
                    "ACCESS-SIGN",
                    draft.base64(key, 0),
                    "ACCESS-TIMESTAMP",
                    timestamp,
                    "ACCESS-PASSPHRASE",
                    key.passphrase(),
                    "Content-Type",
                    "application/json");
            return new SignedRequest(
                    request.method(),
                    uri,
                    demo ? headers.with("paptrading", "1") : headers,
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    private static SignedRequest frame(String venue, VenueRequest request, URI uri, SigningKey key, SigningTime time) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        if (request.path().equals("login")) {
            frame.put("op", "login").putArray("args").add(login(key, time));
        } else {
            order(frame, request.path(), JsonBody.node(venue, request), time);
        }
        return new SignedRequest(
                request.method(), uri, Map.of(), JsonBody.text(frame).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode login(SigningKey key, SigningTime time) {
        String timestamp = Long.toString(time.now().getEpochSecond());
        try (Draft draft = Draft.take()) {
            String signature =
                    draft.add(timestamp).add("GET").add("/user/verify").base64(key, 0);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("apiKey", key.apiKey())
                    .put("passphrase", key.passphrase())
                    .put("timestamp", timestamp)
                    .put("sign", signature);
        }
    }

    /** The market stands beside the orders, in small letters, and not in them. */
    private static void order(ObjectNode frame, String topic, JsonNode order, SigningTime time) {
        frame.put("op", "trade").put("id", Long.toString(time.nextNonce())).put("topic", topic);
        if (order instanceof ObjectNode object && object.has("category")) {
            frame.put("category", object.remove("category").asText().toLowerCase(Locale.ROOT));
        }
        frame.putArray("args").add(order);
    }
}
