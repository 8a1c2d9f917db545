/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;

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
import java.util.Set;

/** What a unified account at Bitget did, and what it is in. UNCONFIRMED: how long a window of time may be (30 days are chosen cautiously); where the next page of deposits and withdrawals is told, so {@code orderId} of the last row is. */
final class BitgetUtaHistory {
    private static final Duration MONTH = Duration.ofDays(30);

    private BitgetUtaHistory() {}

    private static BitgetRows rows(SignedCalls venue, VenueRequest question) {
        return new BitgetRows(BitgetUta.ID, venue, question);
    }

    private static BitgetRows within(SignedCalls venue, String path, Window window) {
        return rows(venue, BitgetRows.within(VenueRequest.get(path), window));
    }

    static List<Position> positions(SignedCalls venue, Set<Permission> markets) {
        var positions = new ArrayList<Position>();
        for (String category : markets.contains(TRADE_DERIVATIVES) ? BitgetAccount.FUTURES : List.<String>of()) {
            BitgetRows rows = rows(
                    venue, VenueRequest.get("/api/v3/position/current-position").param("category", category));
            for (JsonNode row : rows.once("list")) {
                BigDecimal size = rows.byDirection(row, "posSide", "total");
                if (size.signum() != 0) {
                    positions.add(new Position(rows.text(row, "symbol"), size));
                }
            }
        }
        return List.copyOf(positions);
    }

    static List<Fill> fills(SignedCalls venue, List<String> categories, Instant from, Instant to) {
        var fills = new ArrayList<Fill>();
        for (Window window : Window.cover(from, to, MONTH)) {
            for (String category : categories) {
                VenueRequest question = VenueRequest.get("/api/v3/trade/fills").param("category", category);
                BitgetRows rows = rows(venue, BitgetRows.within(question, window));
                rows.all("list", "execId", "cursor", "").stream()
                        .map(row -> fill(rows, row))
                        .filter(fill -> window.holds(fill.at()))
                        .forEach(fills::add);
            }
        }
        return fills.stream().sorted(Comparator.comparing(Fill::at)).toList();
    }

    /** The venue tells fees above zero where they were paid. */
    private static Fill fill(BitgetRows rows, JsonNode row) {
        JsonNode fee = row.path("feeDetail").path(0);
        return new Fill(
                rows.text(row, "execId"),
                rows.text(row, "orderId"),
                rows.words(row, "clientOid"),
                rows.text(row, "symbol"),
                rows.bySide(row, "execQty"),
                rows.above(row, "execPrice"),
                rows.amount(fee, "fee"),
                rows.words(fee, "feeCoin"),
                rows.millis(row, "createdTime"));
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new ArrayList<Movement>();
        for (Window window : Window.cover(from, to, MONTH)) {
            List<Movement> found = switch (kind) {
                case DEPOSIT -> overChains(venue, kind, "deposit-records", "fromAddress", window);
                case WITHDRAWAL -> overChains(venue, kind, "withdrawal-records", "toAddress", window);
                case TRANSFER -> transfers(venue, window);
            };
            found.stream().filter(one -> window.holds(one.at())).forEach(movements::add);
        }
        return movements.stream().sorted(Comparator.comparing(Movement::at)).toList();
    }

    private static List<Movement> overChains(
            SignedCalls venue, Movement.Kind kind, String list, String other, Window window) {
        var movements = new ArrayList<Movement>();
        BitgetRows rows = within(venue, "/api/v3/account/" + list, window);
        for (JsonNode row : rows.all("", "orderId", "cursor", "orderId")) {
            BigDecimal size = rows.amount(row, "size").abs();
            movements.add(new Movement(
                    kind,
                    rows.text(row, "orderId"),
                    rows.text(row, "coin"),
                    kind == Movement.Kind.DEPOSIT ? size : size.negate(),
                    rows.words(row, other),
                    rows.text(row, "status"),
                    rows.millis(row, "createdTime")));
        }
        return movements;
    }

    private static List<Movement> transfers(SignedCalls venue, Window window) {
        VenueRequest info = VenueRequest.get("/api/v3/account/info");
        String own = rows(venue, info).text(BitgetRows.data(BitgetUta.ID, venue, info), "userId");
        BitgetRows rows = within(venue, "/api/v3/account/sub-transfer-record", window);
        return rows.all("items", "transferId", "cursor", "").stream()
                .flatMap(row -> BitgetHistory.transfer(rows, row, own, "amount", "createdTime").stream())
                .toList();
    }
}
