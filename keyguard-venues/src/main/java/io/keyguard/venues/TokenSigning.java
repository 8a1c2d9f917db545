/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.function.UnaryOperator;

/**
 * Requests that carry a token in a header and are not signed: parameters are the query of a {@code GET}, and an object of strings otherwise; a JSON document is sent byte for byte.
 *
 * @param header carries the token as it is; nothing else does
 * @param path the path as the venue wants it
 */
record TokenSigning(String header, UnaryOperator<String> path) implements RequestSigner {
    TokenSigning(String header) {
        this(header, UnaryOperator.identity());
    }

    @Override
    public SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        boolean inQuery = request.method().equals("GET");
        boolean bare = inQuery || isEmptyDelete(request);
        String address = path.apply(request.path());
        try (Draft draft = Draft.take()) {
            draft.add(address);
            if (inQuery && !request.params().isEmpty()) {
                draft.add('?').params(request.params());
            }
            URI uri = Urls.of(host, address, draft, 0, draft.length());
            int body = draft.length();
            if (!bare) {
                draft.add(JsonBody.text(request));
            }
            Headers headers = Headers.of(header, key.apiKey());
            return new SignedRequest(
                    request.method(),
                    uri,
                    bare ? headers : headers.with("Content-Type", "application/json"),
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    /** Not every server takes a body with it. */
    private static boolean isEmptyDelete(VenueRequest request) {
        return request.method().equals("DELETE")
                && request.json().isEmpty()
                && request.params().isEmpty();
    }
}
