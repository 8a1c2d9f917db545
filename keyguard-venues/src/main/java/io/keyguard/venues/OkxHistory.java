/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What an account at OKX did, and what it is in: executions, deposits, withdrawals, transfers and positions.
 *
 * <p>Source: okx.com/docs-v5. Executions and bookings of the trading account are kept for three months, of which the shortest have 89 days; deposits, withdrawals and bookings of the funding account
 * for longer. UNCONFIRMED: whether the ends of a window are part of it, so that more is asked for and the rest left out.
 */
final class OkxHistory {
    private static final int PAGE = 100;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private static final Duration KEPT = Duration.ofDays(89);

    /** Bookings of the funding account that are transfers, and with whom. */
    private static final Map<String, String> TRANSFERS = Map.of(
            "20", "sub-account",
            "21", "sub-account",
            "22", "main account",
            "23", "main account",
            "130", "trading account",
            "131", "trading account");

    private OkxHistory() {}

    static List<Fill> fills(SignedCalls venue, Collection<String> kinds, Instant from, Instant to) {
        requireKept(venue, from);
        var fills = new ArrayList<Fill>();
        for (String kind : kinds) {
            VenueRequest question = VenueRequest.get("/api/v5/trade/fills-history")
                    .param("instType", kind)
                    .param("begin", Long.toString(from.toEpochMilli() - 1))
                    .param("end", Long.toString(to.toEpochMilli() + 1))
                    .param("limit", Integer.toString(PAGE));
            byId(venue, question).forEach(row -> fills.add(fill(question, row)));
        }
        return oldestFirst(fills, Fill::at, from, to);
    }

    /** Nobody is told that older ones are missing. */
    private static void requireKept(SignedCalls venue, Instant from) {
        VenueRequest time = VenueRequest.get(Okx.TIME);
        JsonNode answer = OkxAccount.data(venue, time).path(0);
        Instant now = Answers.millis(Okx.ID, time.toString(), answer, "ts");
        if (from.isBefore(now.minus(KEPT))) {
            throw KeyguardExceptions.unavailable(
                    Okx.ID, "it tells no more than the last three months; ask for " + KEPT.toDays() + " days", null);
        }
    }

    private static Fill fill(VenueRequest question, JsonNode row) {
        String trade = text(question, row, "tradeId");
        return new Fill(
                trade.isEmpty() ? text(question, row, "billId") : trade,
                text(question, row, "ordId"),
                row.path("clOrdId").asText(""),
                text(question, row, "instId"),
                bySide(question, row, amount(question, row, "fillSz")),
                amount(question, row, "fillPx"),
                // What was charged is below zero.
                amount(question, row, "fee").negate(),
                row.path("feeCcy").asText(""),
                time(question, row));
    }

    private static BigDecimal bySide(VenueRequest question, JsonNode row, BigDecimal amount) {
        return switch (text(question, row, "side")) {
            case "buy" -> amount;
            case "sell" -> amount.negate();
            default -> throw malformed(question);
        };
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return switch (kind) {
            case DEPOSIT -> deposits(venue, from, to);
            case WITHDRAWAL -> withdrawals(venue, from, to);
            case TRANSFER -> transfers(venue, from, to);
        };
    }

    private static List<Movement> deposits(SignedCalls venue, Instant from, Instant to) {
        VenueRequest question = VenueRequest.get("/api/v5/asset/deposit-history");
        var deposits = new ArrayList<Movement>();
        for (JsonNode row : byTime(venue, question, "depId", from, to)) {
            BigDecimal amount = amount(question, row, "amt");
            deposits.add(movement(Movement.Kind.DEPOSIT, question, row, "depId", amount, row.path("from"), "state"));
        }
        return oldestFirst(deposits, Movement::at, from, to);
    }

    private static List<Movement> withdrawals(SignedCalls venue, Instant from, Instant to) {
        VenueRequest question = VenueRequest.get("/api/v5/asset/withdrawal-history");
        var withdrawals = new ArrayList<Movement>();
        for (JsonNode row : byTime(venue, question, "wdId", from, to)) {
            BigDecimal amount = amount(question, row, "amt").negate();
            withdrawals.add(movement(Movement.Kind.WITHDRAWAL, question, row, "wdId", amount, row.path("to"), "state"));
        }
        return oldestFirst(withdrawals, Movement::at, from, to);
    }

    private static Movement movement(
            Movement.Kind kind,
            VenueRequest question,
            JsonNode row,
            String id,
            BigDecimal amount,
            JsonNode counterparty,
            String state) {
        return new Movement(
                kind,
                text(question, row, id),
                text(question, row, "ccy"),
                amount,
                counterparty.asText(""),
                text(question, row, state),
                time(question, row));
    }

