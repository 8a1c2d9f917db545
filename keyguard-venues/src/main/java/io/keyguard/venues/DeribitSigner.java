/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs Deribit's requests one by one ({@code deri-hmac-sha256}), and its logins ({@code client_signature}).
 *
 * <p>Source: docs.deribit.com/articles/authentication, which states that a timestamp is good for 60 seconds and a nonce for one use. Messages over a WebSocket are not signed after
 * the login.
 */
final class DeribitSigner {
    /** The path of a login over HTTP. */
    static final String AUTH = DeribitCall.ROOT + "public/auth";

    private DeribitSigner() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        return sign(request, host, key, time.now().toEpochMilli(), Long.toString(time.nextNonce()));
    }

    /** Signs with a nonce of the caller's choice, which may be any text. */
    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, long timestamp, String nonce) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return frame(request, host, key, timestamp, nonce);
        }
        if (request.path().equals(AUTH)) {
            return login(request, host, key, timestamp, nonce);
        }
        String query = request.params().isEmpty() ? "" : "?" + Encoding.parameters(request.params());
        String path = request.path() + query;
        String body = request.json().orElse("");
        String message = timestamp + "\n" + nonce + "\n" + request.method() + "\n" + path + "\n" + body + "\n";
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Authorization",
                "deri-hmac-sha256 id=" + key.apiKey() + ",ts=" + timestamp + ",nonce=" + nonce + ",sig="
                        + signature(key, message));
        if (!body.isEmpty()) {
            headers.put("Content-Type", "application/json");
        }
        return new SignedRequest(
                request.method(), URI.create(host + path), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String signature(SigningKey key, String message) {
        return Encoding.hex(key.sign(message.getBytes(StandardCharsets.UTF_8)));
    }

    /** The part of a login that is signed ends with data of the caller's choice; there is none. */
    private static String loginSignature(SigningKey key, long timestamp, String nonce) {
        return signature(key, timestamp + "\n" + nonce + "\n");
    }

    private static SignedRequest login(VenueRequest request, URI host, SigningKey key, long timestamp, String nonce) {
        var query = new StringBuilder(256);
        Encoding.append(query, "grant_type", "client_signature");
        Encoding.append(query, "client_id", key.apiKey());
        Encoding.append(query, "timestamp", Long.toString(timestamp));
        Encoding.append(query, "nonce", nonce);
        Encoding.append(query, "data", "");
        Encoding.append(query, "signature", loginSignature(key, timestamp, nonce));
        Encoding.append(query, request.params());
        return new SignedRequest(
                request.method(), URI.create(host + request.path() + "?" + query), Map.of(), new byte[0]);
    }

    private static SignedRequest frame(VenueRequest request, URI host, SigningKey key, long timestamp, String nonce) {
        String text = request.json().orElseGet(() -> envelope(request, key, timestamp, nonce));
        return new SignedRequest(
                request.method(), URI.create(host + "/ws/api/v2"), Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String envelope(VenueRequest request, SigningKey key, long timestamp, String nonce) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("jsonrpc", "2.0").put("id", nonce).put("method", request.path());
        ObjectNode params = frame.putObject("params");
        if (request.path().equals("public/auth")) {
            params.put("grant_type", "client_signature")
                    .put("client_id", key.apiKey())
                    .put("timestamp", timestamp)
                    .put("nonce", nonce)
                    .put("data", "")
                    .put("signature", loginSignature(key, timestamp, nonce));
            request.param("scope").ifPresent(scope -> params.put("scope", scope));
        }
        return frame.toString();
    }
}
