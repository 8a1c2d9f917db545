/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;

/** Orders at OKX that wait for a price or a time: they outlive the key that placed them, and are told apart from the others, each type by itself. */
final class OkxWaiting {
    /** The most that one call cancels. */
    private static final int BATCH = 10;

    private static final List<String> TYPES =
            List.of("conditional", "oco", "chase", "trigger", "move_order_stop", "iceberg", "twap");

    private OkxWaiting() {}

    /**
     * Those of {@code kinds} of instruments. The id of its own that a bot may give one is not told: signed orders are known by {@code clOrdId} alone, so that it counts as one
     * without.
     */
    static List<OpenOrder> open(SignedCalls venue, List<String> kinds) {
        var orders = new ArrayList<OpenOrder>();
        if (!kinds.isEmpty()) {
            TYPES.forEach(type -> orders.addAll(open(venue, kinds, type)));
        }
        return orders;
    }

    private static List<OpenOrder> open(SignedCalls venue, List<String> kinds, String type) {
        VenueRequest list =
                VenueRequest.get("/api/v5/trade/orders-algo-pending").param("ordType", type);
        return OkxAccount.rows(venue, list, "algoId").stream()
                .filter(order -> kinds.contains(order.path("instType").asText("")))
                .map(order -> OkxAccount.order(list, order, "algoId"))
                .toList();
    }

    /** All of a type are listed before the first is cancelled, since a page begins where an order stands. */
    static void cancelAll(SignedCalls venue, List<String> kinds) {
        if (!kinds.isEmpty()) {
            Each.of(TYPES, type -> Each.ofBatches(open(venue, kinds, type), BATCH, batch -> cancel(venue, batch)));
        }
    }

    private static void cancel(SignedCalls venue, List<OpenOrder> orders) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        orders.forEach(order -> items.addObject().put("instId", order.symbol()).put("algoId", order.id()));
        VenueRequest request = VenueRequest.post("/api/v5/trade/cancel-algos").json(items.toString());
        Answers.object(Okx.ID, request.toString(), venue.call(request), Okx.ERRORS);
    }
}
