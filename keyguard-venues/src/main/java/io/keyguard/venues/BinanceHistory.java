/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was executed at Binance, and what is open in USD-M futures.
 *
 * <p>Sources: binance-spot-api-docs, rest-api.md (myTrades: at most 24 hours and 1,000 trades of one symbol at a time); binance-connector-java (futures: at most 7 days, of the last 6 months).
 * UNCONFIRMED: whether a fee of futures that was paid is above zero, as it is on spot; the sample in the documentation is below.
 */
final class BinanceHistory {
    private static final int LIMIT = 1_000;

    /** Where executions of a market are, how long a stretch may be asked for at once, and what says that it was bought. */
    private record Trades(String path, Duration longest, String bought) {}

    private static final Map<Permission, Trades> TRADES = new TreeMap<>(Map.of(
            TRADE_SPOT, new Trades("/api/v3/myTrades", Duration.ofHours(24), "isBuyer"),
            TRADE_MARGIN, new Trades("/sapi/v1/margin/myTrades", Duration.ofHours(24), "isBuyer"),
            TRADE_DERIVATIVES, new Trades("/fapi/v1/userTrades", Duration.ofDays(7), "buyer")));

    private BinanceHistory() {}

    /** A symbol may be on one market and not on another, but not on none. */
    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        List<Trades> asked = TRADES.entrySet().stream()
                .filter(market -> markets.contains(market.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        var fills = new ArrayList<Fill>();
        for (String symbol : new TreeSet<>(symbols)) {
            boolean known = asked.isEmpty();
            for (Trades market : asked) {
                known |= add(fills, venue, market, symbol, from, to);
            }
            if (!known) {
                throw KeyguardExceptions.unavailable(
                        Binance.ID, "no market that the key trades has one of the symbols", null);
            }
        }
        return fills.stream()
                .filter(fill -> !fill.at().isBefore(from) && fill.at().isBefore(to))
                .sorted(Comparator.comparing(Fill::at))
                .toList();
    }

    private static boolean add(
            List<Fill> fills, SignedCalls venue, Trades trades, String symbol, Instant from, Instant to) {
        VenueRequest request = VenueRequest.get(trades.path()).param("symbol", symbol);
        if (from.isBefore(to) && isUnknown(venue, request.param("limit", "1"))) {
            return false;
        }
        for (JsonNode trade : inStretches(venue, request, LIMIT, trades.longest(), from, to)) {
            fills.add(fill(request.toString(), trades.bought(), trade));
        }
        return true;
    }

    private static boolean isUnknown(SignedCalls venue, VenueRequest request) {
        HttpReply reply = venue.call(request);
        return Binance.ERRORS
                .classify(reply)
                .filter(error -> error.code().equals(Binance.NO_SYMBOL))
                .isPresent();
    }

    private static Fill fill(String question, String bought, JsonNode trade) {
        JsonNode isBuyer = trade.path(bought);
        BigDecimal quantity = Answers.amount(Binance.ID, question, trade, "qty");
        require(isBuyer.isBoolean() && quantity.signum() > 0, question);
        return new Fill(
                id(question, trade, "id"),
                id(question, trade, "orderId"),
                "",
                text(question, trade, "symbol"),
                isBuyer.asBoolean() ? quantity : quantity.negate(),
                Answers.amount(Binance.ID, question, trade, "price"),
                Answers.amount(Binance.ID, question, trade, "commission"),
                text(question, trade, "commissionAsset"),
                time(question, trade, "time"));
    }

    /** In hedge mode a symbol may be there twice, long and short. */
    static List<Position> positions(SignedCalls venue, Set<Permission> markets) {
        if (!markets.contains(TRADE_DERIVATIVES)) {
            return List.of();
        }
        VenueRequest request = VenueRequest.get("/fapi/v3/positionRisk");
        var positions = new ArrayList<Position>();
        for (JsonNode json : Answers.array(Binance.ID, request.toString(), venue.call(request), Binance.ERRORS)) {
            BigDecimal quantity = Answers.amount(Binance.ID, request.toString(), json, "positionAmt");
            String symbol = text(request.toString(), json, "symbol");
            if (quantity.signum() != 0) {
                positions.add(new Position(symbol, quantity));
            }
        }
        return List.copyOf(positions);
    }

    /** What {@code request}, which answers with an array of at most {@code limit}, has in stretches that are not longer than {@code longest}; both ends of a stretch belong to it. */
    static Collection<JsonNode> inStretches(
            SignedCalls venue, VenueRequest request, int limit, Duration longest, Instant from, Instant to) {
        var found = new LinkedHashSet<JsonNode>();
        VenueRequest whole = request.param("limit", Integer.toString(limit));
        long last = to.minusNanos(1).toEpochMilli();
        long step = longest.toMillis();
        for (long start = from.toEpochMilli(); from.isBefore(to) && start <= last; start += step) {
            stretch(found, venue, whole, limit, start, Math.min(last, start + step - 1));
        }
        return found;
    }

    /** One that is full may be cut, at an end that the venue chooses, and is asked for in halves. */
    private static void stretch(
            Set<JsonNode> found, SignedCalls venue, VenueRequest request, int limit, long start, long end) {
        VenueRequest question = request.param("startTime", Long.toString(start)).param("endTime", Long.toString(end));
        JsonNode answer = Answers.array(Binance.ID, request.toString(), venue.call(question), Binance.ERRORS);
        if (answer.size() < limit) {
            answer.forEach(found::add);
            return;
        }
        if (start == end) {
            throw KeyguardExceptions.unavailable(Binance.ID, "it does not tell all of one millisecond", null);
        }
        long middle = start + (end - start) / 2;
        stretch(found, venue, request, limit, start, middle);
        stretch(found, venue, request, limit, middle + 1, end);
    }

    /** The time at {@code name}, in milliseconds since 1970. */
    static Instant time(String question, JsonNode json, String name) {
        JsonNode millis = json.path(name);
        require(millis.isIntegralNumber() && millis.canConvertToLong() && millis.asLong() > 0, question);
        return Instant.ofEpochMilli(millis.asLong());
    }

    /** The number at {@code name}. */
    static String id(String question, JsonNode json, String name) {
        require(json.path(name).isIntegralNumber(), question);
        return json.path(name).asText();
    }

    /** The text at {@code name}, which is not empty. */
    static String text(String question, JsonNode json, String name) {
        JsonNode text = json.path(name);
        require(text.isTextual() && !text.asText().isEmpty(), question);
        return text.asText();
    }

    private static void require(boolean itsForm, String question) {
        if (!itsForm) {
            throw KeyguardExceptions.malformedReply(Binance.ID, question, 200);
        }
    }
}
