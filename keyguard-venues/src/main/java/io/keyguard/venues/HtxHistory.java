/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an account at HTX did, and what it is in.
 *
 * <p>Sources: ccxt 4.5, HuobiRDCenter/huobi_Python. Executions are told for one symbol and two days at a time, deposits and withdrawals from the newest on, transfers for ten days. UNCONFIRMED: how far back any of it goes.
 */
final class HtxHistory {
    private static final Duration TWO_DAYS = Duration.ofDays(2);
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final int PAGE = 500;
    private static final int SWAP_PAGE = 100;

    private HtxHistory() {}

    static List<Position> positions(SignedCalls venue) {
        var rows = new HtxRows(venue, VenueRequest.get("/v5/trade/position/opens"));
        var positions = new ArrayList<Position>();
        for (JsonNode row : rows.once()) {
            BigDecimal size = rows.bySide(row, "direction", rows.amount(row, "volume"));
            if (size.signum() != 0) {
                positions.add(new Position(rows.text(row, "contract_code"), size));
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(
            SignedCalls venue, boolean spot, boolean swaps, Set<String> symbols, Instant from, Instant to) {
        var fills = new ArrayList<Fill>();
        for (Window window : Window.cover(from, to, TWO_DAYS)) {
            for (String symbol : new TreeSet<>(symbols)) {
                // Contracts are spelt with a dash, pairs without one.
                boolean contract = symbol.contains("-");
                if (contract ? swaps : spot) {
                    List<Fill> found = contract ? swapFills(venue, symbol, window) : spotFills(venue, symbol, window);
                    found.stream().filter(fill -> window.holds(fill.at())).forEach(fills::add);
                }
            }
        }
        return fills.stream().sorted(Comparator.comparing(Fill::at)).toList();
    }

    private static List<Fill> spotFills(SignedCalls venue, String symbol, Window window) {
        var rows = new HtxRows(
                venue,
                VenueRequest.get("/v1/order/matchresults")
                        .param("symbol", symbol)
                        .param("start-time", window.start())
                        .param("end-time", window.last()));
        return rows.all("id", "size", PAGE, last -> false).stream()
                .map(row -> new Fill(
                        rows.text(row, "id"),
                        rows.text(row, "order-id"),
                        "",
                        rows.text(row, "symbol"),
                        rows.bySide(row, "type", rows.above(row, "filled-amount")),
                        rows.above(row, "price"),
                        rows.amount(row, "filled-fees"),
                        rows.words(row, "fee-currency").toUpperCase(Locale.ROOT),
                        rows.millis(row, "created-at")))
                .toList();
    }

    private static List<Fill> swapFills(SignedCalls venue, String contract, Window window) {
        var rows = new HtxRows(
                venue,
                VenueRequest.get("/v5/trade/order/details")
                        .param("contract_code", contract)
                        .param("start_time", window.start())
                        .param("end_time", window.last()));
        return rows.all("id", "limit", SWAP_PAGE, last -> false).stream()
                .map(row -> new Fill(
                        rows.text(row, "id"),
                        rows.text(row, "order_id"),
                        "",
                        rows.text(row, "contract_code"),
                        rows.bySide(row, "side", rows.above(row, "trade_volume")),
                        rows.above(row, "trade_price"),
                        rows.amount(row, "trade_fee"),
                        rows.words(row, "fee_currency"),
                        rows.millis(row, "created_time")))
                .toList();
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var window = new Window(from, to);
        List<Movement> found = kind == Movement.Kind.TRANSFER
                ? transfers(venue, window)
                : overChains(venue, kind, kind == Movement.Kind.DEPOSIT ? "deposit" : "withdraw", from);
        return found.stream()
                .filter(one -> window.holds(one.at()))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    /** Newest first, until before {@code from}. */
    private static List<Movement> overChains(SignedCalls venue, Movement.Kind kind, String type, Instant from) {
        var rows = new HtxRows(
                venue, VenueRequest.get("/v1/query/deposit-withdraw").param("type", type));
        return rows
                .all("id", "size", PAGE, last -> rows.millis(last, "created-at").isBefore(from))
                .stream()
                .map(row -> overChain(kind, rows, row))
                .toList();
    }

    private static Movement overChain(Movement.Kind kind, HtxRows rows, JsonNode row) {
        BigDecimal amount = rows.amount(row, "amount").abs();
        return new Movement(
                kind,
                rows.text(row, "id"),
                rows.coin(row, "currency"),
                kind == Movement.Kind.DEPOSIT ? amount : amount.negate(),
                rows.words(row, "address"),
                rows.text(row, "state"),
                rows.millis(row, "created-at"));
    }

    /** Bookings of every account of the user: what moves between two of them stands there once out and once in. */
    private static List<Movement> transfers(SignedCalls venue, Window whole) {
        var movements = new ArrayList<Movement>();
        for (String account : HtxAccount.accounts(venue).keySet()) {
            for (Window window : Window.cover(whole.from(), whole.to(), TEN_DAYS)) {
                var rows = new HtxRows(
                        venue,
                        VenueRequest.get("/v2/account/ledger")
                                .param("accountId", account)
                                .param("transactTypes", "transfer")
                                .param("startTime", window.start())
                                .param("endTime", window.last()));
                rows.all("transactId", "limit", PAGE, last -> false).stream()
                        .map(row -> transfer(rows, row))
                        .filter(one -> window.holds(one.at()))
                        .forEach(movements::add);
            }
        }
        return movements;
    }

    private static Movement transfer(HtxRows rows, JsonNode row) {
        return new Movement(
                Movement.Kind.TRANSFER,
                rows.text(row, "transactId"),
                rows.coin(row, "currency"),
                rows.amount(row, "transactAmt"),
                "",
                rows.text(row, "transferType"),
                rows.millis(row, "transactTime"));
    }
}
