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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Kraken spot tells of the past.
 *
 * <p>Sources: docs.kraken.com, get-trades-history, get-ledgers-info, get-open-positions, get-status-of-recent-deposits and -withdrawals. Trades and ledger come in pages by offset, deposits and
 * withdrawals newest first up to a time; the forms with a cursor differ between the pages that describe them, so none is used. UNCONFIRMED: how far back deposits and withdrawals go (older editions
 * say 90 days).
 */
final class KrakenHistory {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 20_000;

    private static final String TRADES = "/0/private/TradesHistory";
    private static final String LEDGERS = "/0/private/Ledgers";
    private static final String POSITIONS = "/0/private/OpenPositions";
    /** The fewest entries that an answer is cut off at, whatever was asked for. */
    private static final int SMALLEST_PAGE = 25;

    private KrakenHistory() {}

    /** Positions of one pair count as one. */
    static List<Position> positions(SignedCalls venue) {
        VenueRequest request = VenueRequest.post(POSITIONS);
        var byPair = new TreeMap<String, BigDecimal>();
        KrakenAccount.result(venue, request).forEach(position -> {
            BigDecimal open = amount(request, position, "vol").subtract(amount(request, position, "vol_closed"));
            byPair.merge(text(request, position, "pair"), signed(request, position, open), BigDecimal::add);
        });
        var positions = new ArrayList<Position>();
        byPair.forEach((pair, quantity) -> {
            if (quantity.signum() != 0) {
                positions.add(new Position(pair, quantity));
            }
        });
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = between(VenueRequest.post(TRADES), from, to);
        var fills = new ArrayList<Fill>();
        pages(venue, request, "trades").forEach((id, trade) -> fills.add(fill(request, id, trade)));
        fills.removeIf(fill -> isOutside(fill.at(), from, to));
        fills.sort(Comparator.comparing(Fill::at));
        return List.copyOf(fills);
    }

    /** The fee is in the pair's quote currency, whose name does not stand there. */
    private static Fill fill(VenueRequest request, String id, JsonNode trade) {
        return new Fill(
                id,
                text(request, trade, "ordertxid"),
                trade.path("cl_ord_id").asText(""),
                text(request, trade, "pair"),
                signed(request, trade, amount(request, trade, "vol")),
                amount(request, trade, "price"),
                amount(request, trade, "fee"),
                "",
                time(request, trade));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>(
                switch (kind) {
                    case DEPOSIT -> deposits(venue, from, to);
                    case WITHDRAWAL -> withdrawals(venue, from, to);
                    case TRANSFER -> transfers(venue, from, to);
                });
        movements.removeIf(movement -> isOutside(movement.at(), from, to));
        movements.sort(Comparator.comparing(Movement::at));
        return List.copyOf(movements);
    }

    /** What stands as the address of a deposit is the account's own. */
    private static List<Movement> deposits(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = VenueRequest.post("/0/private/DepositStatus");
        return statuses(venue, request, from, to).stream()
                .map(entry -> new Movement(
                        Movement.Kind.DEPOSIT,
                        text(request, entry, "refid"),
                        text(request, entry, "asset"),
                        amount(request, entry, "amount"),
                        "",
                        state(request, entry),
                        time(request, entry)))
                .toList();
    }

    private static List<Movement> withdrawals(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = VenueRequest.post("/0/private/WithdrawStatus");
        return statuses(venue, request, from, to).stream()
                .map(entry -> new Movement(
                        Movement.Kind.WITHDRAWAL,
                        text(request, entry, "refid"),
                        text(request, entry, "asset"),
                        amount(request, entry, "amount").negate(),
                        entry.path("info").asText(""),
                        state(request, entry),
                        time(request, entry)))
                .toList();
    }

    /** The ledger has what is done, and tells from where to where in one word, such as {@code spottofutures}. */
    private static List<Movement> transfers(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = between(VenueRequest.post(LEDGERS).param("type", "transfer"), from, to);
        var transfers = new ArrayList<Movement>();
        pages(venue, request, "ledger").forEach((id, entry) -> {
            if (text(request, entry, "type").equals("transfer")) {
                transfers.add(new Movement(
                        Movement.Kind.TRANSFER,
                        id,
                        text(request, entry, "asset"),
                        amount(request, entry, "amount"),
                        entry.path("subtype").asText(""),
                        "",
                        time(request, entry)));
            }
        });
        return transfers;
    }

