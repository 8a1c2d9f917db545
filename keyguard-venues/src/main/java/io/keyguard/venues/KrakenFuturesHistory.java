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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What Kraken Futures tells of executions, positions and money.
 *
 * <p>Source: docs.kraken.com, get-execution-events, get-account-log, get-open-positions. The account's log has every change of a balance; what its lines are called is known from samples and clients
 * alone, so every line that is called a transfer counts as one. UNCONFIRMED: whether the times that are asked for belong to the stretch, so a millisecond more is asked for on either side; that the
 * event of an execution is called {@code Execution} as well as {@code execution}, of which the documentation has both.
 */
final class KrakenFuturesHistory {
    private static final String EXECUTIONS = "/api/history/v3/executions";
    private static final String LOG = "/api/history/v3/account-log";
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 2_000;
    /** To and from Kraken spot, which is another venue. */
    private static final String ACROSS = "cross-exchange transfer";

    private KrakenFuturesHistory() {}

    /** In the unit of the symbol, long and short. */
    static List<Position> positions(String question, JsonNode answer) {
        var positions = new ArrayList<Position>();
        for (JsonNode json : Answers.array(KrakenFutures.ID, question, answer, "openPositions")) {
            BigDecimal size = above(question, json, "size");
            positions.add(new Position(
                    text(question, json, "symbol"), signed(question, json, "side", size, "long", "short")));
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Instant from, Instant to) {
        var fills = new ArrayList<Fill>();
        String question = "GET " + EXECUTIONS;
        if (from.isBefore(to)) {
            pages(venue, between(EXECUTIONS, from, to), element -> fills.add(fill(question, element)));
        }
        return fills.stream()
                .filter(fill -> !fill.at().isBefore(from) && fill.at().isBefore(to))
                .sorted(Comparator.comparing(Fill::at))
                .toList();
    }

    private static VenueRequest between(String path, Instant from, Instant to) {
        return VenueRequest.get(path)
                .param("since", Long.toString(from.toEpochMilli() - 1))
                .param("before", Long.toString(to.toEpochMilli() + 1))
                .param("sort", "asc");
    }

    private static void pages(SignedCalls venue, VenueRequest request, Consumer<JsonNode> reader) {
        String question = request.toString();
        String token = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest next = token.isEmpty() ? request : request.param("continuationToken", token);
            JsonNode answer = Answers.object(KrakenFutures.ID, question, venue.call(next), KrakenFutures.ERRORS);
            JsonNode elements = Answers.array(KrakenFutures.ID, question, answer, "elements");
            elements.forEach(reader);
            String further = answer.path("continuationToken").asText("");
            if (further.isEmpty() || elements.isEmpty()) {
                return;
            }
            require(!further.equals(token), question);
            token = further;
        }
        throw malformed(question);
    }

    private static Fill fill(String question, JsonNode element) {
        JsonNode event = element.path("event");
        JsonNode execution =
                event.path(event.has("Execution") ? "Execution" : "execution").path("execution");
        JsonNode order = execution.path("order");
        BigDecimal quantity = above(question, execution, "quantity");
        return new Fill(
                text(question, execution, "uid"),
                text(question, order, "uid"),
                order.path("clientId").asText(""),
                text(question, order, "tradeable"),
                signed(question, order, "direction", quantity, "Buy", "Sell"),
                Answers.amount(KrakenFutures.ID, question, execution, "price"),
                Answers.amount(KrakenFutures.ID, question, execution.path("orderData"), "fee"),
                "",
                Answers.millis(KrakenFutures.ID, question, execution, "timestamp"));
    }

    /** Page by page from the id behind the last one seen. */
    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>();
        VenueRequest request = between(LOG, from, to).param("count", Integer.toString(PAGE));
        String question = request.toString();
        long next = 1;
        for (int page = 0; from.isBefore(to) && page < MOST_PAGES; page++) {
            VenueRequest asked = request.param("from", Long.toString(next));
            JsonNode answer = Answers.object(KrakenFutures.ID, question, venue.call(asked), KrakenFutures.ERRORS);
            JsonNode lines = Answers.array(KrakenFutures.ID, question, answer, "logs");
            for (JsonNode line : lines) {
                next = Math.max(next, id(question, line) + 1);
                add(movements, kind, question, line);
            }
            if (lines.size() < PAGE) {
                return between(movements, from, to);
            }
            require(id(question, lines.get(PAGE - 1)) + 1 == next, question);
        }
        require(!from.isBefore(to), question);
        return List.of();
    }

    private static List<Movement> between(List<Movement> all, Instant from, Instant to) {
        return all.stream()
                .filter(movement ->
                        !movement.at().isBefore(from) && movement.at().isBefore(to))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    private static void add(List<Movement> movements, Movement.Kind kind, String question, JsonNode line) {
        String info = text(question, line, "info");
        if (!info.contains("transfer")) {
            return;
        }
        BigDecimal amount = Answers.amount(KrakenFutures.ID, question, line, "new_balance")
                .subtract(Answers.amount(KrakenFutures.ID, question, line, "old_balance"));
        if (kind(info, amount) == kind) {
            String wallet = line.path("margin_account").asText("");
            movements.add(new Movement(
                    kind,
                    text(question, line, "booking_uid"),
                    text(question, line, "asset"),
                    amount,
                    info.equals(ACROSS) ? "" : wallet,
                    info,
                    date(question, line)));
        }
    }

    private static Movement.Kind kind(String info, BigDecimal amount) {
        if (!info.equals(ACROSS)) {
            return Movement.Kind.TRANSFER;
        }
        return amount.signum() < 0 ? Movement.Kind.WITHDRAWAL : Movement.Kind.DEPOSIT;
    }

    private static Instant date(String question, JsonNode line) {
        try {
            return Instant.parse(text(question, line, "date"));
        } catch (DateTimeException e) {
            // Its message quotes the text.
            throw malformed(question);
        }
    }

    private static long id(String question, JsonNode line) {
        JsonNode id = line.path("id");
        require(id.isIntegralNumber() && id.canConvertToLong() && id.asLong() > 0, question);
        return id.asLong();
    }

    private static BigDecimal signed(
            String question, JsonNode json, String name, BigDecimal amount, String plus, String minus) {
        String side = text(question, json, name);
        require(side.equals(plus) || side.equals(minus), question);
        return side.equals(plus) ? amount : amount.negate();
    }

    private static BigDecimal above(String question, JsonNode json, String name) {
        BigDecimal amount = Answers.amount(KrakenFutures.ID, question, json, name);
        require(amount.signum() > 0, question);
        return amount;
    }

    private static String text(String question, JsonNode json, String name) {
        JsonNode text = json.path(name);
        require(text.isTextual() && !text.asText().isEmpty(), question);
        return text.asText();
    }

    private static void require(boolean itsForm, String question) {
        if (!itsForm) {
            throw malformed(question);
        }
    }

    private static RuntimeException malformed(String question) {
        return KeyguardExceptions.malformedReply(KrakenFutures.ID, question, 200);
    }
}
