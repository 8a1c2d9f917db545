/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What can be learned of a key of MEXC, which no call tells: that it reads, since it has just read, and whether it trades spot, by an order that is only tried out. Everything else stays unknown.
 *
 * <p>Source: mexcdevelop/apidocs. {@code canTrade} and {@code canWithdraw} of the account's answer are about the account and not looked at.
 */
final class MexcInspection {
    private static final VenueRequest ACCOUNT = VenueRequest.get(Mexc.SPOT + "/account");
    private static final VenueRequest USER = VenueRequest.get(Mexc.SPOT + "/uid");
    /** Nothing is placed. It asks for the right to trade. */
    private static final VenueRequest TRIED = VenueRequest.post(Mexc.SPOT + "/order/test")
            .param("symbol", "BTCUSDT")
            .param("side", "BUY")
            .param("type", "LIMIT")
            .param("quantity", "1")
            .param("price", "10");

    private MexcInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode account = Answers.object(Mexc.ID, ACCOUNT.toString(), venue.call(ACCOUNT), MexcErrors.TABLE);
        Answers.array(Mexc.ID, ACCOUNT.toString(), account, "balances");
        var rights = new TreeSet<>(Set.of(Mexc.ACCOUNT_READ));
        var granted = EnumSet.of(Permission.READ_ACCOUNT);
        var denied = EnumSet.allOf(Permission.class);
        Mexc.RIGHTS.grants().values().forEach(denied::removeAll);
        Optional<Boolean> trades = trades(venue.call(TRIED));
        if (trades.isPresent()) {
            (trades.get() ? granted : denied).add(Permission.TRADE_SPOT);
        }
        if (trades.orElse(false)) {
            rights.add(Mexc.DEAL_WRITE);
        }
        return new KeyFacts(
                PermissionSet.builder().granted(granted).denied(denied).build(),
                rights,
                Observed.unknown(),
                Observed.unknown(),
                user(venue));
    }

    /** Only the venue's own words count; an order that is refused for another reason tells nothing. */
    private static Optional<Boolean> trades(HttpReply reply) {
        Optional<VenueError> error = MexcErrors.TABLE.classify(reply);
        if (error.isPresent()) {
            return error.get().code().equals(MexcErrors.NO_RIGHT) ? Optional.of(false) : Optional.empty();
        }
        boolean itsForm = reply.status() == 200 && Answers.json(reply).isObject();
        return itsForm ? Optional.of(true) : Optional.empty();
    }

    private static Observed<String> user(SignedCalls venue) {
        String uid = Answers.text(
                Mexc.ID,
                USER.toString(),
                Answers.object(Mexc.ID, USER.toString(), venue.call(USER), MexcErrors.TABLE),
                "uid");
        if (!uid.matches("[1-9]\\d{0,18}")) {
            throw KeyguardExceptions.malformedReply(Mexc.ID, USER.toString(), 200);
        }
        return Observed.of(uid);
    }
}
