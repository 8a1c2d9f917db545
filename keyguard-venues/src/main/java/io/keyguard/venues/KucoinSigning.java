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
import java.util.Set;

/**
 * KuCoin's signatures, over HTTP and for the connection over which orders are sent.
 *
 * <p>What is signed is timestamp, method, path with query, and body, in base64; the passphrase travels as its own HMAC. The query is signed as plain text and sent percent-encoded, as all four of
 * KuCoin's official clients do. Where plain text and query could be split in two ways the request is refused.
 */
final class KucoinSigning {
    private static final Set<String> IN_QUERY = Set.of("GET", "DELETE");
    private static final String AMBIGUOUS = "&#%+";

    private KucoinSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        return request.method().equals(VenueRequest.WEB_SOCKET)
                ? frame(request, host, key, time)
                : overHttp(request, host, key, time);
    }

    private static SignedRequest overHttp(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean inQuery =
                IN_QUERY.contains(request.method()) && !request.params().isEmpty();
        boolean hasBody =
                request.json().isPresent() || (!inQuery && !request.params().isEmpty());
        URI uri = inQuery
                ? URI.create(host + request.path() + "?" + Encoding.parameters(request.params()))
                : Urls.of(host, request.path());
        String timestamp = Long.toString(time.now().toEpochMilli());
        try (Draft draft = Draft.take()) {
            draft.add(timestamp).add(request.method()).add(request.path());
            if (inQuery) {
                plainQuery(request, draft);
            }
            int body = draft.length();
            if (hasBody) {
                draft.add(JsonBody.text(request));
            }
            int end = draft.length();
            String signature = draft.base64(key, 0);
            Headers headers = Headers.of(
                    "KC-API-KEY",
                    key.apiKey(),
                    "KC-API-SIGN",
                    signature,
                    "KC-API-TIMESTAMP",
                    timestamp,
                    "KC-API-PASSPHRASE",
                    draft.add(key.passphrase()).base64(key, end),
                    "KC-API-KEY-VERSION",
                    "3",
                    "Content-Type",
                    "application/json");
            return new SignedRequest(request.method(), uri, headers, draft.array(), body, end - body);
        }
    }

    /** What is signed of the query: the parameters as they are. */
    private static void plainQuery(VenueRequest request, Draft draft) {
        char before = '?';
        for (VenueRequest.Param param : request.params()) {
            requirePlain(param.value());
            draft.add(before).add(param.name()).add('=').add(param.value());
            before = '&';
        }
    }

    private static void requirePlain(String value) {
        boolean plain = value.chars().allMatch(c -> c > ' ' && c <= '~' && AMBIGUOUS.indexOf(c) < 0);
        if (!plain) {
            throw KucoinMeaning.refused(
                    "a value in the query is of printable ASCII characters other than space, '&', '#', '%' and '+'");
        }
    }

    /** The connection is opened with a signed address, and its first message answered with its signature; what follows is not signed. */
    private static SignedRequest frame(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String address = host + "/v1/private";
        String text = switch (request.path()) {
            case "connect" -> "";
            case "session" -> base64(key, request.json().orElseThrow());
            default -> order(request, time);
        };
        String query = request.path().equals("connect") ? "?" + login(key, time) : "";
        return new SignedRequest(
                request.method(), URI.create(address + query), Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String login(SigningKey key, SigningTime time) {
        String timestamp = Long.toString(time.now().toEpochMilli());
        String signature = base64(key, key.apiKey() + timestamp);
        String passphrase = base64(key, key.passphrase());
        try (Draft query = Draft.take()) {
            query.param("apikey", key.apiKey())
                    .add('&')
                    .param("sign", signature)
                    .add('&');
            return query.param("passphrase", passphrase)
                    .add("&timestamp=")
                    .add(timestamp)
                    .text(0);
        }
    }

    private static String order(VenueRequest request, SigningTime time) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("id", Long.toString(time.nextNonce())).put("op", request.path());
        frame.set("args", JsonBody.verbatim(Kucoin.ID, request));
        return frame.toString();
    }

    private static String base64(SigningKey key, String message) {
        try (Draft draft = Draft.take()) {
            return draft.add(message).base64(key, 0);
        }
    }
}
