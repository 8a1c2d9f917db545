/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The WebSocket of MEXC's contracts, spoken by hand. */
class MexcSocketTest {
    private final StoppedClock clock = new StoppedClock();
    private final MexcSimulator venue = MexcSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("CONTRACT_ACCOUNT_READ");
    private final Talk talk = Talk.with(venue, "/edge");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String login(String signed, long time) {
        byte[] signature = Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), signed);
        return "{\"method\":\"login\",\"param\":{\"apiKey\":\"" + key.apiKey() + "\",\"reqTime\":\"" + time
                + "\",\"signature\":\"" + HexFormat.of().formatHex(signature) + "\"}}";
    }

    private long now() {
        return clock.instant().toEpochMilli();
    }

    @Test
    void login_signedAsDocumented_isAccepted() {
        assertThat(talk.ask("{\"method\":\"ping\"}")).contains("pong");
        assertThat(talk.ask(login(key.apiKey() + now(), now()))).contains("rs.login", "success");
        assertThat(venue.sessionsOf(key)).isOne();
    }

    @Test
    void login_withOneMistake_isRefused() {
        assertThat(talk.ask(login(now() + key.apiKey(), now()))).contains("rs.error", "602");
        assertThat(talk.ask(login(key.apiKey(), now()))).contains("602");
        assertThat(talk.ask(login(key.apiKey() + now() + "{}", now()))).contains("602");
        assertThat(talk.ask(login(key.apiKey() + (now() - 10_001), now() - 10_001)))
                .contains("513");
        assertThat(talk.ask(login(key.apiKey() + now(), now()).replace(key.apiKey(), "mx0nobodyhasthis01")))
                .contains("401");
        assertThat(talk.ask("{\"method\":\"other\"}")).contains("600");
        assertThat(talk.ask("{")).contains("600");
        key.boundTo("198.51.100.7");
        assertThat(talk.ask(login(key.apiKey() + now(), now()))).contains("406");
        assertThat(venue.sessionsOf(key)).isZero();
    }
}
