/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bitget's WebSocket of unified accounts, spoken by hand. */
class BitgetFramesTest {
    private static final String PLACE =
            "{\"op\":\"trade\",\"id\":\"1\",\"category\":\"spot\",\"topic\":\"place-order\",\"args\":[{\"symbol\":\"BTCUSDT\","
                    + "\"orderType\":\"limit\",\"qty\":\"1\",\"price\":\"100\",\"side\":\"buy\",\"clientOid\":\"a1\"}]}";
    private static final String CANCEL =
            "{\"op\":\"trade\",\"id\":\"2\",\"category\":\"spot\",\"topic\":\"cancel-order\",\"args\":[{\"clientOid\":\"a1\"}]}";
    private static final String SIGNED = "1795521600GET/user/verify";

    private final StoppedClock clock = new StoppedClock();
    private final BitgetSimulator venue = BitgetSimulator.startUnified(clock);
    private final SimulatedKey key = venue.createKey("read-only", "uta_trade");
    private final Talk talk = Talk.with(venue, "/v3/ws/private");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String login(String signed, String timestamp) {
        String signature = Base64.getEncoder()
                .encodeToString(Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), signed));
        return "{\"op\":\"login\",\"args\":[{\"apiKey\":\"" + key.apiKey() + "\",\"passphrase\":\"" + key.passphrase()
                + "\",\"timestamp\":\"" + timestamp + "\",\"sign\":\"" + signature + "\"}]}";
    }

    private String code(String frame) {
        return talk.askJson(frame).path("code").asText();
    }

    @Test
    void orders_followALogin() {
        assertThat(talk.ask("ping")).isEqualTo("pong");
        assertThat(code(PLACE)).isEqualTo("40014");
        assertThat(code("{\"op\":\"subscribe\",\"args\":[{\"topic\":\"order\"}]}"))
                .isEqualTo("40014");
        assertThat(talk.ask(login(SIGNED, "1795521600"))).contains("\"event\":\"login\"");
        assertThat(talk.ask("{\"op\":\"subscribe\",\"args\":[{\"topic\":\"order\"}]}"))
                .contains("subscribe");
        assertThat(code(PLACE)).isEqualTo("0");
        assertThat(code(PLACE)).isEqualTo("40786");
        assertThat(code(CANCEL)).isEqualTo("0");
        assertThat(venue.sessionsOf(key)).isOne();
        key.rights("read-only");
        assertThat(code(PLACE)).isEqualTo("40014");
    }

    @Test
    void login_withOneMistake_isRefused() {
        assertThat(code(login("1795521600GET/users/self/verify", "1795521600"))).isEqualTo("30015");
        assertThat(code(login("GET/user/verify", "1795521600"))).isEqualTo("30015");
        assertThat(code(login("1795521500GET/user/verify", "1795521500"))).isEqualTo("30014");
        assertThat(code(login(SIGNED, "now"))).isEqualTo("30013");
        assertThat(code(login(SIGNED, "1795521600").replace(key.apiKey(), "bg_nobody")))
                .isEqualTo("30011");
        assertThat(code(login(SIGNED, "1795521600").replace(key.passphrase(), "another")))
                .isEqualTo("30012");
        assertThat(code("{")).isEqualTo("40034");
        key.boundTo("198.51.100.7");
        assertThat(code(login(SIGNED, "1795521600"))).isEqualTo("40018");
        assertThat(venue.sessionsOf(key)).isZero();
    }
}
