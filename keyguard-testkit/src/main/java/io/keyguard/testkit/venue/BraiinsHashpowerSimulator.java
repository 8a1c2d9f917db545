/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Braiins Hashpower: bids for computing power, and the balance that they are paid from.
 *
 * <p>From the market's OpenAPI document as clients quote it: the token in the header {@code apikey}, bids by {@code POST}, {@code PUT} and {@code DELETE} with documents. UNCONFIRMED and chosen here: 401 for a wrong
 * token, 403 for one that may only read and for a foreign address, 409 for an id that was used before.
 */
public final class BraiinsHashpowerSimulator extends VenueSimulator {
    private static final String OWNER = "Owner Token";
    private static final Set<String> ERRORS = Set.of("400", "401", "403", "404", "409", "429");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Map<String, ObjectNode> bids = new LinkedHashMap<>();
    private long next = 1;

    private BraiinsHashpowerSimulator(InstantSource clock) {
        super(clock);
    }

    /** Starts a market that keeps the system's time. */
    public static BraiinsHashpowerSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a market that keeps the time of {@code clock}. */
    public static BraiinsHashpowerSimulator start(InstantSource clock) {
        return new BraiinsHashpowerSimulator(clock);
    }

    /** Makes a token: {@code Owner Token} or {@code Read-only Token}. */
    public SimulatedKey createKey(String kind) {
        String token = random(ALPHABET, 40);
        return register(new SimulatedKey(token, token, "", new byte[0], Set.of(kind)));
    }

    /** Places a bid that sends what it buys to {@code identity} at the pool {@code url}, as the owner does on the website. */
    public synchronized void bid(String url, String identity) {
        ObjectNode bid = JSON.createObjectNode().put("amount_sat", 100_000).put("price_sat", 100);
        bid.putObject("dest_upstream").put("url", url).put("identity", identity);
        place(bid);
    }

    @Override
    String venue() {
        return "braiins-hashpower";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.BEARER;
    }

    @Override
    public String accountId() {
        return "";
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
        return Reply.raw(Integer.parseInt(code), "{\"message\":\"synthetic refusal\"}", code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = key(call.header("apikey"));
        if (key == null) {
            throw new Refusal("401");
        }
        boolean reads = call.method().equals("GET");
        if (!key.admits(call.caller()) || !(reads || key.may(OWNER))) {
            throw new Refusal("403");
        }
        stats().accepted(key);
        return Reply.ok(reads ? read(call.path()) : change(call));
    }

    private synchronized ObjectNode read(String path) {
        ObjectNode json = JSON.createObjectNode();
        switch (path) {
            case "/v1/spot/bid/current" -> {
                ArrayNode items = json.putArray("items");
                bids.values().forEach(bid -> items.addObject().set("bid", bid.deepCopy()));
            }
            case "/v1/account/balance" ->
                json.putArray("accounts")
                        .addObject()
                        .put("subaccount", "main")
                        .put("currency", "BTC")
                        .put("total_balance_sat", 150_000_000L)
                        .put("available_balance_sat", 150_000_000L)
                        .put("blocked_balance_sat", 0);
            default -> throw new Refusal("404");
        }
        return json;
    }

    private synchronized ObjectNode change(Call call) {
        JsonNode body = body(call);
        return switch (call.endpoint()) {
            case "POST /v1/spot/bid" -> place(body);
            case "PUT /v1/spot/bid" -> edit(body);
            case "DELETE /v1/spot/bid" -> cancel(body);
            default -> throw new Refusal("404");
        };
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
        throw new Refusal("400");
    }

    private ObjectNode place(JsonNode body) {
        JsonNode target = body.path("dest_upstream");
        boolean whole = target.path("url").asText("").startsWith("stratum+")
                && !target.path("identity").asText("").isBlank()
                && body.path("amount_sat").asLong() > 0
                && body.path("price_sat").asLong() > 0;
        if (!whole) {
            throw new Refusal("400");
        }
        String own = body.path("cl_order_id").asText("");
        if (!own.isEmpty()
                && bids.values().stream()
                        .anyMatch(bid -> bid.path("cl_order_id").asText("").equals(own))) {
            throw new Refusal("409");
        }
        String id = "B" + next++;
        ObjectNode bid = JSON.createObjectNode()
                .put("id", id)
                .put("cl_order_id", own)
                .put("price_sat", body.path("price_sat").asLong())
                .put("amount_sat", body.path("amount_sat").asLong())
                .put("status", "BID_STATUS_ACTIVE");
        bid.set("dest_upstream", target.deepCopy());
        bids.put(id, bid);
        stats().placedOne();
        return JSON.createObjectNode().put("id", id);
    }

    private ObjectNode edit(JsonNode body) {
        ObjectNode bid = bids.get(body.path("bid_id").asText(""));
        if (bid == null) {
            throw new Refusal("404");
        }
        if (body.has("new_price_sat")) {
            bid.put("price_sat", body.path("new_price_sat").asLong());
        }
        return JSON.createObjectNode();
    }

    private ObjectNode cancel(JsonNode body) {
        if (bids.remove(body.path("order_id").asText("")) == null) {
            throw new Refusal("404");
        }
        stats().cancelledOne();
        return JSON.createObjectNode();
    }
}
