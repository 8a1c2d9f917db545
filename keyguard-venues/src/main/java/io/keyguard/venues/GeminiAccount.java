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
import java.util.regex.Pattern;

/** Orders and balances at Gemini, where pairs and contracts are in one list and told apart by their symbols. Which orders are on margin is not told. */
final class GeminiAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest ORDERS = VenueRequest.post("/v1/orders");
    private static final VenueRequest CANCEL = VenueRequest.post("/v1/order/cancel");
    private static final VenueRequest CANCEL_ALL = VenueRequest.post("/v1/order/cancel/all");
    private static final VenueRequest BALANCES = VenueRequest.post("/v1/balances");
    private static final Pattern WHOLE = Pattern.compile("[1-9]\\d{0,19}");

    /** All at once where every open order is the caller's business, and one by one otherwise. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        JsonNode all = orders(venue);
        List<OpenOrder> meant = ofMarkets(all, markets);
        if (meant.size() == all.size()) {
            cancelEvery(venue);
        } else {
            Each.of(meant, order -> cancel(venue, order.id()));
        }
    }

    private static void cancelEvery(SignedCalls venue) {
        String question = CANCEL_ALL.toString();
        JsonNode answer = Answers.object(Gemini.ID, question, venue.call(CANCEL_ALL), GeminiErrors.TABLE);
        if (!Answers.array(Gemini.ID, question, answer.path("details"), "cancelRejects")
                .isEmpty()) {
            throw KeyguardExceptions.unavailable(Gemini.ID, "it did not cancel all orders", null);
        }
    }

    private static void cancel(SignedCalls venue, String id) {
        VenueRequest request = CANCEL.json("{\"order_id\":" + id + "}");
        JsonNode answer = Answers.object(Gemini.ID, CANCEL.toString(), venue.call(request), GeminiErrors.TABLE);
        if (!answer.path("is_live").isBoolean() || answer.path("is_live").asBoolean()) {
            throw KeyguardExceptions.unavailable(Gemini.ID, "it did not cancel all orders", null);
        }
    }

    /** A key that requires heartbeats has one for its own orders, which any request resets; no request sets it. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    private static JsonNode orders(SignedCalls venue) {
        return Answers.array(Gemini.ID, ORDERS.toString(), venue.call(ORDERS), GeminiErrors.TABLE);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        return ofMarkets(orders(venue), markets);
    }

    private static List<OpenOrder> ofMarkets(JsonNode orders, Set<Permission> markets) {
        var open = new ArrayList<OpenOrder>();
        for (JsonNode order : orders) {
            String id = GeminiHistory.ROWS.text(ORDERS, order, "order_id");
            String symbol = GeminiHistory.ROWS.text(ORDERS, order, "symbol");
            if (!WHOLE.matcher(id).matches()) {
                throw GeminiHistory.ROWS.malformed(ORDERS);
            }
            if (isOf(markets, symbol)) {
                open.add(new OpenOrder(id, GeminiHistory.ROWS.words(ORDERS, order, "client_order_id"), symbol));
            }
        }
        return List.copyOf(open);
    }

    /** What cannot be told is shown to everybody: an order that nobody sees is worse. */
    static boolean isOf(Set<Permission> markets, String symbol) {
        return GeminiMeaning.marketOf(symbol)
                .map(market -> markets.contains(market) || (market == TRADE_SPOT && markets.contains(TRADE_MARGIN)))
                .orElse(true);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (JsonNode row : Answers.array(Gemini.ID, BALANCES.toString(), venue.call(BALANCES), GeminiErrors.TABLE)) {
            BigDecimal total = Answers.amount(Gemini.ID, BALANCES.toString(), row, "amount");
            if (total.signum() != 0) {
                balances.add(new Balance("exchange", GeminiHistory.ROWS.text(BALANCES, row, "currency"), total));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? GeminiHistory.positions(venue) : List.of());
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(GeminiHistory.fills(venue, markets, from, to));
    }

    /** Transfers between accounts are told to keys of the whole group alone. */
    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return kind == Movement.Kind.TRANSFER
                ? Observed.unknown()
                : Observed.of(GeminiHistory.movements(venue, kind, from, to));
    }
}
