/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Orders, executions, balances and positions at the simulated HTX. Contracts are spelt with a dash ({@code BTC-USDT}), pairs without one ({@code btcusdt}). */
final class HtxOrders {
    static final String ACCOUNT = "10001";
    private static final BigDecimal FEE = new BigDecimal("0.001");

    private final HtxSimulator venue;

    HtxOrders(HtxSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    JsonNode serve(String method, String path, Map<String, String> query, JsonNode body) {
        return switch (method + " " + path) {
            case "GET /v1/account/accounts" ->
                array().add(node().put("id", Long.parseLong(ACCOUNT))
                        .put("type", "spot")
                        .put("subtype", "")
                        .put("state", "working"));
            case "GET /v1/account/accounts/" + ACCOUNT + "/balance" -> balance();
            case "GET /v1/order/openOrders" -> page(open(HtxOrders::isSpot, this::spotOrder), query, "size");
            case "GET /v1/order/matchresults" -> page(spotFills(query), query, "size");
            case "POST /v1/order/orders/place" ->
                VenueSimulator.JSON.getNodeFactory().textNode(placeSpot(body).id());
            case "POST /v1/order/orders/batchcancel" -> cancelBatch(body);
            case "POST /v2/algo-orders/cancel-all-after" -> timer(body);
            case "GET /v5/account/balance" -> swapBalance();
            case "GET /v5/trade/order/opens" -> page(open(order -> !isSpot(order), this::swapOrder), query, "limit");
            case "GET /v5/trade/order/details" -> page(swapFills(query), query, "limit");
            case "GET /v5/trade/position/opens" -> positions();
            case "POST /v5/trade/order" -> ids(placeSwap(body));
            case "POST /v5/trade/cancel_order" -> ids(cancel(HtxSimulator.required(body, "order_id")));
            case "POST /v5/trade/cancel_all_orders" -> cancelSwaps();
            default -> byId(method, path);
        };
    }

    private JsonNode byId(String method, String path) {
        String prefix = "/v1/order/orders/";
        String suffix = "/submitcancel";
        if (!method.equals("POST") || !path.startsWith(prefix) || !path.endsWith(suffix)) {
            throw new Refusal("bad-request");
        }
        String id = path.substring(prefix.length(), path.length() - suffix.length());
        return VenueSimulator.JSON.getNodeFactory().textNode(cancel(id).id());
    }

    private static boolean isSpot(Book.Order order) {
        return !order.symbol().contains("-");
    }

    /** Free and frozen stand in rows of their own, in small letters. */
    private ObjectNode balance() {
        ObjectNode json =
                node().put("id", Long.parseLong(ACCOUNT)).put("type", "spot").put("state", "working");
        ArrayNode list = json.putArray("list");
        venue.book().balances().forEach((asset, held) -> {
            String coin = asset.toLowerCase(Locale.ROOT);
            list.addObject().put("currency", coin).put("type", "trade").put("balance", held.toPlainString());
            list.addObject().put("currency", coin).put("type", "frozen").put("balance", "0");
        });
        return json;
    }

    private static ObjectNode swapBalance() {
        ObjectNode json = node().put("equity", "5000");
        json.putArray("details")
                .addObject()
                .put("currency", "USDT")
                .put("equity", "5000")
                .put("available_margin", "5000");
        return json;
    }

    private static String amount(String text) {
        return Book.amount(text)
                .orElseThrow(() -> new Refusal(HtxSimulator.BAD_VALUE))
                .toPlainString();
    }

    private Book.Order placed(String client, String symbol, String side, String price, String quantity) {
        if (!List.of("buy", "sell").contains(side)) {
            throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        Book.Order order = venue.book().place("", client, symbol, side, price, quantity);
        if (order == null) {
            throw new Refusal("invalid-client-order-id");
        }
        venue.stats().placedOne();
        return order;
    }

    private Book.Order placeSpot(JsonNode body) {
        if (!HtxSimulator.required(body, "account-id").equals(ACCOUNT)) {
            throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        String type = HtxSimulator.required(body, "type");
        String client = body.path("client-order-id").asText("");
        if (client.length() > 64) {
            throw new Refusal("invalid-client-order-id");
        }
        return placed(
                client,
                HtxSimulator.required(body, "symbol"),
                type.substring(0, Math.max(0, type.indexOf('-'))),
                type.endsWith("-market") ? "" : amount(HtxSimulator.required(body, "price")),
                amount(HtxSimulator.required(body, "amount")));
    }

    private Book.Order placeSwap(JsonNode body) {
        boolean market = HtxSimulator.required(body, "type").equals("market");
        return placed(
                body.path("client_order_id").asText(""),
                HtxSimulator.required(body, "contract_code"),
                HtxSimulator.required(body, "side"),
                market ? "" : amount(HtxSimulator.required(body, "price")),
                amount(HtxSimulator.required(body, "volume")));
    }

    private static ObjectNode ids(Book.Order order) {
        return node().put("order_id", order.id()).put("client_order_id", order.clientId());
    }

    private Book.Order cancel(String id) {
        Book.Order order = venue.book().cancel(id, "");
        if (order == null) {
            throw new Refusal(HtxSimulator.NO_ORDER);
        }
        venue.stats().cancelledOne();
        return order;
    }

    private ObjectNode cancelBatch(JsonNode body) {
        ObjectNode json = node();
        ArrayNode done = json.putArray("success");
        ArrayNode failed = json.putArray("failed");
        for (JsonNode id : body.path("order-ids")) {
            if (venue.book().cancel(id.asText(), "") != null) {
                venue.stats().cancelledOne();
                done.add(id.asText());
            } else {
                failed.addObject().put("order-id", id.asText()).put("err-code", HtxSimulator.NO_ORDER);
            }
        }
        return json;
    }

    private ArrayNode cancelSwaps() {
        ArrayNode rows = array();
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (!isSpot(order)) {
                rows.add(ids(cancel(order.id())).put("code", 200));
            }
        }
        return rows;
    }

    private ObjectNode timer(JsonNode body) {
        long timeout = body.path("timeout").asLong(-1);
        if (timeout != 0 && timeout < 5) {
            throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        return node().put("currentTime", venue.millis()).put("triggerTime", venue.millis() + timeout * 1000);
    }

    /** Newest first. */
    private List<ObjectNode> open(Predicate<Book.Order> which, Function<Book.Order, ObjectNode> shown) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Order order : venue.book().open()) {
            if (which.test(order)) {
                rows.add(0, shown.apply(order));
            }
        }
        return rows;
    }

    private ObjectNode spotOrder(Book.Order order) {
        return node().put("id", Long.parseLong(order.id()))
                .put("client-order-id", order.clientId())
                .put("symbol", order.symbol())
                .put("account-id", Long.parseLong(ACCOUNT))
                .put("amount", order.quantity())
                .put("price", order.price())
                .put("type", order.side() + "-limit")
                .put("state", "submitted")
                .put("source", "spot-api")
                .put("created-at", venue.millis())
                .put("filled-amount", "0")
                .put("filled-cash-amount", "0")
                .put("filled-fees", "0");
    }

    private ObjectNode swapOrder(Book.Order order) {
        return node().put("id", order.id())
                .put("order_id", order.id())
                .put("client_order_id", order.clientId())
                .put("contract_code", order.symbol())
                .put("side", order.side())
                .put("type", "limit")
                .put("price", order.price())
                .put("volume", order.quantity())
                .put("state", "new")
                .put("created_time", Long.toString(venue.millis()));
    }

    private List<Book.Fill> fills(String symbol, Map<String, String> query, String from, String to) {
        var fills = new ArrayList<Book.Fill>();
        for (Book.Fill fill : venue.book().fills()) {
            long at = fill.at().toEpochMilli();
            boolean within = at >= HtxPast.number(query, from, 0) && at <= HtxPast.number(query, to, Long.MAX_VALUE);
            if (within && fill.order().symbol().equals(symbol)) {
                fills.add(0, fill);
            }
        }
        return fills;
    }

    private List<ObjectNode> spotFills(Map<String, String> query) {
        return fills(query.getOrDefault("symbol", ""), query, "start-time", "end-time").stream()
                .map(fill -> node().put("id", Long.parseLong(fill.id()))
                        .put("order-id", Long.parseLong(fill.order().id()))
                        .put("match-id", 1)
                        .put("trade-id", 1)
                        .put("symbol", fill.order().symbol())
                        .put("type", fill.order().side() + "-limit")
                        .put("price", fill.price().toPlainString())
                        .put("filled-amount", fill.quantity().toPlainString())
                        .put("filled-fees", fill.quantity().multiply(FEE).toPlainString())
                        .put("fee-currency", "usdt")
                        .put("role", "maker")
                        .put("created-at", fill.at().toEpochMilli()))
                .toList();
    }

    private List<ObjectNode> swapFills(Map<String, String> query) {
        return fills(query.getOrDefault("contract_code", ""), query, "start_time", "end_time").stream()
                .map(fill -> node().put("id", fill.id())
                        .put("order_id", fill.order().id())
                        .put("contract_code", fill.order().symbol())
                        .put("side", fill.order().side())
                        .put("trade_price", fill.price().toPlainString())
                        .put("trade_volume", fill.quantity().toPlainString())
                        .put("trade_fee", fill.quantity().multiply(FEE).toPlainString())
                        .put("fee_currency", "USDT")
                        .put("created_time", Long.toString(fill.at().toEpochMilli())))
                .toList();
    }

    private ArrayNode positions() {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> !isSpot(fill.order()))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        ArrayNode rows = array();
        sizes.forEach((contract, size) -> rows.addObject()
                .put("contract_code", contract)
                .put("direction", size.signum() < 0 ? "sell" : "buy")
                .put("margin_mode", "cross")
                .put("volume", size.abs().toPlainString()));
        return rows;
    }

    /** A spot order takes and brings; a swap is a position alone. */
    void settle(Book.Fill fill) {
        String symbol = fill.order().symbol();
        if (isSpot(fill.order()) && symbol.endsWith("usdt")) {
            String base = symbol.substring(0, symbol.length() - 4).toUpperCase(Locale.ROOT);
            venue.book().credit(base, fill.signed());
            venue.book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }

    /** A page goes on with the row behind the one that {@code from} names. */
    static ArrayNode page(List<ObjectNode> rows, Map<String, String> query, String limit) {
        String after = query.getOrDefault("from", "");
        int from = 0;
        for (int i = 0; !after.isEmpty() && i < rows.size(); i++) {
            String id = rows.get(i)
                    .path(rows.get(i).has("id") ? "id" : "transactId")
                    .asText();
            if (id.equals(after)) {
                from = i + 1;
            }
        }
        ArrayNode page = array();
        rows.stream().skip(from).limit(HtxPast.number(query, limit, 100)).forEach(page::add);
        return page;
    }
}
