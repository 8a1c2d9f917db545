/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
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
 * Mining users at F2Pool, their wallets, balances and payouts.
 *
 * <p>Source: api.f2pool.com/v2/doc and public clients. UNCONFIRMED: how far back transactions are told, whether long lists are cut, and under which name a payout tells its address.
 */
final class F2poolAccount extends PoolAccount {
    private static final VenueRequest USERS =
            VenueRequest.post(F2pool.API + "/mining_user/list").json("{}");
    /** Longer lists are asked for in parts, so that a cut in one would show nothing less. */
    private static final Duration LONGEST = Duration.ofDays(30);

    /** A wallet of a mining user. */
    private record Wallet(String user, String currency, String address, String threshold) {}

    /** The names of all mining users. */
    static List<String> names(SignedCalls venue) {
        return users(venue).stream()
                .map(user -> text(USERS, user, "mining_user_name"))
                .toList();
    }

    private static List<JsonNode> users(SignedCalls venue) {
        var users = new ArrayList<JsonNode>();
        Answers.array(F2pool.ID, USERS.toString(), object(venue, USERS), "mining_user_list")
                .forEach(users::add);
        return users;
    }

    private static List<Wallet> wallets(SignedCalls venue) {
        var wallets = new ArrayList<Wallet>();
        for (JsonNode user : users(venue)) {
            String name = text(USERS, user, "mining_user_name");
            for (JsonNode wallet : Answers.array(F2pool.ID, USERS.toString(), user, "wallets")) {
                wallets.add(new Wallet(
                        name,
                        text(USERS, wallet, "currency"),
                        text(USERS, wallet, "address"),
                        Answers.amount(F2pool.ID, USERS.toString(), wallet, "threshold")
                                .toPlainString()));
            }
        }
        return wallets;
    }

    @Override
    public Observed<List<Payout>> payouts(SignedCalls venue) {
        return Observed.of(wallets(venue).stream()
                .map(wallet ->
                        new Payout(wallet.user(), wallet.currency(), wallet.address(), "from " + wallet.threshold()))
                .toList());
    }

    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        var balances = new ArrayList<Balance>();
        for (Wallet wallet : wallets(venue)) {
            VenueRequest request = of(wallet, "/assets/balance");
            JsonNode info = object(venue, request).path("balance_info");
            BigDecimal total = Answers.amount(F2pool.ID, request.toString(), info, "balance");
            if (total.signum() != 0) {
                balances.add(new Balance(wallet.user(), wallet.currency(), total));
            }
        }
        return List.copyOf(balances);
    }

    private static VenueRequest of(Wallet wallet, String path) {
        return VenueRequest.post(F2pool.API + path)
                .param("mining_user_name", wallet.user())
                .param("currency", wallet.currency());
    }

    /** Revenue comes in, payouts go out; nothing moves between accounts but by hand. */
    @Override
    public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        if (kind == Movement.Kind.TRANSFER) {
            return Observed.unknown();
        }
        var movements = new ArrayList<Movement>();
        for (Wallet wallet : wallets(venue)) {
            var known = new HashSet<String>();
            for (Window window : Window.cover(from, to, LONGEST)) {
                for (Movement movement : transactions(venue, wallet, kind, window)) {
                    if (window.holds(movement.at()) && known.add(movement.id())) {
                        movements.add(movement);
                    }
                }
            }
        }
        movements.sort(Comparator.comparing(Movement::at));
        return Observed.of(List.copyOf(movements));
    }

    private static List<Movement> transactions(SignedCalls venue, Wallet wallet, Movement.Kind kind, Window window) {
        boolean out = kind == Movement.Kind.WITHDRAWAL;
        // Numbers, as documented: parameters would be texts.
        VenueRequest request = VenueRequest.post(F2pool.API + "/assets/transactions/list")
                .json(json(wallet, out ? "payout" : "revenue", window));
        String question = request.toString();
        var movements = new ArrayList<Movement>();
        for (JsonNode row : Answers.array(F2pool.ID, question, object(venue, request), "transactions")) {
            BigDecimal changed =
                    Answers.amount(F2pool.ID, question, row, "changed_balance").abs();
            movements.add(new Movement(
                    kind,
                    text(request, row, "id"),
                    wallet.currency(),
                    out ? changed.negate() : changed,
                    row.path("payout_extra").path("address").asText(""),
                    text(request, row, "type"),
                    seconds(question, row)));
        }
        return movements;
    }

    private static String json(Wallet wallet, String type, Window window) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("mining_user_name", wallet.user())
                .put("currency", wallet.currency())
                .put("type", type)
                .put("start_time", window.from().getEpochSecond())
                .put("end_time", window.to().getEpochSecond() + 1)
                .toString();
    }

    private static Instant seconds(String question, JsonNode row) {
        JsonNode at = row.path("created_at");
        if (!at.isIntegralNumber() || !at.canConvertToLong() || at.asLong() <= 0 || at.asLong() > 99_999_999_999L) {
            throw KeyguardExceptions.malformedReply(F2pool.ID, question, 200);
        }
        return Instant.ofEpochSecond(at.asLong());
    }

    @Override
    public String freezes() {
        return "payouts of bitcoin, and of nothing else";
    }

    /** Stops the payouts of one mining user, in bitcoin: another currency is another request. */
    @Override
    public Optional<VenueRequest> freeze(String account) {
        return Optional.of(VenueRequest.post(F2pool.API + "/mining_user/payment/pause")
                .json(JsonNodeFactory.instance
                        .objectNode()
                        .put("currency", "bitcoin")
                        .set(
                                "mining_user_names",
                                JsonNodeFactory.instance.arrayNode().add(account))
                        .toString()));
    }

    private static JsonNode object(SignedCalls venue, VenueRequest request) {
        return Answers.object(F2pool.ID, request.toString(), venue.call(request), F2pool.ERRORS);
    }

    private static String text(VenueRequest request, JsonNode json, String name) {
        return Answers.text(F2pool.ID, request.toString(), json, name);
    }
}
