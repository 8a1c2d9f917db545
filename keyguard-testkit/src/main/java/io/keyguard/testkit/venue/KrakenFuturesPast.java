/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** What the simulated Kraken Futures tells of executions, positions and balances: the former in pages of 100 with a token, the log by ids. */
final class KrakenFuturesPast {
    private static final int PAGE = 100;
    private static final BigDecimal FEE = new BigDecimal("0.0005");

    private final Book book;
    private final String accountUid;

    KrakenFuturesPast(Book book, String accountUid) {
        this.book = book;
        this.accountUid = accountUid;
    }

    /** What was bought less what was sold of each symbol. */
    private Map<String, BigDecimal> sizes() {
        var sizes = new TreeMap<String, BigDecimal>();
        book.fills().forEach(fill -> sizes.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        return sizes;
    }

    /** Whether an order to {@code side} would make a position smaller. */
    boolean hasToReduce(String symbol, String side) {
        int sign = sizes().getOrDefault(symbol, BigDecimal.ZERO).signum();
        return side.equals("buy") ? sign < 0 : sign > 0;
    }

    ArrayNode positions() {
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        sizes().forEach((symbol, size) -> {
            if (size.signum() != 0) {
                json.addObject()
                        .put("side", size.signum() > 0 ? "long" : "short")
                        .put("symbol", symbol)
                        .put("price", 100)
                        .put("size", size.abs());
            }
        });
        return json;
    }

    ObjectNode executions(Map<String, String> parameters) {
        List<Book.Fill> found = sorted(
                book.fills().stream()
                        .filter(fill -> inTime(parameters).test(fill.at().toEpochMilli()))
                        .toList(),
                Comparator.comparing(Book.Fill::at),
                parameters);
        int start = token(parameters);
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("accountUid", accountUid);
        ArrayNode elements = json.putArray("elements");
        found.stream().skip(start).limit(PAGE).forEach(fill -> elements.add(execution(fill)));
        json.put("len", elements.size());
        if (start + PAGE < found.size()) {
            json.put("continuationToken", "t" + (start + PAGE));
        }
        return json;
    }

    private static int token(Map<String, String> parameters) {
        String token = parameters.getOrDefault("continuationToken", "t0");
        if (!token.matches("t\\d{1,6}")) {
            throw new Refusal("invalidArgument");
        }
        return Integer.parseInt(token.substring(1));
    }

    private JsonNode execution(Book.Fill fill) {
        ObjectNode element = VenueSimulator.JSON.createObjectNode().put("uid", uid("event" + fill.id()));
        element.put("timestamp", fill.at().toEpochMilli());
        ObjectNode execution = element.putObject("event").putObject("Execution").putObject("execution");
        execution.put("uid", uid(fill.id()));
        execution
                .putObject("order")
                .put("uid", fill.order().id())
                .put("accountUid", accountUid)
                .put("tradeable", fill.order().symbol())
                .put("direction", fill.order().buys() ? "Buy" : "Sell")
                .put("quantity", fill.order().quantity())
                .put("clientId", fill.order().clientId());
        execution
                .put("timestamp", fill.at().toEpochMilli())
                .put("quantity", fill.quantity().toPlainString())
                .put("price", fill.price().toPlainString());
        execution
                .putObject("orderData")
                .put("fee", fill.price().multiply(fill.quantity()).multiply(FEE).toPlainString());
        return element;
    }

    /** A UUID that is always the same for {@code text}. */
    private static String uid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Movements that are called deposits come from Kraken spot. */
    ObjectNode log(Map<String, String> parameters) {
        ArrayNode all = VenueSimulator.JSON.createArrayNode();
        var balances = new HashMap<String, BigDecimal>();
        long id = 0;
        for (Book.Move move : book.moves()) {
            id++;
            BigDecimal before = balances.getOrDefault(move.asset(), BigDecimal.ZERO);
            balances.put(move.asset(), before.add(move.amount()));
            boolean wanted = inTime(parameters).test(move.at().toEpochMilli())
                    && id >= number(parameters, "from", 1)
                    && id <= number(parameters, "to", Long.MAX_VALUE);
            if (wanted) {
                all.add(line(move, id, before));
            }
        }
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("accountUid", accountUid);
        ArrayNode logs = json.putArray("logs");
        long most = number(parameters, "count", 500);
        boolean upwards = parameters.getOrDefault("sort", "desc").equals("asc");
        for (int i = 0; i < all.size() && i < Math.min(most, 500); i++) {
            logs.add(all.get(upwards ? i : all.size() - 1 - i));
        }
        return json;
    }

    private static ObjectNode line(Book.Move move, long id, BigDecimal before) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put("asset", move.asset())
                .put("booking_uid", uid("booking" + id))
                .put("date", move.at().toString())
                .put("id", id)
                .put("info", move.kind().equals("deposit") ? "cross-exchange transfer" : move.kind())
                .put("margin_account", move.counterparty())
                .put("old_balance", before)
                .put("new_balance", before.add(move.amount()));
    }

    private static <T> List<T> sorted(List<T> found, Comparator<T> byTime, Map<String, String> parameters) {
        boolean upwards = parameters.getOrDefault("sort", "desc").equals("asc");
        return found.stream().sorted(upwards ? byTime : byTime.reversed()).toList();
    }

    /** Neither end belongs to it. */
    private static Predicate<Long> inTime(Map<String, String> parameters) {
        long since = number(parameters, "since", 0);
        long before = number(parameters, "before", Long.MAX_VALUE);
        return millis -> millis > since && millis < before;
    }

    private static long number(Map<String, String> parameters, String name, long otherwise) {
        String text = parameters.getOrDefault(name, "");
        if (!text.matches("\\d{0,18}")) {
            throw new Refusal("invalidArgument");
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }
}
