/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BitMEX's WebSocket, spoken by hand. */
class BitmexSocketTest {
    private final StoppedClock clock = new StoppedClock();
    private final BitmexSimulator venue = BitmexSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("orderCancel");
    private final Talk talk = Talk.with(venue, "/realtime");

    @BeforeEach
    void hearTheGreeting() {
        assertThat(talk.hear()).contains("Welcome to the BitMEX Realtime API.");
    }

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String login(String signed, long expires) {
        byte[] signature = Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), signed + expires);
        return "{\"op\":\"authKeyExpires\",\"args\":[\"" + key.apiKey() + "\"," + expires + ",\""
                + HexFormat.of().formatHex(signature) + "\"]}";
    }

    private long soon() {
        return clock.instant().getEpochSecond() + 5;
    }

    private String error(String frame) {
        return talk.askJson(frame).path("error").asText();
    }

    @Test
    void login_signedAsDocumented_opensPrivateTablesAndTheTimer() {
        String timer = "{\"op\":\"cancelAllAfter\",\"args\":60000}";
        assertThat(error("{\"op\":\"subscribe\",\"args\":[\"order:XBTUSD\"]}")).isEqualTo("Access Denied");
        assertThat(error(timer)).isEqualTo("Access Denied");
        assertThat(talk.askJson("{\"op\":\"subscribe\",\"args\":\"trade\"}")
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(talk.askJson(login("GET/realtime", soon())).path("success").asBoolean())
                .isTrue();
        assertThat(talk.askJson("{\"op\":\"subscribe\",\"args\":[\"order:XBTUSD\"]}")
                        .path("subscribe")
                        .asText())
                .isEqualTo("order:XBTUSD");
        assertThat(talk.askJson(timer).path("cancelTime").asText()).isEqualTo("2026-11-24T12:01:00.123Z");
        assertThat(error(login("GET/realtime", soon()))).as("a second login").isEqualTo("Parameter Error");
        assertThat(venue.sessionsOf(key)).isOne();
        key.rights(new String[0]);
        assertThat(error(timer)).isEqualTo("Access Denied");
    }

    @Test
    void login_withOneMistake_isRefused() {
        assertThat(error(login("GET/api/v1/realtime", soon()))).isEqualTo("Signature not valid.");
        assertThat(error(login("/realtime", soon()))).isEqualTo("Signature not valid.");
        assertThat(error(login("GET/realtime", soon() - 6))).startsWith("This request has expired");
        assertThat(error(login("GET/realtime", soon()).replace(key.apiKey(), "nobody")))
                .isEqualTo("Invalid API Key.");
        assertThat(error("{\"op\":\"authKey\",\"args\":[]}")).isEqualTo("Parameter Error");
        assertThat(error("{")).isEqualTo("Parameter Error");
        key.boundTo("198.51.100.7");
        assertThat(error(login("GET/realtime", soon()))).isEqualTo("This IP address is not allowed to use this key.");
        assertThat(venue.sessionsOf(key)).isZero();
    }
}
