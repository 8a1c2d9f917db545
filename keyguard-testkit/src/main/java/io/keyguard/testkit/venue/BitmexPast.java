/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the simulated BitMEX tells of keys, orders, positions, executions, the wallet and logins, in the fields of the swagger document and in satoshis and the like.
 *
 * <p>UNCONFIRMED and chosen here: both ends of a time belong to it; {@code userEvent} tells the newest first and goes on from {@code startId}, that event included; a spot order is filled in coins.
 */
final class BitmexPast {
    /** A currency as the venue counts it, and what the book calls a coin of it. */
    record Coin(String inBook, String asset, String currency, int scale) {}

    private record Event(long id, String type, Instant at) {}

    private static final List<Coin> COINS = List.of(
            new Coin("BTC", "XBT", "XBt", 8), new Coin("ETH", "ETH", "Gwei", 9), new Coin("USDT", "USDT", "USDt", 6));
    private static final BigDecimal FEE = new BigDecimal("0.0005");

    private final BitmexSimulator venue;
    private final List<SimulatedKey> keys = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();

    BitmexPast(BitmexSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    static Coin coin(String currency) {
        return COINS.stream()
                .filter(coin -> coin.currency().equals(currency))
                .findFirst()
                .orElseThrow(() -> new Refusal("Parameter Error"));
    }

    private static Coin inBook(String asset) {
        return COINS.stream()
                .filter(coin -> coin.inBook().equals(asset))
                .findFirst()
                .orElseThrow();
    }

    static ArrayNode assets() {
        ArrayNode rows = array();
        COINS.forEach(coin -> rows.addObject()
                .put("asset", coin.asset())
                .put("currency", coin.currency())
                .put("majorCurrency", coin.asset())
                .put("scale", coin.scale())
                .put("enabled", true));
        return rows;
    }

    void made(SimulatedKey key) {
        keys.add(key);
        events.add(new Event(events.size() + 1L, "apiKeyCreated", venue.clock().instant()));
    }

    private long account() {
        return Long.parseLong(venue.accountId());
    }

    /** Every key of the account, whoever asks. */
    ArrayNode keys() {
        ArrayNode rows = array();
        for (SimulatedKey key : keys) {
            if (!key.isRevoked()) {
                rows.add(key(key, rows.size()));
            }
        }
        return rows;
    }

    private ObjectNode key(SimulatedKey key, int number) {
        List<String> ranges = key.ips().stream()
                .map(ip -> ip.contains("/") ? ip : ip + (ip.contains(":") ? "/128" : "/32"))
                .toList();
        ObjectNode row = node().put("id", key.apiKey())
                .put("secret", "")
                .put("name", "simulated-" + number)
                .put("nonce", 0)
                .put("cidr", ranges.isEmpty() ? "" : ranges.get(0));
        ranges.stream().skip(1).forEach(row.putArray("cidrs")::add);
        row.putNull("targetAccountId");
        key.rights().forEach(row.putArray("permissions")::add);
        return row.put("enabled", true).put("userId", account()).put("created", "2020-09-14T02:04:59.423Z");
    }

    /** Open ones alone: what is over is not kept here. */
    ArrayNode orders(Map<String, String> query) {
        List<ObjectNode> rows =
                venue.book().open().stream().map(order -> order(order, "New")).toList();
        return page(rows, query, 100);
    }

    ObjectNode order(Book.Order order, String status) {
        String now = venue.clock().instant().toString();
        return node().put("orderID", order.id())
                .put("clOrdID", order.clientId())
                .put("account", account())
                .put("symbol", order.symbol())
                .put("side", order.side())
                .put("orderQty", new BigDecimal(order.quantity()))
                .put("price", order.price().isEmpty() ? null : new BigDecimal(order.price()))
                .put("ordStatus", status)
                .put("workingIndicator", status.equals("New"))
                .put("transactTime", now)
                .put("timestamp", now);
    }

    /** What was bought less what was sold of each contract. */
    private Map<String, BigDecimal> sizes() {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> !isSpot(fill.order().symbol()))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        return sizes;
    }

    /** Whether an order to {@code side} would make a position smaller. */
    boolean hasToReduce(String symbol, String side) {
        int sign = sizes().getOrDefault(symbol, BigDecimal.ZERO).signum();
        return side.equals("Buy") ? sign < 0 : sign > 0;
    }

    private static boolean isSpot(String symbol) {
        return symbol.endsWith("_USDT");
    }

