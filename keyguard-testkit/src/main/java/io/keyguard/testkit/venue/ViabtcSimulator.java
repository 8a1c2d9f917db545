/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * ViaBTC's pool, open API v1: one account with one pair of keys at a time, as the pool has it.
 *
 * <p>From the wiki of viabtc/viapool_api: {@code X-API-KEY}; for sub-accounts {@code tonce} and HMAC-SHA256 over the query or the body; codes 12001 to 12004; no call without a list of addresses. UNCONFIRMED and
 * chosen here: status 200 for every error, a {@code tonce} within a minute, 4003 for too many requests, the fields of answers.
 */
public final class ViabtcSimulator extends PoolSimulator {
    private static final Set<String> ERRORS =
            Set.of("2", "5001", "5003", "5008", "12001", "12002", "12003", "12004", "4003");
    private static final String HEX = "0123456789abcdef";
    private static final String SUB = "/res/openapi/v1/account/sub";
    private static final long WINDOW = 60_000;

    private ViabtcSimulator(InstantSource clock) {
        super(clock, "farmer1", "bc1qsynthetic0viabtc0wallet0of0farmer1");
    }

    /** Starts a pool that keeps the system's time. */
    public static ViabtcSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static ViabtcSimulator start(InstantSource clock) {
        return new ViabtcSimulator(clock);
    }

    /** Makes a pair of keys that may be used from this machine. */
    public SimulatedKey createKey() {
        return importKey(random(HEX, 32), random(HEX, 64)).boundTo("127.0.0.1");
    }

    SimulatedKey importKey(String apiKey, String secret) {
        return register(new SimulatedKey(apiKey, secret, "", new byte[0], Set.of("all")));
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String venue() {
        return "viabtc";
    }

    @Override
    public String accountId() {
        return "farmer1";
    }

    @Override
    String tooMany() {
        return "4003";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json =
                JSON.createObjectNode().put("code", Integer.parseInt(code)).put("message", "synthetic refusal");
        return Reply.error(200, json, code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = admitted(call, call.header("X-API-KEY"), "12001", "12004");
        if (key.ips().isEmpty()) {
            throw new Refusal("12004");
        }
        if (call.path().equals(SUB)) {
            verify(call, key);
        }
        stats().accepted(key);
        ObjectNode json = JSON.createObjectNode().put("code", 0).put("message", "OK");
        json.set("data", serve(call));
        return Reply.ok(json);
    }

    private void verify(Call call, SimulatedKey key) {
        boolean inQuery = call.method().equals("GET");
        String tonce = inQuery
                ? Call.parameters(call.query()).getOrDefault("tonce", "")
                : body(call).path("tonce").asText("");
        String signed = inQuery ? call.query() : call.body();
        String expected = HexFormat.of().formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(signed)));
        if (!Signatures.same(expected, call.header("X-SIGNATURE"))) {
            throw new Refusal("12002");
        }
        if (!tonce.matches("\\d{1,15}") || Math.abs(Long.parseLong(tonce) - millis()) > WINDOW) {
            throw new Refusal("12003");
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
        throw new Refusal("2");
    }

    private ObjectNode serve(Call call) {
        ObjectNode data = JSON.createObjectNode();
        switch (call.endpoint()) {
            case "GET /res/openapi/v1/account" ->
                data.put("account", accountId())
                        .putArray("balance")
                        .addObject()
                        .put("coin", "BTC")
                        .put("amount", balance().toPlainString());
            case "GET /res/openapi/v1/hashrate" -> {
                if (!Map.of("coin", "BTC").equals(Call.parameters(call.query()))) {
                    throw new Refusal("5001");
                }
                data.put("coin", "BTC").put("hashrate_10min", "0");
            }
            case "GET " + SUB -> data.putArray("data");
            case "POST " + SUB -> data.put("account", body(call).path("account").asText(""));
            default -> throw new Refusal("2");
        }
        return data;
    }
}
