/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.EmergencyControls;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Bids and balances at Braiins Hashpower. What is bought goes where each bid says, which is told like a payout. */
final class BraiinsHashpowerAccount implements EmergencyControls, AccountReader {
    private static final VenueRequest CURRENT = VenueRequest.get(BraiinsHashpower.BID + "/current");
    private static final VenueRequest BALANCE = VenueRequest.get("/v1/account/balance");
    private static final int SATOSHI = 8;

    /** The bids that are open. */
    static List<JsonNode> bids(SignedCalls venue) {
        String question = CURRENT.toString();
        var bids = new ArrayList<JsonNode>();
        for (JsonNode item : Answers.array(
                BraiinsHashpower.ID,
                question,
                Answers.object(BraiinsHashpower.ID, question, venue.call(CURRENT), BraiinsHashpower.ERRORS),
                "items")) {
            bids.add(Answers.requireObject(BraiinsHashpower.ID, question, item.path("bid")));
        }
        return bids;
    }

    private static String text(JsonNode bid, String name) {
        return Answers.text(BraiinsHashpower.ID, CURRENT.toString(), bid, name);
    }

    /** One after the other: there is no call for all. Its answer to a cancellation is not documented beyond its status. */
    @Override
    public void cancelAll(SignedCalls venue, Set<Permission> markets) {
        Each.of(bids(venue).stream().map(bid -> bid.path("id").asText("")).toList(), id -> cancel(venue, id));
    }

    private static void cancel(SignedCalls venue, String id) {
        if (id.isBlank()) {
            throw KeyguardExceptions.malformedReply(BraiinsHashpower.ID, CURRENT.toString(), 200);
        }
        VenueRequest request = VenueRequest.delete(BraiinsHashpower.BID)
                .json(JsonNodeFactory.instance.objectNode().put("order_id", id).toString());
        HttpReply reply = venue.call(request);
        Answers.requireNoError(BraiinsHashpower.ID, request.toString(), reply, BraiinsHashpower.ERRORS);
    }

    @Override
    public Optional<VenueRequest> deadManSwitch(Permission market, Duration after) {
        return Optional.empty();
    }

    @Override
    public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
        return bids(venue).stream()
                .map(bid ->
                        new OpenOrder(text(bid, "id"), bid.path("cl_order_id").asText(""), "hashpower"))
                .toList();
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = BALANCE.toString();
        JsonNode answer = Answers.object(BraiinsHashpower.ID, question, venue.call(BALANCE), BraiinsHashpower.ERRORS);
        var balances = new ArrayList<Balance>();
        for (JsonNode row : Answers.array(BraiinsHashpower.ID, question, answer, "accounts")) {
            BigDecimal satoshis = Answers.amount(BraiinsHashpower.ID, question, row, "total_balance_sat");
            if (satoshis.signum() != 0) {
                BigDecimal coins = satoshis.movePointLeft(SATOSHI).stripTrailingZeros();
                balances.add(new Balance(
                        Answers.text(BraiinsHashpower.ID, question, row, "subaccount"),
                        Answers.text(BraiinsHashpower.ID, question, row, "currency"),
                        coins.scale() < 0 ? coins.setScale(0) : coins));
            }
        }
        return List.copyOf(balances);
    }

    @Override
    public Observed<List<Payout>> payouts(SignedCalls venue) {
        return Observed.of(bids(venue).stream()
                .map(bid -> new Payout("bid " + text(bid, "id"), "hashpower", destination(bid), text(bid, "status")))
                .toList());
    }

    private static String destination(JsonNode bid) {
        JsonNode target = bid.path("dest_upstream");
        if (!target.path("url").isTextual() || !target.path("identity").isTextual()) {
            throw KeyguardExceptions.malformedReply(BraiinsHashpower.ID, CURRENT.toString(), 200);
        }
        return target.path("url").asText() + " " + target.path("identity").asText();
    }
}
