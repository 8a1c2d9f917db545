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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Orders, balances and positions at Hyperliquid, of the account that the key trades; contracts and pairs are in one list, and told apart by their names. */
final class HyperliquidAccount implements EmergencyControls, AccountReader {
    static final Rows ROWS = new Rows(Hyperliquid.ID);
    private static final VenueRequest ORDERS = question("frontendOpenOrders");
    private static final VenueRequest CONTRACTS = question("meta");
    private static final VenueRequest PAIRS = question("spotMeta");
    private static final VenueRequest MARGIN = question("clearinghouseState");
    private static final VenueRequest WALLET = question("spotClearinghouseState");
    private static final VenueRequest EXCHANGE = VenueRequest.post(Hyperliquid.EXCHANGE);
    private static final int FIRST_PAIR = 10_000;
    /** More in one action would be one of many kilobytes. */
    private static final int AT_ONCE = 100;

    static VenueRequest question(String type) {
        return VenueRequest.post(Hyperliquid.INFO).json("{\"type\":\"" + type + "\"}");
    }

    static JsonNode array(SignedCalls venue, VenueRequest question) {
        return Answers.array(Hyperliquid.ID, question.toString(), venue.call(question), HyperliquidErrors.TABLE);
    }

    private static JsonNode object(SignedCalls venue, VenueRequest question) {
        return Answers.object(Hyperliquid.ID, question.toString(), venue.call(question), HyperliquidErrors.TABLE);
    }

    /** Cancellations name the number of an asset, which two lists tell. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        List<OpenOrder> open = openOrders(venue, markets);
        if (open.isEmpty()) {
            return;
        }
        Map<String, Integer> assets = assets(venue);
        var contracts = new ArrayList<String>();
        var pairs = new ArrayList<String>();
        boolean all = true;
        for (OpenOrder order : open) {
            Integer asset = assets.get(order.symbol());
            all &= asset != null;
            if (asset != null) {
                (isPair(order.symbol()) ? pairs : contracts).add("{\"a\":" + asset + ",\"o\":" + order.id() + "}");
            }
        }
        Each.of(List.of(contracts, pairs), some -> Each.ofBatches(some, AT_ONCE, batch -> cancel(venue, batch)));
        if (!all) {
            throw KeyguardExceptions.unavailable(Hyperliquid.ID, "it did not tell the assets of all orders", null);
        }
    }

    private static void cancel(SignedCalls venue, List<String> orders) {
        VenueRequest request = EXCHANGE.json("{\"type\":\"cancel\",\"cancels\":[" + String.join(",", orders) + "]}");
        JsonNode answer = object(venue, request);
        requireDone(answer, "it did not cancel all orders");
    }

    static void requireDone(JsonNode answer, String otherwise) {
        if (!answer.path("status").asText("").equals("ok")) {
            throw KeyguardExceptions.unavailable(Hyperliquid.ID, otherwise, null);
        }
    }

    private static Map<String, Integer> assets(SignedCalls venue) {
        var assets = new HashMap<String, Integer>();
        int next = 0;
        for (JsonNode contract :
                Answers.array(Hyperliquid.ID, CONTRACTS.toString(), object(venue, CONTRACTS), "universe")) {
            assets.put(ROWS.text(CONTRACTS, contract, "name"), next++);
        }
        for (JsonNode pair : Answers.array(Hyperliquid.ID, PAIRS.toString(), object(venue, PAIRS), "universe")) {
            int index = Integer.parseInt(ROWS.whole(PAIRS, pair, "index"));
            assets.put(ROWS.text(PAIRS, pair, "name"), FIRST_PAIR + index);
        }
        return assets;
    }

    /** Pairs are called {@code PURR/USDC}, or {@code @} and a number. */
    static boolean isPair(String symbol) {
        return symbol.startsWith("@") || symbol.indexOf('/') >= 0;
    }

    static boolean isOf(Set<Permission> markets, String symbol) {
        return markets.contains(isPair(symbol) ? TRADE_SPOT : TRADE_DERIVATIVES);
    }

    /** One timer for all orders of the account. */
    @Override
    public List<String> unreached() {
        return List.of("TWAP orders", "orders on markets of other builders");
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        boolean possible = market == TRADE_DERIVATIVES
                && after.compareTo(Duration.ofSeconds(5)) >= 0
                && after.compareTo(Duration.ofDays(1)) <= 0;
        return possible ? Optional.of(HyperliquidActions.timer(after.toMillis())) : Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var open = new ArrayList<OpenOrder>();
        for (JsonNode order : array(venue, ORDERS)) {
            String symbol = ROWS.text(ORDERS, order, "coin");
            String id = ROWS.whole(ORDERS, order, "oid");
            if (isOf(markets, symbol)) {
                open.add(new OpenOrder(id, ROWS.words(ORDERS, order, "cloid"), symbol));
            }
        }
        return List.copyOf(open);
    }

    /** Of contracts the value of the account, whose profits and losses are in the same coin. */
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        JsonNode wallet = object(venue, WALLET);
        for (JsonNode row : Answers.array(Hyperliquid.ID, WALLET.toString(), wallet, "balances")) {
            add(balances, "spot", ROWS.text(WALLET, row, "coin"), ROWS.amount(WALLET, row, "total"));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            JsonNode margin = object(venue, MARGIN).path("marginSummary");
            add(balances, "perps", "USDC", ROWS.amount(MARGIN, margin, "accountValue"));
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
        var positions = new ArrayList<Position>();
        if (markets.contains(TRADE_DERIVATIVES)) {
            JsonNode margin = object(venue, MARGIN);
            for (JsonNode row : Answers.array(Hyperliquid.ID, MARGIN.toString(), margin, "assetPositions")) {
                JsonNode position = row.path("position");
                BigDecimal quantity = ROWS.amount(MARGIN, position, "szi");
                if (quantity.signum() != 0) {
                    positions.add(new Position(ROWS.text(MARGIN, position, "coin"), quantity));
                }
            }
        }
        return Observed.of(List.copyOf(positions));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(HyperliquidHistory.fills(venue, markets, from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(HyperliquidHistory.movements(venue, kind, from, to));
    }
}
