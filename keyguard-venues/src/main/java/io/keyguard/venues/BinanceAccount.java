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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Orders and balances at Binance: spot, cross margin and USD-M futures each have their own. Isolated margin is left out. */
final class BinanceAccount implements EmergencyControls, AccountReader {
    /** Where some open orders are, what their ids are called, and where all of one symbol are cancelled. */
    private record Book(String open, String id, String cancel) {}

    /** Orders of futures that wait for a price are told apart from the others. */
    private static final Map<Permission, List<Book>> BOOKS = Map.of(
            TRADE_SPOT, List.of(new Book("/api/v3/openOrders", "orderId", "/api/v3/openOrders")),
            TRADE_MARGIN, List.of(new Book("/sapi/v1/margin/openOrders", "orderId", "/sapi/v1/margin/openOrders")),
            TRADE_DERIVATIVES,
                    List.of(
                            new Book("/fapi/v1/openOrders", "orderId", "/fapi/v1/allOpenOrders"),
                            new Book("/fapi/v1/openAlgoOrders", "algoId", "/fapi/v1/algoOpenOrders")));

    /** Binance cancels symbol by symbol. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(
                List.<Runnable>of(
                        () -> Each.of(books(markets), book -> cancelAll(venue, book)), () -> requireNoOptions(markets)),
                Runnable::run);
    }

    private static void cancelAll(SignedCalls venue, Book book) {
        var symbols = new TreeSet<String>();
        ordersOf(venue, book).forEach(order -> symbols.add(order.symbol()));
        Each.of(symbols, symbol -> {
            VenueRequest request = VenueRequest.delete(book.cancel()).param("symbol", symbol);
            Answers.value(Binance.ID, request.toString(), venue.call(request), Binance.ERRORS);
        });
    }

    private static List<Book> books(Set<Permission> markets) {
        return new TreeSet<>(markets)
                .stream()
                        .flatMap(right -> BOOKS.getOrDefault(right, List.of()).stream())
                        .toList();
    }

    /** Options are traded at a host that is not known here. */
    private static void requireNoOptions(Set<Permission> markets) {
        if (markets.contains(TRADE_OPTIONS)) {
            throw KeyguardExceptions.unavailable(
                    Binance.ID, "its orders of options are neither listed nor cancelled here; look on its page", null);
        }
    }

    /** The only timer is that of futures, and it counts for one symbol. */
    @Override
    public List<String> unreached() {
        return List.of("orders on isolated margin", "COIN-M futures", "options", "TWAP orders");
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        requireNoOptions(markets);
        var orders = new ArrayList<OpenOrder>();
        books(markets).forEach(book -> orders.addAll(ordersOf(venue, book)));
        return List.copyOf(orders);
    }

    /** The id of its own that a bot may give an order that waits is not told: signed orders are known by another name, so that it counts as one without. */
    private static List<OpenOrder> ordersOf(SignedCalls venue, Book book) {
        VenueRequest request = VenueRequest.get(book.open());
        var orders = new ArrayList<OpenOrder>();
        for (JsonNode order : Answers.array(Binance.ID, request.toString(), venue.call(request), Binance.ERRORS)) {
            orders.add(new OpenOrder(
                    Answers.text(Binance.ID, request.toString(), order, book.id()),
                    order.path("clientOrderId").asText(""),
                    Answers.text(Binance.ID, request.toString(), order, "symbol")));
        }
        return orders;
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<>(spot(venue));
        if (markets.contains(TRADE_MARGIN)) {
            VenueRequest request = VenueRequest.get("/sapi/v1/margin/account");
            JsonNode account = Answers.object(Binance.ID, request.toString(), venue.call(request), Binance.ERRORS);
            add(
                    balances,
                    "margin",
                    request,
                    Answers.array(Binance.ID, request.toString(), account, "userAssets"),
                    "netAsset");
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            VenueRequest request = VenueRequest.get("/fapi/v3/balance");
            add(
                    balances,
                    "futures",
                    request,
                    Answers.array(Binance.ID, request.toString(), venue.call(request), Binance.ERRORS),
                    "balance");
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(BinanceHistory.positions(venue, markets));
    }

    @Override
    public Optional<String> pairOf(String base, String quote) {
        return Optional.of(base + quote);
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(BinanceHistory.fills(venue, markets, symbols, from, to));
    }

    @Override
    public boolean tellsClientOrderIds() {
        return false;
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return BinanceMovements.of(venue, kind, from, to);
    }

    private static List<Balance> spot(SignedCalls venue) {
        VenueRequest request = VenueRequest.get("/api/v3/account").param("omitZeroBalances", "true");
        String question = request.toString();
        JsonNode account = Answers.object(Binance.ID, question, venue.call(request), Binance.ERRORS);
        var balances = new ArrayList<Balance>();
        for (JsonNode item : Answers.array(Binance.ID, question, account, "balances")) {
            BigDecimal total = Answers.amount(Binance.ID, question, item, "free")
                    .add(Answers.amount(Binance.ID, question, item, "locked"));
            add(balances, "spot", Answers.text(Binance.ID, question, item, "asset"), total);
        }
        return balances;
    }

    private static void add(List<Balance> balances, String wallet, VenueRequest request, JsonNode items, String field) {
        for (JsonNode item : items) {
            add(
                    balances,
                    wallet,
                    Answers.text(Binance.ID, request.toString(), item, "asset"),
                    Answers.amount(Binance.ID, request.toString(), item, field));
        }
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }
}
