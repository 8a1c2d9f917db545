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
import java.util.Base64;
import java.util.LinkedHashMap;
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
        var plain = new StringBuilder(256).append(request.path());
        var uri = new StringBuilder(256).append(host).append(request.path());
        String body = "";
        if (IN_QUERY.contains(request.method())) {
            query(request, plain, uri);
            body = request.json().orElse("");
        } else if (request.json().isPresent() || !request.params().isEmpty()) {
            body = request.json()
                    .orElseGet(() ->
                            JsonBody.fromParameters(request).items().get(0).toString());
        }
        String timestamp = Long.toString(time.now().toEpochMilli());
        var headers = new LinkedHashMap<String, String>();
        headers.put("KC-API-KEY", key.apiKey());
        headers.put("KC-API-SIGN", base64(key, timestamp + request.method() + plain + body));
        headers.put("KC-API-TIMESTAMP", timestamp);
        headers.put("KC-API-PASSPHRASE", base64(key, key.passphrase()));
        headers.put("KC-API-KEY-VERSION", "3");
        headers.put("Content-Type", "application/json");
        return new SignedRequest(
                request.method(), URI.create(uri.toString()), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the parameters to {@code plain} as they are and to {@code uri} encoded. */
    private static void query(VenueRequest request, StringBuilder plain, StringBuilder uri) {
        char before = '?';
        for (VenueRequest.Param param : request.params()) {
            requirePlain(param.value());
            plain.append(before).append(param.name()).append('=').append(param.value());
            if (before == '?') {
                uri.append('?');
            }
            Encoding.append(uri, param.name(), param.value());
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
        var query = new StringBuilder(256);
        Encoding.append(query, "apikey", key.apiKey());
        Encoding.append(query, "sign", base64(key, key.apiKey() + timestamp));
        Encoding.append(query, "passphrase", base64(key, key.passphrase()));
        Encoding.append(query, "timestamp", timestamp);
        return query.toString();
    }

    private static String order(VenueRequest request, SigningTime time) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode();
        frame.put("id", Long.toString(time.nextNonce())).put("op", request.path());
        JsonBody body = request.json()
                .map(json -> JsonBody.parse(Kucoin.ID, json))
                .orElseGet(() -> JsonBody.fromParameters(request));
        if (body.isArray()) {
            body.items().forEach(frame.withArray("args")::add);
        } else {
            frame.set("args", body.items().get(0));
        }
        return frame.toString();
    }

    private static String base64(SigningKey key, String message) {
        return Base64.getEncoder().encodeToString(key.sign(message.getBytes(StandardCharsets.UTF_8)));
    }
}
