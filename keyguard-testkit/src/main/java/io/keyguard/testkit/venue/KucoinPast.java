/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the simulated KuCoin tells of positions, fills and money, newest first. Windows are those of the older documentation: a week for fills, a day for ledgers. UNCONFIRMED and chosen here: that both
 * ends belong to a window; that other lists have the window of fills, and the ledger of futures that of ledgers; that its lines are newest first, with what goes out below zero.
 */
final class KucoinPast {
    static final String FUTURES = "CONTRACT";

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern MILLIS = Pattern.compile("\\d{1,13}");

    private final Book book;

    KucoinPast(Book book) {
        this.book = book;
    }

    private static boolean ofSpot(Book.Fill fill) {
        return fill.order().symbol().contains("-");
    }

    ArrayNode positions() {
        var sizes = new TreeMap<String, BigDecimal>();
        book.fills().stream()
                .filter(fill -> !ofSpot(fill))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        ArrayNode answer = VenueSimulator.JSON.createArrayNode();
        sizes.forEach((symbol, size) -> {
            if (size.signum() != 0) {
                answer.addObject()
                        .put("symbol", symbol)
                        .put("isOpen", true)
                        .put("currentQty", size)
                        .put("marginMode", "CROSS")
                        .put("positionSide", "BOTH");
            }
        });
        return answer;
    }

    /** Behind each other by the id of the last one. */
    ObjectNode spotFills(Map<String, String> query) {
        String symbol = query.getOrDefault("symbol", "");
        if (symbol.isEmpty()) {
            throw new Refusal("400100");
        }
        Predicate<Instant> window = window(query, WEEK);
        var rows = new ArrayList<ObjectNode>();
        newestFirst(book.fills()).stream()
                .filter(fill -> ofSpot(fill) && fill.order().symbol().equals(symbol) && window.test(fill.at()))
                .forEach(fill -> rows.add(spotFill(fill)));
        List<ObjectNode> page = behind(rows, query, 100);
        ObjectNode answer = node();
        page.forEach(answer.putArray("items")::add);
        return answer.put(
                "lastId",
                page.isEmpty() ? 0 : page.get(page.size() - 1).path("id").asLong());
    }

    private static ObjectNode spotFill(Book.Fill fill) {
        return fill(fill)
                .put("id", Long.parseLong(fill.id()))
                .put("size", fill.quantity().toPlainString())
                .put("createdAt", fill.at().toEpochMilli());
    }

    private static ObjectNode fill(Book.Fill fill) {
        return node().put("symbol", fill.order().symbol())
                .put("orderId", fill.order().id())
                .put("side", fill.order().side())
                .put("price", fill.price().toPlainString())
                .put("fee", fill.quantity().movePointLeft(3).toPlainString())
                .put("feeCurrency", "USDT");
    }

    private static List<ObjectNode> behind(List<ObjectNode> rows, Map<String, String> query, int most) {
        int limit = KucoinSimulator.number(query.getOrDefault("limit", "20"));
        if (limit > most) {
            throw new Refusal("400100");
        }
        String last = query.getOrDefault("lastId", "");
        long before = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        return rows.stream()
                .filter(row -> row.path("id").asLong() < before)
                .limit(limit)
                .toList();
    }

    ObjectNode futuresFills(Map<String, String> query) {
        Predicate<Instant> window = window(query, WEEK);
        var rows = new ArrayList<ObjectNode>();
        newestFirst(book.fills()).stream()
                .filter(fill -> !ofSpot(fill) && window.test(fill.at()))
                .forEach(fill -> rows.add(fill(fill)
                        .put("tradeId", "5ce2" + fill.id())
                        .put("size", fill.quantity())
                        .put("tradeType", "trade")
                        .put("tradeTime", fill.at().toEpochMilli() * 1_000_000)
                        .put("createdAt", fill.at().toEpochMilli())));
        return KucoinSimulator.paged(rows, query);
    }

    ObjectNode deposits(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        moves("deposit", window(query, WEEK))
                .forEach(move ->
                        rows.add(money(move).put("walletTxId", move.id()).put("address", "simulated")));
        return KucoinSimulator.paged(rows, query);
    }

    ObjectNode withdrawals(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        moves("withdrawal", window(query, WEEK))
                .forEach(move -> rows.add(money(move).put("id", move.id()).put("address", move.counterparty())));
        return KucoinSimulator.paged(rows, query);
    }

