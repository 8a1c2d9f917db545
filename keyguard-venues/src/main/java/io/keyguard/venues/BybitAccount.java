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
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Orders and balances of a unified account at Bybit. Spot orders with and without borrowed money are in one book. */
final class BybitAccount implements EmergencyControls, AccountReader {
    private static final String PAGE = "50";
    /** The most futures that one call cancels. */
    private static final int MOST = 500;

    private static final int MOST_CALLS = 40;

    /** A part of the market that can be asked about as a whole; {@code settle} is empty where it need not be said. */
    private record Part(String category, String settle) {}

    private static final Map<Permission, List<Part>> PARTS = Map.of(
            TRADE_SPOT, List.of(new Part("spot", "")),
            TRADE_MARGIN, List.of(new Part("spot", "")),
            TRADE_DERIVATIVES, List.of(new Part("linear", "USDT"), new Part("linear", "USDC"), new Part("inverse", "")),
            TRADE_OPTIONS, List.of(new Part("option", "")));

    /** Each kind of spot order is cancelled by a call of its own. */
    private static final List<String> SPOT_KINDS =
            List.of("Order", "tpslOrder", "StopOrder", "OcoOrder", "BidirectionalTpslOrder");

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        for (Part part : parts(markets)) {
            VenueRequest request = VenueRequest.post("/v5/order/cancel-all").param("category", part.category());
            switch (part.category()) {
                case "spot" -> SPOT_KINDS.forEach(kind -> cancel(venue, request.param("orderFilter", kind)));
                case "inverse" ->
                    symbols(venue, part).forEach(symbol -> cancel(venue, request.param("symbol", symbol)));
                case "linear" -> cancel(venue, request.param("settleCoin", part.settle()));
                default -> cancel(venue, request);
            }
        }
    }

    private static Set<String> symbols(SignedCalls venue, Part part) {
        var symbols = new TreeSet<String>();
        ordersOf(venue, part).forEach(order -> symbols.add(order.symbol()));
        return symbols;
    }

    /** Again as long as a call comes to its limit, which says that there may be more. */
    private static void cancel(SignedCalls venue, VenueRequest request) {
        for (int call = 0; call < MOST_CALLS; call++) {
            JsonNode result = Bybit.result(venue, request);
            int cancelled =
                    Answers.array(Bybit.ID, request.toString(), result, "list").size();
            if (!result.path("success").asText("1").equals("1")) {
                throw KeyguardExceptions.unavailable(Bybit.ID, "it did not cancel every order", null);
            }
            if (cancelled < MOST) {
                return;
            }
        }
        throw KeyguardExceptions.unavailable(Bybit.ID, "there were always more orders to cancel", null);
    }

    /** The timer of Bybit counts from the loss of a connection and not from the last request. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        parts(markets).forEach(part -> orders.addAll(ordersOf(venue, part)));
        return List.copyOf(orders);
    }

    private static Set<Part> parts(Set<Permission> markets) {
        var parts = new LinkedHashSet<Part>();
        new TreeSet<>(markets).forEach(market -> parts.addAll(PARTS.getOrDefault(market, List.of())));
        return parts;
    }

    private static List<OpenOrder> ordersOf(SignedCalls venue, Part part) {
        VenueRequest first = VenueRequest.get("/v5/order/realtime")
                .param("category", part.category())
                .param("limit", PAGE);
        if (!part.settle().isEmpty()) {
            first = first.param("settleCoin", part.settle());
        }
        var orders = new ArrayList<OpenOrder>();
        VenueRequest request = first;
        String cursor = "";
        while (true) {
            JsonNode result = Bybit.result(venue, request);
            int before = orders.size();
            add(orders, request, result);
            String next = result.path("nextPageCursor").asText("");
            if (next.isEmpty() || orders.size() == before) {
                return orders;
            }
            if (next.equals(cursor)) {
                throw KeyguardExceptions.malformedReply(Bybit.ID, request.toString(), 200);
            }
            cursor = next;
            request = first.param("cursor", decoded(request, next));
        }
    }

    private static void add(List<OpenOrder> orders, VenueRequest request, JsonNode result) {
        String question = request.toString();
        for (JsonNode order : Answers.array(Bybit.ID, question, result, "list")) {
            orders.add(new OpenOrder(
                    Answers.text(Bybit.ID, question, order, "orderId"),
                    order.path("orderLinkId").asText(""),
                    Answers.text(Bybit.ID, question, order, "symbol")));
        }
    }

    /** Cursors come percent-encoded, and parameters are encoded when they are signed. */
    private static String decoded(VenueRequest request, String cursor) {
        try {
            return URLDecoder.decode(cursor, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message quotes the cursor.
            throw KeyguardExceptions.malformedReply(Bybit.ID, request.toString(), 200);
        }
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        VenueRequest request = VenueRequest.get("/v5/account/wallet-balance").param("accountType", "UNIFIED");
        String question = request.toString();
        JsonNode account = Answers.array(Bybit.ID, question, Bybit.result(venue, request), "list")
                .path(0);
        var balances = new ArrayList<Balance>();
        for (JsonNode coin : Answers.array(Bybit.ID, question, account, "coin")) {
            BigDecimal total = Answers.amount(Bybit.ID, question, coin, "walletBalance");
            if (total.signum() != 0) {
                balances.add(new Balance("UNIFIED", Answers.text(Bybit.ID, question, coin, "coin"), total));
            }
        }
        return List.copyOf(balances);
    }
}
