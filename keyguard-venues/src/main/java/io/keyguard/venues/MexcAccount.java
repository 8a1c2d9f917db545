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

/**
 * Orders and balances at MEXC. Spot orders are told and cancelled five symbols at a time, so the symbols are found first: those that this key may trade, and of which one coin is in use by an order.
 *
 * <p>Source: mexcdevelop/apidocs. There is no timer.
 */
final class MexcAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest SPOT = VenueRequest.get(Mexc.SPOT + "/account");
    private static final VenueRequest SYMBOLS = VenueRequest.get(Mexc.SPOT + "/selfSymbols");
    private static final VenueRequest OPEN = VenueRequest.get(Mexc.SPOT + "/openOrders");
    private static final VenueRequest CANCEL = VenueRequest.delete(Mexc.SPOT + "/openOrders");
    private static final VenueRequest ASSETS = VenueRequest.get(Mexc.CONTRACT + "/account/assets");
    private static final VenueRequest CONTRACTS = VenueRequest.get(Mexc.CONTRACT + "/order/list/open_orders");
    private static final VenueRequest CANCEL_CONTRACTS =
            VenueRequest.post(Mexc.CONTRACT + "/order/cancel_all").json("{}");
    private static final VenueRequest CANCEL_PLANS =
            VenueRequest.post(Mexc.CONTRACT + "/planorder/cancel_all").json("{}");
    private static final int AT_ONCE = 5;

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        requireNoMargin(markets);
        var parts = new ArrayList<Runnable>();
        if (markets.contains(TRADE_DERIVATIVES)) {
            parts.add(() -> MexcRows.contract(venue, CANCEL_CONTRACTS));
            parts.add(() -> MexcRows.contract(venue, CANCEL_PLANS));
        }
        if (markets.contains(TRADE_SPOT)) {
            parts.add(() -> cancelSpot(venue));
        }
        Each.of(parts, Runnable::run);
    }

    private void cancelSpot(SignedCalls venue) {
        List<String> symbols = openOrders(venue, Set.of(TRADE_SPOT)).stream()
                .map(OpenOrder::symbol)
                .distinct()
                .toList();
        Each.of(inFives(symbols), five -> {
            VenueRequest request = CANCEL.param("symbol", five);
            Answers.array(Mexc.ID, CANCEL.toString(), venue.call(request), MexcErrors.TABLE);
        });
    }

    /** Orders on margin are told of one symbol alone, and which have any nobody tells. */
    private static void requireNoMargin(Set<Permission> markets) {
        if (markets.contains(TRADE_MARGIN)) {
            throw KeyguardExceptions.unavailable(
                    Mexc.ID, "it tells and cancels orders on margin of one symbol at a time alone", null);
        }
    }

    private static List<String> inFives(List<String> symbols) {
        var fives = new ArrayList<String>();
        for (int from = 0; from < symbols.size(); from += AT_ONCE) {
            fives.add(String.join(",", symbols.subList(from, Math.min(symbols.size(), from + AT_ONCE))));
        }
        return fives;
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        requireNoMargin(markets);
        var orders = new ArrayList<OpenOrder>();
        if (markets.contains(TRADE_SPOT)) {
            for (String five : inFives(inUse(venue))) {
                VenueRequest request = OPEN.param("symbol", five);
                for (JsonNode row : Answers.array(Mexc.ID, OPEN.toString(), venue.call(request), MexcErrors.TABLE)) {
                    orders.add(order(OPEN, row, "clientOrderId"));
                }
            }
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            MexcRows.contractPages(venue, CONTRACTS, "orderId")
                    .forEach(row -> orders.add(order(CONTRACTS, row, "externalOid")));
        }
        return List.copyOf(orders);
    }

    private static OpenOrder order(VenueRequest question, JsonNode row, String client) {
        return new OpenOrder(
                MexcRows.text(question, row, "orderId"),
                MexcRows.words(question, row, client),
                MexcRows.text(question, row, "symbol"));
    }

    /** The symbols of which an order can be open: one of their coins is locked. Too many rather than too few. */
    private static List<String> inUse(SignedCalls venue) {
        List<String> locked = new ArrayList<>();
        for (JsonNode row : spot(venue)) {
            if (MexcRows.amount(SPOT, row, "locked").signum() != 0) {
                locked.add(MexcRows.text(SPOT, row, "asset"));
            }
        }
        if (locked.isEmpty()) {
            return List.of();
        }
        JsonNode answer = Answers.object(Mexc.ID, SYMBOLS.toString(), venue.call(SYMBOLS), MexcErrors.TABLE);
        List<String> symbols = new ArrayList<>();
        for (JsonNode symbol : Answers.array(Mexc.ID, SYMBOLS.toString(), answer, "data")) {
            if (!symbol.isTextual()) {
                throw MexcRows.malformed(SYMBOLS);
            }
            if (locked.stream().anyMatch(coin -> has(symbol.asText(), coin))) {
                symbols.add(symbol.asText());
            }
        }
        return symbols;
    }

    private static boolean has(String symbol, String coin) {
        return symbol.startsWith(coin) || symbol.endsWith(coin);
    }

    private static JsonNode spot(SignedCalls venue) {
        JsonNode account = Answers.object(Mexc.ID, SPOT.toString(), venue.call(SPOT), MexcErrors.TABLE);
        return Answers.array(Mexc.ID, SPOT.toString(), account, "balances");
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        if (markets.contains(TRADE_SPOT)) {
            for (JsonNode row : spot(venue)) {
                BigDecimal total = MexcRows.amount(SPOT, row, "free").add(MexcRows.amount(SPOT, row, "locked"));
                add(balances, "SPOT", MexcRows.text(SPOT, row, "asset"), total);
            }
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            for (JsonNode row : MexcRows.array(ASSETS, MexcRows.contract(venue, ASSETS))) {
                BigDecimal total = MexcRows.amount(ASSETS, row, "availableBalance")
                        .add(MexcRows.amount(ASSETS, row, "frozenBalance"))
                        .add(MexcRows.amount(ASSETS, row, "positionMargin"));
                add(balances, "FUTURES", MexcRows.text(ASSETS, row, "currency"), total);
            }
        }
        return List.copyOf(balances);
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? MexcHistory.positions(venue) : List.of());
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
                : Observed.of(MexcHistory.fills(venue, markets, symbols, new Window(from, to)));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(MexcHistory.movements(venue, kind, new Window(from, to)));
    }
}
