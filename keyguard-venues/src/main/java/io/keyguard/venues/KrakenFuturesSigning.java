/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;

/**
 * Signs for Kraken Futures: the digest of parameters as sent, nonce, and path.
 *
 * <p>The venue does without a nonce if there is none; a request without one would be good for as long as its key, so there always is one.
 *
 * <p>Source: docs.kraken.com, futures REST guide; that parameters of {@code PUT} go into the query is from the pages of those endpoints.
 */
final class KrakenFuturesSigning {
    private static final String UNSIGNED_START = "/derivatives";

    private KrakenFuturesSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return KrakenFuturesFrames.sign(request, host, key);
        }
        String nonce = Long.toString(time.nextNonce());
        try (Draft draft = Draft.take()) {
            int data = draft.params(TextLast.of(request.params())).length();
            int end = draft.add(nonce).add(signedPath(request.path())).length();
            Headers headers = Headers.of(
                    "APIKey", key.apiKey(), "Authent", draft.addSha256(0, end).base64(key, end), "Nonce", nonce);
            if (request.method().equals("POST")) {
                return new SignedRequest(
                        "POST",
                        Urls.of(host, request.path()),
                        headers.with("Content-Type", "application/x-www-form-urlencoded"),
                        draft.array(),
                        0,
                        data);
            }
            URI uri = data == 0
                    ? Urls.of(host, request.path())
                    : URI.create(host + request.path() + "?" + draft.text(0, data));
            return new SignedRequest(request.method(), uri, headers, new byte[0]);
        }
    }

    private static String signedPath(String path) {
        return path.startsWith(UNSIGNED_START + "/") ? path.substring(UNSIGNED_START.length()) : path;
    }

    /** The base64 of the signature of the digest of {@code text}. */
    static String authent(SigningKey key, String text) {
        try (Draft draft = Draft.take()) {
            int end = draft.add(text).length();
            return draft.addSha256(0, end).base64(key, end);
        }
    }
}
