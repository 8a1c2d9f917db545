/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.Headers;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code /api}, path, nonce in microseconds and body: HMAC-SHA384 in hexadecimal. The login of a WebSocket is signed over {@code AUTH} and the nonce; what is sent afterwards is not signed.
 *
 * <p>Source: bitfinex-api-py and bitfinex-api-node. Parameters are an object of strings; a JSON document is sent byte for byte.
 */
final class BitfinexSigning {
    private static final String SOCKET = "/ws/2";
    private static final String AUTH = "AUTH";
    /** A token that a key has made takes the place of signature and nonce. */
    private static final TokenSigning TOKEN = new TokenSigning("bfx-token");

    private BitfinexSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return frame(request, host, key, time);
        }
        return key.algorithm() == SignatureAlgorithm.BEARER
                ? TOKEN.sign(request, host, key, time)
                : signed(request, host, key, time);
    }

    private static SignedRequest signed(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        long nonce = time.nextNonce();
        try (Draft draft = Draft.take()) {
            int body = draft.add("/api").add(request.path()).add(nonce).length();
            draft.add(JsonBody.text(request));
            Headers headers = Headers.of(
                    "bfx-nonce", Long.toString(nonce),
                    "bfx-apikey", key.apiKey(),
                    "bfx-signature", draft.hex(key, 0),
                    "Content-Type", "application/json");
            return new SignedRequest(
                    request.method(),
                    Urls.of(host, request.path()),
                    headers,
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    private static SignedRequest frame(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String text = switch (request.path()) {
            case "auth" -> login(request, key, time.nextNonce());
            // Its operations stand in an array of their own; the classifier has seen that amounts are text.
            case "ox_multi" ->
                input(
                        "ox_multi",
                        JsonBody.node(Bitfinex.ID, request).path("ops").toString());
            default -> input(request.path(), JsonBody.text(request));
        };
        return new SignedRequest(
                request.method(), Urls.of(host, SOCKET), Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String input(String operation, String fields) {
        return "[0,\"" + operation + "\",null," + fields + "]";
    }

    private static String login(VenueRequest request, SigningKey key, long nonce) {
        if (key.algorithm() == SignatureAlgorithm.BEARER) {
            throw KeyguardExceptions.notCanonical(Bitfinex.ID, "a token logs in nowhere here; use a key");
        }
        try (Draft draft = Draft.take()) {
            draft.add(AUTH).add(nonce);
            ObjectNode frame = JsonNodeFactory.instance
                    .objectNode()
                    .put("event", "auth")
                    .put("apiKey", key.apiKey())
                    .put("authSig", draft.hex(key, 0))
                    .put("authPayload", draft.text(0))
                    .put("authNonce", Long.toString(nonce));
            if (JsonBody.node(Bitfinex.ID, request).has("dms")) {
                frame.put("dms", 4);
            }
            return frame.toString();
        }
    }
}