    private static ObjectNode money(Book.Move move) {
        return node().put("currency", move.asset())
                .put("status", "SUCCESS")
                .put("amount", move.amount().abs().toPlainString())
                .put("fee", "0")
                .put("createdAt", move.at().toEpochMilli());
    }

    /** The lines of the wallet {@code wallet}: transfers alone are written down here. */
    private List<ObjectNode> lines(String wallet, Map<String, String> query) {
        Predicate<Instant> window = window(query, DAY);
        String type = query.getOrDefault("bizType", "TRANSFER");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : moves("transfer", window)) {
            if (move.counterparty().equals(wallet) && type.equals("TRANSFER")) {
                rows.add(node().put("id", move.id())
                        .put("currency", move.asset())
                        .put("amount", move.amount().abs().toPlainString())
                        .put("fee", "0")
                        .put("accountType", wallet)
                        .put("bizType", type)
                        .put("direction", move.amount().signum() > 0 ? "in" : "out")
                        .put("createdAt", move.at().toEpochMilli()));
            }
        }
        return rows;
    }

    ObjectNode mainLedger(Map<String, String> query) {
        return KucoinSimulator.paged(lines("MAIN", query), query);
    }

    JsonNode otherLedger(String wallet, Map<String, String> query) {
        ArrayNode answer = VenueSimulator.JSON.createArrayNode();
        behind(lines(wallet, query), query, 200).forEach(answer::add);
        return answer;
    }

    /** Transfers, and what executions cost, behind each other by their offset. */
    ObjectNode futuresLedger(Map<String, String> query) {
        String currency = query.getOrDefault("currency", "XBT");
        String offset = query.getOrDefault("offset", "");
        long before = offset.isEmpty() ? Long.MAX_VALUE : millis(offset);
        Predicate<Instant> window = window(query, DAY);
        var lines = new TreeMap<Long, ObjectNode>(Comparator.reverseOrder());
        moves("transfer", window).stream()
                .filter(move -> move.counterparty().equals(FUTURES))
                .forEach(move -> line(lines, move.id(), move.at())
                        .put("type", move.amount().signum() > 0 ? "TransferIn" : "TransferOut")
                        .put("amount", move.amount())
                        .put("currency", move.asset()));
        book.fills().stream()
                .filter(fill -> !ofSpot(fill) && window.test(fill.at()))
                .forEach(fill -> line(lines, fill.id(), fill.at())
                        .put("type", "RealisedPNL")
                        .put("amount", fill.quantity().movePointLeft(3))
                        .put("currency", "USDT"));
        List<ObjectNode> left = lines.values().stream()
                .filter(line -> line.path("currency").asText().equals(currency)
                        && line.path("offset").asLong() < before)
                .toList();
        int size = KucoinSimulator.number(query.getOrDefault("maxCount", "50"));
        ObjectNode answer = node().put("hasMore", left.size() > size);
        left.stream().limit(size).forEach(answer.putArray("dataList")::add);
        return answer;
    }

    private static ObjectNode line(Map<Long, ObjectNode> lines, String id, Instant at) {
        ObjectNode line = node().put("time", at.toEpochMilli())
                .put("fee", 0)
                .put("accountEquity", 0)
                .put("status", "Completed")
                .put("remark", "simulated")
                .put("offset", Long.parseLong(id));
        lines.put(Long.parseLong(id), line);
        return line;
    }

    private List<Book.Move> moves(String kind, Predicate<Instant> window) {
        return newestFirst(book.moves()).stream()
                .filter(move -> move.kind().equals(kind) && window.test(move.at()))
                .toList();
    }

    private static <T> List<T> newestFirst(List<T> oldestFirst) {
        var reversed = new ArrayList<>(oldestFirst);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Predicate<Instant> window(Map<String, String> query, Duration longest) {
        String from = query.getOrDefault("startAt", "");
        String to = query.getOrDefault("endAt", "");
        if (from.isEmpty() && to.isEmpty()) {
            return at -> true;
        }
        long start = from.isEmpty() ? millis(to) - longest.toMillis() : millis(from);
        long end = to.isEmpty() ? start + longest.toMillis() : millis(to);
        if (end - start > longest.toMillis() || end < start) {
            throw new Refusal("400100");
        }
        return at -> at.toEpochMilli() >= start && at.toEpochMilli() <= end;
    }

    private static long millis(String text) {
        if (!MILLIS.matcher(text).matches()) {
            throw new Refusal("400100");
        }
        return Long.parseLong(text);
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }
}