    ArrayNode positions() {
        ArrayNode rows = array();
        sizes().forEach((symbol, size) -> rows.addObject()
                .put("account", account())
                .put("symbol", symbol)
                .put("currency", "XBt")
                .put("currentQty", size)
                .put("isOpen", size.signum() != 0));
        return rows;
    }

    void settle(Book.Fill fill) {
        String symbol = fill.order().symbol();
        if (isSpot(symbol)) {
            String base = symbol.substring(0, symbol.indexOf('_'));
            venue.book().credit(base.equals("XBT") ? "BTC" : base, fill.signed());
            venue.book().credit("USDT", fill.signed().multiply(fill.price()).negate());
        }
    }

    ArrayNode executions(Map<String, String> query) {
        Instant from = time(query, "startTime", Instant.MIN);
        Instant to = time(query, "endTime", Instant.MAX);
        List<ObjectNode> rows = venue.book().fills().stream()
                .filter(fill -> !fill.at().isBefore(from) && !fill.at().isAfter(to))
                .map(this::execution)
                .toList();
        return page(rows, query, 100);
    }

    private static Instant time(Map<String, String> query, String name, Instant otherwise) {
        try {
            return query.containsKey(name) ? Instant.parse(query.get(name)) : otherwise;
        } catch (DateTimeException e) {
            throw new Refusal("Parameter Error");
        }
    }

    private ObjectNode execution(Book.Fill fill) {
        BigDecimal fee = fill.quantity().multiply(FEE).movePointRight(6).setScale(0, RoundingMode.UP);
        return node().put("execID", uid(fill.id()))
                .put("orderID", fill.order().id())
                .put("clOrdID", fill.order().clientId())
                .put("account", account())
                .put("symbol", fill.order().symbol())
                .put("side", fill.order().buys() ? "Buy" : "Sell")
                .put("lastQty", fill.quantity())
                .put("lastPx", fill.price())
                .put("settlCurrency", "USDt")
                .put("execType", "Trade")
                .put("execComm", fee)
                .put("transactTime", fill.at().toString())
                .put("timestamp", fill.at().toString());
    }

    /** A UUID that is always the same for {@code text}. */
    private static String uid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    ArrayNode margin() {
        ArrayNode rows = array();
        venue.book().balances().forEach((asset, held) -> {
            BigInteger all = held.movePointRight(inBook(asset).scale()).toBigInteger();
            rows.addObject()
                    .put("account", account())
                    .put("currency", inBook(asset).currency())
                    .put("walletBalance", all)
                    .put("marginBalance", all)
                    .put("availableMargin", all);
        });
        return rows;
    }

    /** Newest first. */
    ArrayNode wallet(Map<String, String> query) {
        String currency = query.getOrDefault("currency", "XBt");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : venue.book().moves()) {
            if (currency.equals("all") || currency.equals(inBook(move.asset()).currency())) {
                rows.add(transaction(move));
            }
        }
        Collections.reverse(rows);
        return page(rows, query, 10_000);
    }

    ObjectNode transaction(Book.Move move) {
        Coin coin = inBook(move.asset());
        boolean deposit = move.kind().equals("deposit");
        return node().put("transactID", uid(move.id()))
                .put("account", account())
                .put("currency", coin.currency())
                .put("transactType", deposit ? "Deposit" : move.kind())
                .put("amount", move.amount().movePointRight(coin.scale()).toBigInteger())
                .put("fee", 0)
                .put("transactStatus", deposit ? "Completed" : move.state())
                .put("address", move.counterparty())
                .put("transactTime", move.at().toString())
                .put("timestamp", move.at().toString());
    }

    ArrayNode events(Map<String, String> query) {
        long start = number(query, "startId", Long.MAX_VALUE);
        List<ObjectNode> rows = new ArrayList<>();
        for (int i = events.size() - 1; i >= 0; i--) {
            Event event = events.get(i);
            if (event.id() <= start) {
                rows.add(node().put("id", event.id())
                        .put("type", event.type())
                        .put("status", "success")
                        .put("userId", account())
                        .put("createdById", account())
                        .put("ip", "127.0.0.1")
                        .put("created", event.at().toString()));
            }
        }
        return page(rows, query, 100);
    }

    private static ArrayNode page(List<ObjectNode> rows, Map<String, String> query, int count) {
        ArrayNode page = array();
        rows.stream()
                .skip(number(query, "start", 0))
                .limit(number(query, "count", count))
                .forEach(page::add);
        return page;
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{0,18}")) {
            throw new Refusal("Parameter Error");
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }
}
