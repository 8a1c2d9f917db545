/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.venue.AccessEvent;
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

/** Orders and balances at BitMEX, where all markets trade from one account and are told apart by their symbols. */
final class BitmexAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest CANCEL_ALL = VenueRequest.delete(Bitmex.API + "/order/all");
    private static final VenueRequest OPEN = VenueRequest.get(Bitmex.API + "/order");
    private static final VenueRequest MARGIN =
            VenueRequest.get(Bitmex.API + "/user/margin").param("currency", "all");
    private static final Duration LONGEST_TIMER = Duration.ofDays(1);

    /** All at once where the key may trade everywhere, and symbol by symbol where other orders are not its business. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (markets.containsAll(Set.of(TRADE_SPOT, TRADE_DERIVATIVES))) {
            cancel(venue, CANCEL_ALL);
        } else {
            List<String> symbols = openOrders(venue, markets).stream()
                    .map(OpenOrder::symbol)
                    .distinct()
                    .toList();
            Each.of(symbols, symbol -> cancel(venue, CANCEL_ALL.param("symbol", symbol)));
        }
    }

    private static void cancel(SignedCalls venue, VenueRequest request) {
        String question = request.toString();
        for (JsonNode order : Answers.array(Bitmex.ID, question, venue.call(request), BitmexErrors.TABLE)) {
            Answers.text(Bitmex.ID, question, order, "orderID");
        }
    }

    /** The timer covers every market and counts as one of derivatives. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        boolean fits = market == TRADE_DERIVATIVES && after.toMillis() > 0 && after.compareTo(LONGEST_TIMER) <= 0;
        return Optional.of(VenueRequest.post(Bitmex.API + "/order/cancelAllAfter")
                        .param("timeout", Long.toString(after.toMillis())))
                .filter(timer -> fits);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        VenueRequest request = OPEN.param("filter", "{\"open\":true}");
        for (JsonNode order : BitmexHistory.rows(venue, request, "orderID")) {
            String symbol = BitmexHistory.text(request, order, "symbol");
            if (isOf(markets, symbol)) {
                orders.add(new OpenOrder(
                        BitmexHistory.text(request, order, "orderID"),
                        BitmexHistory.words(request, order, "clOrdID"),
                        symbol));
            }
        }
        return List.copyOf(orders);
    }

    /** What cannot be told is shown to everybody: an order that nobody sees is worse. */
    static boolean isOf(Set<Permission> markets, String symbol) {
        return BitmexMeaning.marketOf(symbol).map(markets::contains).orElse(true);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = MARGIN.toString();
        JsonNode rows = Answers.array(Bitmex.ID, question, venue.call(MARGIN), BitmexErrors.TABLE);
        BitmexAssets assets = BitmexAssets.read(venue);
        var balances = new ArrayList<Balance>();
        for (JsonNode row : rows) {
            String currency = BitmexHistory.text(MARGIN, row, "currency");
            BigDecimal total = Answers.amount(Bitmex.ID, question, row, "walletBalance");
            if (total.signum() != 0) {
                balances.add(new Balance(
                        "wallet", assets.name(question, currency), assets.coins(question, currency, total)));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(BitmexHistory.positions(venue, markets));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(BitmexHistory.fills(venue, markets, from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(BitmexHistory.movements(venue, kind, from, to));
    }

    @Override
    public Observed<List<AccessEvent>> accesses(SignedCalls venue, Instant from, Instant to) {
        return Observed.of(BitmexHistory.accesses(venue, from, to));
    }
}