    private static String state(VenueRequest request, JsonNode entry) {
        String more = entry.path("status-prop").asText("");
        return text(request, entry, "status") + (more.isEmpty() ? "" : " " + more);
    }

    /** A second more on both sides, as the beginning is left out and fractions of seconds cannot be asked for. */
    private static VenueRequest between(VenueRequest request, Instant from, Instant to) {
        return request.param("start", Long.toString(from.getEpochSecond() - 1))
                .param("end", Long.toString(to.getEpochSecond() + 1));
    }

    /** Every entry by its id. What comes in meanwhile shifts the pages, so that some stand on two. */
    private static Map<String, JsonNode> pages(SignedCalls venue, VenueRequest request, String items) {
        var all = new LinkedHashMap<String, JsonNode>();
        long offset = 0;
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            JsonNode result = KrakenAccount.result(venue, request.param("ofs", Long.toString(offset)));
            JsonNode page = Answers.requireObject(Kraken.ID, request.toString(), result.path(items));
            page.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
            offset += page.size();
            if (!result.path("count").isIntegralNumber()) {
                throw KeyguardExceptions.malformedReply(Kraken.ID, request.toString(), 200);
            }
            if (offset >= result.path("count").asLong()) {
                return all;
            }
            if (page.isEmpty()) {
                throw KeyguardExceptions.unavailable(Kraken.ID, "its list of " + items + " ends too early", null);
            }
        }
        throw KeyguardExceptions.malformedReply(Kraken.ID, request.toString(), 200);
    }

    /** Every deposit or withdrawal, asked for until no answer has an older one. */
    private static Collection<JsonNode> statuses(SignedCalls venue, VenueRequest bare, Instant from, Instant to) {
        var all = new LinkedHashMap<String, JsonNode>();
        long end = to.getEpochSecond() + 1;
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            VenueRequest request = bare.param("start", Long.toString(from.getEpochSecond()))
                    .param("end", Long.toString(end))
                    .param("limit", "500");
            JsonNode page = Answers.array(
                    Kraken.ID,
                    bare.toString(),
                    Answers.object(Kraken.ID, bare.toString(), venue.call(request), Kraken.ERRORS),
                    "result");
            int known = all.size();
            for (JsonNode entry : page) {
                all.putIfAbsent(text(bare, entry, "refid"), entry);
                end = Math.min(end, time(bare, entry).getEpochSecond());
            }
            if (all.size() == known) {
                if (page.size() >= SMALLEST_PAGE) {
                    throw KeyguardExceptions.unavailable(Kraken.ID, "one second has more than an answer holds", null);
                }
                return all.values();
            }
        }
        throw KeyguardExceptions.malformedReply(Kraken.ID, bare.toString(), 200);
    }

    private static BigDecimal signed(VenueRequest request, JsonNode entry, BigDecimal quantity) {
        return switch (text(request, entry, "type")) {
            case "buy" -> quantity;
            case "sell" -> quantity.negate();
            default -> throw KeyguardExceptions.malformedReply(Kraken.ID, request.toString(), 200);
        };
    }

    private static boolean isOutside(Instant at, Instant from, Instant to) {
        return at.isBefore(from) || !at.isBefore(to);
    }

    private static String text(VenueRequest request, JsonNode json, String name) {
        return Answers.text(Kraken.ID, request.toString(), json, name);
    }

    private static BigDecimal amount(VenueRequest request, JsonNode json, String name) {
        return Answers.amount(Kraken.ID, request.toString(), json, name);
    }

    /** Seconds since 1970, with a fraction. */
    private static Instant time(VenueRequest request, JsonNode entry) {
        BigDecimal seconds = amount(request, entry, "time");
        if (seconds.signum() < 0 || seconds.precision() - seconds.scale() > 11) {
            throw KeyguardExceptions.malformedReply(Kraken.ID, request.toString(), 200);
        }
        long nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue();
        return Instant.ofEpochSecond(seconds.longValue(), nanos);
    }
}
