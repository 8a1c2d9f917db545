/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Money that came, went and moved at Binance, told as it tells: the last first, in stretches of less than 90 days. */
final class BinanceLedger {
    private static final Duration LONGEST = Duration.ofDays(90);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Book book;
    private final InstantSource clock;

    BinanceLedger(Book book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    /** Notes a movement and returns its id. */
    String note(String kind, String asset, BigDecimal amount, String counterparty, String state) {
        String id = book.nextId();
        book.moved(new Book.Move(kind, id, asset, amount, counterparty, state, clock.instant()));
        return id;
    }

    Reply deposits(Map<String, String> parameters) {
        boolean withSource = parameters.getOrDefault("includeSource", "").equals("true");
        return list("deposit", parameters, 1_000, move -> {
            ObjectNode json = json(move, "coin", "amount")
                    .put("id", move.id())
                    .put("status", 1)
                    .put("address", "synthetic-address-of-this-account")
                    .put("insertTime", move.at().toEpochMilli());
            return withSource ? json.put("sourceAddress", move.counterparty()) : json;
        });
    }

    Reply withdrawals(Map<String, String> parameters) {
        return list(
                "withdrawal",
                parameters,
                1_000,
                move -> json(move, "coin", "amount")
                        .put("id", move.id())
                        .put("transactionFee", "0")
                        .put("status", Integer.parseInt(move.state()))
                        .put("address", move.counterparty())
                        .put("applyTime", SECONDS.format(move.at())));
    }

    /** {@code kind} is in or out. */
    Reply betweenAccounts(String kind, Map<String, String> parameters) {
        return list(
                kind,
                parameters,
                500,
                move -> json(move, "asset", "qty")
                        .put("counterParty", "master")
                        .put("email", move.counterparty())
                        .put("type", kind.equals("in") ? 1 : 2)
                        .put("fromAccountType", "SPOT")
                        .put("toAccountType", "SPOT")
                        .put("status", move.state())
                        .put("tranId", Long.parseLong(move.id()))
                        .put("time", move.at().toEpochMilli()));
    }

    /** A page of transfers in one direction; without any there are no rows. */
    Reply betweenWallets(String direction, Map<String, String> parameters) {
        int size = number(parameters, "size", 10, 100);
        int page = number(parameters, "current", 1, 1_000_000);
        List<Book.Move> found = found(direction, parameters, Duration.ofDays(180));
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("total", found.size());
        if (!found.isEmpty()) {
            ArrayNode rows = json.putArray("rows");
            found.stream()
                    .skip((long) (page - 1) * size)
                    .limit(size)
                    .forEach(move -> rows.add(json(move, "asset", "amount")
                            .put("type", direction)
                            .put("status", move.state())
                            .put("tranId", Long.parseLong(move.id()))
                            .put("timestamp", move.at().toEpochMilli())));
        }
        return Reply.ok(json);
    }

    private static ObjectNode json(Book.Move move, String asset, String amount) {
        return VenueSimulator.JSON
                .createObjectNode()
                .put(asset, move.asset())
                .put(amount, move.amount().toPlainString());
    }

    private Reply list(String kind, Map<String, String> parameters, int most, Function<Book.Move, ObjectNode> words) {
        int limit = number(parameters, "limit", most, most);
        ArrayNode json = VenueSimulator.JSON.createArrayNode();
        found(kind, parameters, LONGEST).stream().limit(limit).map(words).forEach(json::add);
        return Reply.ok(json);
    }

    /** Both ends of the stretch belong to it. */
    private List<Book.Move> found(String kind, Map<String, String> parameters, Duration longest) {
        long start = time(parameters, "startTime", 0);
        long end = time(parameters, "endTime", Long.MAX_VALUE);
        requireNoLonger(start, end, longest);
        return book.moves().stream()
                .filter(move -> move.kind().equals(kind))
                .filter(move -> start <= move.at().toEpochMilli() && move.at().toEpochMilli() <= end)
                .sorted(Comparator.comparing(
                        Book.Move::at, Comparator.<Instant>naturalOrder().reversed()))
                .toList();
    }

    static void requireNoLonger(long start, long end, Duration longest) {
        if (start > 0 && end < Long.MAX_VALUE && end - start > longest.toMillis()) {
            throw new Refusal("-1100");
        }
    }

    static long time(Map<String, String> parameters, String name, long otherwise) {
        String text = parameters.getOrDefault(name, "");
        if (!text.matches("[0-9]{0,18}")) {
            throw new Refusal("-1100");
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    static int number(Map<String, String> parameters, String name, int otherwise, int most) {
        String text = parameters.getOrDefault(name, Integer.toString(otherwise));
        if (!text.matches("[1-9][0-9]{0,6}") || Integer.parseInt(text) > most) {
            throw new Refusal("-1100");
        }
        return Integer.parseInt(text);
    }
}
