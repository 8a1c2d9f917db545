/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BraiinsSimulatorTest {
    private static final String BID =
            "{\"dest_upstream\":{\"url\":\"stratum+tcp://pool.example:3333\",\"identity\":\"farm1\"},\"amount_sat\":1,\"price_sat\":1,\"cl_order_id\":\"a1\"}";

    private final BraiinsPoolSimulator pool = BraiinsPoolSimulator.start(new Wire.StoppedClock());
    private final BraiinsHashpowerSimulator market = BraiinsHashpowerSimulator.start(new Wire.StoppedClock());
    private final SimulatedKey token = pool.createKey();
    private final SimulatedKey owner = market.createKey("Owner Token");

    @AfterEach
    void close() {
        pool.close();
        market.close();
    }

    private Answer get(String path) {
        return Wire.send(pool, "GET", path, "", Map.of("Pool-Auth-Token", token.apiKey()));
    }

    private Answer bid(String method, String body, SimulatedKey key) {
        return Wire.send(market, method, "/v1/spot/bid", body, Map.of("apikey", key.apiKey()));
    }

    @Test
    void pool_tellsProfileRewardsAndPayouts() {
        pool.mine("0.03");
        assertThat(get("/accounts/profile/json/btc/").body()).contains("farmer1", "\"current_balance\":\"0.03\"");
        assertThat(pool.payOut()).isTrue();
        String day = "?from=2026-11-24&to=2026-11-24";
        assertThat(get("/accounts/rewards/json/btc" + day).body()).contains("\"total_reward\":\"0.03\"");
        assertThat(get("/accounts/payouts/json/btc" + day).body())
                .contains("\"amount_sats\":3000000", "bc1qsynthetic0braiins0wallet0of0farmer1");
        assertThat(get("/accounts/payouts/json/btc?from=2026-11-25").body()).contains("\"onchain\":[]");
        assertThat(get("/accounts/payouts/json/btc?from=yesterday").status()).isEqualTo(400);
        assertThat(get("/accounts/workers/json/btc").status()).isEqualTo(200);
        assertThat(Wire.send(pool, "GET", "/accounts/workers/json/btc", "", Map.of("X-Pool-Auth-Token", token.apiKey()))
                        .status())
                .isEqualTo(200);
    }

    /** Nothing is signed: what can be wrong is the token and where it stands. */
    @Test
    void pool_withAMistake_isRefused() {
        for (Map<String, String> headers : java.util.List.of(
                Map.<String, String>of(),
                Map.of("Authorization", token.apiKey()),
                Map.of("apikey", token.apiKey()),
                Map.of("Pool-Auth-Token", token.apiKey() + "x"),
                Map.of("Pool-Auth-Token", "Bearer " + token.apiKey()),
                Map.of("Pool-Auth-Token", owner.apiKey()))) {
            assertThat(Wire.send(pool, "GET", "/accounts/profile/json/btc/", "", headers)
                            .status())
                    .isEqualTo(401);
        }
        assertThat(Wire.send(pool, "GET", "/accounts/profile/json/btc/?token=" + token.apiKey(), "", Map.of())
                        .status())
                .isEqualTo(401);
        assertThat(get("/accounts/profile/json/btc").status()).isEqualTo(404);
        assertThat(Wire.send(
                                pool,
                                "POST",
                                "/accounts/profile/json/btc/",
                                "{}",
                                Map.of("Pool-Auth-Token", token.apiKey()))
                        .status())
                .isEqualTo(404);
        token.boundTo("203.0.113.7");
        assertThat(get("/accounts/profile/json/btc/").status()).isEqualTo(403);
        token.boundTo().revoke();
        assertThat(get("/accounts/profile/json/btc/").status()).isEqualTo(401);
    }

    @Test
    void market_placesEditsAndCancels() {
        assertThat(bid("POST", BID, owner).json().path("id").asText()).isEqualTo("B1");
        assertThat(bid("POST", BID, owner).status()).isEqualTo(409);
        assertThat(bid("PUT", "{\"bid_id\":\"B1\",\"new_price_sat\":7}", owner).status())
                .isEqualTo(200);
        assertThat(bid("PUT", "{\"bid_id\":\"B9\"}", owner).status()).isEqualTo(404);
        assertThat(Wire.send(market, "GET", "/v1/spot/bid/current", "", Map.of("apikey", owner.apiKey()))
                        .body())
                .contains("\"price_sat\":7", "farm1");
        assertThat(bid("DELETE", "{\"order_id\":\"B1\"}", owner).status()).isEqualTo(200);
        assertThat(bid("DELETE", "{\"order_id\":\"B1\"}", owner).status()).isEqualTo(404);
    }

    @Test
    void market_withAMistake_isRefused() {
        SimulatedKey reader = market.createKey("Read-only Token");
        assertThat(bid("POST", BID, reader).status()).isEqualTo(403);
        assertThat(Wire.send(market, "POST", "/v1/spot/bid", BID, Map.of("Authorization", owner.apiKey()))
                        .status())
                .isEqualTo(401);
        for (String body : new String[] {
            "",
            "[]",
            "{",
            BID.replace("stratum+tcp", "http"),
            BID.replace("farm1", ""),
            BID.replace("_sat\":1", "_sat\":0")
        }) {
            assertThat(bid("POST", body, owner).status()).isEqualTo(400);
        }
        assertThat(bid("PATCH", BID, owner).status()).isEqualTo(404);
        owner.boundTo("203.0.113.7");
        assertThat(bid("POST", BID, owner).status()).isEqualTo(403);
        owner.boundTo().revoke();
        assertThat(bid("POST", BID, owner).status()).isEqualTo(401);
    }

    @Test
    void errors_haveTheStatusesOfTheTable() {
        Wire.errors("braiins-pool").forEach((code, status) -> {
            pool.refuseNext(1, code);
            assertThat(get("/accounts/profile/json/btc/").status()).isEqualTo(status);
        });
        Wire.errors("braiins-hashpower").forEach((code, status) -> {
            market.refuseNext(1, code);
            assertThat(bid("POST", BID, owner).status()).isEqualTo(status);
        });
        assertThat(pool.errors()).isEqualTo(Wire.errors("braiins-pool").keySet());
        assertThat(market.errors()).isEqualTo(Wire.errors("braiins-hashpower").keySet());
    }
}
