/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Positions and executions of the portfolio that a Coinbase key is bound to.
 *
 * <p>Sources: docs.cdp.coinbase.com, list fills, list futures positions, list perpetuals positions. UNCONFIRMED: whether the bounds of the list of fills are compared with the time of the trade or
 * with that of its entry, so a minute more is asked for on both sides; that a reversal takes back a fill of the same side.
 */
final class CoinbaseHistory {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private static final String FILLS = "/api/v3/brokerage/orders/historical/fills";
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private CoinbaseHistory() {}

    /** Where the positions are asked for hangs on the kind of the portfolio. */
    static List<Position> positions(SignedCalls venue) {
        VenueRequest question = VenueRequest.get("/api/v3/brokerage/key_permissions");
        JsonNode key = answer(venue, question);
        String portfolio = text(question, key, "portfolio_uuid");
        if (!text(question, key, "portfolio_type").equals("INTX")) {
            return positions(venue, VenueRequest.get("/api/v3/brokerage/cfm/positions"), "number_of_contracts", "side");
        }
        if (!Coinbase.IS_UUID.matcher(portfolio).matches()) {
            throw malformed(question);
        }
        VenueRequest perpetuals = VenueRequest.get("/api/v3/brokerage/intx/positions/" + portfolio);
        return positions(venue, perpetuals, "net_size", "position_side");
    }

    private static List<Position> positions(SignedCalls venue, VenueRequest request, String size, String side) {
        var positions = new ArrayList<Position>();
        for (JsonNode position : Answers.array(Coinbase.ID, request.toString(), answer(venue, request), "positions")) {
            BigDecimal quantity = amount(request, position, size).abs();
            String direction = text(request, position, side);
            if (!direction.endsWith("LONG") && !direction.endsWith("SHORT")) {
                throw malformed(request);
            }
            if (quantity.signum() != 0) {
                positions.add(new Position(
                        text(request, position, "product_id"),
                        direction.endsWith("LONG") ? quantity : quantity.negate()));
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Instant from, Instant to) {
        VenueRequest request = VenueRequest.get(FILLS)
                .param("start_sequence_timestamp", Timestamps.isoMillis(from.minus(MARGIN)))
                .param("end_sequence_timestamp", Timestamps.isoMillis(to.plus(MARGIN)))
                .param("limit", "100");
        var fills = new LinkedHashMap<String, Fill>();
        for (JsonNode entry : pages(venue, request)) {
            Fill fill = fill(request, entry);
            boolean inTime = !fill.at().isBefore(from) && fill.at().isBefore(to);
            if (inTime && markets.contains(CoinbaseMeaning.isFuture(fill.symbol()) ? TRADE_DERIVATIVES : TRADE_SPOT)) {
                fills.put(fill.id(), fill);
            }
        }
        return fills.values().stream().sorted(Comparator.comparing(Fill::at)).toList();
    }

    private static Fill fill(VenueRequest request, JsonNode entry) {
        String symbol = text(request, entry, "product_id");
        BigDecimal price = amount(request, entry, "price");
        BigDecimal quantity = quantity(request, entry, price);
        BigDecimal fee = amount(request, entry, "commission");
        boolean takesBack = takesBack(request, entry);
        return new Fill(
                text(request, entry, "entry_id"),
                text(request, entry, "order_id"),
                entry.path("client_order_id").asText(""),
                symbol,
                takesBack ? quantity.negate() : quantity,
                price,
                takesBack ? fee.negate() : fee,
                CoinbaseMeaning.isFuture(symbol) ? "" : symbol.substring(symbol.lastIndexOf('-') + 1),
                time(request, entry, "trade_time"));
    }

    private static boolean takesBack(VenueRequest request, JsonNode entry) {
        return switch (text(request, entry, "trade_type")) {
            case "FILL", "CORRECTION", "SYNTHETIC" -> false;
            case "REVERSAL" -> true;
            default -> throw malformed(request);
        };
    }

    /** A size in the quote currency is divided by the price, to 16 digits. */
    private static BigDecimal quantity(VenueRequest request, JsonNode entry, BigDecimal price) {
        BigDecimal size = amount(request, entry, "size");
        JsonNode inQuote = entry.path("size_in_quote");
        if (!inQuote.isBoolean() || (inQuote.asBoolean() && price.signum() <= 0)) {
            throw malformed(request);
        }
        BigDecimal quantity = inQuote.asBoolean() ? size.divide(price, MathContext.DECIMAL64) : size;
        return switch (text(request, entry, "side")) {
            case "BUY" -> quantity;
            case "SELL" -> quantity.negate();
            default -> throw malformed(request);
        };
    }

    /** The fills of every page; the last one has no cursor. */
    private static List<JsonNode> pages(SignedCalls venue, VenueRequest first) {
        var all = new ArrayList<JsonNode>();
        String cursor = "";
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            JsonNode page = answer(venue, cursor.isEmpty() ? first : first.param("cursor", cursor));
            JsonNode items = Answers.array(Coinbase.ID, first.toString(), page, "fills");
            items.forEach(all::add);
            String next = text(first, page, "cursor");
            if (next.isEmpty() || items.isEmpty()) {
                return all;
            }
            if (next.equals(cursor)) {
                throw malformed(first);
            }
            cursor = next;
        }
        throw malformed(first);
    }

    static JsonNode answer(SignedCalls venue, VenueRequest request) {
        return Answers.object(Coinbase.ID, request.toString(), venue.call(request), Coinbase.ERRORS);
    }

    static String text(VenueRequest request, JsonNode json, String name) {
        return Answers.text(Coinbase.ID, request.toString(), json, name);
    }

    static BigDecimal amount(VenueRequest request, JsonNode json, String name) {
        return Answers.amount(Coinbase.ID, request.toString(), json, name);
    }

    static Instant time(VenueRequest request, JsonNode json, String name) {
        try {
            return OffsetDateTime.parse(text(request, json, name)).toInstant();
        } catch (DateTimeException e) {
            throw malformed(request);
        }
    }

    static RuntimeException malformed(VenueRequest request) {
        return KeyguardExceptions.malformedReply(Coinbase.ID, request.toString(), 200);
    }
}
