/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Orders, balances, positions and history of a unified account at Bybit. Spot orders with and without borrowed money are in one book. */
final class BybitAccount implements EmergencyControls, AccountReader {
    private static final String PAGE = "50";
    /** The most futures that one call cancels. */
    private static final int MOST = 500;

    private static final int MOST_CALLS = 40;

    /** A part of the market that can be asked about as a whole; {@code settle} is empty where it need not be said. */
    private record Part(String category, String settle) {
        VenueRequest of(String path) {
            VenueRequest request = VenueRequest.get(path).param("category", category);
            return settle.isEmpty() ? request : request.param("settleCoin", settle);
        }
    }

    private static final Map<Permission, List<Part>> PARTS = Map.of(
            TRADE_SPOT, List.of(new Part("spot", "")),
            TRADE_MARGIN, List.of(new Part("spot", "")),
            TRADE_DERIVATIVES, List.of(new Part("linear", "USDT"), new Part("linear", "USDC"), new Part("inverse", "")),
            TRADE_OPTIONS, List.of(new Part("option", "")));

    /** Each kind of spot order is cancelled by a call of its own. */
    private static final List<String> SPOT_KINDS =
            List.of("Order", "tpslOrder", "StopOrder", "OcoOrder", "BidirectionalTpslOrder");

    @Override
    public List<String> unreached() {
        return List.of("trading bots: grid, DCA, combo, martingale", "orders of strategies");
    }

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(parts(markets), part -> {
            VenueRequest request = VenueRequest.post("/v5/order/cancel-all").param("category", part.category());
            switch (part.category()) {
                case "spot" -> Each.of(SPOT_KINDS, kind -> cancel(venue, request.param("orderFilter", kind)));
                case "inverse" ->
                    Each.of(symbols(venue, part), symbol -> cancel(venue, request.param("symbol", symbol)));
                case "linear" -> cancel(venue, request.param("settleCoin", part.settle()));
                default -> cancel(venue, request);
            }
        });
    }

    private static Set<String> symbols(SignedCalls venue, Part part) {
        var symbols = new TreeSet<String>();
        ordersOf(venue, part).forEach(order -> symbols.add(order.symbol()));
        return symbols;
    }

    /** Again as long as a call comes to its limit, which says that there may be more. */
    private static void cancel(SignedCalls venue, VenueRequest request) {
        for (int call = 0; call < MOST_CALLS; call++) {
            JsonNode result = Bybit.result(venue, request);
            int cancelled =
                    Answers.array(Bybit.ID, request.toString(), result, "list").size();
            if (!result.path("success").asText("1").equals("1")) {
                throw KeyguardExceptions.unavailable(Bybit.ID, "it did not cancel every order", null);
            }
            if (cancelled < MOST) {
                return;
            }
        }
        throw KeyguardExceptions.unavailable(Bybit.ID, "there were always more orders to cancel", null);
    }

    /** The timer of Bybit counts from the loss of a connection and not from the last request. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        parts(markets).forEach(part -> orders.addAll(ordersOf(venue, part)));
        return List.copyOf(orders);
    }

    private static Set<Part> parts(Set<Permission> markets) {
        var parts = new LinkedHashSet<Part>();
        new TreeSet<>(markets).forEach(market -> parts.addAll(PARTS.getOrDefault(market, List.of())));
        return parts;
    }

    private static List<OpenOrder> ordersOf(SignedCalls venue, Part part) {
        VenueRequest first = part.of("/v5/order/realtime").param("limit", PAGE);
        String question = first.toString();
        return BybitPages.items(venue, first, "list").stream()
                .map(order -> new OpenOrder(
                        Answers.text(Bybit.ID, question, order, "orderId"),
                        order.path("orderLinkId").asText(""),
                        Answers.text(Bybit.ID, question, order, "symbol")))
                .toList();
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/v5/account/wallet-balance").param("accountType", "UNIFIED");
        String question = request.toString();
        JsonNode account = Answers.array(Bybit.ID, question, Bybit.result(venue, request), "list")
                .path(0);
        var balances = new ArrayList<Balance>();
        for (JsonNode coin : Answers.array(Bybit.ID, question, account, "coin")) {
            BigDecimal total = Answers.amount(Bybit.ID, question, coin, "walletBalance");
            if (total.signum() != 0) {
                balances.add(new Balance("UNIFIED", Answers.text(Bybit.ID, question, coin, "coin"), total));
            }
        }
        return List.copyOf(balances);
    }

    /** Both sides of an account that holds positions in both directions stand for themselves. */
    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        var positions = new ArrayList<Position>();
        for (Part part : parts(markets)) {
            if (!part.category().equals("spot")) {
                VenueRequest request = part.of("/v5/position/list").param("limit", "200");
                for (JsonNode row : BybitPages.items(venue, request, "list")) {
                    add(positions, request, row);
                }
            }
        }
        return Observed.of(List.copyOf(positions));
    }

    private static void add(List<Position> positions, VenueRequest request, JsonNode row) {
        String symbol = Answers.text(Bybit.ID, request.toString(), row, "symbol");
        if (Answers.amount(Bybit.ID, request.toString(), row, "size").signum() != 0) {
            positions.add(new Position(symbol, BybitHistory.signed(request, row, "size")));
        }
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        var categories = new LinkedHashSet<String>();
        parts(markets).forEach(part -> categories.add(part.category()));
        return Observed.of(BybitHistory.fills(venue, categories, symbols, from, to));
    }

    /** Withdrawals are told to keys of the master account alone. */
    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(BybitHistory.movements(venue, kind, from, to));
    }

    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(account)
                .filter(BybitKeys::isSubAccount)
                .map(number -> VenueRequest.post("/v5/user/frozen-sub-member")
                        .param("subuid", number)
                        .param("frozen", "1"));
    }
}
