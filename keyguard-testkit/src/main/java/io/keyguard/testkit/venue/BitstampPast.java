/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What the simulated Bitstamp tells of the past: transactions with a field for each asset, and withdrawals, in pages by offset. Transfers between accounts are not among them. */
final class BitstampPast {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final BigDecimal FEE = new BigDecimal("0.0016");
    private static final int LONGEST = 1_000;

    private final Book book;

    BitstampPast(Book book) {
        this.book = book;
    }

    ArrayNode balances() {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        book.balances()
                .forEach((asset, total) -> json.addObject()
                        .put("currency", asset.toLowerCase(Locale.ROOT))
                        .put("total", total.toPlainString())
                        .put("available", total.toPlainString())
                        .put("reserved", "0.00000000"));
        return json;
    }

    private record Row(long id, ObjectNode json) {}

    ArrayNode transactions(Map<String, String> form) {
        var rows = new ArrayList<Row>();
        book.fills().stream()
                .filter(fill -> !fill.order().symbol().endsWith("-PERP"))
                .forEach(fill -> rows.add(new Row(Long.parseLong(fill.id()), trade(fill))));
        book.moves().stream()
                .filter(move -> !move.kind().equals("transfer"))
                .forEach(move -> rows.add(new Row(Long.parseLong(move.id()), settled(move))));
        rows.sort(Comparator.comparingLong(Row::id));
        if (!form.getOrDefault("sort", "desc").equals("asc")) {
            Collections.reverse(rows);
        }
        return page(rows.stream().map(Row::json).toList(), form, 100);
    }

    private static ObjectNode trade(Book.Fill fill) {
        String[] assets = fill.order().symbol().toLowerCase(Locale.ROOT).split("/", -1);
        BigDecimal paid = fill.signed().multiply(fill.price()).negate();
        return VenueSimulator.JSON
                .createObjectNode()
                .put("id", Long.parseLong(fill.id()))
                .put("order_id", Long.parseLong(fill.order().id()))
                .put("datetime", BitstampOrders.datetime(fill.at()))
                .put("type", "2")
                .put("fee", paid.abs().multiply(FEE).toPlainString())
                .put("eur", 0)
                .put("usdc", "0.0")
                .put(assets[0], fill.signed().toPlainString())
                .put(assets[1], paid.toPlainString())
                .put(assets[0] + "_" + assets[1], fill.price())
                .put("self_trade", false);
    }

    private static ObjectNode settled(Book.Move move) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("id", Long.parseLong(move.id()))
                .put("datetime", BitstampOrders.datetime(move.at()))
                .put("type", move.kind().equals("deposit") ? "0" : "1")
                .put("fee", "0.00000000")
                .put("eur", 0)
                .put("btc_usd", "0.00")
                .put("usd", 0)
                .put(move.asset().toLowerCase(Locale.ROOT), move.amount().toPlainString());
    }

    ArrayNode withdrawals(Map<String, String> form) {
        var rows = new ArrayList<ObjectNode>();
        book.moves().stream()
                .filter(move -> move.kind().equals("withdrawal"))
                .forEach(move -> rows.add(VenueSimulator.JSON
                        .createObjectNode()
                        .put("id", Long.parseLong(move.id()))
                        .put("datetime", BitstampOrders.datetime(move.at()))
                        .put("type", 1)
                        .put("status", 0)
                        .put("currency", move.asset())
                        .put("amount", move.amount().abs().toPlainString())
                        .put("address", move.counterparty())
                        .put("transaction_id", "")));
        Collections.reverse(rows);
        return page(rows, form, 10);
    }

    private static ArrayNode page(List<ObjectNode> rows, Map<String, String> form, long otherwise) {
        long limit = Math.min(LONGEST, number(form, "limit", otherwise));
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        rows.stream().skip(number(form, "offset", 0)).limit(limit).forEach(json::add);
        return json;
    }

    private static long number(Map<String, String> form, String name, long otherwise) {
        String text = form.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!WHOLE.matcher(text).matches()) {
            throw new Refusal("400.007");
        }
        return Long.parseLong(text);
    }

    /** What a pair brings and takes; a contract is a position alone. */
    void settle(Book.Fill fill) {
        String[] assets = fill.order().symbol().split("/", -1);
        if (!assets[1].endsWith("-PERP")) {
            book.credit(assets[0], fill.signed());
            book.credit(assets[1], fill.signed().multiply(fill.price()).negate());
        }
    }
}
