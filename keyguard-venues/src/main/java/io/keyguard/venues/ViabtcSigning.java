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

/**
 * The API key in a header; and where the pool asks for it, {@code tonce} behind the parameters and HMAC-SHA256, in hexadecimal, of the query or of the body.
 *
 * <p>Source: the wiki of viabtc/viapool_api, which says "some API need a signature". Neither method nor path are signed: a captured signature fits every endpoint that takes the same parameters.
 */
final class ViabtcSigning {
    static final String SUB_ACCOUNTS = Viabtc.API + "/account/sub";

    private ViabtcSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean signs = request.path().equals(SUB_ACCOUNTS);
        boolean inQuery = request.method().equals("GET");
        long tonce = time.now().toEpochMilli();
        Headers headers = Headers.of("X-API-KEY", key.apiKey());
        try (Draft draft = Draft.take()) {
            if (inQuery) {
                draft.params(request.params());
                if (signs) {
                    draft.add(request.params().isEmpty() ? "tonce=" : "&tonce=").add(tonce);
                }
            } else {
                draft.add(body(request, tonce));
            }
            if (signs) {
                headers = headers.with("X-SIGNATURE", draft.hex(key, 0));
            }
            URI uri = inQuery && draft.length() > 0
                    ? URI.create(host + request.path() + "?" + draft.text(0))
                    : Urls.of(host, request.path());
            return new SignedRequest(
                    request.method(),
                    uri,
                    inQuery ? headers : headers.with("Content-Type", "application/json"),
                    draft.array(),
                    0,
                    inQuery ? 0 : draft.length());
        }
    }

    private static String body(VenueRequest request, long tonce) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        request.params().forEach(parameter -> body.put(parameter.name(), parameter.value()));
        return body.put("tonce", tonce).toString();
    }
}
