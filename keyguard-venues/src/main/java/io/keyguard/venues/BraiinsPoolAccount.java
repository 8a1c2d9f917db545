/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Balance, daily rewards and payouts at Braiins Pool, which does not tell where the next payout goes, but where each one went. */
final class BraiinsPoolAccount extends PoolAccount {
    private static final String BTC = "BTC";
    private static final int SATOSHI = 8;

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = "the profile";
        JsonNode coin = BraiinsPool.profile(venue).path("btc");
        BigDecimal total = Answers.amount(BraiinsPool.ID, question, coin, "current_balance");
        return total.signum() == 0 ? List.of() : List.of(new Balance("pool", BTC, total));
    }

    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return switch (kind) {
            case DEPOSIT -> Observed.of(rewards(venue, from, to));
            case WITHDRAWAL -> Observed.of(payouts(venue, from, to));
            case TRANSFER -> Observed.unknown();
        };
    }

    /** One row for each day, which begins at midnight UTC. */
    private static List<Movement> rewards(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = days("/accounts/rewards/json/btc", from, to);
        String question = request.toString();
        JsonNode coin = object(venue, request).path("btc");
        var rows = new ArrayList<Movement>();
        for (JsonNode day : Answers.array(BraiinsPool.ID, question, coin, "daily_rewards")) {
            BigDecimal amount = Answers.amount(BraiinsPool.ID, question, day, "total_reward");
            Instant at = seconds(question, day, "date");
            rows.add(new Movement(
                    Movement.Kind.DEPOSIT, "reward " + at.getEpochSecond(), BTC, amount, "", "rewarded", at));
        }
        return within(rows, from, to);
    }

    private static List<Movement> payouts(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = days("/accounts/payouts/json/btc", from, to);
        JsonNode answer = object(venue, request);
        var rows = new ArrayList<Movement>();
        for (String way : List.of("onchain", "lightning")) {
            for (JsonNode row : Answers.array(BraiinsPool.ID, request.toString(), answer, way)) {
                rows.add(payout(request.toString(), way, row));
            }
        }
        return within(rows, from, to);
    }

    /** Queued and failed ones have no transaction: time and amount tell them apart. */
    private static Movement payout(String question, String way, JsonNode row) {
        BigDecimal satoshis = Answers.amount(BraiinsPool.ID, question, row, "amount_sats");
        Instant at = seconds(question, row, "requested_at_ts");
        return new Movement(
                Movement.Kind.WITHDRAWAL,
                way + " " + at.getEpochSecond() + " " + satoshis.toPlainString(),
                BTC,
                coins(satoshis).negate(),
                Answers.text(BraiinsPool.ID, question, row, "destination"),
                Answers.text(BraiinsPool.ID, question, row, "status"),
                at);
    }

    private static BigDecimal coins(BigDecimal satoshis) {
        BigDecimal plain = satoshis.movePointLeft(SATOSHI).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    private static List<Movement> within(List<Movement> rows, Instant from, Instant to) {
        var window = new Window(from, to);
        return rows.stream()
                .filter(row -> window.holds(row.at()))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    /** Whole days, both included. */
    private static VenueRequest days(String path, Instant from, Instant to) {
        return VenueRequest.get(path).param("from", day(from)).param("to", day(to));
    }

    private static String day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Instant seconds(String question, JsonNode row, String name) {
        JsonNode at = row.path(name);
        if (!at.isIntegralNumber() || !at.canConvertToLong() || at.asLong() <= 0 || at.asLong() > 99_999_999_999L) {
            throw KeyguardExceptions.malformedReply(BraiinsPool.ID, question, 200);
        }
        return Instant.ofEpochSecond(at.asLong());
    }

    private static JsonNode object(SignedCalls venue, VenueRequest request) {
        return Answers.object(BraiinsPool.ID, request.toString(), venue.call(request), BraiinsPool.ERRORS);
    }
}