    /** Both sides of what moved between funding and trading account stand here; their sum is nothing. A booking has no state: its type stands there. */
    private static List<Movement> transfers(SignedCalls venue, Instant from, Instant to) {
        requireKept(venue, from);
        var transfers = new ArrayList<Movement>();
        VenueRequest funding = VenueRequest.get("/api/v5/asset/bills-history").param("pagingType", "1");
        for (JsonNode row : byTime(venue, funding, "billId", from, to)) {
            String with = TRANSFERS.get(text(funding, row, "type"));
            if (with != null) {
                transfers.add(transfer(funding, row, with));
            }
        }
        VenueRequest trading = VenueRequest.get("/api/v5/account/bills-archive")
                .param("type", "1")
                .param("begin", Long.toString(from.toEpochMilli() - 1))
                .param("end", Long.toString(to.toEpochMilli() + 1))
                .param("limit", Integer.toString(PAGE));
        for (JsonNode row : byId(venue, trading)) {
            boolean in = amount(trading, row, "balChg").signum() > 0;
            boolean own = row.path(in ? "from" : "to").asText("").equals("6");
            transfers.add(transfer(trading, row, own ? "funding account" : ""));
        }
        return oldestFirst(transfers, Movement::at, from, to);
    }

    private static Movement transfer(VenueRequest question, JsonNode row, String with) {
        return new Movement(
                Movement.Kind.TRANSFER,
                text(question, row, "billId"),
                text(question, row, "ccy"),
                amount(question, row, "balChg"),
                with,
                "type " + text(question, row, "type"),
                time(question, row));
    }

    /** Positions of {@code kinds}; a short one of margin is in the currency that is owed. */
    static List<Position> positions(SignedCalls venue, Collection<String> kinds) {
        var positions = new ArrayList<Position>();
        for (String kind : kinds) {
            if (!kind.equals("SPOT")) {
                VenueRequest question =
                        VenueRequest.get("/api/v5/account/positions").param("instType", kind);
                for (JsonNode row : OkxAccount.data(venue, question)) {
                    BigDecimal quantity = quantity(question, row, kind);
                    if (quantity.signum() != 0) {
                        positions.add(new Position(text(question, row, "instId"), quantity));
                    }
                }
            }
        }
        return List.copyOf(positions);
    }

    private static BigDecimal quantity(VenueRequest question, JsonNode row, String kind) {
        BigDecimal size = amount(question, row, "pos");
        String side = text(question, row, "posSide");
        if (kind.equals("MARGIN") && side.equals("net")) {
            boolean holdsBase = text(question, row, "instId").startsWith(text(question, row, "posCcy") + "-");
            return holdsBase ? size.abs() : size.abs().negate();
        }
        return switch (side) {
            case "net" -> size;
            case "long" -> size.abs();
            case "short" -> size.abs().negate();
            default -> throw malformed(question);
        };
    }

    /** All pages of what is listed newest first, and goes on after the last {@code billId}. */
    private static Collection<JsonNode> byId(SignedCalls venue, VenueRequest first) {
        var rows = new LinkedHashMap<String, JsonNode>();
        VenueRequest request = first;
        for (int page = 0; page < MOST_PAGES; page++) {
            int before = rows.size();
            String last = "";
            JsonNode data = OkxAccount.data(venue, request);
            for (JsonNode row : data) {
                last = text(first, row, "billId");
                rows.put(last, row);
            }
            if (data.size() < PAGE) {
                return rows.values();
            }
            requireNews(rows.size() > before, first);
            request = first.param("after", last);
        }
        throw malformed(first);
    }

    /** All pages of what is listed newest first, and goes on before a time: the last one of a page is asked for again, in case others have it. */
    private static Collection<JsonNode> byTime(
            SignedCalls venue, VenueRequest question, String id, Instant from, Instant to) {
        var rows = new LinkedHashMap<String, JsonNode>();
        long after = to.toEpochMilli() + 1;
        for (int page = 0; page < MOST_PAGES; page++) {
            int before = rows.size();
            JsonNode data = OkxAccount.data(
                    venue,
                    question.param("after", Long.toString(after))
                            .param("before", Long.toString(from.toEpochMilli() - 1))
                            .param("limit", Integer.toString(PAGE)));
            for (JsonNode row : data) {
                rows.put(text(question, row, id), row);
                after = Math.min(after, time(question, row).toEpochMilli() + 1);
            }
            if (data.size() < PAGE) {
                return rows.values();
            }
            requireNews(rows.size() > before, question);
        }
        throw malformed(question);
    }

    private static void requireNews(boolean news, VenueRequest question) {
        if (!news) {
            throw malformed(question);
        }
    }

    private static <T> List<T> oldestFirst(Collection<T> all, Function<T, Instant> at, Instant from, Instant to) {
        var window = new Window(from, to);
        return all.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }

    private static String text(VenueRequest question, JsonNode row, String name) {
        return Answers.text(Okx.ID, question.toString(), row, name);
    }

    private static BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(Okx.ID, question.toString(), row, name);
    }

    private static Instant time(VenueRequest question, JsonNode row) {
        return Answers.millis(Okx.ID, question.toString(), row, "ts");
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Okx.ID, question.toString(), 200);
    }
}
