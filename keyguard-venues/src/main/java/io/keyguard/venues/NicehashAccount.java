/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hashpower orders, wallets and saved addresses at NiceHash.
 *
 * <p>Source: the official clients and public ones. UNCONFIRMED: the filters of {@code myOrders}; how long a list may be; the fields of deposits and withdrawals besides id, time, amount and state.
 */
final class NicehashAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest ACCOUNTS = VenueRequest.get(Nicehash.MAIN + "/accounting/accounts2");
    private static final VenueRequest ADDRESSES = VenueRequest.get(Nicehash.MAIN + "/accounting/withdrawalAddresses");
    private static final VenueRequest ORDERS = VenueRequest.get(Nicehash.MAIN + "/hashpower/myOrders")
            .param("ts", "0")
            .param("op", "GE")
            .param("status", "ACTIVE");
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 200;

    /** The accounts of all currencies. */
    static List<JsonNode> accounts(SignedCalls venue) {
        return list(ACCOUNTS, object(venue, ACCOUNTS), "currencies");
    }

    private static List<JsonNode> orders(SignedCalls venue) {
        VenueRequest request = ORDERS.param("limit", Integer.toString(10 * PAGE));
        List<JsonNode> orders = list(request, object(venue, request), "list");
        if (orders.size() >= 10 * PAGE) {
            throw KeyguardExceptions.unavailable(Nicehash.ID, "its list of orders is longer than one answer", null);
        }
        return orders;
    }

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        if (markets.contains(Permission.TRADE_HASHPOWER)) {
            Each.of(
                    orders(venue),
                    order -> object(
                            venue,
                            VenueRequest.delete(
                                    Nicehash.MAIN + "/hashpower/order/" + pathPart(text(ORDERS, order, "id")))));
        }
    }

    /** An id that would change the path is none. */
    private static String pathPart(String id) {
        if (!id.matches("[A-Za-z0-9-]{1,64}")) {
            throw KeyguardExceptions.malformedReply(Nicehash.ID, ORDERS.toString(), 200);
        }
        return id;
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        if (!markets.contains(Permission.TRADE_HASHPOWER)) {
            return List.of();
        }
        return orders(venue).stream()
                .map(order -> new OpenOrder(
                        text(ORDERS, order, "id"), "", text(ORDERS, order.path("algorithm"), "algorithm")))
                .toList();
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (JsonNode account : accounts(venue)) {
            BigDecimal total = Answers.amount(Nicehash.ID, ACCOUNTS.toString(), account, "totalBalance");
            if (total.signum() != 0) {
                balances.add(new Balance("wallet", text(ACCOUNTS, account, "currency"), total));
            }
        }
        return List.copyOf(balances);
    }

    /** Saved addresses, to which a withdrawal may go, by their ids; the pools of running orders by their ids and by where they are, since a pool keeps its id when it is moved. Each as it is pinned. */
    @Override
    public Observed<List<Payout>> payouts(SignedCalls venue) {
        var payouts = new ArrayList<Payout>();
        for (JsonNode address : paged(venue, ADDRESSES)) {
            payouts.add(new Payout(
                    "saved address",
                    text(ADDRESSES, address, "currency"),
                    text(ADDRESSES, address, "id"),
                    text(ADDRESSES, address, "address")));
        }
        for (JsonNode order : orders(venue)) {
            String name = "order " + text(ORDERS, order, "id");
            JsonNode pool = order.path("pool");
            String target = NicehashMeaning.target(
                    text(ORDERS, pool, "stratumHostname"),
                    text(ORDERS, pool, "stratumPort"),
                    text(ORDERS, pool, "username"));
            payouts.add(new Payout(name, "hashpower", text(ORDERS, pool, "id"), target));
            payouts.add(new Payout(name, "hashpower", target, ""));
        }
        return Observed.of(List.copyOf(payouts));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        if (kind == Movement.Kind.TRANSFER) {
            return Observed.unknown();
        }
        String path = kind == Movement.Kind.DEPOSIT ? "/accounting/deposits/" : "/accounting/withdrawals/";
        var window = new Window(from, to);
        var movements = new ArrayList<Movement>();
        for (JsonNode account : accounts(venue)) {
            String currency = text(ACCOUNTS, account, "currency");
            VenueRequest request = VenueRequest.get(Nicehash.MAIN + path + pathPart(currency));
            for (JsonNode row : paged(venue, request)) {
                Movement movement = movement(request, row, kind, currency);
                if (window.holds(movement.at())) {
                    movements.add(movement);
                }
            }
        }
        movements.sort(Comparator.comparing(Movement::at));
        return Observed.of(List.copyOf(movements));
    }

    private static Movement movement(VenueRequest request, JsonNode row, Movement.Kind kind, String currency) {
        BigDecimal amount =
                Answers.amount(Nicehash.ID, request.toString(), row, "amount").abs();
        return new Movement(
                kind,
                text(request, row, "id"),
                currency,
                kind == Movement.Kind.DEPOSIT ? amount : amount.negate(),
                row.path("withdrawalAddressId").asText(""),
                text(request, row.path("status"), "code"),
                Answers.millis(Nicehash.ID, request.toString(), row, "created"));
    }

    /** Page after page until one is not full; the same row may come twice while the list moves on. */
    private static List<JsonNode> paged(SignedCalls venue, VenueRequest request) {
        var rows = new ArrayList<JsonNode>();
        var known = new HashSet<String>();
        for (int page = 0; page < MOST_PAGES; page++) {
            VenueRequest asked = request.param("size", Integer.toString(PAGE)).param("page", Integer.toString(page));
            List<JsonNode> found = list(asked, object(venue, asked), "list");
            for (JsonNode row : found) {
                if (known.add(text(asked, row, "id"))) {
                    rows.add(row);
                }
            }
            if (found.size() < PAGE) {
                return rows;
            }
        }
        throw KeyguardExceptions.unavailable(Nicehash.ID, "a list of it does not end", null);
    }

    private static List<JsonNode> list(VenueRequest request, JsonNode answer, String name) {
        var rows = new ArrayList<JsonNode>();
        Answers.array(Nicehash.ID, request.toString(), answer, name).forEach(rows::add);
        return rows;
    }

    private static JsonNode object(SignedCalls venue, VenueRequest request) {
        return Answers.object(Nicehash.ID, request.toString(), venue.call(request), Nicehash.ERRORS);
    }

    private static String text(VenueRequest request, JsonNode json, String name) {
        return Answers.text(Nicehash.ID, request.toString(), json, name);
    }
}
