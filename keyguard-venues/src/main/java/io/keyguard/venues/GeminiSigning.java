/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.TextNode;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.Set;

/**
 * One JSON document of path, nonce and fields, in base64: HMAC-SHA384 of that text in hexadecimal. The document goes out as a header, and the body is empty.
 *
 * <p>Source: developer.gemini.com, API keys. The path stands in the document, so that it is signed too; what a body or a query said besides would not be, and keyguard sends neither.
 */
final class GeminiSigning {
    static final String EVENTS = "/v1/order/events";

    private static final String MASTER = "master-";
    /** What is asked of the group and names no account, or names two. */
    private static final Set<String> OF_THE_GROUP =
            Set.of("/v1/roles", "/v1/account/list", "/v1/account/create", "/v1/transactions", EVENTS);

    private static final String TRANSFER = "/v1/account/transfer/";
    private static final byte[] NOTHING = {};

    private GeminiSigning() {}

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, long nonce) {
        boolean overWebSocket = request.method().equals(VenueRequest.WEB_SOCKET);
        String path = overWebSocket ? EVENTS : request.path();
        try (Draft draft = Draft.take()) {
            draft.add("{\"request\":\"").add(path).add("\",\"nonce\":").add(nonce);
            if (isOfOneAccount(key, path)) {
                draft.add(",\"account\":").add(TextNode.valueOf(key.accountId()).toString());
            }
            addFields(draft, request);
            int end = draft.length();
            draft.addBase64(0, end);
            Headers headers = Headers.of(
                    "X-GEMINI-APIKEY",
                    key.apiKey(),
                    "X-GEMINI-PAYLOAD",
                    draft.text(end),
                    "X-GEMINI-SIGNATURE",
                    draft.hex(key, end));
            return new SignedRequest(
                    request.method(),
                    Urls.of(host, path),
                    overWebSocket
                            ? headers
                            : headers.with("Content-Type", "text/plain").with("Cache-Control", "no-cache"),
                    NOTHING);
        }
    }

    /** A key of the group says for which account it acts; any other one may not. */
    private static boolean isOfOneAccount(SigningKey key, String path) {
        return key.apiKey().startsWith(MASTER)
                && !key.accountId().isEmpty()
                && !OF_THE_GROUP.contains(path)
                && !path.startsWith(TRANSFER);
    }

    /** The fields as they were written, without the brace that opens them. */
    private static void addFields(Draft draft, VenueRequest request) {
        String fields = JsonBody.text(request);
        String rest = fields.substring(fields.indexOf('{') + 1).stripLeading();
        if (!rest.startsWith("}")) {
            draft.add(',');
        }
        draft.add(rest);
    }
}
