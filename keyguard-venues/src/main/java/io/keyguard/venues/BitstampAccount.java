/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Orders and balances at Bitstamp, where pairs and contracts are in one list. The list of open orders may be ten seconds old. */
final class BitstampAccount implements EmergencyControls, AccountReader {
    static final VenueRequest BALANCES = VenueRequest.post(Bitstamp.API + "account_balances");
    private static final VenueRequest ORDERS = VenueRequest.post(Bitstamp.API + "open_orders/all");
    private static final VenueRequest CANCEL = VenueRequest.post(Bitstamp.API + "cancel_order");
    private static final VenueRequest CANCEL_ALL = VenueRequest.post(Bitstamp.API + "cancel_all_orders");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_DERIVATIVES);

    /** All at once where every open order is the caller's business, and one by one otherwise. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (markets.containsAll(ALL)) {
            cancelEvery(venue);
            return;
        }
        JsonNode all = rows(venue, ORDERS);
        List<OpenOrder> meant = ofMarkets(all, markets);
        if (meant.size() == all.size()) {
            cancelEvery(venue);
        } else {
            Each.of(meant, order -> cancel(venue, order.id()));
        }
    }

    private static void cancelEvery(SignedCalls venue) {
        JsonNode answer =
                Answers.object(Bitstamp.ID, CANCEL_ALL.toString(), venue.call(CANCEL_ALL), BitstampErrors.TABLE);
        if (!answer.path("success").isBoolean() || !answer.path("success").asBoolean()) {
            throw KeyguardExceptions.unavailable(Bitstamp.ID, "it did not cancel all orders", null);
        }
    }

    private static void cancel(SignedCalls venue, String id) {
        JsonNode answer = Answers.object(
                Bitstamp.ID, CANCEL.toString(), venue.call(CANCEL.param("id", id)), BitstampErrors.TABLE);
        if (!answer.path("id").asText("").equals(id)) {
            throw KeyguardExceptions.malformedReply(Bitstamp.ID, CANCEL.toString(), 200);
        }
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    static JsonNode rows(SignedCalls venue, VenueRequest question) {
        return Answers.array(Bitstamp.ID, question.toString(), venue.call(question), BitstampErrors.TABLE);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        return ofMarkets(rows(venue, ORDERS), markets);
    }

    private static List<OpenOrder> ofMarkets(JsonNode orders, Set<Permission> markets) {
        var open = new ArrayList<OpenOrder>();
        for (JsonNode order : orders) {
            String symbol = BitstampHistory.ROWS.text(ORDERS, order, "currency_pair");
            String name = symbol.replace("/", "").toLowerCase(Locale.ROOT);
            // What cannot be told is shown to everybody: an order that nobody sees is worse.
            if (BitstampMeaning.marketOf(name).map(markets::contains).orElse(true)) {
                open.add(new OpenOrder(
                        BitstampHistory.ROWS.whole(ORDERS, order, "id"),
                        BitstampHistory.ROWS.words(ORDERS, order, "client_order_id"),
                        symbol));
            }
        }
        return List.copyOf(open);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (JsonNode row : rows(venue, BALANCES)) {
            BigDecimal total = Answers.amount(Bitstamp.ID, BALANCES.toString(), row, "total");
            if (total.signum() != 0) {
                balances.add(new Balance(
                        "wallet",
                        BitstampHistory.ROWS.text(BALANCES, row, "currency").toUpperCase(Locale.ROOT),
                        total));
            }
        }
        return List.copyOf(balances);
    }

    /** Contracts are told in forms that no document that could be read describes. */
    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return markets.contains(TRADE_DERIVATIVES) ? Observed.unknown() : Observed.of(List.of());
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return markets.contains(TRADE_DERIVATIVES)
                ? Observed.unknown()
                : Observed.of(BitstampHistory.fills(venue, from, to));
    }

    /** Transfers between accounts are known not to be shown to keys of the main account. */
    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return switch (kind) {
            case DEPOSIT -> Observed.of(BitstampHistory.deposits(venue, from, to));
            case WITHDRAWAL -> Observed.of(BitstampHistory.withdrawals(venue, from, to));
            case TRANSFER -> Observed.unknown();
        };
    }
}
