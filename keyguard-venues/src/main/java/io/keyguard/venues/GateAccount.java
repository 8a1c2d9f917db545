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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Orders and balances at Gate, where spot and margin are in one list, and contracts in one for each settlement. Orders that wait for a price are in lists of their own. */
final class GateAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest SPOT_ORDERS = VenueRequest.delete(Gate.API + "/spot/orders");
    private static final VenueRequest SPOT_TRIGGERS = VenueRequest.delete(Gate.API + "/spot/price_orders");
    private static final VenueRequest BALANCES = VenueRequest.get(Gate.API + "/spot/accounts");
    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,19}");

    private static boolean hasSpot(Set<Permission> markets) {
        return markets.contains(TRADE_SPOT) || markets.contains(TRADE_MARGIN);
    }

    static String futures(String settle, String path) {
        return Gate.API + "/futures/" + settle + "/" + path;
    }

    /** Spot orders of a unified account may be margin orders: with the right to trade spot, all of the list are cancelled. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (hasSpot(markets)) {
            boolean all = markets.contains(TRADE_SPOT);
            Each.of(
                    List.of(SPOT_ORDERS, SPOT_TRIGGERS),
                    orders -> cancel(venue, all ? orders : orders.param("account", "margin")));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            Each.of(GateEndpoints.SETTLES, settle -> cancelContracts(venue, settle));
        }
        if (markets.contains(TRADE_OPTIONS)) {
            cancel(venue, VenueRequest.delete(Gate.API + "/options/orders"));
        }
    }

    private static void cancelContracts(SignedCalls venue, String settle) {
        VenueRequest cancel = VenueRequest.delete(futures(settle, "orders"));
        contractOrders(venue, settle).stream()
                .map(OpenOrder::symbol)
                .distinct()
                .forEach(contract -> cancel(venue, cancel.param("contract", contract)));
        if (!contractTriggers(venue, settle).isEmpty()) {
            cancel(venue, VenueRequest.delete(futures(settle, "price_orders")));
        }
    }

    private static void cancel(SignedCalls venue, VenueRequest request) {
        JsonNode orders = Answers.array(Gate.ID, request.toString(), venue.call(request), GateErrors.TABLE);
        for (JsonNode order : orders) {
            if (!order.isObject() || !order.path("succeeded").asBoolean(true)) {
                throw KeyguardExceptions.unavailable(Gate.ID, "it did not cancel all orders", null);
            }
        }
    }

    /** The timer of contracts is one for each settlement, so there is none for all of them. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        String path = market == TRADE_SPOT ? "/spot" : "/options";
        boolean fits = (market == TRADE_SPOT || market == TRADE_OPTIONS)
                && after.toSeconds() >= 5
                && after.compareTo(Duration.ofDays(1)) <= 0;
        return Optional.of(VenueRequest.post(Gate.API + path + "/countdown_cancel_all")
                        .json("{\"timeout\":" + after.toSeconds() + "}"))
                .filter(timer -> fits);
    }

    /** The sub-account is locked: it can neither trade nor be logged in to. */
    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(account)
                .filter(user -> USER.matcher(user).matches())
                .map(user -> VenueRequest.post(Gate.API + "/sub_accounts/" + user + "/lock"));
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        if (hasSpot(markets)) {
            spotOrders(venue, markets, orders);
            spotTriggers(venue, markets, orders);
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            for (String settle : GateEndpoints.SETTLES) {
                orders.addAll(contractOrders(venue, settle));
                orders.addAll(contractTriggers(venue, settle));
            }
        }
        if (markets.contains(TRADE_OPTIONS)) {
            VenueRequest question =
                    VenueRequest.get(Gate.API + "/options/orders").param("status", "open");
            GateRows.byOffset(venue, question, "id").forEach(row -> orders.add(order(question, row, row, "contract")));
        }
        return List.copyOf(orders);
    }

    /** A page has so many of each pair. */
    private static void spotOrders(SignedCalls venue, Set<Permission> markets, List<OpenOrder> orders) {
        VenueRequest question = VenueRequest.get(Gate.API + "/spot/open_orders");
        for (JsonNode row : GateRows.ofPairs(venue, question)) {
            if (isOf(markets, row.path("account").asText(""))) {
                orders.add(order(question, row, row, "currency_pair"));
            }
        }
    }

    private static void spotTriggers(SignedCalls venue, Set<Permission> markets, List<OpenOrder> orders) {
        VenueRequest question =
                VenueRequest.get(Gate.API + "/spot/price_orders").param("status", "open");
        for (JsonNode row : GateRows.byOffset(venue, question, "id")) {
            if (isOf(markets, row.path("put").path("account").asText(""))) {
                orders.add(order(question, row, row, "market"));
            }
        }
    }

    /** What cannot be told is shown to everybody: an order that nobody sees is worse. */
    private static boolean isOf(Set<Permission> markets, String account) {
        return switch (account) {
            case "margin", "cross_margin" -> markets.contains(TRADE_MARGIN);
            case "spot", "normal" -> markets.contains(TRADE_SPOT);
            default -> true;
        };
    }

    private static List<OpenOrder> contractOrders(SignedCalls venue, String settle) {
        VenueRequest question = VenueRequest.get(futures(settle, "orders")).param("status", "open");
        return GateRows.byOffset(venue, question, "id").stream()
                .map(row -> order(question, row, row, "contract"))
                .toList();
    }

    private static List<OpenOrder> contractTriggers(SignedCalls venue, String settle) {
        VenueRequest question =
                VenueRequest.get(futures(settle, "price_orders")).param("status", "open");
        return GateRows.byOffset(venue, question, "id").stream()
                .map(row -> order(question, row, row.path("initial"), "contract"))
                .toList();
    }

    private static OpenOrder order(VenueRequest question, JsonNode row, JsonNode holder, String symbol) {
        return new OpenOrder(
                GateRows.text(question, row, "id"), clientId(row), GateRows.text(question, holder, symbol));
    }

    /** Without an id of the bot's own, it says where the order was placed. */
    static String clientId(JsonNode row) {
        String text = row.path("text").asText("");
        return text.startsWith("t-") ? text : "";
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        boolean contracts = markets.contains(TRADE_DERIVATIVES);
        if (hasSpot(markets) || !contracts) {
            JsonNode rows = Answers.array(Gate.ID, BALANCES.toString(), venue.call(BALANCES), GateErrors.TABLE);
            for (JsonNode row : rows) {
                BigDecimal free = GateRows.amount(BALANCES, row, "available");
                add(
                        balances,
                        "spot",
                        GateRows.text(BALANCES, row, "currency"),
                        free.add(GateRows.amount(BALANCES, row, "locked")));
            }
        }
        if (contracts) {
            GateEndpoints.SETTLES.forEach(settle -> addContracts(balances, venue, settle));
        }
        return List.copyOf(balances);
    }

    private static void addContracts(List<Balance> balances, SignedCalls venue, String settle) {
        VenueRequest question = VenueRequest.get(futures(settle, "accounts"));
        JsonNode account = GateRows.ofContracts(venue, question);
        if (!account.isMissingNode()) {
            Answers.requireObject(Gate.ID, question.toString(), account);
            add(balances, "futures", settle.toUpperCase(Locale.ROOT), GateRows.amount(question, account, "total"));
        }
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        if (markets.contains(TRADE_OPTIONS)) {
            return Observed.unknown();
        }
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? GateHistory.positions(venue) : List.of());
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return markets.contains(TRADE_OPTIONS)
                ? Observed.unknown()
                : Observed.of(
                        GateHistory.fills(venue, hasSpot(markets), markets.contains(TRADE_DERIVATIVES), from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(GateHistory.movements(venue, kind, from, to));
    }
}
