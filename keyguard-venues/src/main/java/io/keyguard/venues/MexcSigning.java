/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.Headers;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;

/**
 * MEXC's two signatures, both HMAC-SHA256 in hexadecimal: of the query for spot, of API key, time and parameters for contracts. Neither covers method and path.
 *
 * <p>Source: mexcdevelop/apidocs. Everything for spot goes into the query. The parameters of a {@code GET} for contracts stand there in the order of their names; what is sent with a {@code POST} is an object of
 * strings, or a JSON document byte for byte.
 */
final class MexcSigning {
    private static final String WINDOW = "5000";
    private static final String SOCKET = "/edge";

    private MexcSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return login(request, host, key, time);
        }
        return request.path().startsWith(Mexc.CONTRACT)
                ? contract(request, host, key, time)
                : spot(request, host, key, time);
    }

    private static SignedRequest spot(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.json().isPresent()) {
            throw KeyguardExceptions.notCanonical(Mexc.ID, "requests for spot take parameters, and no JSON document");
        }
        try (Draft draft = Draft.take()) {
            draft.add(request.path()).add('?');
            int query = draft.length();
            draft.params(request.params());
            if (!request.params().isEmpty()) {
                draft.add('&');
            }
            draft.param("recvWindow", WINDOW).add("&timestamp=").add(time.now().toEpochMilli());
            int end = draft.length();
            draft.add("&signature=").addHex(key, query, end);
            return new SignedRequest(
                    request.method(),
                    URI.create(host + draft.text(0)),
                    Headers.of("X-MEXC-APIKEY", key.apiKey(), "Content-Type", "application/json"),
                    draft.array(),
                    0,
                    0);
        }
    }

    private static SignedRequest contract(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String now = Long.toString(time.now().toEpochMilli());
        String apiKey = key.apiKey();
        boolean inQuery = request.method().equals("GET");
        try (Draft draft = Draft.take()) {
            int parameters = draft.add(apiKey).add(now).length();
            if (inQuery) {
                PlainQuery.require(Mexc.ID, request.params());
                draft.params(request.params().stream()
                        .sorted(Comparator.comparing(VenueRequest.Param::name))
                        .toList());
            } else {
                draft.add(JsonBody.text(request));
            }
            String address = inQuery && draft.length() > parameters ? "?" + draft.text(parameters) : "";
            Headers headers = Headers.of(
                    "ApiKey",
                    apiKey,
                    "Request-Time",
                    now,
                    "Signature",
                    draft.hex(key, 0),
                    "Content-Type",
                    "application/json");
            return new SignedRequest(
                    request.method(),
                    address.isEmpty() ? Urls.of(host, request.path()) : URI.create(host + request.path() + address),
                    headers,
                    draft.array(),
                    parameters,
                    inQuery ? 0 : draft.length() - parameters);
        }
    }

    private static SignedRequest login(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String now = Long.toString(time.now().toEpochMilli());
        String apiKey = key.apiKey();
        try (Draft draft = Draft.take()) {
            ObjectNode frame = JsonNodeFactory.instance.objectNode().put("method", request.path());
            frame.putObject("param")
                    .put("apiKey", apiKey)
                    .put("reqTime", now)
                    .put("signature", draft.add(apiKey).add(now).hex(key, 0));
            return new SignedRequest(
                    request.method(),
                    Urls.of(host, SOCKET),
                    Map.of(),
                    frame.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
