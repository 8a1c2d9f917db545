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
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Orders, balances and history at KuCoin: spot, cross and isolated margin, and futures each have their own. The wallets of isolated margin are left out. */
final class KucoinAccount implements EmergencyControls, AccountReader {
    static final List<String> MARGINS = List.of("MARGIN_TRADE", "MARGIN_ISOLATED_TRADE");
    /** What futures are settled in, as far as the official client's samples go; the venue shows one at a time. */
    static final List<String> SETTLED_IN = List.of("USDT", "USDC", "XBT");

    private static final String STOPS = "/api/v1/stop-order";

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        var parts = new ArrayList<Runnable>();
        if (markets.contains(TRADE_SPOT)) {
            parts.add(() -> cancelSpot(venue));
            parts.add(() -> data(venue, VenueRequest.delete(STOPS + "/cancel").param("tradeType", "TRADE")));
            parts.add(() -> data(venue, VenueRequest.delete("/api/v3/oco/orders")));
        }
        if (markets.contains(TRADE_MARGIN)) {
            for (String margin : MARGINS) {
                parts.add(() -> cancelMargin(venue, margin));
                parts.add(() -> cancelStops(venue, margin));
            }
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            parts.add(() -> cancelFutures(venue));
            parts.add(() -> data(venue, VenueRequest.delete("/api/v1/stopOrders")));
        }
        Each.of(parts, Runnable::run);
    }

    private static void cancelSpot(SignedCalls venue) {
        VenueRequest all = VenueRequest.delete("/api/v1/hf/orders/cancelAll");
        if (!Answers.array(Kucoin.ID, all.toString(), data(venue, all), "failedSymbols")
                .isEmpty()) {
            throw KeyguardExceptions.unavailable(Kucoin.ID, "it did not cancel the orders of every symbol", null);
        }
    }

    private static void cancelMargin(SignedCalls venue, String margin) {
        VenueRequest all = VenueRequest.delete("/api/v3/hf/margin/orders");
        Each.of(
                KucoinOrders.marginSymbols(venue, margin),
                symbol -> data(venue, all.param("symbol", symbol).param("tradeType", margin)));
    }

    private static void cancelFutures(SignedCalls venue) {
        VenueRequest all = VenueRequest.delete("/api/v3/orders");
        Each.of(KucoinOrders.futuresSymbols(venue), symbol -> data(venue, all.param("symbol", symbol)));
    }

    private static void cancelStops(SignedCalls venue, String margin) {
        VenueRequest stops = VenueRequest.delete(STOPS + "/cancel").param("tradeType", margin);
        HttpReply reply = venue.call(stops);
        if (!lacksRight(reply)) {
            Answers.object(Kucoin.ID, stops.toString(), reply, Kucoin.ERRORS);
        }
    }

    /** Stops of margin hang on the right to trade spot: a key without it can neither place nor cancel them. */
    private static boolean lacksRight(HttpReply reply) {
        return Kucoin.ERRORS
                .classify(reply)
                .filter(error -> error.kinds().equals(Set.of(Kind.PERMISSION)))
                .isPresent();
    }

    /** The timer of spot takes 5 seconds to a day and covers every symbol unless it names some; margin and futures have none. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        long seconds = after.toSeconds();
        return Optional.of(
                        VenueRequest.post("/api/v1/hf/orders/dead-cancel-all").json("{\"timeout\":" + seconds + "}"))
                .filter(timer -> market == TRADE_SPOT && seconds >= 5 && seconds <= 86_400);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        if (markets.contains(TRADE_SPOT)) {
            orders.addAll(KucoinOrders.spot(venue));
        }
        if (markets.contains(TRADE_MARGIN)) {
            MARGINS.forEach(margin -> orders.addAll(KucoinOrders.margin(venue, margin)));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            orders.addAll(KucoinOrders.futures(venue));
        }
        return List.copyOf(orders);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        if (markets.contains(TRADE_SPOT)) {
            VenueRequest request = VenueRequest.get("/api/v1/accounts").param("type", "trade");
            for (JsonNode account : KucoinOrders.requireArray(request, data(venue, request))) {
                add(balances, "trade", text(request, account, "currency"), amount(request, account, "balance"));
            }
        }
        if (markets.contains(TRADE_MARGIN)) {
            VenueRequest request = VenueRequest.get("/api/v3/margin/accounts").param("queryType", "MARGIN_V2");
            for (JsonNode account : Answers.array(Kucoin.ID, request.toString(), data(venue, request), "accounts")) {
                BigDecimal own = amount(request, account, "total").subtract(amount(request, account, "liability"));
                add(balances, "margin", text(request, account, "currency"), own);
            }
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            for (String asset : SETTLED_IN) {
                VenueRequest request =
                        VenueRequest.get("/api/v1/account-overview").param("currency", asset);
                add(balances, "futures", asset, amount(request, data(venue, request), "marginBalance"));
            }
        }
        return List.copyOf(balances);
    }

    /** Futures alone have positions. */
    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(
                markets.contains(TRADE_DERIVATIVES) ? List.copyOf(KucoinHistory.positions(venue)) : List.of());
    }

    @Override
    public Optional<String> pairOf(String base, String quote) {
        return Optional.of(base + "-" + quote);
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(KucoinHistory.fills(venue, markets, symbols, from, to));
    }

    @Override
    public boolean tellsClientOrderIds() {
        return false;
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(KucoinHistory.movements(venue, kind, from, to));
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    private static String text(VenueRequest question, JsonNode json, String name) {
        return Answers.text(Kucoin.ID, question.toString(), json, name);
    }

    private static BigDecimal amount(VenueRequest question, JsonNode json, String name) {
        return Answers.amount(Kucoin.ID, question.toString(), json, name);
    }

    /** What {@code request} was answered with. */
    static JsonNode data(SignedCalls venue, VenueRequest request) {
        String question = request.toString();
        return Answers.object(Kucoin.ID, question, venue.call(request), Kucoin.ERRORS)
                .path("data");
    }
}
