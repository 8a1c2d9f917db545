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

/** Orders, balances and positions at Crypto.com, where pairs and contracts are in one account, and orders that wait for a price in lists of their own. */
final class CryptoComAccount implements EmergencyControls, AccountReader {
    static final VenueRequest BALANCES = request("user-balance");
    private static final VenueRequest POSITIONS = request("get-positions");
    private static final VenueRequest ORDERS = request("get-open-orders");
    private static final VenueRequest TRIGGERS = request("advanced/get-open-orders");
    private static final VenueRequest CANCEL = request("cancel-order");
    private static final VenueRequest CANCEL_TRIGGER = request("advanced/cancel-order");
    private static final VenueRequest CANCEL_ALL = request("cancel-all-orders");
    private static final Set<Permission> ALL = Set.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES);

    static VenueRequest request(String method) {
        return VenueRequest.post(CryptoCom.API + "private/" + method);
    }

    /** Orders that wait for a price one by one; others all at once where every one is the caller's business. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(
                List.<Runnable>of(() -> cancelTriggers(venue, markets), () -> cancelOrders(venue, markets)),
                Runnable::run);
    }

    private static void cancelTriggers(SignedCalls venue, Set<Permission> markets) {
        Each.of(ofMarkets(venue, TRIGGERS, markets), order -> cancel(venue, CANCEL_TRIGGER, order));
    }

    private static void cancelOrders(SignedCalls venue, Set<Permission> markets) {
        if (markets.containsAll(ALL)) {
            done(venue, CANCEL_ALL);
        } else {
            Each.of(ofMarkets(venue, ORDERS, markets), order -> cancel(venue, CANCEL, order));
        }
    }

    private static void cancel(SignedCalls venue, VenueRequest cancellation, OpenOrder order) {
        done(venue, cancellation.param("order_id", order.id()));
    }

    /** The venue confirms the request, and does it afterwards. */
    private static void done(SignedCalls venue, VenueRequest change) {
        JsonNode answer = Answers.object(CryptoCom.ID, change.path(), venue.call(change), CryptoComErrors.TABLE);
        requireSuccess(change, answer);
    }

    private static void requireSuccess(VenueRequest question, JsonNode answer) {
        JsonNode code = answer.path("code");
        if (!code.isValueNode() || !code.asText().equals("0")) {
            throw KeyguardExceptions.malformedReply(CryptoCom.ID, question.path(), 200);
        }
    }

    /** A timer exists for WebSockets alone. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    static JsonNode result(SignedCalls venue, VenueRequest question) {
        JsonNode answer = Answers.object(CryptoCom.ID, question.path(), venue.call(question), CryptoComErrors.TABLE);
        requireSuccess(question, answer);
        return Answers.requireObject(CryptoCom.ID, question.path(), answer.path("result"));
    }

    static JsonNode rows(SignedCalls venue, VenueRequest question, String name) {
        return Answers.array(CryptoCom.ID, question.path(), result(venue, question), name);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var open = new ArrayList<>(ofMarkets(venue, ORDERS, markets));
        open.addAll(ofMarkets(venue, TRIGGERS, markets));
        return List.copyOf(open);
    }

    private static List<OpenOrder> ofMarkets(SignedCalls venue, VenueRequest question, Set<Permission> markets) {
        var open = new ArrayList<OpenOrder>();
        for (JsonNode order : rows(venue, question, "data")) {
            String symbol = CryptoComHistory.ROWS.text(question, order, "instrument_name");
            if (concerns(symbol, markets)) {
                open.add(new OpenOrder(
                        CryptoComHistory.ROWS.whole(question, order, "order_id"),
                        CryptoComHistory.ROWS.words(question, order, "client_oid"),
                        symbol));
            }
        }
        return open;
    }

    /** An order of a pair does not say whether it borrows; what cannot be told is shown to everybody: an order that nobody sees is worse. */
    static boolean concerns(String symbol, Set<Permission> markets) {
        return CryptoComMeaning.marketOf(symbol)
                .map(market -> markets.contains(market) || (market == TRADE_SPOT && markets.contains(TRADE_MARGIN)))
                .orElse(true);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (JsonNode account : rows(venue, BALANCES, "data")) {
            for (JsonNode row : Answers.array(CryptoCom.ID, BALANCES.path(), account, "position_balances")) {
                BigDecimal total = Answers.amount(CryptoCom.ID, BALANCES.path(), row, "quantity");
                if (total.signum() != 0) {
                    balances.add(
                            new Balance("wallet", CryptoComHistory.ROWS.text(BALANCES, row, "instrument_name"), total));
                }
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        var positions = new ArrayList<Position>();
        if (markets.contains(TRADE_DERIVATIVES)) {
            for (JsonNode row : rows(venue, POSITIONS, "data")) {
                BigDecimal quantity = Answers.amount(CryptoCom.ID, POSITIONS.path(), row, "quantity");
                if (quantity.signum() != 0) {
                    positions.add(
                            new Position(CryptoComHistory.ROWS.text(POSITIONS, row, "instrument_name"), quantity));
                }
            }
        }
        return Observed.of(List.copyOf(positions));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(CryptoComHistory.fills(venue, markets, from, to));
    }

    /** Transfers between accounts are told in words that no document that could be read lists. */
    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return kind == Movement.Kind.TRANSFER
                ? Observed.unknown()
                : Observed.of(CryptoComHistory.movements(venue, kind, from, to));
    }
}
