/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.Headers;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Method, id, key, parameters and milliseconds, without anything in between: HMAC-SHA256 in hexadecimal, sent with them in one JSON document. Parameters are their names in ascending order, each followed by its value;
 * those of a list follow each other.
 *
 * <p>Source: exchange-developer.crypto.com, digital signature. As nothing stands between names and values, other parameters can have the same signature. Ids grow, so that no two requests are the same. The login of a WebSocket
 * is the same without parameters.
 */
final class CryptoComSigning {
    private static final String LOGIN = "public/auth";
    private static final String STREAM = CryptoCom.API + "user";
    private static final Headers JSON = Headers.of("Content-Type", "application/json");

    private CryptoComSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean overWebSocket = request.method().equals(VenueRequest.WEB_SOCKET);
        String method = overWebSocket ? LOGIN : request.path().substring(CryptoCom.API.length());
        long id = time.nextNonce();
        long millis = time.now().toEpochMilli();
        try (Draft draft = Draft.take()) {
            draft.add(method).add(id).addApiKey(key);
            words(draft, request);
            int body = draft.add(millis).length();
            draft.add("{\"id\":\"").add(id).add("\",\"method\":\"").add(method);
            if (!overWebSocket) {
                draft.add("\",\"params\":").add(JsonBody.text(request)).add(",\"api_key\":\"");
            } else {
                draft.add("\",\"api_key\":\"");
            }
            draft.addApiKey(key).add("\",\"sig\":\"").addHex(key, 0, body);
            draft.add("\",\"nonce\":\"").add(millis).add("\"}");
            return new SignedRequest(
                    request.method(),
                    Urls.of(host, overWebSocket ? STREAM : request.path()),
                    overWebSocket ? Map.of() : JSON,
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    /** Most requests are flat, and need no tree. */
    private static void words(Draft draft, VenueRequest request) {
        Optional<String> document = request.json();
        if (document.isEmpty()) {
            words(draft, request.params());
            return;
        }
        FlatJson flat = FlatJson.read(document.get());
        if (flat == null) {
            words(draft, JsonBody.node(CryptoCom.ID, request));
        } else if (!flat.addTextsInOrder(draft)) {
            throw KeyguardExceptions.notCanonical(CryptoCom.ID, CryptoComMeaning.TEXTS);
        }
    }

    private static void words(Draft draft, List<Param> parameters) {
        var sorted = new ArrayList<>(parameters);
        sorted.sort(Comparator.comparing(Param::name));
        sorted.forEach(parameter -> draft.add(parameter.name()).add(parameter.value()));
    }

    private static void words(Draft draft, JsonNode node) {
        if (node.isTextual()) {
            draft.add(node.asText());
        } else if (node.isArray()) {
            node.forEach(item -> words(draft, item));
        } else if (node.isObject()) {
            var names = new TreeSet<String>();
            node.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                words(draft.add(name), node.path(name));
            }
        } else {
            throw KeyguardExceptions.notCanonical(CryptoCom.ID, CryptoComMeaning.TEXTS);
        }
    }
}
