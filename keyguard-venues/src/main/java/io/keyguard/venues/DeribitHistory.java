/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What an account at Deribit did, and what it is in: executions, deposits, withdrawals, transfers, logins and positions. Most are told of one currency at a time; which there are, the summaries tell.
 *
 * <p>Source: the official OpenAPI document 2.1.1. Executions of the last 24 hours and older ones are asked for apart; older ones appear after a short delay. UNCONFIRMED: the order of lists with an offset,
 * which are therefore read to their end; that the direction of an own execution is that of the own order, where the document speaks of the taker's.
 */
final class DeribitHistory {
    private static final int PAGE = 1_000;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private DeribitHistory() {}

    private static VenueRequest get(String method) {
        return VenueRequest.get(DeribitCall.ROOT + "private/" + method);
    }

    private static List<String> currencies(SignedCalls venue) {
        var currencies = new ArrayList<String>();
        JsonNode summaries = Answers.array(
                Deribit.ID,
                DeribitAccount.SUMMARIES.toString(),
                DeribitAccount.result(venue, DeribitAccount.SUMMARIES),
                "summaries");
        summaries.forEach(summary -> currencies.add(text(DeribitAccount.SUMMARIES, summary, "currency")));
        return currencies;
    }

    static List<Position> positions(SignedCalls venue, Collection<String> kinds) {
        var positions = new ArrayList<Position>();
        for (String kind : kinds) {
            if (!kind.equals("spot")) {
                VenueRequest question =
                        get("get_positions").param("currency", "any").param("kind", kind);
                JsonNode answer = Answers.object(Deribit.ID, question.toString(), venue.call(question), Deribit.ERRORS);
                for (JsonNode row : Answers.array(Deribit.ID, question.toString(), answer, "result")) {
                    BigDecimal size = bySide(question, row, amount(question, row, "size"));
                    if (size.signum() != 0) {
                        positions.add(new Position(text(question, row, "instrument_name"), size));
                    }
                }
            }
        }
        return List.copyOf(positions);
    }

    /** Above zero for what was bought, below for what was sold, whatever sign the venue gives it. */
    private static BigDecimal bySide(VenueRequest question, JsonNode row, BigDecimal amount) {
        return switch (text(question, row, "direction")) {
            case "buy" -> amount.abs();
            case "sell" -> amount.abs().negate();
            case "zero" -> requireZero(question, amount);
            default -> throw malformed(question);
        };
    }

    private static BigDecimal requireZero(VenueRequest question, BigDecimal amount) {
        if (amount.signum() != 0) {
            throw malformed(question);
        }
        return amount;
    }

    static List<Fill> fills(SignedCalls venue, Collection<String> kinds, Instant from, Instant to) {
        var fills = new LinkedHashMap<String, Fill>();
        for (String currency : currencies(venue)) {
            for (String kind : kinds) {
                for (boolean historical : new boolean[] {true, false}) {
                    VenueRequest question = get("get_user_trades_by_currency_and_time")
                            .param("currency", currency)
                            .param("kind", kind)
                            .param("end_timestamp", Long.toString(to.toEpochMilli()))
                            .param("count", Integer.toString(PAGE))
                            .param("sorting", "asc")
                            .param("historical", Boolean.toString(historical));
                    trades(venue, question, from, fills);
                }
            }
        }
        return oldestFirst(fills.values(), Fill::at, from, to);
    }

