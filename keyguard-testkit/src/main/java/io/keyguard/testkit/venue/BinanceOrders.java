/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The orders of one of Binance's markets. */
final class BinanceOrders {
    private static final String QUOTE = "USDT";
    private static final BigDecimal FEE = new BigDecimal("0.001");

    private final Book book;
    private final VenueStats stats;
    private final InstantSource clock;

    BinanceOrders(Book book, VenueStats stats, InstantSource clock) {
        this.book = book;
        this.stats = stats;
        this.clock = clock;
    }

    static String required(Map<String, String> parameters, String name) {
        String value = parameters.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal("-1102");
        }
        return value;
    }

    static BigDecimal amount(Map<String, String> parameters, String name) {
        return Book.amount(required(parameters, name)).orElseThrow(() -> new Refusal("-1100"));
    }

    /** What every order must have, and what its type asks for besides. */
    private static void checkOrder(Map<String, String> parameters) {
        required(parameters, "symbol");
        required(parameters, "side");
        String type = required(parameters, "type");
        if (type.equals("LIMIT")) {
            required(parameters, "timeInForce");
        }
        if (type.equals("LIMIT") || type.equals("LIMIT_MAKER")) {
            amount(parameters, "price");
        }
        amount(parameters, quantity(parameters));
    }

    /** The name of the parameter that says how much: a market order may say it in the other asset. */
    private static String quantity(Map<String, String> parameters) {
        boolean inQuote = parameters.getOrDefault("type", "").equals("MARKET") && !parameters.containsKey("quantity");
        return inQuote ? "quoteOrderQty" : "quantity";
    }

    static Reply test(Map<String, String> parameters) {
        checkOrder(parameters);
        return Reply.ok(VenueSimulator.JSON.createObjectNode());
    }

    Reply place(Map<String, String> parameters) {
        checkOrder(parameters);
        Book.Order order = book.place(
                "",
                parameters.getOrDefault("newClientOrderId", ""),
                parameters.getOrDefault("symbol", ""),
                parameters.getOrDefault("side", ""),
                parameters.getOrDefault("price", ""),
                parameters.getOrDefault(quantity(parameters), ""));
        if (order == null) {
            throw new Refusal("-2010");
        }
        stats.placedOne();
        return Reply.ok(json(order).put("status", "NEW").put("transactTime", clock.millis()));
    }

    /** Of futures: side, price and quantity stand in every change, and the order keeps its number. */
    Reply modify(Map<String, String> parameters) {
        required(parameters, "symbol");
        required(parameters, "side");
        amount(parameters, "price");
        amount(parameters, "quantity");
        Book.Order order = book.change(
                parameters.getOrDefault("orderId", ""),
                parameters.getOrDefault("origClientOrderId", ""),
                required(parameters, "price"),
                required(parameters, "quantity"));
        if (order == null) {
            throw new Refusal("-2011");
        }
        return Reply.ok(json(order).put("status", "NEW").put("updateTime", clock.millis()));
    }

    Reply cancel(Map<String, String> parameters) {
        Book.Order order =
                book.cancel(parameters.getOrDefault("orderId", ""), parameters.getOrDefault("origClientOrderId", ""));
        if (order == null) {
            throw new Refusal("-2011");
        }
        stats.cancelledOne();
        return Reply.ok(json(order).put("status", "CANCELED").put("origClientOrderId", order.clientId()));
    }

    Reply cancelAll(Map<String, String> parameters) {
        String symbol = required(parameters, "symbol");
        ArrayNode cancelled = VenueSimulator.JSON.createArrayNode();
        for (Book.Order order : book.open()) {
            if (order.symbol().equals(symbol) && book.cancel(order.id(), "") != null) {
                stats.cancelledOne();
                cancelled.add(json(order).put("status", "CANCELED"));
            }
        }
        return Reply.ok(cancelled);
    }

    Reply query(Map<String, String> parameters) {
        Book.Order order =
                book.find(parameters.getOrDefault("orderId", ""), parameters.getOrDefault("origClientOrderId", ""));
        if (order == null) {
            throw new Refusal("-2011");
        }
        return Reply.ok(json(order).put("status", "NEW"));
    }

    Reply openOrders() {
        ArrayNode open = VenueSimulator.JSON.createArrayNode();
        book.open().forEach(order -> open.add(json(order).put("status", "NEW")));
        return Reply.ok(open);
    }

    /** The executions of one symbol, the last ones if there are more than the limit; {@code bought} is the market's word for the side. */
    Reply trades(Map<String, String> parameters, Duration longest, String bought) {
        String symbol = required(parameters, "symbol");
        int limit = BinanceLedger.number(parameters, "limit", 500, 1_000);
        long start = BinanceLedger.time(parameters, "startTime", 0);
        long end = BinanceLedger.time(parameters, "endTime", Long.MAX_VALUE);
        if (!symbol.matches("(?:BTC|ETH)USDT")) {
            throw new Refusal("-1121");
        }
        BinanceLedger.requireNoLonger(start, end, longest);
        List<Book.Fill> found = book.fills().stream()
                .filter(fill -> fill.order().symbol().equals(symbol))
                .filter(fill -> fill.at().toEpochMilli() >= start && fill.at().toEpochMilli() <= end)
                .toList();
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        found.stream().skip(Math.max(0, found.size() - limit)).forEach(fill -> json.add(json(fill, bought)));
        return Reply.ok(json);
    }

    private static ObjectNode json(Book.Fill fill, String bought) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("symbol", fill.order().symbol())
                .put("id", Long.parseLong(fill.id()))
                .put("orderId", Long.parseLong(fill.order().id()))
                .put("price", fill.price().toPlainString())
                .put("qty", fill.quantity().toPlainString())
                .put(
                        "commission",
                        fill.price().multiply(fill.quantity()).multiply(FEE).toPlainString())
                .put("commissionAsset", QUOTE)
                .put("time", fill.at().toEpochMilli())
                .put(bought, fill.order().buys());
    }

    /** What was bought less what was sold of each symbol, in one-way mode. */
    Reply positions() {
        var sums = new TreeMap<String, BigDecimal>();
        book.fills().forEach(fill -> sums.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        sums.forEach((symbol, sum) -> json.addObject()
                .put("symbol", symbol)
                .put("positionSide", "BOTH")
                .put("positionAmt", sum.toPlainString()));
        return Reply.ok(json);
    }

    private static ObjectNode json(Book.Order order) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("symbol", order.symbol())
                .put("orderId", Long.parseLong(order.id()))
                .put("clientOrderId", order.clientId())
                .put("side", order.side())
                .put("price", order.price())
                .put("origQty", order.quantity());
    }
}
