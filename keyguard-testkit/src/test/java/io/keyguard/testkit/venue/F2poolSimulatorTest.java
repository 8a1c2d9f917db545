/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.Answer;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class F2poolSimulatorTest {
    private static final String USER = "{\"mining_user_name\":\"farm1\",\"currency\":\"bitcoin\"}";

    private final StoppedClock clock = new StoppedClock();
    private final F2poolSimulator pool = F2poolSimulator.start(clock);
    private final SimulatedKey key = pool.createKey("read", "write");

    @AfterEach
    void close() {
        pool.close();
    }

    private Answer post(String path, String body) {
        return send("POST", path, body, Map.of("F2P-API-SECRET", key.apiKey(), "Content-Type", "application/json"));
    }

    private Answer send(String method, String path, String body, Map<String, String> headers) {
        return Wire.send(pool, method, "/v2" + path, body, headers);
    }

    private static int code(Answer answer) {
        return answer.json().path("code").asInt();
    }

    @Test
    void reads_tellUsersBalancesAndTransactions() {
        pool.mine("0.5");
        assertThat(post("/mining_user/list", "{}").body()).contains("farm1", "bc1qsynthetic0f2pool0wallet0of0farm1");
        assertThat(post("/assets/balance", USER)
                        .json()
                        .path("balance_info")
                        .path("balance")
                        .asText())
                .isEqualTo("0.5");
        assertThat(post("/hash_rate/info", USER).status()).isEqualTo(200);
        assertThat(post("/mining_user/balance/withdraw", USER)
                        .json()
                        .path("paid_time")
                        .asLong())
                .isEqualTo(clock.instant().getEpochSecond());
        long now = clock.instant().getEpochSecond();
        String list = "{\"mining_user_name\":\"farm1\",\"currency\":\"bitcoin\",\"type\":\"payout\",\"start_time\":"
                + now + ",\"end_time\":" + (now + 1) + "}";
        assertThat(post("/assets/transactions/list", list).body())
                .contains("\"changed_balance\":-0.5", "bc1qsynthetic0f2pool0wallet0of0farm1");
        assertThat(code(post("/mining_user/balance/withdraw", USER))).isEqualTo(5001);
    }

    @Test
    void wallet_isChangedByATokenThatMay_andPayoutsStop() {
        String update =
                "{\"params\":[{\"mining_user_name\":\"farm1\",\"wallets\":[{\"currency\":\"bitcoin\",\"address\":\"bc1qother\"}]}]}";
        key.rights("read");
        assertThat(code(post("/mining_user/wallet/update", update))).isEqualTo(5010);
        key.rights("read", "write");
        assertThat(post("/mining_user/wallet/update", update).status()).isEqualTo(200);
        assertThat(pool.wallet()).isEqualTo("bc1qother");
        pool.mine("1");
        String names = "{\"currency\":\"bitcoin\",\"mining_user_names\":[\"farm1\"]}";
        assertThat(post("/mining_user/payment/pause", names).status()).isEqualTo(200);
        assertThat(pool.payOut()).isFalse();
        assertThat(post("/mining_user/payment/resume", names).status()).isEqualTo(200);
        assertThat(pool.payOut()).isTrue();
    }

    /** Nothing is signed: what can be wrong is the token, where it stands, and the form of the request. */
    @Test
    void requests_withAMistake_areRefused() {
        var json = Map.of("Content-Type", "application/json");
        assertThat(code(send("POST", "/mining_user/list", "{}", json))).isEqualTo(5010);
        for (String header : new String[] {"Authorization", "F2P-API-TOKEN", "X-API-KEY", "apikey"}) {
            var headers = new HashMap<>(json);
            headers.put(header, key.apiKey());
            assertThat(code(send("POST", "/mining_user/list", "{}", headers))).isEqualTo(5010);
        }
        for (String token : new String[] {
            key.apiKey().substring(1),
            key.apiKey() + "0",
            "Bearer " + key.apiKey(),
            key.apiKey().toUpperCase(java.util.Locale.ROOT)
        }) {
            var headers = new HashMap<>(json);
            headers.put("F2P-API-SECRET", token);
            assertThat(code(send("POST", "/mining_user/list", "{}", headers))).isEqualTo(5010);
        }
        assertThat(code(send("POST", "/mining_user/list?F2P-API-SECRET=" + key.apiKey(), "{}", json)))
                .isEqualTo(5010);
        assertThat(code(send(
                        "GET",
                        "/mining_user/list",
                        "",
                        Map.of("F2P-API-SECRET", key.apiKey(), "Content-Type", "application/json"))))
                .isEqualTo(5001);
        assertThat(code(send("POST", "/mining_user/list", "{}", Map.of("F2P-API-SECRET", key.apiKey()))))
                .isEqualTo(5001);
        for (String body : new String[] {"", "[]", "{", "currency=bitcoin"}) {
            assertThat(code(post("/assets/balance", body))).isEqualTo(5001);
        }
        assertThat(code(post("/assets/balance", USER.replace("farm1", "farm2"))))
                .isEqualTo(5001);
        assertThat(code(post("/never/heard/of", "{}"))).isEqualTo(5001);
        key.boundTo("203.0.113.7");
        assertThat(code(post("/mining_user/list", "{}"))).isEqualTo(5010);
        key.boundTo().revoke();
        assertThat(code(post("/mining_user/list", "{}"))).isEqualTo(5010);
    }

    @Test
    void errors_haveTheStatusesOfTheTable() {
        Map<String, Integer> table = Wire.errors("f2pool");
        assertThat(pool.errors()).isEqualTo(table.keySet());
        table.forEach((code, status) -> {
            pool.refuseNext(1, code);
            Answer answer = post("/mining_user/list", "{}");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(String.valueOf(code(answer))).isEqualTo(code);
        });
    }
}
