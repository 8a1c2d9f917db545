/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;

/**
 * Key, time, nonce, an empty field, organisation, an empty field, method, path, query and, if there is one, body, with a zero byte between each two of them: HMAC-SHA256 in hexadecimal.
 *
 * <p>Source: nicehash.com/docs. Parameters are the query, whatever the method; a JSON document is the body, byte for byte. No field but the body, which is last, can hold a zero byte, so nothing can be moved from one
 * to another.
 */
final class NicehashSigning {
    private static final char BETWEEN = '\0';

    private NicehashSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String millis = Long.toString(time.now().toEpochMilli());
        String nonce = Long.toString(time.nextNonce());
        String apiKey = key.apiKey();
        try (Draft draft = Draft.take()) {
            draft.add(apiKey)
                    .add(BETWEEN)
                    .add(millis)
                    .add(BETWEEN)
                    .add(nonce)
                    .add(BETWEEN)
                    .add(BETWEEN);
            draft.add(key.accountId()).add(BETWEEN).add(BETWEEN);
            draft.add(request.method()).add(BETWEEN).add(request.path()).add(BETWEEN);
            int query = draft.length();
            draft.params(request.params());
            int body = draft.length();
            URI uri = uri(host, request.path(), draft, query);
            if (request.json().isPresent()) {
                body = draft.add(BETWEEN).length();
                draft.add(request.json().get());
            }
            // Not before: the signature is made of all there is.
            String signature = draft.hex(key, 0);
            Headers headers = Headers.of("X-Time", millis, "X-Nonce", nonce, "X-Organization-Id", key.accountId())
                    .with("X-Request-Id", nonce)
                    .with("X-Auth", apiKey + ":" + signature)
                    .with("Content-Type", "application/json");
            return new SignedRequest(request.method(), uri, headers, draft.array(), body, draft.length() - body);
        }
    }

    private static URI uri(URI host, String path, Draft draft, int query) {
        return draft.length() == query ? Urls.of(host, path) : URI.create(host + path + "?" + draft.text(query));
    }
}
