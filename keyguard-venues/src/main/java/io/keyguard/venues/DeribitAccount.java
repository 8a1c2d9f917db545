/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccessEvent;
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

/** Orders and balances at Deribit, where all markets trade from one account and are told apart by the kind of instrument. */
final class DeribitAccount implements EmergencyControls, AccountReader {
    static final VenueRequest SUMMARIES = VenueRequest.get(DeribitCall.ROOT + "private/get_account_summaries");

    private static final Map<Permission, List<String>> KINDS = Map.of(
            TRADE_SPOT, List.of("spot"),
            TRADE_DERIVATIVES, List.of("future", "future_combo"),
            TRADE_OPTIONS, List.of("option", "option_combo"));

    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(kinds(markets), kind -> {
            VenueRequest request = VenueRequest.get(DeribitCall.ROOT + "private/cancel_all_by_kind_or_type")
                    .param("currency", "any")
                    .param("kind", kind)
                    .param("type", "all");
            if (!value(venue, request).isIntegralNumber()) {
                throw KeyguardExceptions.malformedReply(Deribit.ID, request.toString(), 200);
            }
        });
    }

    /** Orders are cancelled when a connection breaks, not after a time. */
    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        var orders = new ArrayList<OpenOrder>();
        for (String kind : kinds(markets)) {
            VenueRequest request = VenueRequest.get(DeribitCall.ROOT + "private/get_open_orders")
                    .param("kind", kind);
            String question = request.toString();
            JsonNode answer = Answers.object(Deribit.ID, question, venue.call(request), Deribit.ERRORS);
            for (JsonNode order : Answers.array(Deribit.ID, question, answer, "result")) {
                orders.add(new OpenOrder(
                        Answers.text(Deribit.ID, question, order, "order_id"),
                        order.path("label").asText(""),
                        Answers.text(Deribit.ID, question, order, "instrument_name")));
            }
        }
        return List.copyOf(orders);
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = SUMMARIES.toString();
        var balances = new ArrayList<Balance>();
        for (JsonNode summary : Answers.array(Deribit.ID, question, result(venue, SUMMARIES), "summaries")) {
            BigDecimal total = Answers.amount(Deribit.ID, question, summary, "balance");
            if (total.signum() != 0) {
                balances.add(new Balance("account", Answers.text(Deribit.ID, question, summary, "currency"), total));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.of(DeribitHistory.positions(venue, kinds(markets)));
    }

    @Override
    public Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.of(DeribitHistory.fills(venue, kinds(markets), from, to));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.of(DeribitHistory.movements(venue, kind, from, to));
    }

    @Override
    public Observed<List<AccessEvent>> accesses(SignedCalls venue, Instant from, Instant to) {
        return Observed.of(DeribitHistory.accesses(venue, from, to));
    }

    private static List<String> kinds(Set<Permission> markets) {
        return markets.stream()
                .sorted()
                .flatMap(market -> KINDS.getOrDefault(market, List.of()).stream())
                .toList();
    }

    /** The result of {@code request}, which must be an object. */
    static JsonNode result(SignedCalls venue, VenueRequest request) {
        return Answers.requireObject(Deribit.ID, request.toString(), value(venue, request));
    }

    private static JsonNode value(SignedCalls venue, VenueRequest request) {
        return Answers.object(Deribit.ID, request.toString(), venue.call(request), Deribit.ERRORS)
                .path("result");
    }
}