    /** Pages go on from the time of the last execution, which is asked for again, in case others have it. */
    private static void trades(SignedCalls venue, VenueRequest question, Instant from, Map<String, Fill> fills) {
        long start = from.toEpochMilli();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest request = question.param("start_timestamp", Long.toString(start));
            JsonNode result = DeribitAccount.result(venue, request);
            long last = start;
            for (JsonNode row : Answers.array(Deribit.ID, request.toString(), result, "trades")) {
                Fill fill = fill(request, row);
                fills.put(fill.symbol() + " " + fill.id(), fill);
                last = Math.max(last, fill.at().toEpochMilli());
            }
            JsonNode more = result.path("has_more");
            if (!more.isBoolean() || (more.booleanValue() && last == start)) {
                throw malformed(request);
            }
            if (!more.booleanValue()) {
                return;
            }
            start = last;
        }
        throw malformed(question);
    }

    private static Fill fill(VenueRequest question, JsonNode row) {
        return new Fill(
                text(question, row, "trade_id"),
                text(question, row, "order_id"),
                row.path("label").asText(""),
                text(question, row, "instrument_name"),
                bySide(question, row, amount(question, row, "amount")),
                amount(question, row, "price"),
                amount(question, row, "fee"),
                row.path("fee_currency").asText(""),
                time(question, row, "timestamp"));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>();
        for (String currency : currencies(venue)) {
            VenueRequest question = get(method(kind)).param("currency", currency);
            for (JsonNode row : rows(venue, question)) {
                movements.add(movement(kind, question, row));
            }
        }
        return oldestFirst(movements, Movement::at, from, to);
    }

    private static String method(Movement.Kind kind) {
        return switch (kind) {
            case DEPOSIT -> "get_deposits";
            case WITHDRAWAL -> "get_withdrawals";
            case TRANSFER -> "get_transfers";
        };
    }

    private static Movement movement(Movement.Kind kind, VenueRequest question, JsonNode row) {
        BigDecimal amount = amount(question, row, "amount");
        return switch (kind) {
            case DEPOSIT -> movement(kind, question, row, "transaction_id", amount, "source_address", "received");
            case WITHDRAWAL -> movement(kind, question, row, "id", amount.negate(), "address", "created");
            case TRANSFER ->
                switch (text(question, row, "direction")) {
                    case "income" -> movement(kind, question, row, "id", amount, "other_side", "created");
                    case "payment" -> movement(kind, question, row, "id", amount.negate(), "other_side", "created");
                    default -> throw malformed(question);
                };
        };
    }

    private static Movement movement(
            Movement.Kind kind,
            VenueRequest question,
            JsonNode row,
            String id,
            BigDecimal amount,
            String counterparty,
            String time) {
        return new Movement(
                kind,
                text(question, row, id),
                text(question, row, "currency"),
                amount,
                row.path(counterparty).asText(""),
                text(question, row, "state"),
                time(question, row, time + "_timestamp"));
    }

    /** The documents call what happened {@code log}, and {@code result} in their sample. */
    static List<AccessEvent> accesses(SignedCalls venue, Instant from, Instant to) {
        VenueRequest question = get("get_access_log");
        var events = new ArrayList<AccessEvent>();
        for (JsonNode row : rows(venue, question)) {
            String what = row.has("log") ? "log" : "result";
            events.add(new AccessEvent(
                    time(question, row, "timestamp"),
                    text(question, row, what),
                    row.path("ip").asText("")));
        }
        return oldestFirst(events, AccessEvent::at, from, to);
    }

    /** All of {@code data}; what came while it was read, and moved the rest on, stands there once. */
    private static Collection<JsonNode> rows(SignedCalls venue, VenueRequest question) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest request =
                    question.param("offset", Integer.toString(page * PAGE)).param("count", Integer.toString(PAGE));
            JsonNode data =
                    Answers.array(Deribit.ID, question.toString(), DeribitAccount.result(venue, request), "data");
            data.forEach(row -> rows.put(row.toString(), row));
            if (data.size() < PAGE) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    private static <T> List<T> oldestFirst(Collection<T> all, Function<T, Instant> at, Instant from, Instant to) {
        var window = new Window(from, to);
        return all.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }

    private static String text(VenueRequest question, JsonNode row, String name) {
        return Answers.text(Deribit.ID, question.toString(), row, name);
    }

    private static BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(Deribit.ID, question.toString(), row, name);
    }

    private static Instant time(VenueRequest question, JsonNode row, String name) {
        return Answers.millis(Deribit.ID, question.toString(), row, name);
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Deribit.ID, question.toString(), 200);
    }
}
