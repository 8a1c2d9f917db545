/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Method, path, query, SHA-512 of the body and the second, with a line each: HMAC-SHA512 in hexadecimal.
 *
 * <p>Source: the APIv4 manual. The venue signs the query before it is encoded, see {@link PlainQuery}. Settings of positions are the one kind of {@code POST} with a query.
 */
final class GateSigning {
    private static final Set<String> IN_QUERY = Set.of("GET", "DELETE");
    private static final Pattern SETTING =
            Pattern.compile(".*/(positions/[^/]+/(leverage|margin|risk_limit)|dual_mode)");

    private static final Memo<Boolean> SETTINGS =
            new Memo<>(path -> SETTING.matcher(path).matches());

    private GateSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        return request.method().equals(VenueRequest.WEB_SOCKET)
                ? GateFrames.sign(request, host, key, time)
                : overHttp(request, host, key, time);
    }

    private static SignedRequest overHttp(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String timestamp = Long.toString(time.now().getEpochSecond());
        boolean inQuery = isInQuery(request);
        try (Draft draft = Draft.take()) {
            if (!inQuery && (request.json().isPresent() || !request.params().isEmpty())) {
                draft.add(JsonBody.text(request));
            }
            int body = draft.length();
            int query = draft.add(request.method())
                    .add('\n')
                    .add(request.path())
                    .add('\n')
                    .length();
            if (inQuery) {
                PlainQuery.require(Gate.ID, request.params());
                draft.params(request.params());
            }
            URI uri = draft.length() == query
                    ? Urls.of(host, request.path())
                    : URI.create(host + request.path() + "?" + draft.text(query));
            draft.add('\n').addSha512Hex(0, body).add('\n').add(timestamp);
            Headers headers = Headers.of(
                    "KEY",
                    key.apiKey(),
                    "Timestamp",
                    timestamp,
                    "SIGN",
                    draft.hex(key, body),
                    "Content-Type",
                    "application/json");
            return new SignedRequest(request.method(), uri, headers, draft.array(), 0, body);
        }
    }

    private static boolean isInQuery(VenueRequest request) {
        return IN_QUERY.contains(request.method()) || SETTINGS.of(request.path());
    }
}
