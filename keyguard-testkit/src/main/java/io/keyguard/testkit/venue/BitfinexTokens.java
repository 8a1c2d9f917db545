/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.VenueSimulator.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of the simulated Bitfinex: a part of what their key can do, for some seconds, without signature and nonce.
 *
 * <p>From the official documentation: the caps and their letters, {@code writePermission}, 120 seconds if nothing is said. UNCONFIRMED and chosen here: that a cap without writing only reads; that {@code h} and {@code p}, which one page has and
 * another has not, are taken; that a day is the longest life; that a token is bound to the addresses of its key.
 */
final class BitfinexTokens {
    private static final Map<String, String> CAPS = Map.of(
            "a", "account",
            "h", "history",
            "o", "orders",
            "p", "positions",
            "f", "funding",
            "s", "settings",
            "w", "wallets",
            "wd", "withdraw",
            "bp", "bfxpay");
    private static final long SECONDS = 120;
    private static final long MOST_SECONDS = 86_400;

    private final BitfinexSimulator venue;
    /** Each token, and its key. */
    private final Map<SimulatedKey, SimulatedKey> tokens = new ConcurrentHashMap<>();

    BitfinexTokens(BitfinexSimulator venue) {
        this.venue = venue;
    }

    boolean isToken(SimulatedKey key) {
        return tokens.containsKey(key);
    }

    /** Whether it is a token whose key there still is. */
    boolean lives(SimulatedKey token) {
        SimulatedKey parent = tokens.get(token);
        return parent != null && !parent.isRevoked();
    }

    ArrayNode make(SimulatedKey key, JsonNode body) {
        long seconds = body.path("ttl").asLong(SECONDS);
        if (!body.path("scope").asText().equals("api") || seconds < 1 || seconds > MOST_SECONDS) {
            throw new Refusal(BitfinexSimulator.BAD_PARAMS);
        }
        boolean writes = body.path("writePermission").asBoolean(false);
        var rights = new ArrayList<String>();
        for (JsonNode cap : body.path("caps")) {
            String scope = CAPS.get(cap.asText());
            if (scope == null) {
                throw new Refusal(BitfinexSimulator.BAD_PARAMS);
            }
            rights.add(scope + ":read");
            if (writes) {
                rights.add(scope + ":write");
            }
        }
        rights.removeIf(right -> !key.may(right));
        SimulatedKey token = venue.importKey(venue.newToken(), "", rights.toArray(String[]::new))
                .endsAt(venue.clock().instant().plusSeconds(seconds))
                .boundTo(key.ips().toArray(String[]::new));
        tokens.put(token, key);
        return JSON.createArrayNode().add(token.apiKey());
    }

    ArrayNode delete(JsonNode body) {
        for (SimulatedKey token : tokens.keySet()) {
            if (token.apiKey().equals(body.path("token").asText())) {
                token.revoke();
                return JSON.createArrayNode().add(1);
            }
        }
        throw new Refusal(BitfinexSimulator.BAD_PARAMS);
    }
}
