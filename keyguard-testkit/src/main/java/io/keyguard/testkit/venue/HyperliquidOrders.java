/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Orders at the simulated Hyperliquid, of the wallet and of its sub-account; what goes wrong with one order of an action is told in its place. */
final class HyperliquidOrders {
    /** By the number of the asset. */
    static final List<String> CONTRACTS = List.of("BTC", "ETH", "SOL");

    static final List<String> PAIRS = List.of("PURR/USDC", "@1", "@2");
    private static final int FIRST_PAIR = 10_000;

    private static final Set<String> TYPES = Set.of(
            "order",
            "batchModify",
            "cancel",
            "cancelByCloid",
            "scheduleCancel",
            "updateLeverage",
            "updateIsolatedMargin");

    private static final Set<String> TIMES = Set.of("Alo", "Ioc", "Gtc");
    private static final Pattern CLIENT_ID = Pattern.compile("0x[0-9a-f]{32}");
    private static final BigDecimal LEAST = BigDecimal.TEN;
    private static final long SOONEST = 5_000;

    private final HyperliquidSimulator venue;
    /** Whose order it is, where it is not the wallet's, and the bot's own ids. */
    private final Map<String, String> accounts = new ConcurrentHashMap<>();

    private final Map<String, String> clientIds = new ConcurrentHashMap<>();

    HyperliquidOrders(HyperliquidSimulator venue) {
        this.venue = venue;
    }

    boolean knows(String type) {
        return TYPES.contains(type);
    }

    static void check(boolean right, String otherwise) {
        if (!right) {
            throw new Refusal(otherwise);
        }
    }

    ObjectNode act(String type, JsonNode action, String account) {
        return switch (type) {
            case "order" -> each(action.path("orders"), order -> place(order, account));
            case "batchModify" -> each(action.path("modifies"), one -> modify(one, account));
            case "cancel" ->
                each(
                        action.path("cancels"),
                        one -> cancel(one.path("a"), one.path("o").asText(), "", account));
            case "cancelByCloid" ->
                each(
                        action.path("cancels"),
                        one -> cancel(one.path("asset"), "", one.path("cloid").asText(), account));
            case "scheduleCancel" -> timer(action);
            default -> setting(action);
        };
    }

    private interface One {
        JsonNode act(JsonNode item);
    }

    private ObjectNode each(JsonNode items, One one) {
        check(items.isArray() && !items.isEmpty(), HyperliquidSimulator.MALFORMED);
        ObjectNode data = VenueSimulator.JSON.createObjectNode();
        ArrayNode statuses = data.putArray("statuses");
        for (JsonNode item : items) {
            try {
                statuses.add(one.act(item));
            } catch (Refusal refused) {
                check(!refused.code().equals(HyperliquidSimulator.MALFORMED), refused.code());
                venue.stats().rejected(refused.code());
                statuses.addObject().put("error", HyperliquidSimulator.sentence(refused.code()));
            }
        }
        return data;
    }

    static @Nullable String symbol(JsonNode asset) {
        int number = asset.isIntegralNumber() ? asset.asInt() : -1;
        if (number >= FIRST_PAIR) {
            return number - FIRST_PAIR < PAIRS.size() ? PAIRS.get(number - FIRST_PAIR) : null;
        }
        return number >= 0 && number < CONTRACTS.size() ? CONTRACTS.get(number) : null;
    }

    private JsonNode place(JsonNode order, String account) {
        JsonNode type = order.path("t");
        boolean whole = order.path("a").isIntegralNumber()
                && order.path("b").isBoolean()
                && order.path("r").isBoolean()
                && (TIMES.contains(type.path("limit").path("tif").asText(""))
                        || type.path("trigger").isObject());
        check(whole, HyperliquidSimulator.MALFORMED);
        String symbol = symbol(order.path("a"));
        check(symbol != null, HyperliquidSimulator.NO_ASSET);
        BigDecimal price = amount(order, "p");
        BigDecimal size = amount(order, "s");
        check(price.multiply(size).compareTo(LEAST) >= 0, HyperliquidSimulator.TOO_SMALL);
        String clientId = order.path("c").asText("");
        check(clientId.isEmpty() || CLIENT_ID.matcher(clientId).matches(), HyperliquidSimulator.MALFORMED);
        Book.Order placed = venue.book()
                .place(
                        "",
                        clientId,
                        String.valueOf(symbol),
                        order.path("b").asBoolean() ? "buy" : "sell",
                        price.toPlainString(),
                        size.toPlainString());
        if (placed == null) {
            throw new Refusal(HyperliquidSimulator.NO_MARGIN);
        }
        accounts.put(placed.id(), account);
        clientIds.put(placed.id(), clientId);
        venue.stats().placedOne();
        ObjectNode status = VenueSimulator.JSON.createObjectNode();
        ObjectNode resting = status.putObject("resting").put("oid", Long.parseLong(placed.id()));
        if (!clientId.isEmpty()) {
            resting.put("cloid", clientId);
        }
        return status;
    }

    private static BigDecimal amount(JsonNode order, String name) {
        return Book.amount(order.path(name).asText("")).orElseThrow(() -> new Refusal(HyperliquidSimulator.MALFORMED));
    }

    private JsonNode modify(JsonNode one, String account) {
        String id = one.path("oid").asText("");
        JsonNode order = one.path("order");
        boolean byClient = CLIENT_ID.matcher(id).matches();
        cancel(order.path("a"), byClient ? "" : id, byClient ? id : "", account);
        return place(order, account);
    }

    private JsonNode cancel(JsonNode asset, String id, String clientId, String account) {
        Book.Order order = venue.book().find(id, clientId);
        boolean there = order != null
                && order.symbol().equals(symbol(asset))
                && accountOf(order).equals(account);
        check(there && venue.book().cancel(id, clientId) != null, HyperliquidSimulator.NO_ORDER);
        venue.stats().cancelledOne();
        return VenueSimulator.JSON.getNodeFactory().textNode("success");
    }

    String accountOf(Book.Order order) {
        return accounts.getOrDefault(order.id(), venue.accountId());
    }

    String clientIdOf(Book.Order order) {
        return clientIds.getOrDefault(order.id(), "");
    }

    private ObjectNode timer(JsonNode action) {
        JsonNode time = action.path("time");
        boolean soon = time.isIntegralNumber() && time.asLong() < venue.millis() + SOONEST;
        check(!soon && (time.isIntegralNumber() || time.isMissingNode()), HyperliquidSimulator.BAD_TIME);
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ObjectNode setting(JsonNode action) {
        check(symbol(action.path("asset")) != null, HyperliquidSimulator.NO_ASSET);
        return VenueSimulator.JSON.createObjectNode();
    }

    ArrayNode open(String account) {
        ArrayNode rows = VenueSimulator.JSON.createArrayNode();
        for (Book.Order order : venue.book().open()) {
            if (accountOf(order).equals(account)) {
                ObjectNode row = rows.addObject()
                        .put("coin", order.symbol())
                        .put("side", order.buys() ? "B" : "A")
                        .put("limitPx", order.price())
                        .put("sz", order.quantity())
                        .put("oid", Long.parseLong(order.id()))
                        .put("timestamp", venue.millis())
                        .put("reduceOnly", false)
                        .put("orderType", "Limit");
                String clientId = clientIdOf(order);
                if (clientId.isEmpty()) {
                    row.putNull("cloid");
                } else {
                    row.put("cloid", clientId);
                }
            }
        }
        return rows;
    }
}
