/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Orders, executions and positions of a classic account at the simulated Bitget. In the book, futures stand under their product, as in {@code USDT-FUTURES/BTCUSDT}; what waits for a price is in a book of its own. */
final class BitgetOrders {
    private static final String SPOT = "/api/v2/spot/";
    private static final String MIX = "/api/v2/mix/";
    private static final BigDecimal FEE = new BigDecimal("0.001");

    private final BitgetSimulator venue;
    private final Book plans = new Book();

    BitgetOrders(BitgetSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body) {
        String product =
                query.getOrDefault("productType", body.path("productType").asText("")) + "/";
        return switch (endpoint) {
            case "GET " + SPOT + "account/assets" -> assets();
            case "GET " + SPOT + "trade/unfilled-orders" -> page(open(""), "orderId", query);
            case "GET " + SPOT + "trade/fills" ->
                page(fills(order -> order.symbol().equals(query.get("symbol")), query), "tradeId", query);
            case "POST " + SPOT + "trade/place-order" -> place(body, BitgetSimulator.required(body, "symbol"));
            case "POST " + SPOT + "trade/cancel-order" -> cancel(body);
            case "POST " + SPOT + "trade/cancel-symbol-order" ->
                cancelAll(order -> order.symbol().equals(BitgetSimulator.required(body, "symbol")));
            case "GET " + MIX + "account/accounts" -> accounts(product);
            case "GET " + MIX + "order/orders-pending" ->
                listed("entrustedList", page(open(product), "orderId", query));
            case "GET " + MIX + "order/orders-plan-pending" ->
                listed("entrustedList", page(open(plans, product), "orderId", query));
            case "GET " + MIX + "order/fill-history" ->
                listed("fillList", page(fills(order -> order.symbol().startsWith(product), query), "tradeId", query));
            case "GET " + MIX + "position/all-position" -> positions(product);
            case "POST " + MIX + "order/place-order" -> place(body, product + BitgetSimulator.required(body, "symbol"));
            case "POST " + MIX + "order/cancel-order" -> cancel(body);
            case "POST " + MIX + "order/place-plan-order" ->
                placed(plans, body, product + BitgetSimulator.required(body, "symbol"));
            case "POST " + MIX + "order/cancel-all-orders" ->
                cancelAll(order -> order.symbol().startsWith(product));
            case "POST " + MIX + "order/cancel-plan-order" -> forget(product);
            default -> throw new Refusal(BitgetSimulator.NO_SUCH_PATH);
        };
    }

    /** A list without rows is null. */
    private static ObjectNode listed(String name, ArrayNode rows) {
        ObjectNode json = node();
        return rows.isEmpty() ? json.putNull(name).putNull("endId") : (ObjectNode) json.set(name, rows);
    }

    private ArrayNode assets() {
        ArrayNode rows = array();
        venue.book()
                .balances()
                .forEach((asset, held) -> rows.addObject()
                        .put("coin", asset)
                        .put("available", held.toPlainString())
                        .put("frozen", "0")
                        .put("locked", "0")
                        .put("limitAvailable", "0")
                        .put("uTime", "1622697148"));
        return rows;
    }

    private static ArrayNode accounts(String product) {
        ArrayNode rows = array();
        if (product.equals("USDT-FUTURES/")) {
            rows.addObject()
                    .put("marginCoin", "USDT")
                    .put("locked", "0")
                    .put("available", "5000")
                    .put("maxTransferOut", "5000")
                    .put("accountEquity", "5000")
                    .put("unrealizedPL", "0");
        }
        return rows;
    }

    private ObjectNode place(JsonNode body, String symbol) {
        ObjectNode placed = placed(venue.book(), body, symbol);
        venue.stats().placedOne();
        return placed;
    }

    private static ObjectNode placed(Book book, JsonNode body, String symbol) {
        String side = BitgetSimulator.required(body, "side");
        boolean limit = BitgetSimulator.required(body, "orderType").equals("limit");
        if (!List.of("buy", "sell").contains(side)) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        Book.Order order = book.place(
                "",
                body.path("clientOid").asText(""),
                symbol,
                side,
                limit ? amount(BitgetSimulator.required(body, "price")) : "",
                amount(BitgetSimulator.required(body, "size")));
        if (order == null) {
            throw new Refusal("40786");
        }
        return ids(order);
    }

    static String amount(String text) {
        return Book.amount(text)
                .orElseThrow(() -> new Refusal(BitgetSimulator.BAD_VALUE))
                .toPlainString();
    }

    static ObjectNode ids(Book.Order order) {
        return node().put("orderId", order.id()).put("clientOid", order.clientId());
    }

    private ObjectNode cancel(JsonNode body) {
        Book.Order order = venue.book()
                .cancel(body.path("orderId").asText(""), body.path("clientOid").asText(""));
        if (order == null) {
            throw new Refusal(BitgetSimulator.NO_ORDER);
        }
        venue.stats().cancelledOne();
        return ids(order);
    }

