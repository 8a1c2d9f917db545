/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deribit's WebSocket, spoken by hand. */
class DeribitFramesTest {
    private final StoppedClock clock = new StoppedClock();
    private final DeribitSimulator venue = DeribitSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("account:read", "trade:read_write");
    private final Talk talk = Talk.with(venue, "/ws/api/v2");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private static String frame(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String login(SimulatedKey with, long timestamp, String nonce, String signed, String scope) {
        String signature =
                HexFormat.of().formatHex(Wire.hmac("HmacSHA256", with.secret().getBytes(UTF_8), signed));
        return frame(
                "public/auth",
                "\"grant_type\":\"client_signature\",\"client_id\":\"" + with.apiKey() + "\",\"timestamp\":" + timestamp
                        + ",\"nonce\":\"" + nonce + "\",\"data\":\"\",\"signature\":\"" + signature + "\",\"scope\":\""
                        + scope + "\"");
    }

    private String login(String nonce, String scope) {
        long now = clock.millis();
        return login(key, now, nonce, now + "\n" + nonce + "\n", scope);
    }

    private int code(String text) {
        return talk.askJson(text).path("error").path("code").asInt();
    }

    private static String order(String label) {
        return frame(
                "private/buy",
                "\"instrument_name\":\"BTC-PERPETUAL\",\"amount\":10,\"type\":\"limit\",\"price\":100,\"label\":\""
                        + label + "\"");
    }

    @Test
    void order_afterALogin_isPlacedInTheSameBook() {
        JsonNode granted = talk.askJson(login("a", ""));
        assertThat(granted.path("id").asInt()).isEqualTo(7);
        assertThat(granted.path("result").path("scope").asText()).contains("trade:read_write");

        JsonNode placed = talk.askJson(order("n1"));

        assertThat(placed.path("result").path("order").path("label").asText()).isEqualTo("n1");
        assertThat(placed.path("id").asInt()).isEqualTo(7);
        assertThat(venue.stats().ordersPlaced()).isOne();
        assertThat(code(frame("private/get_open_orders", ""))).isZero();
        assertThat(code(frame("private/unheard_of", ""))).isEqualTo(-32601);
    }

    @Test
    void login_thatIsNarrowed_narrowsTheSession() {
        assertThat(code(login("a", "trade:read"))).isZero();
        assertThat(code(order("n1"))).isEqualTo(13021);
        assertThat(code(frame("private/get_open_orders", ""))).isZero();
    }

    @Test
    void order_withoutALoginOrARight_isRefused() {
        assertThat(code(order("n1"))).isEqualTo(10000);
        assertThat(code(login("a", ""))).isZero();
        assertThat(code(frame("private/withdraw", "\"currency\":\"BTC\",\"amount\":1,\"address\":\"x\"")))
                .isEqualTo(13021);
    }

    @Test
    void login_withOneMistake_isRefused() {
        long now = clock.millis();
        assertThat(code(login(key, now, "a", now + "\na", ""))).isEqualTo(13009);
        assertThat(code(login(key, now, "b", now + "\nc\n", ""))).isEqualTo(13009);
        assertThat(code(login("d", "").replace(key.apiKey(), "somebody"))).isEqualTo(13004);
        assertThat(code(login("e", "").replace("client_signature", "client_credentials")))
                .isEqualTo(13004);
        assertThat(code(login("f", ""))).isZero();
        assertThat(code(login("f", ""))).isEqualTo(13009);
        clock.pass(Duration.ofSeconds(61));
        assertThat(code(login(key, now, "g", now + "\ng\n", ""))).isEqualTo(13009);
        key.boundTo("203.0.113.7");
        assertThat(code(login("h", ""))).isEqualTo(13004);
        assertThat(code("not JSON")).isEqualTo(-32700);
    }

    @Test
    void session_outlivesItsKey_unlessItIsToldNotTo() {
        assertThat(code(login("a", ""))).isZero();
        key.revoke();
        assertThat(code(order("n1"))).isZero();
        venue.sessionsEndWithKeys(true);
        key.revoke();
        assertThat(talk.hear()).startsWith("closed");
    }

    @Test
    void logout_endsTheSession() {
        assertThat(code(login("a", ""))).isZero();
        assertThat(venue.sessionsOf(key)).isOne();
        assertThat(talk.ask(frame("private/logout", ""))).isEqualTo("closed 1000");
    }
}
