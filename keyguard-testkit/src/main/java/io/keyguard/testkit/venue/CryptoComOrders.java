/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Orders at the simulated Crypto.com; those that wait for a price are in lists of their own. */
final class CryptoComOrders {
    private static final Pattern INSTRUMENT = Pattern.compile("(?:BTC|ETH)(?:_USDT?|USD-PERP)");
    private static final Set<String> SIDES = Set.of("BUY", "SELL");
    private static final Set<String> TYPES = Set.of("LIMIT", "MARKET");
    private static final Set<String> TRIGGERS = Set.of("STOP_LOSS", "STOP_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT");
    private static final Set<String> EXECUTIONS =
            Set.of("POST_ONLY", "SMART_POST_ONLY", "REDUCE_ONLY", "ISOLATED_MARGIN");

    private final CryptoComSimulator venue;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Map<String, String> clientIds = new ConcurrentHashMap<>();

    CryptoComOrders(CryptoComSimulator venue) {
        this.venue = venue;
    }

    static String required(JsonNode params, String name) {
        JsonNode value = params.path(name);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw new Refusal("40004");
        }
        return value.asText();
    }

    static void check(boolean right, String otherwise) {
        if (!right) {
            throw new Refusal(otherwise);
        }
    }

    ObjectNode place(JsonNode params, boolean waits) {
        String instrument = required(params, "instrument_name");
        check(INSTRUMENT.matcher(instrument).matches(), "209");
        check(SIDES.contains(required(params, "side")), "220");
        String type = required(params, "type");
        check((waits ? TRIGGERS : TYPES).contains(type), "218");
        String quantity = required(params, "quantity");
        check(Book.amount(quantity).isPresent(), "213");
        String price = params.path("price").asText("");
        check(type.contains("LIMIT") ? Book.amount(price).isPresent() : price.isEmpty(), "308");
        check(!waits || Book.amount(required(params, "ref_price")).isPresent(), "308");
        JsonNode executions = params.path("exec_inst");
        check(executions.isMissingNode() || executions.isArray(), "219");
        executions.forEach(one -> check(EXECUTIONS.contains(one.asText()), "219"));
        return placed(params, instrument, price, quantity, waits);
    }

    private ObjectNode placed(JsonNode params, String instrument, String price, String quantity, boolean waits) {
        String clientId = params.path("client_oid").asText("");
        check(clientId.length() <= 36, "40004");
        Book.Order order =
                venue.book().place("", clientId, instrument, params.path("side").asText(), price, quantity);
        if (order == null) {
            throw new Refusal("204");
        }
        clientIds.put(order.id(), clientId);
        if (waits) {
            waiting.add(order.id());
        }
        venue.stats().placedOne();
        return confirmed(order);
    }

    private ObjectNode confirmed(Book.Order order) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("client_oid", clientIdOf(order.id()))
                .put("order_id", order.id());
    }

    String clientIdOf(String orderId) {
        return clientIds.getOrDefault(orderId, "");
    }

    ArrayNode placeAll(JsonNode params) {
        check(
                required(params, "contingency_type").equals("LIST")
                        && params.path("order_list").isArray(),
                "40004");
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        for (JsonNode order : params.path("order_list")) {
            int index = json.size();
            json.add(place(order, false).put("code", 0).put("index", index));
        }
        return json;
    }

    ObjectNode cancel(JsonNode params, boolean waits) {
        String id = params.path("order_id").asText("");
        String clientId = params.path("client_oid").asText("");
        Book.Order found = venue.book().find(id, clientId);
        check(found != null && waiting.contains(found.id()) == waits, "40401");
        Book.Order order = venue.book().cancel(id, clientId);
        check(order != null, "40401");
        venue.stats().cancelledOne();
        return order == null ? VenueSimulator.JSON.createObjectNode() : confirmed(order);
    }

    /** All but those that wait for a price. */
    JsonNode cancelAll(JsonNode params) {
        String instrument = params.path("instrument_name").asText("");
        for (Book.Order order : venue.book().open()) {
            boolean meant = instrument.isEmpty() || instrument.equals(order.symbol());
            if (meant && !waiting.contains(order.id()) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
            }
        }
        return MissingNode.getInstance();
    }

    ObjectNode open(boolean waits) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        ArrayNode data = json.putArray("data");
        for (Book.Order order : venue.book().open()) {
            if (waiting.contains(order.id()) == waits) {
                ObjectNode row = data.addObject()
                        .put("account_id", venue.accountId())
                        .put("order_id", order.id())
                        .put("client_oid", clientIdOf(order.id()))
                        .put("order_type", order.price().isEmpty() ? "MARKET" : "LIMIT")
                        .put("time_in_force", "GOOD_TILL_CANCEL")
                        .put("side", order.side())
                        .put("quantity", order.quantity())
                        .put("limit_price", order.price())
                        .put("status", "ACTIVE")
                        .put("instrument_name", order.symbol())
                        .put("create_time", venue.millis());
                row.putArray("exec_inst");
            }
        }
        return json;
    }
}
