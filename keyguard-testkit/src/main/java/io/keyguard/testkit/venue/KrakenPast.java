/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What Kraken spot tells of the past, in its words.
 *
 * <p>From the official documentation: pages of 50 by offset with a count, a beginning that is left out and an end that is not, both in seconds; deposits and withdrawals as plain arrays up to a
 * limit of 25 unless asked for more. UNCONFIRMED and chosen here: that more than 50 are never given of those either.
 */
final class KrakenPast {
    private static final int PAGE = 50;
    private static final BigDecimal FEE = new BigDecimal("0.0025");
    private static final String DEPOSIT = "deposit";
    private static final String WITHDRAWAL = "withdrawal";

    private final Book book;
    private final Set<String> leveraged;

    /** Makes the past of {@code book}, where the orders in {@code leveraged} open and close positions. */
    KrakenPast(Book book, Set<String> leveraged) {
        this.book = book;
        this.leveraged = leveraged;
    }

    private static <T> List<T> newestFirst(List<T> all) {
        var reversed = new ArrayList<>(all);
        Collections.reverse(reversed);
        return reversed;
    }

    JsonNode trades(Map<String, String> parameters) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        List<Book.Fill> fitting = newestFirst(book.fills()).stream()
                .filter(execution -> isWithin(execution.at(), parameters))
                .toList();
        ObjectNode trades = json.putObject("trades");
        page(fitting, parameters).forEach(execution -> trades.set("TSIM-" + execution.id(), trade(execution)));
        return json.put("count", fitting.size());
    }

    private ObjectNode trade(Book.Fill execution) {
        BigDecimal cost = execution.price().multiply(execution.quantity());
        return VenueSimulator.JSON
                .createObjectNode()
                .put("ordertxid", execution.order().id())
                .put("pair", execution.order().symbol())
                .put("time", seconds(execution.at()))
                .put("type", execution.order().side())
                .put("ordertype", "limit")
                .put("price", execution.price().toPlainString())
                .put("cost", cost.toPlainString())
                .put("fee", cost.multiply(FEE).toPlainString())
                .put("vol", execution.quantity().toPlainString())
                .put("margin", leveraged.contains(execution.order().id()) ? cost.toPlainString() : "0.00000");
    }

    JsonNode positions() {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        var open = new TreeMap<String, BigDecimal>();
        book.fills().stream()
                .filter(fill -> leveraged.contains(fill.order().id()))
                .forEach(fill -> open.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        open.values().removeIf(quantity -> quantity.signum() == 0);
        open.forEach((pair, quantity) -> json.putObject("PSIM-" + pair)
                .put("ordertxid", "OSIM-1")
                .put("posstatus", "open")
                .put("pair", pair)
                .put("type", quantity.signum() > 0 ? "buy" : "sell")
                .put("vol", quantity.abs().toPlainString())
                .put("vol_closed", "0.00000000"));
        return json;
    }

    JsonNode ledger(Map<String, String> parameters) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        String type = parameters.getOrDefault("type", "all");
        List<Book.Move> fitting = newestFirst(book.moves()).stream()
                .filter(money -> type.equals("all") || money.kind().equals(type))
                .filter(money -> isWithin(money.at(), parameters))
                .toList();
        ObjectNode ledger = json.putObject("ledger");
        page(fitting, parameters)
                .forEach(money -> ledger.putObject("LSIM-" + money.id())
                        .put("refid", refid(money))
                        .put("time", seconds(money.at()))
                        .put("type", money.kind())
                        .put("subtype", money.kind().equals("transfer") ? money.counterparty() : "")
                        .put("aclass", "currency")
                        .put("asset", money.asset())
                        .put("amount", money.amount().toPlainString())
                        .put("fee", "0.00000000"));
        return json.put("count", fitting.size());
    }

    JsonNode deposits(Map<String, String> parameters) {
        return statuses(DEPOSIT, parameters);
    }

    JsonNode withdrawals(Map<String, String> parameters) {
        return statuses(WITHDRAWAL, parameters);
    }

    private ArrayNode statuses(String kind, Map<String, String> parameters) {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        long start = number(parameters, "start", 0);
        long end = number(parameters, "end", Long.MAX_VALUE);
        newestFirst(book.moves()).stream()
                .filter(money -> money.kind().equals(kind))
                .filter(money ->
                        money.at().getEpochSecond() >= start && money.at().getEpochSecond() <= end)
                .limit(Math.min(number(parameters, "limit", 25), PAGE))
                .forEach(money -> json.add(status(money)));
        return json;
    }

    private static ObjectNode status(Book.Move money) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("method", "Bitcoin")
                .put("aclass", "currency")
                .put("asset", money.asset())
                .put("refid", refid(money))
                .put("txid", "")
                .put("info", money.counterparty())
                .put("amount", money.amount().abs().toPlainString())
                .put("fee", "0.00020000")
                .put("time", money.at().getEpochSecond())
                .put("status", money.kind().equals(DEPOSIT) ? "Success" : "Initial");
    }

    static String refid(Book.Move money) {
        return "FSIM-" + money.id();
    }

    private static BigDecimal seconds(Instant at) {
        return BigDecimal.valueOf(at.getEpochSecond()).add(BigDecimal.valueOf(at.getNano() / 100_000, 4));
    }

    private static boolean isWithin(Instant at, Map<String, String> parameters) {
        BigDecimal seconds = seconds(at);
        return seconds.compareTo(BigDecimal.valueOf(number(parameters, "start", 0))) > 0
                && seconds.compareTo(BigDecimal.valueOf(number(parameters, "end", Long.MAX_VALUE))) <= 0;
    }

    private static <T> List<T> page(List<T> all, Map<String, String> parameters) {
        return all.stream().skip(number(parameters, "ofs", 0)).limit(PAGE).toList();
    }

    private static long number(Map<String, String> parameters, String name, long otherwise) {
        String text = parameters.getOrDefault(name, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("\\d{1,12}")) {
            throw new Refusal("EGeneral:Invalid arguments");
        }
        return Long.parseLong(text);
    }
}