    private ObjectNode cancelAll(Predicate<Book.Order> which) {
        ObjectNode json = node();
        ArrayNode done = json.putArray("successList");
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (which.test(order) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                done.add(ids(order));
            }
        }
        json.putArray("failureList");
        return json;
    }

    private ObjectNode forget(String product) {
        ObjectNode json = node();
        ArrayNode done = json.putArray("successList");
        for (ObjectNode row : open(plans, product)) {
            plans.cancel(row.path("orderId").asText(), "");
            done.add(row);
        }
        json.putArray("failureList");
        return json;
    }

    private List<ObjectNode> open(String product) {
        return open(venue.book(), product);
    }

    /** Newest first. */
    private List<ObjectNode> open(Book book, String product) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Order order : book.open()) {
            boolean spot = !order.symbol().contains("/");
            if ((product.isEmpty() || product.equals("/"))
                    ? spot
                    : order.symbol().startsWith(product)) {
                rows.add(
                        0,
                        ids(order)
                                .put("symbol", symbol(order))
                                .put("size", order.quantity())
                                .put("price", order.price())
                                .put("orderType", order.price().isEmpty() ? "market" : "limit")
                                .put("side", order.side())
                                .put("status", "live")
                                .put("baseVolume", "0")
                                .put("cTime", Long.toString(venue.millis())));
            }
        }
        return rows;
    }

    static String symbol(Book.Order order) {
        return order.symbol().substring(order.symbol().indexOf('/') + 1);
    }

    /** Newest first, with both ends. */
    private List<ObjectNode> fills(Predicate<Book.Order> which, Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            if (which.test(fill.order()) && isWithin(fill.at().toEpochMilli(), query)) {
                rows.add(0, fill(fill));
            }
        }
        return rows;
    }

    static boolean isWithin(long at, Map<String, String> query) {
        return at >= number(query, "startTime", 0) && at <= number(query, "endTime", Long.MAX_VALUE);
    }

    static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{0,15}")) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private static ObjectNode fill(Book.Fill fill) {
        boolean spot = !fill.order().symbol().contains("/");
        ObjectNode row = node().put("tradeId", fill.id())
                .put("orderId", fill.order().id())
                .put("symbol", symbol(fill.order()))
                .put("side", fill.order().side())
                .put(spot ? "size" : "baseVolume", fill.quantity().toPlainString())
                .put(spot ? "priceAvg" : "price", fill.price().toPlainString())
                .put("cTime", Long.toString(fill.at().toEpochMilli()));
        ObjectNode fee = node().put("feeCoin", "USDT")
                .put("totalFee", fill.quantity().multiply(FEE).negate().toPlainString());
        if (spot) {
            row.set("feeDetail", fee);
        } else {
            row.putArray("feeDetail").add(fee);
        }
        return row;
    }

    /** What was bought less what was sold. */
    static Map<String, BigDecimal> sizes(Book book, String product) {
        var sizes = new TreeMap<String, BigDecimal>();
        book.fills().stream()
                .filter(fill -> fill.order().symbol().startsWith(product))
                .forEach(fill -> sizes.merge(symbol(fill.order()), fill.signed(), BigDecimal::add));
        return sizes;
    }

    private ArrayNode positions(String product) {
        ArrayNode rows = array();
        sizes(venue.book(), product)
                .forEach((symbol, size) -> rows.addObject()
                        .put("symbol", symbol)
                        .put("marginCoin", "USDT")
                        .put("holdSide", size.signum() < 0 ? "short" : "long")
                        .put("total", size.abs().toPlainString()));
        return rows;
    }

    /** A spot order takes and brings; a contract is a position alone. */
    static void settle(Book book, Book.Fill fill) {
        String symbol = fill.order().symbol();
        if (!symbol.contains("/") && symbol.endsWith("USDT")) {
            book.credit(symbol.substring(0, symbol.length() - 4), fill.signed());
            book.credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }

    /** A page goes on behind the row that {@code idLessThan} names. */
    static ArrayNode page(List<ObjectNode> rows, String id, Map<String, String> query) {
        return page(rows, id, query.getOrDefault("idLessThan", ""), query);
    }

    static ArrayNode page(List<ObjectNode> rows, String id, String after, Map<String, String> query) {
        long limit = number(query, "limit", 100);
        if (limit < 1 || limit > 100) {
            throw new Refusal(BitgetSimulator.BAD_VALUE);
        }
        int from = 0;
        for (int i = 0; !after.isEmpty() && i < rows.size(); i++) {
            if (rows.get(i).path(id).asText().equals(after)) {
                from = i + 1;
            }
        }
        ArrayNode page = array();
        rows.stream().skip(from).limit(limit).forEach(page::add);
        return page;
    }
}
