/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an account at MEXC did, and what it is in. Executions are told of one symbol at a time, for spot of the last month.
 *
 * <p>Source: mexcdevelop/apidocs. UNCONFIRMED: how long a time one question may cover (a week is asked for at once); the sign of fees.
 */
final class MexcHistory {
    private static final VenueRequest TRADES = VenueRequest.get(Mexc.SPOT + "/myTrades");
    private static final VenueRequest DEALS = VenueRequest.get(Mexc.CONTRACT + "/order/list/order_deals");
    private static final VenueRequest POSITIONS = VenueRequest.get(Mexc.CONTRACT + "/position/open_positions");
    private static final VenueRequest DEPOSITS = VenueRequest.get(Mexc.SPOT + "/capital/deposit/hisrec");
    private static final VenueRequest WITHDRAWALS = VenueRequest.get(Mexc.SPOT + "/capital/withdraw/history");
    private static final VenueRequest TRANSFERS = VenueRequest.get(Mexc.SPOT + "/capital/transfer");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int MOVEMENTS = 1_000;
    private static final int MOST_PAGES = 2_000;

    private MexcHistory() {}

    /** Long and short of one contract stand side by side where the account hedges; what is left of both is told. */
    static List<Position> positions(SignedCalls venue) {
        Map<String, BigDecimal> sizes = new LinkedHashMap<>();
        for (JsonNode row : MexcRows.array(POSITIONS, MexcRows.contract(venue, POSITIONS))) {
            BigDecimal size = MexcRows.amount(POSITIONS, row, "holdVol");
            BigDecimal signed = switch (MexcRows.text(POSITIONS, row, "positionType")) {
                case "1" -> size;
                case "2" -> size.negate();
                default -> throw MexcRows.malformed(POSITIONS);
            };
            sizes.merge(MexcRows.text(POSITIONS, row, "symbol"), signed, BigDecimal::add);
        }
        var positions = new ArrayList<Position>();
        sizes.forEach((symbol, size) -> {
            if (size.signum() != 0) {
                positions.add(new Position(symbol, size));
            }
        });
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Set<String> symbols, Window window) {
        var fills = new ArrayList<Fill>();
        for (String symbol : symbols) {
            // Contracts have an underscore between their coins, spot has none.
            if (symbol.contains("_") && markets.contains(TRADE_DERIVATIVES)) {
                VenueRequest question = DEALS.param("symbol", symbol)
                        .param("start_time", window.start())
                        .param("end_time", window.last());
                MexcRows.contractPages(venue, question, "id").forEach(row -> fills.add(deal(row)));
            } else if (!symbol.contains("_") && markets.contains(TRADE_SPOT)) {
                MexcRows.byTime(
                                venue,
                                TRADES.param("symbol", symbol),
                                "id",
                                window.from(),
                                window.to(),
                                WEEK,
                                MexcRows.PAGE)
                        .forEach(row -> fills.add(trade(row)));
            }
        }
        return oldestFirst(fills, Fill::at, window);
    }

    private static Fill trade(JsonNode row) {
        JsonNode buyer = row.path("isBuyer");
        if (!buyer.isBoolean()) {
            throw MexcRows.malformed(TRADES);
        }
        BigDecimal quantity = MexcRows.above(TRADES, row, "qty");
        return new Fill(
                MexcRows.text(TRADES, row, "id"),
                MexcRows.text(TRADES, row, "orderId"),
                MexcRows.words(TRADES, row, "clientOrderId"),
                MexcRows.text(TRADES, row, "symbol"),
                buyer.asBoolean() ? quantity : quantity.negate(),
                MexcRows.above(TRADES, row, "price"),
                MexcRows.amount(TRADES, row, "commission"),
                MexcRows.words(TRADES, row, "commissionAsset"),
                MexcRows.time(TRADES, row, "time"));
    }

