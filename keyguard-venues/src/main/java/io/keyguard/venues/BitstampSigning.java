/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;

/**
 * Key, method, host, path, query, the type of the body if there is one, nonce, milliseconds, version and body, without anything in between: HMAC-SHA256 in hexadecimal.
 *
 * <p>Source: bitstamp.net/api, authentication. Paths end in a slash. Parameters are the query of a {@code GET} and a form otherwise; a {@code POST} without any has neither body nor type. The host that is signed is the venue's, whatever
 * the way there. Nonces are UUIDs whose end is a number that grows: what counts is that none comes twice.
 */
final class BitstampSigning {
    private static final String SCHEME = "BITSTAMP ";
    private static final String HOST = "www.bitstamp.net";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String VERSION = "v2";
    /** What every nonce begins with: version 4, of the usual variant. */
    private static final String NONCE = "00000000-0000-4000-8000-000000000000";

    private static final String HEX = "0123456789abcdef";

    private BitstampSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String nonce = nonce(time.nextNonce());
        String millis = Long.toString(time.now().toEpochMilli());
        boolean some = !request.params().isEmpty();
        boolean inBody = some && !request.method().equals("GET");
        String auth = SCHEME + key.apiKey();
        try (Draft draft = Draft.take()) {
            int path = draft.add(auth).add(request.method()).add(HOST).length();
            int slash = draft.add(request.path()).add('/').length();
            if (some && !inBody) {
                draft.add('?').params(request.params());
            }
            URI uri = draft.length() == slash ? Urls.of(host, draft.text(path)) : URI.create(host + draft.text(path));
            int body = draft.add(inBody ? FORM : "")
                    .add(nonce)
                    .add(millis)
                    .add(VERSION)
                    .length();
            if (inBody) {
                draft.params(request.params());
            }
            Headers headers = Headers.of(
                    "X-Auth", auth,
                    "X-Auth-Signature", draft.hex(key, 0),
                    "X-Auth-Nonce", nonce,
                    "X-Auth-Timestamp", millis,
                    "X-Auth-Version", VERSION);
            return new SignedRequest(
                    request.method(),
                    uri,
                    inBody ? headers.with("Content-Type", FORM) : headers,
                    draft.array(),
                    body,
                    draft.length() - body);
        }
    }

    /** The number in hexadecimal at the end of a UUID, over its last two groups. */
    static String nonce(long number) {
        char[] uuid = NONCE.toCharArray();
        int at = uuid.length - 1;
        for (long rest = number; rest > 0; rest >>>= 4) {
            uuid[at] = HEX.charAt((int) (rest & 0xf));
            at -= uuid[at - 1] == '-' ? 2 : 1;
        }
        return new String(uuid);
    }
}
