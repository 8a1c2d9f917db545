/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lists what is open at KuCoin: orders, stops that wait, and pairs of orders that cancel each other. */
final class KucoinOrders {
    private static final int PAGE = 100;
    /** More pages than any account has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 1_000;

    private static final Set<String> OVER = Set.of("DONE", "CANCELLED", "CANCELED");

    private KucoinOrders() {}

    static List<OpenOrder> spot(SignedCalls venue) {
        var orders = new ArrayList<OpenOrder>();
        VenueRequest question = VenueRequest.get("/api/v1/hf/orders/active/symbols");
        for (String symbol : symbols(venue, question)) {
            VenueRequest request = VenueRequest.get("/api/v1/hf/orders/active").param("symbol", symbol);
            add(orders, request, requireArray(request, KucoinAccount.data(venue, request)), "id");
        }
        orders.addAll(stops(venue, "TRADE"));
        VenueRequest pairs = VenueRequest.get("/api/v3/oco/orders");
        List<JsonNode> open = pages(venue, pairs).stream()
                .filter(pair -> !OVER.contains(pair.path("status").asText("")))
                .toList();
        add(orders, pairs, open, "orderId");
        return orders;
    }

    static List<OpenOrder> margin(SignedCalls venue, String margin) {
        var orders = new ArrayList<OpenOrder>();
        for (String symbol : marginSymbols(venue, margin)) {
            VenueRequest request = VenueRequest.get("/api/v3/hf/margin/orders/active")
                    .param("symbol", symbol)
                    .param("tradeType", margin);
            add(orders, request, requireArray(request, KucoinAccount.data(venue, request)), "id");
        }
        orders.addAll(stops(venue, margin));
        return orders;
    }

    static Set<String> marginSymbols(SignedCalls venue, String margin) {
        return symbols(
                venue,
                VenueRequest.get("/api/v3/hf/margin/order/active/symbols").param("tradeType", margin));
    }

    private static List<OpenOrder> stops(SignedCalls venue, String tradeType) {
        VenueRequest request = VenueRequest.get("/api/v1/stop-order").param("tradeType", tradeType);
        var orders = new ArrayList<OpenOrder>();
        add(orders, request, pages(venue, request), "id");
        return orders;
    }

    static List<OpenOrder> futures(SignedCalls venue) {
        var orders = new ArrayList<>(activeFutures(venue));
        VenueRequest stops = VenueRequest.get("/api/v1/stopOrders");
        add(orders, stops, pages(venue, stops), "id");
        return orders;
    }

    static Set<String> futuresSymbols(SignedCalls venue) {
        var symbols = new TreeSet<String>();
        activeFutures(venue).forEach(order -> symbols.add(order.symbol()));
        return symbols;
    }

    private static List<OpenOrder> activeFutures(SignedCalls venue) {
        VenueRequest request = VenueRequest.get("/api/v1/orders").param("status", "active");
        var orders = new ArrayList<OpenOrder>();
        add(orders, request, pages(venue, request), "id");
        return orders;
    }

    private static Set<String> symbols(SignedCalls venue, VenueRequest request) {
        var symbols = new TreeSet<String>();
        JsonNode found = Answers.array(Kucoin.ID, request.toString(), KucoinAccount.data(venue, request), "symbols");
        for (JsonNode symbol : found) {
            if (!symbol.isTextual()) {
                throw KeyguardExceptions.malformedReply(Kucoin.ID, request.toString(), 200);
            }
            symbols.add(symbol.asText());
        }
        return symbols;
    }

    static List<JsonNode> pages(SignedCalls venue, VenueRequest first) {
        var items = new ArrayList<JsonNode>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            VenueRequest request =
                    first.param("currentPage", Integer.toString(page)).param("pageSize", Integer.toString(PAGE));
            JsonNode found = Answers.array(Kucoin.ID, first.toString(), KucoinAccount.data(venue, request), "items");
            found.forEach(items::add);
            if (found.size() < PAGE) {
                return items;
            }
        }
        throw KeyguardExceptions.malformedReply(Kucoin.ID, first.toString(), 200);
    }

    private static void add(List<OpenOrder> orders, VenueRequest question, Iterable<JsonNode> found, String id) {
        for (JsonNode order : found) {
            orders.add(new OpenOrder(
                    Answers.text(Kucoin.ID, question.toString(), order, id),
                    order.path("clientOid").asText(""),
                    Answers.text(Kucoin.ID, question.toString(), order, "symbol")));
        }
    }

    static JsonNode requireArray(VenueRequest question, JsonNode data) {
        if (!data.isArray()) {
            throw KeyguardExceptions.malformedReply(Kucoin.ID, question.toString(), 200);
        }
        return data;
    }
}
