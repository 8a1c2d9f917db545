/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Payment settings, balances and revenue at Luxor, in bitcoin.
 *
 * <p>UNCONFIRMED: which category and type a payout has among the transactions, so payouts are told as unknown.
 */
final class LuxorAccount extends PoolAccount {
    private static final VenueRequest WORKSPACE = VenueRequest.get(Luxor.API + "/workspace");
    private static final VenueRequest SUBACCOUNTS = VenueRequest.get(Luxor.API + "/pool/subaccounts");
    private static final VenueRequest SETTINGS = VenueRequest.get(Luxor.API + "/pool/payment-settings/BTC");
    private static final VenueRequest TRANSACTIONS = VenueRequest.get(Luxor.API + "/pool/transactions/BTC");
    private static final String REVENUE = "Miner Revenue";
    private static final int PAGE = 100;

    /** The id of the workspace that the key belongs to. */
    static String workspace(SignedCalls venue) {
        return text(WORKSPACE, object(venue, WORKSPACE), "id");
    }

    /** Throws if the key may not read the pool. */
    static void readsPool(SignedCalls venue) {
        VenueRequest request = SUBACCOUNTS.param("page_number", "1").param("page_size", "1");
        Answers.array(Luxor.ID, request.toString(), object(venue, request), "subaccounts");
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (JsonNode one : paged(venue, SETTINGS, "payment_settings")) {
            BigDecimal total = Answers.amount(Luxor.ID, SETTINGS.toString(), one, "balance");
            if (total.signum() != 0) {
                balances.add(new Balance(name(one), text(SETTINGS, one, "currency_type"), total));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Payout>> payouts(SignedCalls venue) {
        var payouts = new ArrayList<Payout>();
        for (JsonNode one : paged(venue, SETTINGS, "payment_settings")) {
            for (JsonNode address : Answers.array(Luxor.ID, SETTINGS.toString(), one, "addresses")) {
                payouts.add(new Payout(
                        name(one),
                        text(SETTINGS, one, "currency_type"),
                        text(SETTINGS, address, "external_address"),
                        text(SETTINGS, address, "revenue_allocation") + " % "
                                + text(SETTINGS, one, "payment_frequency")));
            }
        }
        return Observed.of(List.copyOf(payouts));
    }

    private static String name(JsonNode settings) {
        return text(SETTINGS, settings.path("subaccount"), "name");
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        if (kind != Movement.Kind.DEPOSIT) {
            return Observed.unknown();
        }
        VenueRequest request = TRANSACTIONS.param("start_date", day(from)).param("end_date", day(to));
        var window = new Window(from, to);
        var revenue = new ArrayList<Movement>();
        for (JsonNode row : paged(venue, request, "transactions")) {
            Instant at = time(request, row);
            if (text(request, row, "transaction_category").equals(REVENUE) && window.holds(at)) {
                revenue.add(new Movement(
                        kind,
                        text(request, row, "transaction_id"),
                        text(request, row, "currency_type"),
                        Answers.amount(Luxor.ID, request.toString(), row, "currency_amount")
                                .abs(),
                        "",
                        REVENUE,
                        at));
            }
        }
        revenue.sort(Comparator.comparing(Movement::at));
        return Observed.of(List.copyOf(revenue));
    }

    private static String day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Instant time(VenueRequest request, JsonNode row) {
        try {
            return Instant.parse(text(request, row, "date_time"));
        } catch (DateTimeException e) {
            throw KeyguardExceptions.malformedReply(Luxor.ID, request.toString(), 200);
        }
    }

    /** Page after page until one is not full. */
    private static List<JsonNode> paged(SignedCalls venue, VenueRequest request, String name) {
        var rows = new ArrayList<JsonNode>();
        for (int page = 1; page <= MOST_PAGES; page++) {
            VenueRequest asked =
                    request.param("page_number", Integer.toString(page)).param("page_size", Integer.toString(PAGE));
            JsonNode found = Answers.array(Luxor.ID, asked.toString(), object(venue, asked), name);
            found.forEach(rows::add);
            if (found.size() < PAGE) {
                return rows;
            }
        }
        throw KeyguardExceptions.unavailable(Luxor.ID, "a list of it does not end", null);
    }

    private static JsonNode object(SignedCalls venue, VenueRequest request) {
        return Answers.object(Luxor.ID, request.toString(), venue.call(request), Luxor.ERRORS);
    }

    private static String text(VenueRequest request, JsonNode json, String name) {
        return Answers.text(Luxor.ID, request.toString(), json, name);
    }
}
