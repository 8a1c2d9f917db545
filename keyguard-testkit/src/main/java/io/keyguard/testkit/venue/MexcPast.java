/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What the simulated MEXC tells of executions and money.
 *
 * <p>UNCONFIRMED and chosen here: both ends of a time belong to it, and lists tell the newest first.
 */
final class MexcPast {
    private static final BigDecimal FEE = new BigDecimal("0.001");

    private final MexcSimulator venue;

    MexcPast(MexcSimulator venue) {
        this.venue = venue;
    }

    static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{0,15}")) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    static boolean isWithin(Instant at, Map<String, String> query, String from, String to) {
        long millis = at.toEpochMilli();
        return millis >= number(query, from, 0) && millis <= number(query, to, Long.MAX_VALUE);
    }

    private static ArrayNode newest(List<ObjectNode> rows, Map<String, String> query, long most) {
        Collections.reverse(rows);
        ArrayNode page = JSON.createArrayNode();
        rows.stream().limit(Math.min(most, number(query, "limit", most))).forEach(page::add);
        return page;
    }

    ArrayNode trades(Map<String, String> query) {
        String symbol = query.getOrDefault("symbol", "");
        if (symbol.isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        var rows = new ArrayList<ObjectNode>();
        for (Book.Fill fill : venue.book().fills()) {
            if (symbol.equals(fill.order().symbol()) && isWithin(fill.at(), query, "startTime", "endTime")) {
                rows.add(JSON.createObjectNode()
                        .put("symbol", symbol)
                        .put("id", fill.id())
                        .put("orderId", fill.order().id())
                        .put("orderListId", -1)
                        .put("price", fill.price().toPlainString())
                        .put("qty", fill.quantity().toPlainString())
                        .put(
                                "commission",
                                fill.quantity()
                                        .multiply(fill.price())
                                        .multiply(FEE)
                                        .toPlainString())
                        .put("commissionAsset", "USDT")
                        .put("time", fill.at().toEpochMilli())
                        .put("isBuyer", fill.order().buys())
                        .put("isMaker", true)
                        .put("clientOrderId", fill.order().clientId()));
            }
        }
        return newest(rows, query, 100);
    }

    private List<Book.Move> moves(String kind, Map<String, String> query) {
        return venue.book().moves().stream()
                .filter(move -> move.kind().equals(kind) && isWithin(move.at(), query, "startTime", "endTime"))
                .toList();
    }

    ArrayNode deposits(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : moves("deposit", query)) {
            rows.add(JSON.createObjectNode()
                    .put("amount", move.amount().toPlainString())
                    .put("coin", move.asset())
                    .put("network", move.asset())
                    .put("status", 5)
                    .put("address", move.counterparty())
                    .put("txId", "0x" + move.id())
                    .put("insertTime", move.at().toEpochMilli()));
        }
        return newest(rows, query, 1_000);
    }

    ArrayNode withdrawals(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : moves("withdrawal", query)) {
            rows.add(JSON.createObjectNode()
                    .put("id", move.id())
                    .put("coin", move.asset())
                    .put("address", move.counterparty())
                    .put("amount", move.amount().negate().toPlainString())
                    .put("status", 7)
                    .put("transactionFee", "0")
                    .put("applyTime", move.at().toEpochMilli()));
        }
        return newest(rows, query, 1_000);
    }

    private static String text(Map<String, String> params, String name) {
        String value = params.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal(MexcSimulator.BAD_PARAMS);
        }
        return value;
    }

    private static BigDecimal amount(Map<String, String> params) {
        return Book.amount(text(params, "amount")).orElseThrow(() -> new Refusal(MexcSimulator.BAD_PARAMS));
    }

    ObjectNode withdraw(Map<String, String> params) {
        String coin = text(params, "coin");
        String address = text(params, "address");
        BigDecimal amount = amount(params);
        if (!venue.book().debit(coin, amount)) {
            throw new Refusal("10101");
        }
        String id = venue.book().nextId();
        venue.book()
                .moved(new Book.Move(
                        "withdrawal",
                        id,
                        coin,
                        amount.negate(),
                        address,
                        "done",
                        venue.clock().instant()));
        return JSON.createObjectNode().put("id", id);
    }

    /** Between the spot wallet and that of contracts, which are one here. */
    ObjectNode transfer(Map<String, String> params) {
        String route = text(params, "fromAccountType") + ">" + text(params, "toAccountType");
        String id = venue.book().nextId();
        venue.book()
                .moved(new Book.Move(
                        "transfer",
                        id,
                        text(params, "asset"),
                        amount(params),
                        route,
                        "done",
                        venue.clock().instant()));
        return JSON.createObjectNode().put("tranId", id);
    }

    ObjectNode transfers(Map<String, String> query) {
        String route = text(query, "fromAccountType") + ">" + text(query, "toAccountType");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : moves("transfer", query)) {
            if (move.counterparty().equals(route)) {
                rows.add(JSON.createObjectNode()
                        .put("tranId", move.id())
                        .put("asset", move.asset())
                        .put("amount", move.amount().toPlainString())
                        .put("fromAccountType", text(query, "fromAccountType"))
                        .put("toAccountType", text(query, "toAccountType"))
                        .put("status", "SUCCESS")
                        .put("timestamp", move.at().toEpochMilli()));
            }
        }
        Collections.reverse(rows);
        long page = number(query, "page", 1);
        long size = Math.min(100, number(query, "size", 10));
        ObjectNode json = JSON.createObjectNode().put("total", rows.size());
        ArrayNode shown = json.putArray("rows");
        rows.stream().skip((page - 1) * size).limit(size).forEach(shown::add);
        return json;
    }
}
