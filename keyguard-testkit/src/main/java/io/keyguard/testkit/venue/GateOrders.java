/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Orders, executions and positions at the simulated Gate. In the book, contracts stand under their settlement, as in {@code usdt/BTC_USDT}; what waits for a price is in a book of its own. */
final class GateOrders {
    private static final BigDecimal FEE = new BigDecimal("0.001");
    private static final String FUTURES = "/futures/";

    private final GateSimulator venue;
    private final Book triggers = new Book();

    GateOrders(GateSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    Reply serve(String method, String path, Map<String, String> query, JsonNode body) {
        if (!path.startsWith(FUTURES)) {
            return spot(method + " " + path, method, path, query, body);
        }
        String settle = path.startsWith(FUTURES + "usdt/") ? "usdt" : path.startsWith(FUTURES + "btc/") ? "btc" : "";
        if (settle.isEmpty()) {
            throw new Refusal(GateSimulator.NOT_FOUND);
        }
        String rest = path.substring(FUTURES.length() + settle.length());
        return contracts(settle + "/", method + " " + rest, method, rest, query, body);
    }

    private Reply spot(String endpoint, String method, String path, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET /spot/accounts" -> Reply.ok(accounts());
            case "GET /spot/open_orders" -> Reply.ok(openPairs(query));
            case "GET /spot/my_trades" -> Reply.ok(spotTrades(query));
            case "GET /spot/price_orders" -> Reply.ok(page(waiting(""), query));
            case "POST /spot/orders" -> created(place(body));
            case "POST /spot/price_orders" -> created(await(body.path("put"), GateSimulator.required(body, "market")));
            case "DELETE /spot/orders" -> Reply.ok(cancelAll(order -> isSpot(order) && meant(order, query)));
            case "DELETE /spot/price_orders" -> Reply.ok(forget(""));
            case "POST /spot/countdown_cancel_all" -> Reply.ok(timer(body));
            default -> one(method, path, "/spot/orders/");
        };
    }

