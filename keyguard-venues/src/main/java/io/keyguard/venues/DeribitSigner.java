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
        try (Draft draft = Draft.take()) {
            int path = draft.add(timestamp)
                    .add('\n')
                    .add(nonce)
                    .add('\n')
                    .add(request.method())
                    .add('\n')
                    .length();
            draft.add(request.path());
            if (!request.params().isEmpty()) {
                draft.add('?').params(request.params());
            }
            URI uri = Urls.of(host, request.path(), draft, path, draft.length());
            int body = draft.add('\n').length();
            draft.add(request.json().orElse(""));
            int bodyEnd = draft.length();
            int end = draft.add('\n').length();
            draft.add("deri-hmac-sha256 id=").addApiKey(key).add(",ts=").add(timestamp);
            draft.add(",nonce=").add(nonce).add(",sig=").addHex(key, 0, end);
            Headers headers = Headers.of("Authorization", draft.text(end));
            return new SignedRequest(
                    request.method(),
                    uri,
                    bodyEnd > body ? headers.with("Content-Type", "application/json") : headers,
                    draft.array(),
                    body,
                    bodyEnd - body);
        }
    }

    /** The part of a login that is signed ends with data of the caller's choice; there is none. */
    private static String loginSignature(SigningKey key, long timestamp, String nonce) {
        try (Draft draft = Draft.take()) {
            return draft.add(timestamp).add('\n').add(nonce).add('\n').hex(key, 0);
        }
    }

    private static SignedRequest login(VenueRequest request, URI host, SigningKey key, long timestamp, String nonce) {
        String signature = loginSignature(key, timestamp, nonce);
        try (Draft query = Draft.take()) {
            query.param("grant_type", "client_signature").add('&').param("client_id", key.apiKey());
            query.add("&timestamp=")
                    .add(timestamp)
                    .add('&')
                    .param("nonce", nonce)
                    .add("&data=");
            query.add("&signature=").add(signature);
            if (!request.params().isEmpty()) {
                query.add('&').params(request.params());
            }
            return new SignedRequest(
                    request.method(), URI.create(host + request.path() + "?" + query.text(0)), Map.of(), new byte[0]);
        }
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
