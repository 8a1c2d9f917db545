/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Orders, balances and the past of a unified account at Bitget, where every market has a category. Source: tiagosiebler/bitget-api of July 2026. */
final class BitgetUtaAccount implements EmergencyControls, AccountReader {
    private static final Map<Permission, List<String>> CATEGORIES = Map.of(
            TRADE_SPOT, List.of("SPOT"),
            TRADE_MARGIN, List.of("MARGIN"),
            TRADE_DERIVATIVES, BitgetAccount.FUTURES);
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,19}");

    private static BitgetRows rows(SignedCalls venue, VenueRequest question) {
        return new BitgetRows(BitgetUta.ID, venue, question);
    }

    static List<String> categories(Set<Permission> markets) {
        return markets.stream()
                .sorted()
                .flatMap(market -> CATEGORIES.getOrDefault(market, List.of()).stream())
                .toList();
    }

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        for (String category : categories(markets)) {
            VenueRequest request =
                    VenueRequest.post("/api/v3/trade/cancel-symbol-order").param("category", category);
            for (JsonNode order : rows(venue, request).once("list")) {
                if (!Set.of("", "0", "00000").contains(order.path("code").asText(""))) {
                    throw KeyguardExceptions.unavailable(BitgetUta.ID, "it did not cancel all orders", null);
                }
            }
        }
    }

    @Override
    public List<String> unreached() {
        return List.of("orders of strategies");
    }

    /** From 5 to 60 seconds, for every market at once. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        long seconds = after.toSeconds();
        return Optional.of(VenueRequest.post("/api/v3/trade/countdown-cancel-all")
                        .param("countdown", Long.toString(seconds)))
                .filter(timer -> seconds >= 5 && seconds <= 60);
    }

    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(account)
                .filter(user -> USER.matcher(user).matches())
                .map(user -> VenueRequest.post("/api/v3/user/freeze-sub")
                        .param("subUid", user)
                        .param("operation", "freeze"));
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        for (String category : categories(markets)) {
            BitgetRows rows = rows(
                    venue, VenueRequest.get("/api/v3/trade/unfilled-orders").param("category", category));
            rows.all("list", "orderId", "cursor", "").forEach(row -> orders.add(BitgetAccount.order(rows, row)));
        }
        return List.copyOf(orders);
    }

    /** Both wallets: what is traded with, and what was deposited and not moved yet. */
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        BitgetRows unified = rows(venue, VenueRequest.get("/api/v3/account/assets"));
        unified.once("assets").forEach(row -> add(balances, unified, "unified", row));
        BitgetRows funding = rows(venue, VenueRequest.get("/api/v3/account/funding-assets"));
        funding.once("").forEach(row -> add(balances, funding, "funding", row));
        return List.copyOf(balances);
    }

    private static void add(List<Balance> balances, BitgetRows rows, String wallet, JsonNode row) {
        BigDecimal total = rows.amount(row, "balance");
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, rows.text(row, "coin"), total));
        }
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(BitgetUtaHistory.positions(venue, markets));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(BitgetUtaHistory.fills(venue, categories(markets), from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(BitgetUtaHistory.movements(venue, kind, from, to));
    }
}
