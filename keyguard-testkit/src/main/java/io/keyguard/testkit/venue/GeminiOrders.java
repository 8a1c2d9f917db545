/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Orders at the simulated Gemini, each with the key that placed it. Client order ids need not differ. */
final class GeminiOrders {
    private static final Pattern SYMBOL = Pattern.compile("[a-z0-9]{4,24}");
    private static final int LONGEST_CLIENT_ID = 100;
    private static final Set<String> OPTIONS = Set.of("maker-or-cancel", "immediate-or-cancel", "fill-or-kill");
    private static final Set<String> TYPES = Set.of("exchange limit", "exchange stop limit");

    private record Placed(Book.Order order, String clientId, String apiKey, long millis) {}

    private final GeminiSimulator venue;
    private final Map<String, Placed> placed = new ConcurrentHashMap<>();

    GeminiOrders(GeminiSimulator venue) {
        this.venue = venue;
    }

    ObjectNode place(JsonNode payload, SimulatedKey key) {
        String symbol = payload.path("symbol").asText("").toLowerCase(java.util.Locale.ROOT);
        String side = payload.path("side").asText("");
        require(SYMBOL.matcher(symbol).matches(), "InvalidSymbol");
        require(Set.of("buy", "sell").contains(side), "InvalidSide");
        require(TYPES.contains(payload.path("type").asText("")), "InvalidOrderType");
        String amount = payload.path("amount").asText("");
        String price = payload.path("price").asText("");
        require(Book.amount(amount).isPresent(), "InvalidQuantity");
        require(Book.amount(price).isPresent(), "InvalidPrice");
        checkOptions(payload.path("options"));
        String clientId = clientId(payload.path("client_order_id"));
        Book.Order order = venue.book().place("", "", symbol, side, price, amount);
        if (order == null) {
            throw new Refusal("System");
        }
        venue.stats().placedOne();
        var row = new Placed(order, clientId, key.apiKey(), venue.millis());
        placed.put(order.id(), row);
        return told(row, true);
    }

    private static void require(boolean valid, String otherwise) {
        if (!valid) {
            throw new Refusal(otherwise);
        }
    }

    private static void checkOptions(JsonNode options) {
        if (options.isMissingNode()) {
            return;
        }
        require(options.isArray(), "OptionsMustBeArray");
        require(options.size() < 2, "ConflictingOptions");
        options.forEach(option -> require(OPTIONS.contains(option.asText()), "UnsupportedOption"));
    }

    private static String clientId(JsonNode id) {
        require(id.isMissingNode() || id.isTextual(), "ClientOrderIdMustBeString");
        require(id.asText("").length() <= LONGEST_CLIENT_ID, "ClientOrderIdTooLong");
        return id.asText("");
    }

    /** Cancelled ones are told again as they are. */
    ObjectNode cancel(JsonNode payload) {
        Placed row = find(payload);
        if (venue.book().cancel(row.order().id(), "") != null) {
            venue.stats().cancelledOne();
        }
        return told(row, false).put("reason", "Requested");
    }

    ObjectNode status(JsonNode payload) {
        Placed row = find(payload);
        return told(row, venue.book().find(row.order().id(), "") != null);
    }

    private Placed find(JsonNode payload) {
        require(payload.has("order_id"), "MissingOrderField");
        Placed row = placed.get(payload.path("order_id").asText(""));
        if (row == null) {
            throw new Refusal("OrderNotFound");
        }
        return row;
    }

    Predicate<Book.Order> of(String apiKey) {
        return order -> {
            Placed row = placed.get(order.id());
            return row != null && row.apiKey().equals(apiKey);
        };
    }

    ObjectNode cancelAll(Predicate<Book.Order> meant) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("result", "ok");
        ObjectNode details = json.putObject("details");
        details.putArray("cancelRejects");
        ArrayNode cancelled = details.putArray("cancelledOrders");
        for (Book.Order order : venue.book().open()) {
            if (meant.test(order) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                cancelled.add(Long.parseLong(order.id()));
            }
        }
        return json;
    }

    ArrayNode open() {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        for (Book.Order order : venue.book().open()) {
            Placed row = placed.get(order.id());
            if (row != null) {
                json.add(told(row, true));
            }
        }
        return json;
    }

    /** The client's own id of an order; empty if it has none. */
    String clientIdOf(String orderId) {
        Placed row = placed.get(orderId);
        return row == null ? "" : row.clientId();
    }

    private ObjectNode told(Placed row, boolean live) {
        Book.Order order = row.order();
        BigDecimal done = venue.book().fills().stream()
                .filter(fill -> fill.order().id().equals(order.id()))
                .map(Book.Fill::quantity)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal left = new BigDecimal(order.quantity()).subtract(done);
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("order_id", order.id())
                .put("id", order.id())
                .put("symbol", order.symbol())
                .put("exchange", "gemini")
                .put("avg_execution_price", done.signum() == 0 ? "0.00" : order.price())
                .put("side", order.side())
                .put("type", "exchange limit")
                .put("timestamp", Long.toString(row.millis() / 1000))
                .put("timestampms", row.millis())
                .put("is_live", live)
                .put("is_cancelled", !live && left.signum() > 0)
                .put("is_hidden", false)
                .put("was_forced", false)
                .put("executed_amount", done.toPlainString())
                .put("remaining_amount", left.toPlainString())
                .put("price", order.price())
                .put("original_amount", order.quantity());
        json.putArray("options");
        return row.clientId().isEmpty() ? json : json.put("client_order_id", row.clientId());
    }
}