    private static Fill deal(JsonNode row) {
        BigDecimal quantity = MexcRows.above(DEALS, row, "vol");
        return new Fill(
                MexcRows.text(DEALS, row, "id"),
                MexcRows.text(DEALS, row, "orderId"),
                "",
                MexcRows.text(DEALS, row, "symbol"),
                switch (MexcRows.text(DEALS, row, "side")) {
                    case "1", "2" -> quantity;
                    case "3", "4" -> quantity.negate();
                    default -> throw MexcRows.malformed(DEALS);
                },
                MexcRows.above(DEALS, row, "price"),
                MexcRows.amount(DEALS, row, "fee"),
                MexcRows.words(DEALS, row, "feeCurrency"),
                MexcRows.time(DEALS, row, "timestamp"));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Window window) {
        var movements = new ArrayList<Movement>();
        switch (kind) {
            case DEPOSIT ->
                MexcRows.byTime(venue, DEPOSITS, "txId", window.from(), window.to(), WEEK, MOVEMENTS)
                        .forEach(row -> movements.add(moved(kind, DEPOSITS, row, "txId", "insertTime")));
            case WITHDRAWAL ->
                MexcRows.byTime(venue, WITHDRAWALS, "id", window.from(), window.to(), WEEK, MOVEMENTS)
                        .forEach(row -> movements.add(moved(kind, WITHDRAWALS, row, "id", "applyTime")));
            case TRANSFER -> {
                transfers(venue, "SPOT", "FUTURES", window, movements);
                transfers(venue, "FUTURES", "SPOT", window, movements);
            }
        }
        return oldestFirst(movements, Movement::at, window);
    }

    private static Movement moved(Movement.Kind kind, VenueRequest question, JsonNode row, String id, String time) {
        BigDecimal amount = MexcRows.above(question, row, "amount");
        return new Movement(
                kind,
                MexcRows.text(question, row, id),
                MexcRows.text(question, row, "coin"),
                kind == Movement.Kind.DEPOSIT ? amount : amount.negate(),
                MexcRows.words(question, row, "address"),
                MexcRows.text(question, row, "status"),
                MexcRows.time(question, row, time));
    }

    /** What leaves the spot wallet is below zero. */
    private static void transfers(
            SignedCalls venue, String source, String target, Window window, List<Movement> movements) {
        for (Window week : Window.cover(window.from(), window.to(), WEEK)) {
            VenueRequest question = TRANSFERS
                    .param("fromAccountType", source)
                    .param("toAccountType", target)
                    .param("startTime", week.start())
                    .param("endTime", week.last());
            Map<String, JsonNode> rows = new LinkedHashMap<>();
            for (int page = 1; ; page++) {
                if (page > MOST_PAGES) {
                    throw MexcRows.malformed(TRANSFERS);
                }
                VenueRequest request =
                        question.param("page", Integer.toString(page)).param("size", Integer.toString(MexcRows.PAGE));
                JsonNode answer = Answers.object(Mexc.ID, TRANSFERS.toString(), venue.call(request), MexcErrors.TABLE);
                JsonNode found = Answers.array(Mexc.ID, TRANSFERS.toString(), answer, "rows");
                found.forEach(row -> rows.put(MexcRows.text(TRANSFERS, row, "tranId"), row));
                if (found.size() < MexcRows.PAGE) {
                    break;
                }
            }
            rows.values().forEach(row -> movements.add(transfer(row, source.equals("SPOT"), target, source)));
        }
    }

    private static Movement transfer(JsonNode row, boolean leaves, String target, String source) {
        BigDecimal amount = MexcRows.above(TRANSFERS, row, "amount");
        return new Movement(
                Movement.Kind.TRANSFER,
                MexcRows.text(TRANSFERS, row, "tranId"),
                MexcRows.text(TRANSFERS, row, "asset"),
                leaves ? amount.negate() : amount,
                leaves ? target : source,
                MexcRows.text(TRANSFERS, row, "status"),
                MexcRows.time(TRANSFERS, row, "timestamp"));
    }

    private static <T> List<T> oldestFirst(List<T> all, Function<T, Instant> at, Window window) {
        return all.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }
}
