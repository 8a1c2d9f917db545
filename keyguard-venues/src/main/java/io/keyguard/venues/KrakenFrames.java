/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Messages of Kraken's WebSocket, version 2: each carries a token in the place of a signature, which {@link io.keyguard.http.SignedWebSocket} fetches and puts in. Orders carry a deadline, as over HTTP.
 *
 * <p>Source: docs.kraken.com, spot WebSocket 2, the pages of the methods, and authentication. {@code margin} and {@code reduce_only} are JSON booleans there.
 */
final class KrakenFrames {
    static final SessionToken TOKEN = new SessionToken(
            VenueRequest.post("/0/private/GetWebSocketsToken"), "result.token", reply -> Kraken.ERRORS.classify(reply));

    static final String ORDER = "TRADE_MARGIN with margin, else TRADE_SPOT; reduce_only with margin reduces";
    static final String BATCH = "TRADE_MARGIN if any order has margin, else TRADE_SPOT; ADDS_RISK";
    static final String CHANGE = "TRADE_SPOT, ADDS_RISK; a margin order counts as spot";
    static final String CANCELLATION = "TRADE_SPOT, REDUCES_RISK";
    static final String TIMER = "TRADE_SPOT; a timeout above 0 reduces, 0 disarms";
    static final String FEED = "OPEN_SESSION, ADDS_RISK; the channels executions and balances";

    private static final Set<String> TAKE_DEADLINE = Set.of("add_order", "batch_add", "amend_order", "edit_order");
    private static final Set<String> CHANNELS = Set.of("executions", "balances");

    private KrakenFrames() {}

    static Classification order(CheckedRequest request) {
        Fields order = params(request);
        Permission product = product(order);
        boolean closes = isTrue(order, "margin")
                && isTrue(order, "reduce_only")
                && !order.has("leverage")
                && !order.has("conditional")
                && !isSettlement(order);
        return new Classification(product, closes ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    static Classification batch(CheckedRequest request) {
        JsonNode orders = params(request).path("orders");
        if (!orders.isArray() || orders.isEmpty()) {
            throw refused("'orders' is an array of orders");
        }
        Permission product = TRADE_SPOT;
        for (JsonNode order : orders) {
            if (!(order instanceof ObjectNode object)) {
                throw refused("'orders' is an array of orders");
            }
            product = product(new Fields.OfTree(object)) == TRADE_MARGIN ? TRADE_MARGIN : product;
        }
        return new Classification(product, Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    /** It names the order and not its product. */
    static Classification change(CheckedRequest request) {
        return new Classification(product(params(request)), Risk.ADDS_RISK);
    }

    /** The venue takes the order away and places another. */
    static Classification replacement(CheckedRequest request) {
        return change(request).with(OrderEffect.BOTH);
    }

    static Classification cancellation(CheckedRequest request) {
        var unused = params(request);
        return new Classification(TRADE_SPOT, Risk.REDUCES_RISK);
    }

    static Classification timer(CheckedRequest request) {
        JsonNode timeout = params(request).path("timeout");
        boolean arms = timeout.isIntegralNumber() && timeout.asText().matches("[1-9]\\d{0,4}");
        return new Classification(TRADE_SPOT, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    static Classification feed(CheckedRequest request) {
        if (!CHANNELS.contains(params(request).text("channel"))) {
            throw refused("the private channels are executions and balances");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    private static Permission product(Fields order) {
        boolean margin = isTrue(order, "margin") || order.has("leverage") || isSettlement(order);
        return margin ? TRADE_MARGIN : TRADE_SPOT;
    }

    private static boolean isSettlement(Fields order) {
        return order.text("order_type").equals("settle-position");
    }

    /** What Kraken makes of flags that are no booleans is not documented. */
    private static boolean isTrue(Fields order, String flag) {
        JsonNode value = order.path(flag);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw refused("'" + flag + "' is true or false, or is left out");
        }
        return value.asBoolean();
    }

    private static Fields params(CheckedRequest request) {
        if (!request.request().params().isEmpty()) {
            throw refused("a message over a WebSocket that has any parameters is a JSON document, where they have"
                    + " types");
        }
        return request.object(Kraken.ID);
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Kraken.ID, rule);
    }

    /** The document as it was written, behind room for the token. */
    static SignedRequest sign(VenueRequest request, URI host, SigningTime time) {
        var frame = new StringBuilder(256)
                .append("{\"method\":\"")
                .append(request.path())
                .append("\",\"params\":{\"token\":\"\"");
        if (TAKE_DEADLINE.contains(request.path())) {
            frame.append(",\"deadline\":\"").append(Kraken.deadline(time)).append('"');
        }
        String document = request.json().map(String::strip).orElse("{}");
        String fields = document.substring(1, document.length() - 1).strip();
        frame.append(fields.isEmpty() ? "" : ",").append(fields);
        frame.append("},\"req_id\":").append(time.nextNonce()).append('}');
        return new SignedRequest(
                request.method(),
                URI.create(host + "/v2"),
                Map.of(),
                frame.toString().getBytes(StandardCharsets.UTF_8));
    }
}
