/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

/**
 * How a venue gives out the token that stands in every message over its WebSocket in the place of a signature, as at Kraken. Messages of such a venue are signed with an empty text under the name
 * {@code token}, where {@link io.keyguard.http.SignedWebSocket} puts it; a bot with a WebSocket client of its own does so itself.
 *
 * @param request what asks for a token, signed like any other
 * @param path where the token stands in the answer, names with dots between them
 * @param errors tells why there is none
 */
public record SessionToken(VenueRequest request, String path, ErrorClassifier errors) {
    /** Makes the description of a venue's tokens. */
    public SessionToken {
        requireNonNull(request, "request");
        requireNonNull(path, "path");
        requireNonNull(errors, "errors");
    }

    /** Prints the request and where the token stands. */
    @Override
    public String toString() {
        return "SessionToken[" + request + ", " + path + "]";
    }
}
