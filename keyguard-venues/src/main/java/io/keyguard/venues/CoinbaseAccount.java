/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
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
import java.util.TreeSet;

/** Orders and balances of the portfolio that a Coinbase key is bound to. What perpetual futures hold is left out: it is asked for by portfolio. */
final class CoinbaseAccount implements EmergencyControls, AccountReader {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    /** The most orders that one call cancels. */
    private static final int BATCH = 100;
    /** The most accounts on one page. */
    private static final String PAGE = "250";

    private static final Map<Permission, String> TYPES = Map.of(TRADE_SPOT, "SPOT", TRADE_DERIVATIVES, "FUTURE");

    /** Why a cancellation fails whose order is gone, or is being cancelled. */
    private static final Set<String> GONE = Set.of("UNKNOWN_CANCEL_ORDER", "DUPLICATE_CANCEL_REQUEST");

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(types(markets), type -> Each.ofBatches(ordersOf(venue, type), BATCH, batch -> cancel(venue, batch)));
    }

    private static void cancel(SignedCalls venue, List<OpenOrder> orders) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode ids = body.putArray("order_ids");
        orders.forEach(order -> ids.add(order.id()));
        VenueRequest request =
                VenueRequest.post("/api/v3/brokerage/orders/batch_cancel").json(body.toString());
        String question = request.toString();
        JsonNode answer = Answers.object(Coinbase.ID, question, venue.call(request), Coinbase.ERRORS);
        JsonNode results = Answers.array(Coinbase.ID, question, answer, "results");
        int done = 0;
        for (JsonNode result : results) {
            boolean gone = GONE.contains(result.path("failure_reason").asText(""));
            done += result.path("success").asBoolean() || gone ? 1 : 0;
        }
        if (done != orders.size()) {
            throw KeyguardExceptions.unavailable(Coinbase.ID, "it did not cancel every order", null);
        }
    }

    /** There is no timer. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        types(markets).forEach(type -> orders.addAll(ordersOf(venue, type)));
        return List.copyOf(orders);
    }

    private static List<String> types(Set<Permission> markets) {
        return new TreeSet<>(markets)
                .stream().filter(TYPES::containsKey).map(TYPES::get).toList();
    }

    private static List<OpenOrder> ordersOf(SignedCalls venue, String type) {
        VenueRequest request = VenueRequest.get("/api/v3/brokerage/orders/historical/batch")
                .param("order_status", "OPEN")
                .param("product_type", type);
        String question = request.toString();
        var orders = new ArrayList<OpenOrder>();
        for (JsonNode order : pages(venue, request, "orders")) {
            orders.add(new OpenOrder(
                    Answers.text(Coinbase.ID, question, order, "order_id"),
                    order.path("client_order_id").asText(""),
                    Answers.text(Coinbase.ID, question, order, "product_id")));
        }
        return orders;
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/api/v3/brokerage/accounts").param("limit", PAGE);
        var balances = new ArrayList<Balance>();
        for (JsonNode account : pages(venue, request, "accounts")) {
            BigDecimal total = value(request, account, "available_balance").add(value(request, account, "hold"));
            add(balances, "spot", Answers.text(Coinbase.ID, request.toString(), account, "currency"), total);
        }
        if (markets.contains(TRADE_DERIVATIVES)) {
            VenueRequest futures = VenueRequest.get("/api/v3/brokerage/cfm/balance_summary");
            JsonNode summary = Answers.object(Coinbase.ID, futures.toString(), venue.call(futures), Coinbase.ERRORS)
                    .path("balance_summary");
            add(balances, "futures", "USD", value(futures, summary, "cfm_usd_balance"));
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_DERIVATIVES) ? CoinbaseHistory.positions(venue) : List.of());
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(CoinbaseHistory.fills(venue, markets, from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(CoinbaseMovements.of(venue, kind, from, to));
    }

    /** Amounts are objects of a value and a currency. */
    private static BigDecimal value(VenueRequest request, JsonNode json, String name) {
        return Answers.amount(Coinbase.ID, request.toString(), json.path(name), "value");
    }

    private static void add(List<Balance> balances, String wallet, String asset, BigDecimal total) {
        if (total.signum() != 0) {
            balances.add(new Balance(wallet, asset, total));
        }
    }

    /** The items of every page; a page that names itself as the next would be asked for until the end of time. */
    private static List<JsonNode> pages(SignedCalls venue, VenueRequest first, String items) {
        String question = first.toString();
        var all = new ArrayList<JsonNode>();
        String cursor = "";
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            VenueRequest request = cursor.isEmpty() ? first : first.param("cursor", cursor);
            JsonNode page = Answers.object(Coinbase.ID, question, venue.call(request), Coinbase.ERRORS);
            Answers.array(Coinbase.ID, question, page, items).forEach(all::add);
            if (!page.path("has_next").isBoolean()) {
                throw KeyguardExceptions.malformedReply(Coinbase.ID, question, 200);
            }
            if (!page.path("has_next").asBoolean()) {
                return all;
            }
            String next = Answers.text(Coinbase.ID, question, page, "cursor");
            if (next.isEmpty() || next.equals(cursor)) {
                throw KeyguardExceptions.malformedReply(Coinbase.ID, question, 200);
            }
            cursor = next;
        }
        throw KeyguardExceptions.malformedReply(Coinbase.ID, question, 200);
    }
}
