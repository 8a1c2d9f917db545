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
import java.util.Optional;
import java.util.Set;

/** Orders and balances of a classic account at Bitget: spot, and futures of three kinds. Margin orders are told for one symbol at a time, so they are not read. */
final class BitgetAccount implements EmergencyControls, AccountReader {
    static final List<String> FUTURES = List.of("USDT-FUTURES", "COIN-FUTURES", "USDC-FUTURES");

    private static final String SPOT = "/api/v2/spot/";
    private static final String MIX = "/api/v2/mix/";

    private static BitgetRows rows(SignedCalls venue, VenueRequest question) {
        return new BitgetRows(Bitget.ID, venue, question);
    }

    /** The venue cancels spot orders symbol by symbol; of margin orders it must be told which. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        requireReadable(markets);
        if (markets.contains(TRADE_SPOT)) {
            List<String> symbols =
                    spotOrders(venue).stream().map(OpenOrder::symbol).distinct().toList();
            Each.of(symbols, symbol -> change(venue, SPOT + "trade/cancel-symbol-order", "symbol", symbol));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            Each.of(FUTURES, product -> cancelFutures(venue, product));
        }
    }

    private static void requireReadable(Set<Permission> markets) {
        if (markets.contains(TRADE_MARGIN)) {
            throw KeyguardExceptions.unavailable(
                    Bitget.ID, "it tells margin orders for one symbol at a time; cancel them by symbol", null);
        }
    }

    private static void cancelFutures(SignedCalls venue, String product) {
        if (!futuresOrders(venue, product).isEmpty()) {
            change(venue, MIX + "order/cancel-all-orders", "productType", product);
        }
        if (!futuresPlans(venue, product).isEmpty()) {
            change(venue, MIX + "order/cancel-plan-order", "productType", product);
        }
    }

    /** The answer lists what was cancelled and what was not. */
    private static void change(SignedCalls venue, String path, String name, String value) {
        VenueRequest request = VenueRequest.post(path).param(name, value);
        JsonNode failed = BitgetRows.data(Bitget.ID, venue, request).path("failureList");
        if (failed.isArray() && !failed.isEmpty()) {
            throw KeyguardExceptions.unavailable(Bitget.ID, "it did not cancel all orders", null);
        }
    }

    @Override
    public List<String> unreached() {
        return List.of("spot orders that wait for a price", "futures orders that trail or take profit");
    }

    /** Classic accounts have none. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        requireReadable(markets);
        var orders = new ArrayList<OpenOrder>();
        if (markets.contains(TRADE_SPOT)) {
            orders.addAll(spotOrders(venue));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            for (String product : FUTURES) {
                orders.addAll(futuresOrders(venue, product));
                orders.addAll(futuresPlans(venue, product));
            }
        }
        return List.copyOf(orders);
    }

    private static List<OpenOrder> spotOrders(SignedCalls venue) {
        BitgetRows rows = rows(venue, VenueRequest.get(SPOT + "trade/unfilled-orders"));
        return rows.all("", "orderId", "idLessThan", "orderId").stream()
                .map(row -> order(rows, row))
                .toList();
    }

    private static List<OpenOrder> futuresOrders(SignedCalls venue, String product) {
        BitgetRows rows =
                rows(venue, VenueRequest.get(MIX + "order/orders-pending").param("productType", product));
        return rows.all("entrustedList", "orderId", "idLessThan", "orderId").stream()
                .map(row -> order(rows, row))
                .toList();
    }

    /** Those that wait for a price; what takes profits and stops losses of positions stays. */
    private static List<OpenOrder> futuresPlans(SignedCalls venue, String product) {
        BitgetRows rows = rows(
                venue,
                VenueRequest.get(MIX + "order/orders-plan-pending")
                        .param("productType", product)
                        .param("planType", "normal_plan"));
        return rows.all("entrustedList", "orderId", "idLessThan", "orderId").stream()
                .map(row -> order(rows, row))
                .toList();
    }

    static OpenOrder order(BitgetRows rows, JsonNode row) {
        return new OpenOrder(rows.text(row, "orderId"), rows.words(row, "clientOid"), rows.text(row, "symbol"));
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        boolean futures = markets.contains(TRADE_DERIVATIVES);
        if (!futures || markets.size() > 1) {
            BitgetRows rows = rows(venue, VenueRequest.get(SPOT + "account/assets"));
            for (JsonNode row : rows.once("")) {
                BigDecimal total = rows.amount(row, "available")
                        .add(rows.amount(row, "frozen"))
                        .add(rows.amount(row, "locked"));
                add(balances, "spot", rows.text(row, "coin"), total);
            }
        }
        if (futures) {
            FUTURES.forEach(product -> addFutures(balances, venue, product));
        }
        return List.copyOf(balances);
    }

    private static void addFutures(List<Balance> balances, SignedCalls venue, String product) {
        BitgetRows rows = rows(venue, VenueRequest.get(MIX + "account/accounts").param("productType", product));
        for (JsonNode row : rows.once("")) {
            BigDecimal total = rows.amount(row, "available").add(rows.amount(row, "locked"));
            add(balances, product, rows.text(row, "marginCoin"), total);
        }
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? BitgetHistory.positions(venue) : List.of());
    }

    @Override
    public Optional<String> pairOf(String base, String quote) {
        return Optional.of(base + quote);
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return markets.contains(TRADE_MARGIN)
                ? Observed.unknown()
                : Observed.of(BitgetHistory.fills(venue, markets, symbols, from, to));
    }

    @Override
    public boolean tellsClientOrderIds() {
        return false;
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(BitgetHistory.movements(venue, kind, from, to));
    }
}