    private Reply contracts(
            String settle, String endpoint, String method, String path, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET /accounts" -> Reply.ok(total(settle));
            case "GET /orders" -> Reply.ok(page(openContracts(settle, query), query));
            case "GET /positions" -> Reply.ok(positions(settle));
            case "GET /my_trades_timerange" -> Reply.ok(page(contractTrades(settle, query), query));
            case "GET /price_orders" -> Reply.ok(page(waiting(settle), query));
            case "POST /orders" -> created(placeContract(settle, body));
            case "POST /price_orders" ->
                created(await(body.path("initial"), settle + GateSimulator.required(body.path("initial"), "contract")));
            case "DELETE /orders" -> Reply.ok(cancelAll(order -> isOf(settle, order) && meant(order, query)));
            case "DELETE /price_orders" -> Reply.ok(forget(settle));
            case "POST /countdown_cancel_all" -> Reply.ok(timer(body));
            default -> one(method, path, "/orders/");
        };
    }

    private static Reply created(ObjectNode json) {
        return Reply.raw(201, json.toString(), "");
    }

    /** Nothing is held in contracts that are settled in BTC. */
    private static ObjectNode total(String settle) {
        boolean usdt = settle.equals("usdt/");
        return node().put("total", usdt ? "5000" : "0").put("currency", usdt ? "USDT" : "BTC");
    }

    private static boolean isOf(String settle, Book.Order order) {
        return settle.isEmpty() ? isSpot(order) : order.symbol().startsWith(settle);
    }

    private static boolean isSpot(Book.Order order) {
        return !order.symbol().contains("/");
    }

    private static String symbol(Book.Order order) {
        return order.symbol().substring(order.symbol().indexOf('/') + 1);
    }

    private static boolean meant(Book.Order order, Map<String, String> query) {
        String asked = query.getOrDefault("currency_pair", query.getOrDefault("contract", ""));
        return asked.isEmpty() || asked.equals(symbol(order));
    }

    private ArrayNode accounts() {
        ArrayNode rows = array();
        venue.book()
                .balances()
                .forEach((asset, held) -> rows.addObject()
                        .put("currency", asset)
                        .put("available", held.toPlainString())
                        .put("locked", "0"));
        return rows;
    }

    private static String text(JsonNode order) {
        String text = order.path("text").asText("");
        if (!text.isEmpty() && !text.matches("t-[0-9A-Za-z_.-]{1,28}")) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return text;
    }

    private static String amount(String text) {
        return Book.amount(text)
                .orElseThrow(() -> new Refusal(GateSimulator.BAD_VALUE))
                .toPlainString();
    }

    ObjectNode place(JsonNode body) {
        String side = GateSimulator.required(body, "side");
        boolean limit = body.path("type").asText("limit").equals("limit");
        if (!List.of("buy", "sell").contains(side)) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return spotOrder(
                placed(
                        text(body),
                        GateSimulator.required(body, "currency_pair"),
                        side,
                        limit ? amount(GateSimulator.required(body, "price")) : "",
                        amount(GateSimulator.required(body, "amount"))),
                "open");
    }

    private Book.Order placed(String text, String symbol, String side, String price, String quantity) {
        Book.Order order = venue.book().place("", text, symbol, side, price, quantity);
        if (order == null) {
            throw new Refusal("REPEATED_CREATION");
        }
        venue.stats().placedOne();
        return order;
    }

    /** Its sign says to which side; one that may only reduce, and has nothing to, is over at once. */
    ObjectNode placeContract(String settle, JsonNode body) {
        String contract = GateSimulator.required(body, "contract");
        if (!body.path("size").isNumber()) {
            throw new Refusal(GateSimulator.BAD_BODY);
        }
        BigDecimal held = sizes(settle).getOrDefault(contract, BigDecimal.ZERO);
        boolean closes = body.path("close").asBoolean();
        BigDecimal size =
                closes ? held.negate() : new BigDecimal(body.path("size").asText());
        boolean onlyReduces = closes || body.path("reduce_only").asBoolean();
        if (onlyReduces && size.signum() * held.signum() >= 0) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        String price = body.path("price").asText("0");
        return contractOrder(
                placed(
                        text(body),
                        settle + contract,
                        size.signum() < 0 ? "sell" : "buy",
                        price.equals("0") ? "" : amount(price),
                        amount(size.abs().toPlainString())),
                "open");
    }

    private ObjectNode await(JsonNode order, String symbol) {
        String price = GateSimulator.required(order, "price");
        Book.Order waiting = triggers.place("9", "", symbol, "buy", price, "1");
        if (waiting == null) {
            throw new Refusal("REPEATED_CREATION");
        }
        return node().put("id", Long.parseLong(waiting.id()));
    }

    private List<ObjectNode> waiting(String settle) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Order order : triggers.open()) {
            if (isOf(settle, order)) {
                rows.add(waiting(order));
            }
        }
        return rows;
    }

    private static ObjectNode waiting(Book.Order order) {
        ObjectNode row = node().put("id", Long.parseLong(order.id())).put("status", "open");
        if (isSpot(order)) {
            row.put("market", order.symbol()).putObject("put").put("account", "normal");
        } else {
            row.putObject("initial").put("contract", symbol(order));
        }
        return row;
    }

    private ArrayNode forget(String settle) {
        ArrayNode rows = array();
        waiting(settle).forEach(row -> {
            triggers.cancel(row.path("id").asText(), "");
            rows.add(row.put("status", "cancelled"));
        });
        return rows;
    }

    private ObjectNode timer(JsonNode body) {
        long timeout = body.path("timeout").asLong(-1);
        if (timeout != 0 && timeout < 5) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return node().put("triggerTime", Long.toString(venue.millis() + timeout * 1000));
    }

    private Reply one(String method, String path, String prefix) {
        if (!path.startsWith(prefix)) {
            throw new Refusal(GateSimulator.NOT_FOUND);
        }
        String id = path.substring(prefix.length());
        return switch (method) {
            case "GET" -> Reply.ok(shown(found(id), "open"));
            case "DELETE" -> Reply.ok(cancel(id));
            default -> throw new Refusal(GateSimulator.NOT_FOUND);
        };
    }

    private Book.Order found(String id) {
        boolean own = id.startsWith("t-");
        Book.Order order = own ? venue.book().find("", id) : venue.book().find(id, "");
        if (order == null) {
            throw new Refusal("ORDER_NOT_FOUND");
        }
        return order;
    }

    ObjectNode cancel(String id) {
        Book.Order order = found(id);
        if (venue.book().cancel(order.id(), "") == null) {
            throw new Refusal("ORDER_NOT_FOUND");
        }
        venue.stats().cancelledOne();
        return shown(order, "cancelled");
    }

    ArrayNode cancelAll(Predicate<Book.Order> which) {
        ArrayNode rows = array();
        for (Book.Order order : List.copyOf(venue.book().open())) {
            if (which.test(order) && venue.book().cancel(order.id(), "") != null) {
                venue.stats().cancelledOne();
                rows.add(shown(order, "cancelled"));
            }
        }
        return rows;
    }

    private ObjectNode shown(Book.Order order, String status) {
        return isSpot(order) ? spotOrder(order, status) : contractOrder(order, status);
    }

    /** What was sent without an id of its own says where it came from. */
    private static String origin(Book.Order order, String api) {
        return order.clientId().startsWith("t-") ? order.clientId() : api;
    }

    private ObjectNode spotOrder(Book.Order order, String status) {
        return node().put("id", order.id())
                .put("text", origin(order, "apiv4"))
                .put("create_time_ms", venue.millis())
                .put("status", status)
                .put("succeeded", true)
                .put("currency_pair", order.symbol())
                .put("type", order.price().isEmpty() ? "market" : "limit")
                .put("account", "spot")
                .put("side", order.side())
                .put("amount", order.quantity())
                .put("price", order.price())
                .put("left", order.quantity());
    }

    private ObjectNode contractOrder(Book.Order order, String status) {
        var size = new BigDecimal(order.quantity());
        return node().put("id", Long.parseLong(order.id()))
                .put("text", origin(order, "api"))
                .put("create_time", BigDecimal.valueOf(venue.millis(), 3))
                .put("status", status.equals("open") ? "open" : "finished")
                .put("contract", symbol(order))
                .put("size", order.buys() ? size : size.negate())
                .put("price", order.price().isEmpty() ? "0" : order.price())
                .put("left", size);
    }

    /** A page of each pair. */
    private ArrayNode openPairs(Map<String, String> query) {
        var pairs = new LinkedHashMap<String, List<ObjectNode>>();
        venue.book().open().stream()
                .filter(GateOrders::isSpot)
                .forEach(order -> pairs.computeIfAbsent(order.symbol(), pair -> new ArrayList<>())
                        .add(spotOrder(order, "open")));
        ArrayNode rows = array();
        pairs.forEach((pair, orders) -> {
            ArrayNode page = page(orders, query);
            rows.addObject()
                    .put("currency_pair", pair)
                    .put("total", page.size())
                    .set("orders", page);
        });
        return rows;
    }

    private List<ObjectNode> openContracts(String settle, Map<String, String> query) {
        return venue.book().open().stream()
                .filter(order -> isOf(settle, order) && meant(order, query))
                .map(order -> contractOrder(order, "open"))
                .toList();
    }

    /** What was bought less what was sold of each contract. */
    private Map<String, BigDecimal> sizes(String settle) {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> isOf(settle, fill.order()))
                .forEach(fill -> sizes.merge(symbol(fill.order()), fill.signed(), BigDecimal::add));
        return sizes;
    }

    private ArrayNode positions(String settle) {
        ArrayNode rows = array();
        sizes(settle)
                .forEach((contract, size) -> rows.addObject()
                        .put("contract", contract)
                        .put("size", size)
                        .put("mode", "single"));
        return rows;
    }

    /** A spot order takes and brings; a contract is a position alone. */
    void settle(Book.Fill fill) {
        if (isSpot(fill.order())) {
            String[] pair = fill.order().symbol().split("_", 2);
            venue.book().credit(pair[0], fill.signed());
            venue.book().credit(pair[1], fill.signed().multiply(fill.price()).negate());
        }
    }

    private ArrayNode spotTrades(Map<String, String> query) {
        return page(trades(query, GateOrders::isSpot, GateOrders::spotTrade), query);
    }

    private List<ObjectNode> contractTrades(String settle, Map<String, String> query) {
        return trades(query, order -> isOf(settle, order), GateOrders::contractTrade);
    }

    /** Newest first, by whole seconds, with both ends. */
    private List<ObjectNode> trades(
            Map<String, String> query, Predicate<Book.Order> which, Function<Book.Fill, ObjectNode> shown) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            if (which.test(fill.order()) && isWithin(fill.at(), query)) {
                rows.add(0, shown.apply(fill));
            }
        }
        return rows;
    }

    static boolean isWithin(Instant at, Map<String, String> query) {
        long second = at.getEpochSecond();
        return second >= number(query, "from", 0) && second <= number(query, "to", Long.MAX_VALUE);
    }

    private static ObjectNode spotTrade(Book.Fill fill) {
        return node().put("id", fill.id())
                .put("create_time", Long.toString(fill.at().getEpochSecond()))
                .put("create_time_ms", fill.at().toEpochMilli() + ".000")
                .put("currency_pair", fill.order().symbol())
                .put("side", fill.order().side())
                .put("amount", fill.quantity().toPlainString())
                .put("price", fill.price().toPlainString())
                .put("order_id", fill.order().id())
                .put("fee", fill.quantity().multiply(FEE).toPlainString())
                .put("fee_currency", "USDT")
                .put("text", origin(fill.order(), "apiv4"));
    }

    private static ObjectNode contractTrade(Book.Fill fill) {
        return node().put("trade_id", fill.id())
                .put("create_time", BigDecimal.valueOf(fill.at().toEpochMilli(), 3))
                .put("contract", symbol(fill.order()))
                .put("order_id", fill.order().id())
                .put("size", fill.signed())
                .put("price", fill.price().toPlainString())
                .put("role", "maker")
                .put("text", origin(fill.order(), "api"))
                .put("fee", fill.quantity().multiply(FEE).toPlainString());
    }

    /** By an offset, or by the number of a page. */
    static ArrayNode page(List<ObjectNode> rows, Map<String, String> query) {
        long limit = number(query, "limit", 100);
        long offset = number(query, "offset", (number(query, "page", 1) - 1) * limit);
        if (limit < 1 || limit > 1000 || offset < 0) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        ArrayNode page = array();
        rows.stream().skip(offset).limit(limit).forEach(page::add);
        return page;
    }

    static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{0,12}")) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }
}
