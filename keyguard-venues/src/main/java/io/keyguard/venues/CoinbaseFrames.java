/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Messages of Coinbase's WebSocket: every subscription carries a token of its own. Data alone flows there; no order is taken.
 *
 * <p>Source: docs.cdp.coinbase.com, Advanced Trade WebSocket, authentication. The token names no request. UNCONFIRMED: whether the REST API refuses it.
 */
final class CoinbaseFrames {
    /** What shows the account; the other channels are public and need no key. */
    private static final Set<String> PRIVATE = Set.of("user", "futures_balance_summary");

    private CoinbaseFrames() {}

    static EndpointTable.Rule withRisk(Risk risk) {
        return request -> {
            JsonBody body = request.items();
            Fields message = body.items().get(0);
            if (message.has("type")) {
                throw KeyguardExceptions.signerSets(Coinbase.ID, "type");
            }
            boolean ofTheAccount = !body.isArray()
                    && message.path("channel").isTextual()
                    && PRIVATE.contains(message.path("channel").asText());
            if (!ofTheAccount) {
                throw KeyguardExceptions.notCanonical(
                        Coinbase.ID, "'channel' is user or futures_balance_summary; the others need no key");
            }
            return new Classification(OPEN_SESSION, risk);
        };
    }

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("type", request.path());
        frame.setAll((ObjectNode) JsonBody.node(Coinbase.ID, request));
        frame.put("jwt", CoinbaseToken.of(key, time.now(), CoinbaseToken.nonce(), null));
        return new SignedRequest(
                request.method(), host, Map.of(), frame.toString().getBytes(StandardCharsets.UTF_8));
    }
}
