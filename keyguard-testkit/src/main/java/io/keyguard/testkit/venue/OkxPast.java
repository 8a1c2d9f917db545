/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What the simulated OKX tells of positions, executions and money: newest first, in pages of 100 at most, executions and bookings of the trading account for three months.
 *
 * <p>UNCONFIRMED and chosen here: the ends of a window are part of it where it is named {@code begin} and {@code end}, and are not where it is named {@code before} and {@code after}; a sub-account from
 * which no money may leave answers 58101.
 */
final class OkxPast {
    private static final int PAGE = 100;
    private static final Duration KEPT = Duration.ofDays(92);

    private static final String FUNDING = "6";
    private static final String TRADING = "18";
    private static final Map<String, String> STATES = Map.of("deposit", "2", "withdrawal", "0");

    private final OkxSimulator venue;
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    OkxPast(OkxSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    List<ObjectNode> positions(Map<String, String> parameters) {
        String kind = parameters.getOrDefault("instType", "");
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> !OkxSimulator.kind(fill.order()).equals("SPOT"))
                .filter(fill ->
                        kind.isEmpty() || OkxSimulator.kind(fill.order()).equals(kind))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        var rows = new ArrayList<ObjectNode>();
        sizes.forEach((symbol, size) -> {
            if (size.signum() != 0) {
                rows.add(node().put("instId", symbol)
                        .put("instType", OkxSimulator.kindOf(symbol))
                        .put("mgnMode", "cross")
                        .put("posSide", "net")
                        .put("pos", size.toPlainString())
                        .put("posCcy", ""));
            }
        });
        return rows;
    }

