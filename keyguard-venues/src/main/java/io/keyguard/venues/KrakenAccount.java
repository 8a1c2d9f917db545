/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_MARGIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
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

/** Orders and balances at Kraken spot; orders with and without leverage are in one book. */
final class KrakenAccount implements EmergencyControls, AccountReader {
    private static final Duration LONGEST_TIMER = Duration.ofHours(24);

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        result(venue, VenueRequest.post("/0/private/CancelAll"));
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        boolean fits = after.toSeconds() > 0 && after.compareTo(LONGEST_TIMER) <= 0;
        return Optional.of(VenueRequest.post("/0/private/CancelAllOrdersAfter")
                        .param("timeout", Long.toString(after.toSeconds())))
                .filter(timer -> fits);
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        // Whoever cancels believes that none are left where there are none.
        JsonNode open = Answers.requireObject(
                Kraken.ID,
                "POST /0/private/OpenOrders",
                result(venue, VenueRequest.post("/0/private/OpenOrders")).path("open"));
        var orders = new ArrayList<OpenOrder>();
        open.properties()
                .forEach(order -> orders.add(new OpenOrder(
                        order.getKey(),
                        order.getValue().path("cl_ord_id").asText(""),
                        order.getValue().path("descr").path("pair").asText(""))));
        return List.copyOf(orders);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = "POST /0/private/Balance";
        JsonNode result = result(venue, VenueRequest.post("/0/private/Balance"));
        var balances = new ArrayList<Balance>();
        result.fieldNames().forEachRemaining(asset -> {
            BigDecimal total = Answers.amount(Kraken.ID, question, result, asset);
            if (total.signum() != 0) {
                balances.add(new Balance("spot", asset, total));
            }
        });
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(markets.contains(TRADE_MARGIN) ? KrakenHistory.positions(venue) : List.of());
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(KrakenHistory.fills(venue, from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(KrakenHistory.movements(venue, kind, from, to));
    }

    static JsonNode result(SignedCalls venue, VenueRequest request) {
        JsonNode result = Answers.object(Kraken.ID, request.toString(), venue.call(request), Kraken.ERRORS)
                .path("result");
        return Answers.requireObject(Kraken.ID, request.toString(), result);
    }
}
