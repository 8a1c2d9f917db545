/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Orders, executions and positions of a unified account at the simulated Bitget. In the book, markets other than spot stand under their category, as in {@code USDT-FUTURES/BTCUSDT}. */
final class BitgetUnified {
    private static final String API = "/api/v3/";
    private static final BigDecimal FEE = new BigDecimal("0.001");
    private static final Set<String> CATEGORIES =
            Set.of("SPOT", "MARGIN", "USDT-FUTURES", "COIN-FUTURES", "USDC-FUTURES");

    private final BitgetSimulator venue;

    BitgetUnified(BitgetSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET " + API + "account/assets" -> assets();
            case "GET " + API + "account/funding-assets" -> funding();
            case "GET " + API + "trade/unfilled-orders" -> listed(open(query), "orderId", query);
            case "GET " + API + "trade/fills" -> listed(fills(query), "execId", query);
            case "GET " + API + "position/current-position" -> positions(query);
            case "POST " + API + "trade/place-order" -> place(body, category(body));
            case "POST " + API + "trade/cancel-order" -> cancel(body);
            case "POST " + API + "trade/cancel-symbol-order" -> cancelAll(body);
            case "POST " + API + "trade/countdown-cancel-all" -> timer(body);
            default -> throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
        };
    }

    private ObjectNode assets() {
        ObjectNode json = node().put("accountEquity", "0");
        ArrayNode rows = json.putArray("assets");
        venue.book()
                .balances()
                .forEach((asset, held) -> rows.addObject()
                        .put("coin", asset)
                        .put("equity", held.toPlainString())
                        .put("usdValue", "0")
                        .put("balance", held.toPlainString())
                        .put("available", held.toPlainString())
                        .put("debt", "0")
                        .put("locked", "0"));
        return json;
    }

    private static ArrayNode funding() {
        ArrayNode rows = array();
        rows.addObject()
                .put("coin", "BGB")
                .put("available", "3")
                .put("frozen", "0")
                .put("balance", "3");
        return rows;
    }

    private static String category(JsonNode body) {
        String category = BitgetSimulator.required(body, "category");
        if (!CATEGORIES.contains(category)) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        return category;
    }

    private static String prefix(String category) {
        return category.equals("SPOT") ? "" : category + "/";
    }

    /** Whether {@code order} is of {@code category}; all of them if it is empty. */
    private static boolean isOf(String category, Book.Order order) {
        boolean spot = !order.symbol().contains("/");
        return category.isEmpty()
                || (category.equals("SPOT") ? spot : order.symbol().startsWith(category + "/"));
    }

    ObjectNode place(JsonNode body, String category) {
        String side = BitgetSimulator.required(body, "side");
        boolean limit = BitgetSimulator.required(body, "orderType").equals("limit");
        if (!List.of("buy", "sell").contains(side)) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        Book.Order order = venue.book()
                .place(
                        "",
                        body.path("clientOid").asText(""),
                        prefix(category) + BitgetSimulator.required(body, "symbol"),
                        side,
                        limit ? BitgetOrders.amount(BitgetSimulator.required(body, "price")) : "",
                        BitgetOrders.amount(BitgetSimulator.required(body, "qty")));
        if (order == null) {
            throw new Refusal("40786");
        }
        venue.stats().placedOne();
        return BitgetOrders.ids(order);
    }

    ObjectNode cancel(JsonNode body) {
        Book.Order order = venue.book()
                .cancel(body.path("orderId").asText(""), body.path("clientOid").asText(""));
        if (order == null) {
            throw new Refusal(BitgetSimulator.NO_ORDER);
        }
        venue.stats().cancelledOne();
        return BitgetOrders.ids(order);
    }

    private ObjectNode cancelAll(JsonNode body) {
        String category = category(body);
        String symbol = body.path("symbol").asText("");
        Predicate<Book.Order> meant =
                order -> isOf(category, order) && (symbol.isEmpty() || symbol.equals(BitgetOrders.symbol(order)));
        ObjectNode json = node();
        ArrayNode done = json.putArray("list");
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (meant.test(order) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                done.add(BitgetOrders.ids(order).put("code", "0").put("msg", "success"));
            }
        }
        return json;
    }

    private static ObjectNode timer(JsonNode body) {
        String countdown = BitgetSimulator.required(body, "countdown");
        if (!countdown.matches("0|[5-9]|[1-5]\\d|60")) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        return node().put("countdown", countdown);
    }

    private List<ObjectNode> open(Map<String, String> query) {
        String category = query.getOrDefault("category", "");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Order order : venue.book().open()) {
            if (isOf(category, order)) {
                rows.add(
                        0,
                        BitgetOrders.ids(order)
                                .put("category", category)
                                .put("symbol", BitgetOrders.symbol(order))
                                .put("orderType", order.price().isEmpty() ? "market" : "limit")
                                .put("side", order.side())
                                .put("price", order.price())
                                .put("qty", order.quantity())
                                .put("cumExecQty", "0")
                                .put("orderStatus", "live")
                                .put("createdTime", Long.toString(venue.millis())));
            }
        }
        return rows;
    }

    private List<ObjectNode> fills(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            boolean meant = isOf(query.getOrDefault("category", ""), fill.order());
            if (meant && BitgetOrders.isWithin(fill.at().toEpochMilli(), query)) {
                rows.add(0, fill(fill));
            }
        }
        return rows;
    }

    private static ObjectNode fill(Book.Fill fill) {
        ObjectNode row = node().put("execId", fill.id())
                .put("orderId", fill.order().id())
                .put("symbol", BitgetOrders.symbol(fill.order()))
                .put("orderType", "limit")
                .put("side", fill.order().side())
                .put("execPrice", fill.price().toPlainString())
                .put("execQty", fill.quantity().toPlainString())
                .put("createdTime", Long.toString(fill.at().toEpochMilli()));
        row.putArray("feeDetail")
                .addObject()
                .put("feeCoin", "USDT")
                .put("fee", fill.quantity().multiply(FEE).toPlainString());
        return row;
    }

    private ObjectNode positions(Map<String, String> query) {
        ObjectNode json = node();
        ArrayNode rows = json.putArray("list");
        BitgetOrders.sizes(venue.book(), query.getOrDefault("category", "") + "/")
                .forEach((symbol, size) -> rows.addObject()
                        .put("symbol", symbol)
                        .put("posSide", size.signum() < 0 ? "short" : "long")
                        .put("total", size.abs().toPlainString()));
        return json;
    }

    /** The cursor is the id of the last row. */
    private static ObjectNode listed(List<ObjectNode> rows, String id, Map<String, String> query) {
        ArrayNode page = BitgetOrders.page(rows, id, query.getOrDefault("cursor", ""), query);
        ObjectNode json = node();
        json.set("list", page);
        return json.put(
                "cursor",
                page.isEmpty() ? "" : page.get(page.size() - 1).path(id).asText());
    }
}
