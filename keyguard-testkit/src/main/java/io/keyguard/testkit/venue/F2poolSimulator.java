/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * F2Pool, API v2: one mining user, its wallet, balance, revenue and payouts.
 *
 * <p>From the official documentation: {@code POST} and JSON alone, the token in the header {@code F2P-API-SECRET}, errors as {@code {"code":…,"msg":…}}. UNCONFIRMED and chosen here: statuses; code 5010 for
 * a wrong token and for a right that a token lacks, 5001 for everything that is wrong with a request, 5029 for too many; that tokens have rights at all: {@code read} and {@code write}.
 */
public final class F2poolSimulator extends PoolSimulator {
    static final String DENIED = "5010";
    static final String PARAMS = "5001";
    static final String TOO_MANY = "5029";
    private static final Map<String, Integer> ERRORS = Map.of(DENIED, 403, PARAMS, 400, TOO_MANY, 429);
    private static final Map<String, String> WORDS = Map.of(
            DENIED, "permission denied: permission denied",
            PARAMS, "params error: the request is not as documented",
            TOO_MANY, "rate error: too many requests");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String USER = "farm1";

    private F2poolSimulator(InstantSource clock) {
        super(clock, USER, "bc1qsynthetic0f2pool0wallet0of0farm1");
    }

    /** Starts a pool that keeps the system's time. */
    public static F2poolSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static F2poolSimulator start(InstantSource clock) {
        return new F2poolSimulator(clock);
    }

    /** Makes a token with {@code rights} out of {@code read} and {@code write}. */
    public SimulatedKey createKey(String... rights) {
        return token(ALPHABET, 64, rights);
    }

    @Override
    String venue() {
        return "f2pool";
    }

    @Override
    public String accountId() {
        return USER;
    }

    @Override
    String tooMany() {
        return TOO_MANY;
    }

    @Override
    public Set<String> errors() {
        return ERRORS.keySet();
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json =
                JSON.createObjectNode().put("code", Integer.parseInt(code)).put("msg", WORDS.get(code));
        return Reply.error(ERRORS.getOrDefault(code, 400), json, code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = admitted(call, call.header("F2P-API-SECRET"), DENIED, DENIED);
        if (!call.method().equals("POST") || !call.header("Content-Type").startsWith("application/json")) {
            throw new Refusal(PARAMS);
        }
        require(key, isRead(call.path()) ? "read" : "write");
        stats().accepted(key);
        return Reply.ok(serve(call.path(), body(call)));
    }

    private static boolean isRead(String path) {
        return path.equals("/v2/mining_user/list")
                || path.equals("/v2/assets/balance")
                || path.equals("/v2/assets/transactions/list")
                || path.equals("/v2/hash_rate/info");
    }

    private static void require(SimulatedKey key, String right) {
        if (!key.may(right)) {
            throw new Refusal(DENIED);
        }
    }

    private static JsonNode body(Call call) {
        try {
            JsonNode json = JSON.readTree(call.body());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // It is refused like anything else that is no object.
        }
        throw new Refusal(PARAMS);
    }

    private ObjectNode serve(String path, JsonNode body) {
        return switch (path) {
            case "/v2/mining_user/list" -> users();
            case "/v2/assets/balance" -> assets(body);
            case "/v2/assets/transactions/list" -> transactions(body);
            case "/v2/hash_rate/info" -> info(body);
            case "/v2/mining_user/wallet/update" -> update(body);
            case "/v2/mining_user/payment/pause" -> payment(body, true);
            case "/v2/mining_user/payment/resume" -> payment(body, false);
            case "/v2/mining_user/balance/withdraw" -> withdraw(body);
            default -> throw new Refusal(PARAMS);
        };
    }

    private ObjectNode users() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("mining_user_list");
        wallets().forEach((user, address) -> {
            ObjectNode one = list.addObject().put("mining_user_name", user).put("description", "");
            one.putArray("pages")
                    .addObject()
                    .put("key", "synthetic-page-key")
                    .put("page_name", "all")
                    .put("permissions", "1,3");
            one.putArray("wallets")
                    .addObject()
                    .put("currency", "bitcoin")
                    .put("address", address)
                    .put("threshold", 0.005);
        });
        return json;
    }

    private void requireOwn(JsonNode body) {
        if (!body.path("mining_user_name").asText("").equals(USER)
                || !body.path("currency").asText("").equals("bitcoin")) {
            throw new Refusal(PARAMS);
        }
    }

    private ObjectNode assets(JsonNode body) {
        requireOwn(body);
        ObjectNode json = JSON.createObjectNode();
        json.putObject("balance_info").put("balance", balance()).put("estimated_today_income", 0);
        return json;
    }

    private ObjectNode info(JsonNode body) {
        requireOwn(body);
        ObjectNode json = JSON.createObjectNode();
        json.putObject("info").put("name", USER).put("hash_rate", 1_000_000_000_000L);
        return json;
    }

    private ObjectNode transactions(JsonNode body) {
        requireOwn(body);
        JsonNode from = body.path("start_time");
        JsonNode to = body.path("end_time");
        String type = body.path("type").asText("");
        if (!from.isIntegralNumber()
                || !to.isIntegralNumber()
                || !Set.of("payout", "revenue").contains(type)) {
            throw new Refusal(PARAMS);
        }
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("transactions");
        for (Entry entry : entries(
                type.equals("payout"), Instant.ofEpochSecond(from.asLong()), Instant.ofEpochSecond(to.asLong()))) {
            ObjectNode row = list.addObject()
                    .put("id", entry.id())
                    .put("type", type)
                    .put("changed_balance", entry.out() ? entry.amount().negate() : entry.amount())
                    .put("created_at", entry.at().getEpochSecond());
            if (entry.out()) {
                row.putObject("payout_extra")
                        .put("address", entry.destination())
                        .put("value", entry.amount())
                        .put("tx_id", "synthetic");
            }
        }
        return json;
    }

    private ObjectNode update(JsonNode body) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode results = json.putArray("results");
        for (JsonNode user : body.path("params")) {
            for (JsonNode wallet : user.path("wallets")) {
                String address = wallet.path("address").asText("");
                if (!user.path("mining_user_name").asText("").equals(USER) || address.isBlank()) {
                    throw new Refusal(PARAMS);
                }
                changeWallet(address);
                results.addObject().put("key", USER).putObject("value").put("mining_user_name", USER);
            }
        }
        if (results.isEmpty()) {
            throw new Refusal(PARAMS);
        }
        return json;
    }

    private ObjectNode payment(JsonNode body, boolean stopped) {
        boolean own = false;
        for (JsonNode name : body.path("mining_user_names")) {
            own |= name.asText("").equals(USER);
        }
        if (!own || !body.path("currency").asText("").equals("bitcoin")) {
            throw new Refusal(PARAMS);
        }
        pause(stopped);
        ObjectNode json = JSON.createObjectNode();
        json.putObject("results").put(USER, "success");
        return json;
    }

    private ObjectNode withdraw(JsonNode body) {
        requireOwn(body);
        if (!payOut()) {
            throw new Refusal(PARAMS);
        }
        return JSON.createObjectNode().put("paid_time", clock().instant().getEpochSecond());
    }
}
