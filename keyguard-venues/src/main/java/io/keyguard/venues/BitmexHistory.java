/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What an account at BitMEX did, and what it is in.
 *
 * <p>Source: the swagger document. UNCONFIRMED: the words for kinds of transactions ({@code Deposit}, {@code Withdrawal}, {@code Transfer} are known from clients) and their signs; in which direction {@code startId} goes,
 * which is therefore followed from the last row of each page in either.
 */
final class BitmexHistory {
    private static final int PAGE = 500;
    private static final int EVENTS = 100;
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private BitmexHistory() {}

    private static VenueRequest get(String path) {
        return VenueRequest.get(Bitmex.API + path);
    }

    /** All rows by their {@code id}; what came while they were read, and moved the rest on, stands there once. */
    static Collection<JsonNode> rows(SignedCalls venue, VenueRequest question, String id) {
        var rows = new LinkedHashMap<String, JsonNode>();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest request =
                    question.param("count", Integer.toString(PAGE)).param("start", Integer.toString(page * PAGE));
            JsonNode found = page(venue, request);
            found.forEach(row -> rows.put(text(question, row, id), row));
            if (found.size() < PAGE) {
                return rows.values();
            }
        }
        throw malformed(question);
    }

    private static JsonNode page(SignedCalls venue, VenueRequest request) {
        return Answers.array(Bitmex.ID, request.toString(), venue.call(request), BitmexErrors.TABLE);
    }

    static List<Position> positions(SignedCalls venue, Set<Permission> markets) {
        VenueRequest question = get("/position").param("filter", "{\"isOpen\":true}");
        var positions = new ArrayList<Position>();
        for (JsonNode row : page(venue, question)) {
            String symbol = text(question, row, "symbol");
            BigDecimal quantity = amount(question, row, "currentQty");
            if (quantity.signum() != 0 && BitmexAccount.isOf(markets, symbol)) {
                positions.add(new Position(symbol, quantity));
            }
        }
        return List.copyOf(positions);
    }

    /** Funding and settlements are in the same list, and are no executions of orders. */
    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Instant from, Instant to) {
        VenueRequest question = get("/execution/tradeHistory")
                .param("startTime", Timestamps.isoMillis(from))
                .param("endTime", Timestamps.isoMillis(to));
        Collection<JsonNode> rows = rows(venue, question, "execID");
        BitmexAssets assets = BitmexAssets.read(venue);
        var fills = new ArrayList<Fill>();
        for (JsonNode row : rows) {
            boolean trade = text(question, row, "execType").equals("Trade");
            if (trade && BitmexAccount.isOf(markets, text(question, row, "symbol"))) {
                fills.add(fill(question, row, assets));
            }
        }
        return oldestFirst(fills, Fill::at, from, to);
    }

    private static Fill fill(VenueRequest question, JsonNode row, BitmexAssets assets) {
        String asked = question.toString();
        String currency = text(question, row, "settlCurrency");
        return new Fill(
                text(question, row, "execID"),
                text(question, row, "orderID"),
                words(question, row, "clOrdID"),
                text(question, row, "symbol"),
                bySide(question, row),
                above(question, row, "lastPx"),
                assets.coins(asked, currency, amount(question, row, "execComm")),
                assets.name(asked, currency),
                time(question, row, "transactTime"));
    }

    private static BigDecimal bySide(VenueRequest question, JsonNode row) {
        BigDecimal quantity = above(question, row, "lastQty");
        return switch (text(question, row, "side")) {
            case "Buy" -> quantity;
            case "Sell" -> quantity.negate();
            default -> throw malformed(question);
        };
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        VenueRequest question = get("/user/walletHistory").param("currency", "all");
        Collection<JsonNode> rows = rows(venue, question, "transactID");
        BitmexAssets assets = BitmexAssets.read(venue);
        var movements = new ArrayList<Movement>();
        for (JsonNode row : rows) {
            if (text(question, row, "transactType").equals(word(kind))) {
                movements.add(movement(kind, question, row, assets));
            }
        }
        return oldestFirst(movements, Movement::at, from, to);
    }

    private static String word(Movement.Kind kind) {
        return switch (kind) {
            case DEPOSIT -> "Deposit";
            case WITHDRAWAL -> "Withdrawal";
            case TRANSFER -> "Transfer";
        };
    }

    private static Movement movement(Movement.Kind kind, VenueRequest question, JsonNode row, BitmexAssets assets) {
        String currency = text(question, row, "currency");
        BigDecimal amount = assets.coins(question.toString(), currency, amount(question, row, "amount"));
        return new Movement(
                kind,
                text(question, row, "transactID"),
                assets.name(question.toString(), currency),
                switch (kind) {
                    case DEPOSIT -> amount.abs();
                    case WITHDRAWAL -> amount.abs().negate();
                    case TRANSFER -> amount;
                },
                words(question, row, "address"),
                text(question, row, "transactStatus"),
                time(question, row, "transactTime"));
    }

    static List<AccessEvent> accesses(SignedCalls venue, Instant from, Instant to) {
        VenueRequest question = get("/userEvent");
        var events = new LinkedHashMap<String, AccessEvent>();
        VenueRequest request = question.param("count", Integer.toString(EVENTS));
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode rows = page(venue, request);
            int before = events.size();
            for (JsonNode row : rows) {
                events.put(number(question, row, "id"), event(question, row));
            }
            if (rows.size() < EVENTS) {
                return oldestFirst(events.values(), AccessEvent::at, from, to);
            }
            if (events.size() == before) {
                throw malformed(question);
            }
            String last = number(question, rows.get(rows.size() - 1), "id");
            request = question.param("count", Integer.toString(EVENTS)).param("startId", last);
        }
        throw malformed(question);
    }

    /** A login that failed is as good a sign as one that did not. */
    private static AccessEvent event(VenueRequest question, JsonNode row) {
        String type = text(question, row, "type");
        String status = text(question, row, "status");
        return new AccessEvent(
                time(question, row, "created"),
                status.equals("success") ? type : type + " " + status,
                words(question, row, "ip"));
    }

    private static <T> List<T> oldestFirst(Collection<T> all, Function<T, Instant> at, Instant from, Instant to) {
        var window = new Window(from, to);
        return all.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }

    static String text(VenueRequest question, JsonNode row, String name) {
        String text = words(question, row, name);
        if (text.isBlank()) {
            throw malformed(question);
        }
        return text;
    }

    /** Text that may be left out. */
    static String words(VenueRequest question, JsonNode row, String name) {
        JsonNode value = row.path(name);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw malformed(question);
        }
        return value.asText("");
    }

    private static String number(VenueRequest question, JsonNode row, String name) {
        if (!row.path(name).isNumber()) {
            throw malformed(question);
        }
        return row.path(name).asText();
    }

    private static BigDecimal above(VenueRequest question, JsonNode row, String name) {
        BigDecimal amount = amount(question, row, name);
        if (amount.signum() <= 0) {
            throw malformed(question);
        }
        return amount;
    }

    private static BigDecimal amount(VenueRequest question, JsonNode row, String name) {
        return Answers.amount(Bitmex.ID, question.toString(), row, name);
    }

    private static Instant time(VenueRequest question, JsonNode row, String name) {
        try {
            return Instant.parse(text(question, row, name));
        } catch (DateTimeException e) {
            // Its message quotes the text.
            throw malformed(question);
        }
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Bitmex.ID, question.toString(), 200);
    }
}
