/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bybit's WebSockets, spoken by hand. */
class BybitFramesTest {
    private final StoppedClock clock = new StoppedClock();
    private final BybitSimulator venue = BybitSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("Spot/SpotTrade");
    private final Talk talk = Talk.with(venue, "/v5/trade");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private long now() {
        return clock.instant().toEpochMilli();
    }

    private static String login(SimulatedKey with, long expires, String signed) {
        byte[] signature = Wire.hmac("HmacSHA256", with.secret().getBytes(UTF_8), signed);
        return "{\"op\":\"auth\",\"args\":[\"" + with.apiKey() + "\"," + expires + ",\""
                + HexFormat.of().formatHex(signature) + "\"]}";
    }

    private static String login(SimulatedKey with, long expires) {
        return login(with, expires, "GET/realtime" + expires);
    }

    private String order(String op, String id, long time) {
        return "{\"reqId\":\"" + id + "\",\"header\":{\"X-BAPI-TIMESTAMP\":\"" + time + "\"},\"op\":\"" + op
                + "\",\"args\":[{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"1\",\"price\":\"1\",\"orderLinkId\":\"a1\"}]}";
    }

    private String code(String text) {
        return talk.askJson(text).path("retCode").asText();
    }

    private void logIn() {
        assertThat(code(login(key, now() + 5_000))).isEqualTo("0");
    }

    @Test
    void order_afterALogin_isPlacedInTheSameBook() {
        logIn();
        JsonNode answer = talk.askJson(order("order.create", "r1", now()));

        assertThat(answer.path("reqId").asText()).isEqualTo("r1");
        assertThat(answer.path("retCode").asInt(-1)).isZero();
        assertThat(answer.path("data").path("orderLinkId").asText()).isEqualTo("a1");
        assertThat(venue.book().open()).hasSize(1);
        assertThat(code(order("order.cancel", "r2", now()))).isEqualTo("0");
        assertThat(venue.book().open()).isEmpty();
        assertThat(venue.stats().requestsOf(key)).isEqualTo(3);
        assertThat(talk.askJson("{\"op\":\"ping\"}").path("op").asText()).isEqualTo("pong");
    }

    @Test
    void order_withOneMistake_isRefused() {
        assertThat(code(order("order.create", "r0", now()))).as("no login").isEqualTo("10007");
        logIn();
        assertThat(code(order("order.create", "r1", now() - 5_001))).as("old").isEqualTo("10002");
        assertThat(code(order("order.create", "r2", now() + 1_000))).as("ahead").isEqualTo("10002");
        assertThat(code(order("order.create", "r".repeat(37), now()))).isEqualTo("10001");
        assertThat(code(order("withdraw", "r3", now()))).isEqualTo("10404");
        assertThat(code("{\"op\":\"order.create\",\"args\":[]}")).isEqualTo("10002");
        assertThat(code("not JSON")).isEqualTo("10001");
        assertThat(code(order("order.create", "r4", now()))).isEqualTo("0");
        assertThat(code(order("order.create", "r4", now()))).as("repeated").isEqualTo("20006");
        assertThat(code(order("order.create", "r5", now())))
                .as("its id is taken")
                .isEqualTo("170141");
        key.rights("ContractTrade/Order");
        assertThat(code(order("order.create", "r6", now()))).isEqualTo("10005");
        assertThat(venue.stats().ordersPlaced()).isEqualTo(1);
    }

    @Test
    void login_withOneMistake_isRefused() {
        long end = now() + 5_000;
        SimulatedKey stranger = BybitSimulator.start(clock).createKey();
        SimulatedKey bound = venue.createKey("Spot/SpotTrade").boundTo("203.0.113.7");
        assertThat(code(login(stranger, end))).isEqualTo("10003");
        assertThat(code(login(key, now()))).as("ended").isEqualTo("10001");
        assertThat(code(login(key, end, "GET/realtime" + (end + 1)))).isEqualTo("10004");
        assertThat(code(login(key, end, "POST/realtime" + end))).isEqualTo("10004");
        assertThat(code("{\"op\":\"auth\",\"args\":[\"" + key.apiKey() + "\"]}"))
                .isEqualTo("10001");
        assertThat(code(login(bound, end))).isEqualTo("10010");
        logIn();
        assertThat(code(login(key, end))).as("repeated").isEqualTo("20001");
        for (String path : List.of("/v5/public/spot", "/v5/trade/more", "/")) {
            assertThatThrownBy(() -> Talk.with(venue, path)).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void privateStream_takesNoOrders() {
        try (Talk stream = Talk.with(venue, "/v5/private?max_active_time=1m")) {
            assertThat(stream.askJson(login(key, now() + 5_000)).path("retCode").asText())
                    .isEqualTo("0");
            assertThat(stream.askJson(order("order.create", "r1", now()))
                            .path("retCode")
                            .asText())
                    .isEqualTo("10404");
        }
    }

    /** Whether a session ends with its key is not confirmed: it does not, unless it is told to. */
    @Test
    void session_outlivesItsKey_orNot() {
        logIn();
        assertThat(venue.sessionsOf(key)).isEqualTo(1);
        key.revoke();
        assertThat(code(order("order.create", "r1", now()))).isEqualTo("0");
        venue.sessionsEndWithKeys(true);
        key.revoke();
        assertThat(talk.hear()).isEqualTo("closed 1000");
    }
}
