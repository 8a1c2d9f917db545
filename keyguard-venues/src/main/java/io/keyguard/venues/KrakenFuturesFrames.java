/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Risk;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venue.VenueRequest.Param;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Messages of Kraken Futures' WebSocket: the key asks for a challenge, and the signed challenge goes with every subscription to a private feed. Nothing is traded over it.
 *
 * <p>A challenge is signed like a request over HTTP, so it must not be one: only a UUID is signed.
 *
 * <p>Source: docs.kraken.com, futures WebSocket guide, with an example that reproduces.
 */
final class KrakenFuturesFrames {
    private static final String CHALLENGE = "challenge";
    private static final String FEED = "feed";
    private static final String PRODUCTS = "product_ids";

    private static final Pattern IS_CHALLENGE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern IS_FEED = Pattern.compile("[a-z_]{1,40}");
    private static final Pattern IS_PRODUCTS = Pattern.compile("[A-Z0-9_.]{1,40}(,[A-Z0-9_.]{1,40}){0,99}");

    private KrakenFuturesFrames() {}

    /** A request for a challenge says who asks and nothing else. */
    static Classification challenge(CheckedRequest request) {
        if (!request.request().params().isEmpty()) {
            throw KrakenFuturesMeaning.refused("a request for a challenge takes no parameters");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    static Classification subscription(CheckedRequest request) {
        requireReadable(request.request());
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static void requireReadable(VenueRequest request) {
        boolean known =
                request.params().stream().map(Param::name).allMatch(Set.of(CHALLENGE, FEED, PRODUCTS)::contains);
        boolean readable = known
                && IS_CHALLENGE.matcher(request.param(CHALLENGE).orElse("")).matches()
                && IS_FEED.matcher(request.param(FEED).orElse("")).matches()
                && IS_PRODUCTS.matcher(request.param(PRODUCTS).orElse("ALL")).matches();
        if (!readable) {
            throw KrakenFuturesMeaning.refused(
                    "a subscription has 'challenge', the UUID that the venue sent, 'feed', and perhaps 'product_ids' with commas between them");
        }
    }

    static SignedRequest sign(VenueRequest request, URI host, SigningKey key) {
        ObjectNode frame = JsonNodeFactory.instance
                .objectNode()
                .put("event", request.path())
                .put("api_key", key.apiKey());
        if (!request.path().equals(CHALLENGE)) {
            subscribe(frame, request, key);
        }
        return new SignedRequest(
                request.method(),
                URI.create(host + "/ws/v1"),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void subscribe(ObjectNode frame, VenueRequest request, SigningKey key) {
        requireReadable(request);
        String challenge = request.param(CHALLENGE).orElseThrow();
        frame.put(FEED, request.param(FEED).orElseThrow());
        request.param(PRODUCTS).ifPresent(products -> {
            ArrayNode ids = frame.putArray(PRODUCTS);
            Pattern.compile(",").splitAsStream(products).forEach(ids::add);
        });
        frame.put("original_challenge", challenge)
                .put("signed_challenge", KrakenFuturesSigning.authent(key, challenge));
    }
}
