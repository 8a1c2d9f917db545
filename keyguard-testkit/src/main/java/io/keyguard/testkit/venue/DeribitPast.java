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
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the simulated Deribit tells of positions, executions, money and logins: of one currency at a time, newest first unless asked otherwise, in pages of ten to a thousand; executions of the last 24 hours
 * and older ones apart.
 *
 * <p>UNCONFIRMED and chosen here: an instrument belongs to the currency that it is settled in, a pair to its second.
 */
final class DeribitPast {
    private static final Duration RECENT = Duration.ofHours(24);

    private record Access(int id, Instant at, String what, String from, String client) {}

    private final DeribitSimulator venue;
    private final Map<String, String> labels;
    private final List<Access> log = new CopyOnWriteArrayList<>();

    /** Tells orders' labels by {@code labels}. */
    DeribitPast(DeribitSimulator venue, Map<String, String> labels) {
        this.venue = venue;
        this.labels = labels;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    synchronized void log(String what, String from, String client) {
        log.add(new Access(log.size() + 1, venue.clock().instant(), what, from, client));
    }

    ObjectNode accesses(JsonNode params) {
        var rows = new ArrayList<ObjectNode>();
        for (Access access : log) {
            rows.add(node().put("id", access.id())
                    .put("timestamp", access.at().toEpochMilli())
                    .put("log", access.what())
                    .put("ip", access.from())
                    .put("country", "Local Country")
                    .put("city", "Local Town")
                    .put("data", access.client()));
        }
        return page(rows, params).put("records_total", rows.size());
    }

    /** Newest first. */
    private static ObjectNode page(List<ObjectNode> rows, JsonNode params) {
        Collections.reverse(rows);
        int offset = Math.min(number(params, "offset", 0), rows.size());
        int end = Math.min(rows.size(), offset + count(params));
        ObjectNode json = node().put("count", rows.size());
        json.putArray("data").addAll(rows.subList(offset, end));
        return json;
    }

    private static int count(JsonNode params) {
        int count = number(params, "count", 10);
        if (count < 1 || count > 1_000) {
            throw new Refusal("-32602");
        }
        return count;
    }

    private static int number(JsonNode params, String name, int otherwise) {
        String text = params.path(name).asText("");
        if (!text.matches("\\d{0,9}")) {
            throw new Refusal("-32602");
        }
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }

    private static String currencyOf(String instrument) {
        return instrument.contains("_")
                ? instrument.split("[_-]", -1)[1]
                : instrument.split("-", -1)[0];
    }

    private static boolean isOf(Book.Order order, JsonNode params) {
        String currency = DeribitSimulator.required(params, "currency");
        return (currency.equals("any") || currencyOf(order.symbol()).equals(currency))
                && DeribitSimulator.isOf(params.path("kind").asText("any"), order);
    }

    ArrayNode positions(JsonNode params) {
        var sizes = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill -> !DeribitSimulator.isOf("spot", fill.order()) && isOf(fill.order(), params))
                .forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        ArrayNode rows = VenueSimulator.JSON.createArrayNode();
        sizes.forEach((instrument, size) -> rows.addObject()
                .put("instrument_name", instrument)
                .put("direction", size.signum() == 0 ? "zero" : size.signum() > 0 ? "buy" : "sell")
                .put("size", size));
        return rows;
    }

    ObjectNode trades(JsonNode params) {
        Instant border = venue.clock().instant().minus(RECENT);
        boolean old = params.path("historical").asBoolean();
        long start = Long.parseLong(DeribitSimulator.required(params, "start_timestamp"));
        long end = Long.parseLong(DeribitSimulator.required(params, "end_timestamp"));
        List<Book.Fill> asked = venue.book().fills().stream()
                .filter(fill -> isOf(fill.order(), params))
                .filter(fill -> fill.at().isBefore(border) == old)
                .filter(fill -> fill.at().toEpochMilli() >= start && fill.at().toEpochMilli() <= end)
                .sorted(order(params))
                .toList();
        int count = count(params);
        ObjectNode json = node().put("has_more", asked.size() > count);
        ArrayNode rows = json.putArray("trades");
        asked.stream().limit(count).forEach(fill -> rows.add(trade(fill)));
        return json;
    }

    private static Comparator<Book.Fill> order(JsonNode params) {
        Comparator<Book.Fill> ascending = Comparator.comparing(Book.Fill::at);
        return params.path("sorting").asText("desc").equals("asc") ? ascending : ascending.reversed();
    }

    private ObjectNode trade(Book.Fill fill) {
        ObjectNode trade = node().put("trade_id", fill.id())
                .put("timestamp", fill.at().toEpochMilli())
                .put("order_id", fill.order().id())
                .put("instrument_name", fill.order().symbol())
                .put("direction", fill.order().side())
                .put("amount", fill.quantity())
                .put("price", fill.price())
                .put("fee", fill.quantity().movePointLeft(3))
                .put("fee_currency", currencyOf(fill.order().symbol()))
                .put("state", "filled");
        String label = labels.getOrDefault(fill.order().id(), "");
        return label.isEmpty() ? trade : trade.put("label", label);
    }

    ObjectNode moves(String kind, JsonNode params) {
        String currency = DeribitSimulator.required(params, "currency");
        var rows = new ArrayList<ObjectNode>();
        venue.book().moves().stream()
                .filter(move -> move.kind().equals(kind) && move.asset().equals(currency))
                .forEach(move -> rows.add(json(move)));
        return page(rows, params);
    }

    private static ObjectNode json(Book.Move move) {
        ObjectNode json = node().put("currency", move.asset())
                .put("amount", move.amount().abs())
                .put("updated_timestamp", move.at().toEpochMilli());
        return switch (move.kind()) {
            case "deposit" ->
                json.put("transaction_id", "tx" + move.id())
                        .put("address", "2N35qDKDY22zmJq9eSyiAerMD4enJ1xx6ax")
                        .put("source_address", move.counterparty())
                        .put("state", "completed")
                        .put("received_timestamp", move.at().toEpochMilli());
            case "withdrawal" ->
                json.put("id", Long.parseLong(move.id()))
                        .put("address", move.counterparty())
                        .put("state", "unconfirmed")
                        .put("created_timestamp", move.at().toEpochMilli());
            default ->
                json.put("id", Long.parseLong(move.id()))
                        .put("other_side", move.counterparty())
                        .put("type", "subaccount")
                        .put("direction", move.amount().signum() < 0 ? "payment" : "income")
                        .put("state", "confirmed")
                        .put("created_timestamp", move.at().toEpochMilli());
        };
    }

    /** What leaves the account, which must have it. */
    ObjectNode leave(String kind, String currency, BigDecimal amount, String to) {
        if (!venue.book().debit(currency, amount)) {
            throw new Refusal("10009");
        }
        var move = new Book.Move(
                kind,
                venue.book().nextId(),
                currency,
                amount.negate(),
                to,
                "",
                venue.clock().instant());
        venue.book().moved(move);
        return json(move);
    }
}