    List<ObjectNode> fills(Map<String, String> parameters) {
        String kind = parameters.getOrDefault("instType", "");
        if (kind.isEmpty()) {
            throw new Refusal("50014");
        }
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            if (OkxSimulator.kind(fill.order()).equals(kind)) {
                rows.add(row(fill.id(), fill.at())
                        .put("tradeId", fill.id())
                        .put("instType", kind)
                        .put("instId", fill.order().symbol())
                        .put("ordId", fill.order().id())
                        .put("clOrdId", fill.order().clientId())
                        .put("side", fill.order().side())
                        .put("posSide", "net")
                        .put("fillPx", fill.price().toPlainString())
                        .put("fillSz", fill.quantity().toPlainString())
                        .put("feeCcy", "USDT")
                        .put("fee", fill.quantity().movePointLeft(3).negate().toPlainString()));
            }
        }
        return byId(kept(rows), parameters);
    }

    private static ObjectNode row(String id, Instant at) {
        return node().put("billId", id).put("ts", Long.toString(at.toEpochMilli()));
    }

    private List<ObjectNode> kept(List<ObjectNode> rows) {
        long oldest = venue.millis() - KEPT.toMillis();
        return rows.stream().filter(row -> ts(row) >= oldest).toList();
    }

    private static long ts(JsonNode row) {
        return row.path("ts").asLong();
    }

    private static List<ObjectNode> byId(List<ObjectNode> rows, Map<String, String> parameters) {
        long after = number(parameters, "after", Long.MAX_VALUE);
        long begin = number(parameters, "begin", 0);
        long end = number(parameters, "end", Long.MAX_VALUE);
        Predicate<ObjectNode> asked = row -> row.path("billId").asLong() < after && ts(row) >= begin && ts(row) <= end;
        return page(rows, parameters, asked);
    }

    private static List<ObjectNode> byTime(List<ObjectNode> rows, Map<String, String> parameters) {
        long after = number(parameters, "after", Long.MAX_VALUE);
        long before = number(parameters, "before", 0);
        return page(rows, parameters, row -> ts(row) < after && ts(row) > before);
    }

    private static long number(Map<String, String> parameters, String name, long otherwise) {
        String text = parameters.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new Refusal("51000");
        }
        return Long.parseLong(text);
    }

    private static List<ObjectNode> page(
            List<ObjectNode> rows, Map<String, String> parameters, Predicate<ObjectNode> asked) {
        return rows.stream()
                .filter(asked)
                .sorted(Comparator.comparingLong(OkxPast::ts)
                        .thenComparingLong(row -> row.path("billId").asLong())
                        .reversed())
                .limit(Math.min(PAGE, number(parameters, "limit", PAGE)))
                .toList();
    }

    List<ObjectNode> deposits(Map<String, String> parameters) {
        var rows = new ArrayList<ObjectNode>();
        moves("deposit").forEach(move -> rows.add(money(move, "depId").put("from", move.counterparty())));
        return byTime(rows, parameters);
    }

    List<ObjectNode> withdrawals(Map<String, String> parameters) {
        var rows = new ArrayList<ObjectNode>();
        moves("withdrawal")
                .forEach(move -> rows.add(
                        money(move, "wdId").put("to", move.counterparty()).put("fee", "0.0005")));
        return byTime(rows, parameters);
    }

    private List<Book.Move> moves(String kind) {
        return venue.book().moves().stream()
                .filter(move -> move.kind().equals(kind))
                .toList();
    }

    private static ObjectNode money(Book.Move move, String id) {
        return node().put(id, move.id())
                .put("ccy", move.asset())
                .put("amt", move.amount().abs().toPlainString())
                .put("state", STATES.getOrDefault(move.kind(), ""))
                .put("ts", Long.toString(move.at().toEpochMilli()));
    }

    /** The bookings of the funding account, deposits and withdrawals among them. */
    List<ObjectNode> fundingBills(Map<String, String> parameters) {
        String type = parameters.getOrDefault("type", "");
        var rows = new ArrayList<ObjectNode>();
        moves("deposit").forEach(move -> rows.add(bill(move).put("type", "1")));
        moves("withdrawal").forEach(move -> rows.add(bill(move).put("type", "2")));
        moves("funding").forEach(move -> rows.add(bill(move).put("type", move.state())));
        rows.removeIf(row -> !type.isEmpty() && !row.path("type").asText().equals(type));
        return parameters.getOrDefault("pagingType", "1").equals("2")
                ? byId(rows, parameters)
                : byTime(rows, parameters);
    }

    private static ObjectNode bill(Book.Move move) {
        return row(move.id(), move.at())
                .put("ccy", move.asset())
                .put("balChg", move.amount().toPlainString());
    }

    /** The bookings of the trading account; executions are left out here. */
    List<ObjectNode> tradingBills(Map<String, String> parameters) {
        if (!parameters.getOrDefault("type", "1").equals("1")) {
            return List.of();
        }
        var rows = new ArrayList<ObjectNode>();
        moves("trading")
                .forEach(move -> rows.add(bill(move)
                        .put("type", "1")
                        .put("subType", move.amount().signum() > 0 ? "11" : "12")
                        .put("from", move.amount().signum() > 0 ? move.counterparty() : TRADING)
                        .put("to", move.amount().signum() > 0 ? TRADING : move.counterparty())));
        return byId(kept(rows), parameters);
    }

    ObjectNode withdraw(String asset, BigDecimal amount, String address) {
        if (!venue.book().debit(asset, amount)) {
            throw new Refusal("58350");
        }
        String id = venue.book().nextId();
        note("withdrawal", id, asset, amount.negate(), address, "0");
        return node().put("wdId", id).put("ccy", asset).put("amt", amount.toPlainString());
    }

    private void note(String kind, String id, String asset, BigDecimal amount, String with, String state) {
        venue.book()
                .moved(new Book.Move(
                        kind, id, asset, amount, with, state, venue.clock().instant()));
    }

    /** Within the account, or between main and sub-account; what leaves it is debited, what comes is credited. */
    ObjectNode transfer(JsonNode body, boolean byMain, String subAccount) {
        String asset = OkxSimulator.required(body, "ccy");
        BigDecimal amount = OkxSimulator.amount(body, "amt");
        String from = OkxSimulator.required(body, "from");
        String to = OkxSimulator.required(body, "to");
        switch (body.path("type").asText("0")) {
            case "0" -> {
                move(from, to, asset, amount.negate(), "131");
                move(to, from, asset, amount, "130");
            }
            case "1" -> leave(byMain, from, asset, amount, "20");
            case "2" -> {
                requireMain(byMain);
                venue.book().credit(asset, amount);
                move(to, "", asset, amount, "21");
            }
            case "3" -> {
                if (closed.contains(subAccount)) {
                    throw new Refusal("58101");
                }
                leave(!byMain, from, asset, amount, "22");
            }
            default -> throw new Refusal("51000");
        }
        return node().put("transId", venue.book().nextId()).put("ccy", asset).put("amt", amount.toPlainString());
    }

    private static void requireMain(boolean allowed) {
        if (!allowed) {
            throw new Refusal("59500");
        }
    }

    private void leave(boolean allowed, String from, String asset, BigDecimal amount, String type) {
        requireMain(allowed);
        if (!venue.book().debit(asset, amount)) {
            throw new Refusal("58350");
        }
        move(from, "", asset, amount.negate(), type);
    }

    private void move(String wallet, String other, String asset, BigDecimal amount, String type) {
        if (!Set.of(FUNDING, TRADING).contains(wallet)) {
            throw new Refusal("51000");
        }
        String kind = wallet.equals(FUNDING) ? "funding" : "trading";
        note(kind, venue.book().nextId(), asset, amount, other, type);
    }

    /** Lets money leave a sub-account, or not. */
    ObjectNode transferOut(JsonNode body) {
        String account = OkxSimulator.required(body, "subAcct");
        boolean open = body.path("canTransOut").asBoolean(true);
        if (open) {
            closed.remove(account);
        } else {
            closed.add(account);
        }
        return node().put("subAcct", account).put("canTransOut", open);
    }
}
