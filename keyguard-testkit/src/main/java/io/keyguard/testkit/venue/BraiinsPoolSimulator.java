/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;

/**
 * Braiins Pool: profile, daily rewards and payouts of one account.
 *
 * <p>From the official documentation: the token in {@code Pool-Auth-Token} or {@code X-Pool-Auth-Token}, reads alone, days as {@code YYYY-MM-DD}. UNCONFIRMED and chosen here: 401 for a token that is wrong or used
 * from a foreign address, 429 for too many requests, and the bodies of errors. Every revenue is a row of its own here, at its time; the pool shows one for each day.
 */
public final class BraiinsPoolSimulator extends PoolSimulator {
    private static final Set<String> ERRORS = Set.of("400", "401", "403", "404", "429");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private BraiinsPoolSimulator(InstantSource clock) {
        super(clock, "farmer1", "bc1qsynthetic0braiins0wallet0of0farmer1");
    }

    /** Starts a pool that keeps the system's time. */
    public static BraiinsPoolSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static BraiinsPoolSimulator start(InstantSource clock) {
        return new BraiinsPoolSimulator(clock);
    }

    /** Makes an access profile with a token, which reads. */
    public SimulatedKey createKey() {
        return token(ALPHABET, 16, "web API access");
    }

    @Override
    String venue() {
        return "braiins-pool";
    }

    @Override
    public String accountId() {
        return "farmer1";
    }

    @Override
    String tooMany() {
        return "429";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        return Reply.raw(Integer.parseInt(code), "", code);
    }

    @Override
    Reply handle(Call call) {
        String header = call.header("Pool-Auth-Token").isEmpty() ? "X-Pool-Auth-Token" : "Pool-Auth-Token";
        SimulatedKey key = admitted(call, call.header(header), "401", "403");
        stats().accepted(key);
        Map<String, String> query = Call.parameters(call.query());
        return switch (call.endpoint()) {
            case "GET /accounts/profile/json/btc/" -> Reply.ok(profile());
            case "GET /accounts/rewards/json/btc" -> Reply.ok(rewards(query));
            case "GET /accounts/payouts/json/btc" -> Reply.ok(payouts(query));
            case "GET /accounts/workers/json/btc" ->
                Reply.ok(coin(JSON.createObjectNode().putObject("workers")));
            default -> throw new Refusal("404");
        };
    }

    private static ObjectNode coin(ObjectNode inner) {
        ObjectNode json = JSON.createObjectNode();
        json.set("btc", inner);
        return json;
    }

    private ObjectNode profile() {
        ObjectNode coin = JSON.createObjectNode();
        coin.put("current_balance", balance().toPlainString());
        coin.put("hash_rate_unit", "Gh/s");
        return coin(coin).put("username", accountId());
    }

    private ObjectNode rewards(Map<String, String> query) {
        ObjectNode coin = JSON.createObjectNode();
        ArrayNode days = coin.putArray("daily_rewards");
        for (Entry entry : entries(false, start(query), end(query))) {
            days.addObject()
                    .put("date", entry.at().getEpochSecond())
                    .put("total_reward", entry.amount().toPlainString());
        }
        return coin(coin);
    }

    private ObjectNode payouts(Map<String, String> query) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("onchain");
        for (Entry entry : entries(true, start(query), end(query))) {
            list.addObject()
                    .put("financial_account_name", "Bitcoin Account")
                    .put("requested_at_ts", entry.at().getEpochSecond())
                    .put("resolved_at_ts", entry.at().getEpochSecond())
                    .put("status", "confirmed")
                    .put(
                            "amount_sats",
                            entry.amount().multiply(new BigDecimal(100_000_000)).toBigInteger())
                    .put("fee_sats", 0)
                    .put("destination", entry.destination())
                    .put("tx_id", "synthetic")
                    .put("trigger_type", "triggered");
        }
        json.putArray("lightning");
        return json;
    }

    private static Instant start(Map<String, String> query) {
        return day(query.getOrDefault("from", "1970-01-01"))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Instant end(Map<String, String> query) {
        return day(query.getOrDefault("to", "9999-01-01"))
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .minusNanos(1);
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal("400");
        }
    }
}
