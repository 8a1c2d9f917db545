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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Orders and balances at HTX: spot and margin orders are in one list and told apart by where they came from; swaps have hosts and lists of their own. */
final class HtxAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest OPEN = VenueRequest.get("/v1/order/openOrders");
    private static final VenueRequest SWAPS_OPEN = VenueRequest.get("/v5/trade/order/opens");
    private static final VenueRequest ACCOUNTS = VenueRequest.get("/v1/account/accounts");
    private static final VenueRequest SWAP_BALANCE = VenueRequest.get("/v5/account/balance");
    private static final int PAGE = 500;
    private static final int SWAP_PAGE = 100;
    /** The most orders that one call cancels. */
    private static final int BATCH = 50;

    private static final Pattern USER = Pattern.compile("[1-9]\\d{0,17}");

    private static boolean hasSpot(Set<Permission> markets) {
        return markets.contains(TRADE_SPOT) || markets.contains(TRADE_MARGIN);
    }

    /** By their ids, so that other markets' orders stay. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (hasSpot(markets)) {
            List<OpenOrder> open = spotOrders(venue, markets);
            for (int from = 0; from < open.size(); from += BATCH) {
                cancel(venue, open.subList(from, Math.min(from + BATCH, open.size())));
            }
        }
        if (markets.contains(TRADE_DERIVATIVES) && !swapOrders(venue).isEmpty()) {
            cancelSwaps(venue);
        }
    }

    private static void cancel(SignedCalls venue, List<OpenOrder> orders) {
        List<String> ids =
                orders.stream().map(order -> "\"" + order.id() + "\"").toList();
        VenueRequest request = VenueRequest.post("/v1/order/orders/batchcancel")
                .json("{\"order-ids\":[" + String.join(",", ids) + "]}");
        JsonNode failed = HtxRows.data(venue, request).path("failed");
        if (failed.isArray() && !failed.isEmpty()) {
            throw KeyguardExceptions.unavailable(Htx.ID, "it did not cancel all orders", null);
        }
    }

    private static void cancelSwaps(SignedCalls venue) {
        VenueRequest request = VenueRequest.post("/v5/trade/cancel_all_orders");
        for (JsonNode order : new HtxRows(venue, request).once()) {
            if (!Set.of("", "200", "0").contains(order.path("code").asText(""))) {
                throw KeyguardExceptions.unavailable(Htx.ID, "it did not cancel all orders", null);
            }
        }
    }

    /** It covers what the account has of spot. */
    @Override
    public List<String> unreached() {
        return List.of("orders that wait for a price");
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        boolean fits = market == TRADE_SPOT && after.toSeconds() >= 5 && after.compareTo(Duration.ofDays(1)) <= 0;
        return Optional.of(VenueRequest.post("/v2/algo-orders/cancel-all-after")
                        .json("{\"timeout\":" + after.toSeconds() + "}"))
                .filter(timer -> fits);
    }

    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(account)
                .filter(user -> USER.matcher(user).matches())
                .map(user -> VenueRequest.post("/v2/sub-user/management")
                        .json("{\"subUid\":" + user + ",\"action\":\"lock\"}"));
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        if (hasSpot(markets)) {
            orders.addAll(spotOrders(venue, markets));
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            orders.addAll(swapOrders(venue));
        }
        return List.copyOf(orders);
    }

    private static List<OpenOrder> spotOrders(SignedCalls venue, Set<Permission> markets) {
        var rows = new HtxRows(venue, OPEN);
        var orders = new ArrayList<OpenOrder>();
        for (JsonNode row : rows.all("id", "size", PAGE, last -> false)) {
            if (isOf(markets, row.path("source").asText(""))) {
                orders.add(new OpenOrder(
                        rows.text(row, "id"), rows.words(row, "client-order-id"), rows.text(row, "symbol")));
            }
        }
        return orders;
    }

    /** What cannot be told is shown to everybody: an order that nobody sees is worse. */
    private static boolean isOf(Set<Permission> markets, String source) {
        if (source.contains("margin")) {
            return markets.contains(TRADE_MARGIN);
        }
        return !source.startsWith("spot") || markets.contains(TRADE_SPOT);
    }

    private static List<OpenOrder> swapOrders(SignedCalls venue) {
        var rows = new HtxRows(venue, SWAPS_OPEN);
        return rows.all("id", "limit", SWAP_PAGE, last -> false).stream()
                .map(row -> new OpenOrder(
                        orderId(rows, row), rows.words(row, "client_order_id"), rows.text(row, "contract_code")))
                .toList();
    }

    private static String orderId(HtxRows rows, JsonNode row) {
        return rows.text(row, row.has("order_id") ? "order_id" : "id");
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        boolean swaps = markets.contains(TRADE_DERIVATIVES);
        if (hasSpot(markets) || !swaps) {
            for (Map.Entry<String, String> account : accounts(venue).entrySet()) {
                add(balances, venue, account.getKey(), account.getValue());
            }
        }
        if (swaps) {
            var rows = new HtxRows(venue, SWAP_BALANCE);
            JsonNode details = HtxRows.data(venue, SWAP_BALANCE).path("details");
            if (!details.isArray()) {
                throw rows.malformed();
            }
            details.forEach(row -> add(balances, "swap", rows.coin(row, "currency"), rows.amount(row, "equity")));
        }
        return List.copyOf(balances);
    }

    /** Type by id. */
    static Map<String, String> accounts(SignedCalls venue) {
        var rows = new HtxRows(venue, ACCOUNTS);
        var accounts = new TreeMap<String, String>();
        rows.once().forEach(row -> accounts.put(rows.text(row, "id"), rows.text(row, "type")));
        return accounts;
    }

    /** What is free and what is frozen stands in rows of its own. */
    private static void add(List<Balance> balances, SignedCalls venue, String account, String wallet) {
        VenueRequest question = VenueRequest.get("/v1/account/accounts/" + account + "/balance");
        var rows = new HtxRows(venue, question);
        var totals = new TreeMap<String, BigDecimal>();
        JsonNode list = HtxRows.data(venue, question).path("list");
        if (!list.isArray()) {
            throw rows.malformed();
        }
        list.forEach(row -> totals.merge(rows.coin(row, "currency"), rows.amount(row, "balance"), BigDecimal::add));
        totals.forEach((coin, total) -> add(balances, wallet, coin, total));
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? HtxHistory.positions(venue) : List.of());
    }

    @Override
    public Optional<String> pairOf(String base, String quote) {
        return Optional.of((base + quote).toLowerCase(Locale.ROOT));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(
                HtxHistory.fills(venue, hasSpot(markets), markets.contains(TRADE_DERIVATIVES), symbols, from, to));
    }

    @Override
    public boolean tellsClientOrderIds() {
        return false;
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(HtxHistory.movements(venue, kind, from, to));
    }
}
