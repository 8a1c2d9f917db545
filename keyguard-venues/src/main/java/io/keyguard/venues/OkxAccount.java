/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Orders and balances at OKX, where all markets trade from one account. */
final class OkxAccount implements EmergencyControls, AccountReader {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private static final int PAGE = 100;
    /** The most orders that one batch cancels. */
    private static final int BATCH = 20;

    private static final Map<Permission, List<String>> KINDS = Map.of(
            TRADE_SPOT, List.of("SPOT"),
            TRADE_MARGIN, List.of("MARGIN"),
            TRADE_DERIVATIVES, List.of("SWAP", "FUTURES"),
            TRADE_OPTIONS, List.of("OPTION"));

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        List<String> kinds = kinds(markets);
        Each.of(
                List.<Runnable>of(
                        () -> Each.of(kinds, kind -> cancelOf(venue, kind)), () -> OkxWaiting.cancelAll(venue, kinds)),
                Runnable::run);
    }

    private static void cancelOf(SignedCalls venue, String kind) {
        Each.ofBatches(ordersOf(venue, kind), BATCH, batch -> cancel(venue, batch));
    }

    private static void cancel(SignedCalls venue, List<OpenOrder> orders) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        orders.forEach(order -> items.addObject().put("instId", order.symbol()).put("ordId", order.id()));
        VenueRequest request =
                VenueRequest.post("/api/v5/trade/cancel-batch-orders").json(items.toString());
        Answers.object(Okx.ID, request.toString(), venue.call(request), Okx.ERRORS);
    }

    @Override
    public List<String> unreached() {
        return List.of("trading bots");
    }

    /** The timer takes 10 to 120 seconds and covers every market. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        long seconds = after.toSeconds();
        return Optional.of(VenueRequest.post("/api/v5/trade/cancel-all-after").param("timeOut", Long.toString(seconds)))
                .filter(timer -> seconds >= 10 && seconds <= 120);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        List<String> kinds = kinds(markets);
        kinds.forEach(kind -> orders.addAll(ordersOf(venue, kind)));
        orders.addAll(OkxWaiting.open(venue, kinds));
        return List.copyOf(orders);
    }

    private static List<String> kinds(Set<Permission> markets) {
        return markets.stream()
                .sorted()
                .flatMap(market -> KINDS.getOrDefault(market, List.of()).stream())
                .toList();
    }

    private static List<OpenOrder> ordersOf(SignedCalls venue, String kind) {
        VenueRequest list = VenueRequest.get("/api/v5/trade/orders-pending").param("instType", kind);
        return rows(venue, list, "ordId").stream()
                .map(order -> order(list, order, "ordId"))
                .toList();
    }

    static OpenOrder order(VenueRequest list, JsonNode row, String id) {
        return new OpenOrder(
                Answers.text(Okx.ID, list.toString(), row, id),
                row.path("clOrdId").asText(""),
                Answers.text(Okx.ID, list.toString(), row, "instId"));
    }

    /** Every row of {@code list}, whose pages begin after the {@code id} that the page before ended with. */
    static List<JsonNode> rows(SignedCalls venue, VenueRequest list, String id) {
        var rows = new ArrayList<JsonNode>();
        VenueRequest first = list.param("limit", Integer.toString(PAGE));
        VenueRequest request = first;
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            JsonNode page = data(venue, request);
            page.forEach(rows::add);
            if (page.size() < PAGE) {
                return rows;
            }
            request = first.param("after", Answers.text(Okx.ID, first.toString(), page.path(page.size() - 1), id));
        }
        throw KeyguardExceptions.malformedReply(Okx.ID, first.toString(), 200);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/api/v5/account/balance");
        JsonNode details =
                Answers.array(Okx.ID, request.toString(), data(venue, request).path(0), "details");
        var balances = new ArrayList<Balance>();
        for (JsonNode detail : details) {
            BigDecimal total = Answers.amount(Okx.ID, request.toString(), detail, "cashBal");
            if (total.signum() != 0) {
                balances.add(new Balance("trading", Answers.text(Okx.ID, request.toString(), detail, "ccy"), total));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(OkxHistory.positions(venue, kinds(markets)));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(OkxHistory.fills(venue, kinds(markets), from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(OkxHistory.movements(venue, kind, from, to));
    }

    @Override
    public String freezes() {
        return "moving money out, and not trading";
    }

    /** No money leaves the sub-account any more; it goes on trading. */
    @Override
    public Optional<VenueRequest> freeze(String account) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("subAcct", account).put("canTransOut", false);
        return Optional.of(account)
                .filter(name -> !name.isEmpty())
                .map(name -> VenueRequest.post("/api/v5/users/subaccount/set-transfer-out")
                        .json(body.toString()));
    }

    static JsonNode data(SignedCalls venue, VenueRequest request) {
        String question = request.toString();
        return Answers.array(
                Okx.ID, question, Answers.object(Okx.ID, question, venue.call(request), Okx.ERRORS), "data");
    }
}
