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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a classic account at Bitget did, and what it is in. Source: tiagosiebler/bitget-api; UNCONFIRMED: how long a window of time may be (7 days for futures, 90 for money are chosen cautiously). */
final class BitgetHistory {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration QUARTER = Duration.ofDays(90);
    private static final String SPOT = "/api/v2/spot/";
    private static final String MIX = "/api/v2/mix/";

    private BitgetHistory() {}

    private static BitgetRows rows(SignedCalls venue, VenueRequest question) {
        return new BitgetRows(Bitget.ID, venue, question);
    }

    static List<Position> positions(SignedCalls venue) {
        var positions = new ArrayList<Position>();
        for (String product : BitgetAccount.FUTURES) {
            BitgetRows rows =
                    rows(venue, VenueRequest.get(MIX + "position/all-position").param("productType", product));
            for (JsonNode row : rows.once("")) {
                BigDecimal size = rows.byDirection(row, "holdSide", "total");
                if (size.signum() != 0) {
                    positions.add(new Position(rows.text(row, "symbol"), size));
                }
            }
        }
        return List.copyOf(positions);
    }

    /** Those of spot are told for one symbol at a time. */
    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        var fills = new ArrayList<Fill>();
        for (Window window : Window.cover(from, to, WEEK)) {
            if (markets.contains(TRADE_SPOT)) {
                new TreeSet<>(symbols).forEach(symbol -> spotFills(venue, symbol, window, fills));
            }
            if (markets.contains(TRADE_DERIVATIVES)) {
                BitgetAccount.FUTURES.forEach(product -> futuresFills(venue, product, window, fills));
            }
        }
        return fills.stream().sorted(Comparator.comparing(Fill::at)).toList();
    }

    private static void spotFills(SignedCalls venue, String symbol, Window window, List<Fill> fills) {
        VenueRequest question = VenueRequest.get(SPOT + "trade/fills").param("symbol", symbol);
        BitgetRows rows = rows(venue, BitgetRows.within(question, window));
        for (JsonNode row : rows.all("", "tradeId", "idLessThan", "tradeId")) {
            add(window, fill(rows, row, "size", "priceAvg", row.path("feeDetail")), fills);
        }
    }

    private static void futuresFills(SignedCalls venue, String product, Window window, List<Fill> fills) {
        VenueRequest question = VenueRequest.get(MIX + "order/fill-history").param("productType", product);
        BitgetRows rows = rows(venue, BitgetRows.within(question, window));
        for (JsonNode row : rows.all("fillList", "tradeId", "idLessThan", "tradeId")) {
            JsonNode fees = row.path("feeDetail");
            add(window, fill(rows, row, "baseVolume", "price", fees.isArray() ? fees.path(0) : fees), fills);
        }
    }

    private static void add(Window window, Fill fill, List<Fill> fills) {
        if (window.holds(fill.at())) {
            fills.add(fill);
        }
    }

    /** The venue tells fees below zero where they were paid. */
    private static Fill fill(BitgetRows rows, JsonNode row, String quantity, String price, JsonNode fee) {
        return new Fill(
                rows.text(row, "tradeId"),
                rows.text(row, "orderId"),
                "",
                rows.text(row, "symbol"),
                rows.bySide(row, quantity),
                rows.above(row, price),
                rows.amount(fee, "totalFee").negate(),
                rows.words(fee, "feeCoin"),
                rows.millis(row, "cTime"));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>();
        for (Window window : Window.cover(from, to, QUARTER)) {
            switch (kind) {
                case DEPOSIT -> overChains(venue, kind, "deposit-records", "fromAddress", window, movements);
                case WITHDRAWAL -> overChains(venue, kind, "withdrawal-records", "toAddress", window, movements);
                case TRANSFER -> transfers(venue, window, movements);
            }
        }
        return movements.stream().sorted(Comparator.comparing(Movement::at)).toList();
    }

    private static void overChains(
            SignedCalls venue, Movement.Kind kind, String list, String other, Window window, List<Movement> all) {
        BitgetRows rows = rows(venue, BitgetRows.within(VenueRequest.get(SPOT + "wallet/" + list), window));
        for (JsonNode row : rows.all("", "orderId", "idLessThan", "orderId")) {
            BigDecimal size = rows.amount(row, "size").abs();
            add(
                    window,
                    new Movement(
                            kind,
                            rows.text(row, "orderId"),
                            rows.text(row, "coin"),
                            kind == Movement.Kind.DEPOSIT ? size : size.negate(),
                            rows.words(row, other),
                            rows.text(row, "status"),
                            rows.millis(row, "cTime")),
                    all);
        }
    }

    private static void add(Window window, Movement movement, List<Movement> all) {
        if (window.holds(movement.at())) {
            all.add(movement);
        }
    }

    /** Between accounts; which of the two is this one, the venue tells apart. */
    private static void transfers(SignedCalls venue, Window window, List<Movement> all) {
        VenueRequest info = VenueRequest.get(SPOT + "account/info");
        String own = rows(venue, info).text(BitgetRows.data(Bitget.ID, venue, info), "userId");
        for (String role : List.of("initiator", "receiver")) {
            VenueRequest question =
                    VenueRequest.get(SPOT + "account/sub-main-trans-record").param("role", role);
            BitgetRows rows = rows(venue, BitgetRows.within(question, window));
            for (JsonNode row : rows.all("", "transferId", "idLessThan", "transferId")) {
                transfer(rows, row, own, "size", "ts")
                        .filter(one -> window.holds(one.at()))
                        .ifPresent(one -> {
                            if (all.stream().noneMatch(known -> known.id().equals(one.id()))) {
                                all.add(one);
                            }
                        });
            }
        }
    }

    /** Empty where it is between two other accounts. */
    static Optional<Movement> transfer(BitgetRows rows, JsonNode row, String own, String size, String time) {
        String from = rows.text(row, "fromUserId");
        String to = rows.text(row, "toUserId");
        BigDecimal amount = rows.amount(row, size).abs();
        boolean out = from.equals(own);
        var movement = new Movement(
                Movement.Kind.TRANSFER,
                rows.text(row, "transferId"),
                rows.text(row, "coin"),
                out ? amount.negate() : amount,
                out ? to : from,
                rows.text(row, "status"),
                rows.millis(row, time));
        return Optional.of(movement).filter(one -> out || to.equals(own));
    }
}
