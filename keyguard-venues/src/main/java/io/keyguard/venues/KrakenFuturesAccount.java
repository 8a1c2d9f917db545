/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

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

/** Orders and balances at Kraken Futures; all orders are in one book, whatever market is asked for. */
final class KrakenFuturesAccount implements EmergencyControls, AccountReader {
    private static final Duration LONGEST_TIMER = Duration.ofHours(24);
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Set<String> ALL_CANCELLED = Set.of("cancelled", "noOrdersToCancel");

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.post("/derivatives/api/v3/cancelallorders");
        JsonNode status = answer(venue, request).path("cancelStatus").path("status");
        if (!ALL_CANCELLED.contains(status.asText(""))) {
            throw malformed(request.toString());
        }
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        boolean fits = after.toSeconds() > 0 && after.compareTo(LONGEST_TIMER) <= 0;
        return Optional.of(VenueRequest.post("/derivatives/api/v3/cancelallordersafter")
                        .param("timeout", Long.toString(after.toSeconds())))
                .filter(timer -> fits);
    }

    @Override
    public String freezes() {
        return "trading, and not moving money";
    }

    /** Of the master account's key; a sub-account is named by its UUID. */
    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(account)
                .filter(uid -> UUID.matcher(uid).matches())
                .map(uid -> VenueRequest.put("/derivatives/api/v3/subaccount/" + uid + "/trading-enabled")
                        .param("tradingEnabled", "false"));
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/derivatives/api/v3/openorders");
        String question = request.toString();
        var orders = new ArrayList<OpenOrder>();
        for (JsonNode order : Answers.array(KrakenFutures.ID, question, answer(venue, request), "openOrders")) {
            orders.add(new OpenOrder(
                    Answers.text(KrakenFutures.ID, question, order, "order_id"),
                    order.path("cliOrdId").asText(""),
                    Answers.text(KrakenFutures.ID, question, order, "symbol")));
        }
        return List.copyOf(orders);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/derivatives/api/v3/accounts");
        String question = request.toString();
        JsonNode accounts = Answers.requireObject(
                KrakenFutures.ID, question, answer(venue, request).path("accounts"));
        var balances = new ArrayList<Balance>();
        accounts.properties().forEach(account -> add(balances, question, account.getKey(), account.getValue()));
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/derivatives/api/v3/openpositions");
        return Observed.of(KrakenFuturesHistory.positions(request.toString(), answer(venue, request)));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(KrakenFuturesHistory.fills(venue, from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(KrakenFuturesHistory.movements(venue, kind, from, to));
    }

    /** A kind of account that is not known may hold money, so it is not passed over. */
    private static void add(List<Balance> balances, String question, String wallet, JsonNode account) {
        JsonNode held = account.path("balances");
        switch (account.path("type").asText("")) {
            case "cashAccount" ->
                object(question, held)
                        .fieldNames()
                        .forEachRemaining(asset -> add(balances, wallet, asset, amount(question, held, asset)));
            // Its balances are positions too; the currency is what it holds.
            case "marginAccount" -> {
                String currency = Answers.text(KrakenFutures.ID, question, account, "currency");
                add(balances, wallet, currency, amount(question, held, currency));
            }
            case "multiCollateralMarginAccount" ->
                object(question, account.path("currencies"))
                        .properties()
                        .forEach(asset ->
                                add(balances, wallet, asset.getKey(), amount(question, asset.getValue(), "quantity")));
            default -> throw malformed(question);
        }
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    private static JsonNode object(String question, JsonNode json) {
        return Answers.requireObject(KrakenFutures.ID, question, json);
    }

    private static BigDecimal amount(String question, JsonNode json, String name) {
        return Answers.amount(KrakenFutures.ID, question, json, name);
    }

    private static JsonNode answer(SignedCalls venue, VenueRequest request) {
        JsonNode answer =
                Answers.object(KrakenFutures.ID, request.toString(), venue.call(request), KrakenFutures.ERRORS);
        if (!answer.path("result").asText("").equals("success")) {
            throw malformed(request.toString());
        }
        return answer;
    }

    private static RuntimeException malformed(String question) {
        return KeyguardExceptions.malformedReply(KrakenFutures.ID, question, 200);
    }
}
