/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTX's WebSockets, spoken by hand. */
class HtxSocketTest {
    private static final String TIME = "2026-11-24T12:00:00";

    private final StoppedClock clock = new StoppedClock();
    private final HtxSimulator venue = HtxSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("readOnly");

    @AfterEach
    void close() {
        venue.close();
    }

    private String signature(String message) {
        return Base64.getEncoder()
                .encodeToString(Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), message));
    }

    private String spot(String host, String version, String time) {
        String message = "GET\n" + host + "\n/ws/v2\naccessKey=" + key.apiKey()
                + "&signatureMethod=HmacSHA256&signatureVersion=" + version + "&timestamp=" + time.replace(":", "%3A");
        return "{\"action\":\"req\",\"ch\":\"auth\",\"params\":{\"authType\":\"api\",\"accessKey\":\"" + key.apiKey()
                + "\",\"signatureMethod\":\"HmacSHA256\",\"signatureVersion\":\"2.1\",\"timestamp\":\"" + time
                + "\",\"signature\":\"" + signature(message) + "\"}}";
    }

    private String swaps(String path) {
        String message = "GET\napi.hbdm.com\n" + path + "\nAccessKeyId=" + key.apiKey()
                + "&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=" + TIME.replace(":", "%3A");
        return "{\"op\":\"auth\",\"type\":\"api\",\"AccessKeyId\":\"" + key.apiKey()
                + "\",\"SignatureMethod\":\"HmacSHA256\",\"SignatureVersion\":\"2\",\"Timestamp\":\"" + TIME
                + "\",\"Signature\":\"" + signature(message) + "\"}";
    }

    @Test
    void spot_streamsFollowALogin_andOneWithAMistakeIsNone() {
        try (Talk talk = Talk.with(venue, "/ws/v2")) {
            String stream = "{\"action\":\"sub\",\"ch\":\"orders#btcusdt\"}";
            assertThat(talk.ask(stream)).contains("no permission");
            for (String login : new String[] {spot("api.hbdm.com", "2.1", TIME), spot("api.huobi.pro", "2", TIME)}) {
                assertThat(talk.ask(login)).contains("Verification failure");
            }
            assertThat(talk.ask(spot("api.huobi.pro", "2.1", "2026-11-24T11:54:59")))
                    .contains("Timestamp expired");
            assertThat(talk.ask(spot("api.huobi.pro", "2.1", TIME).replace(key.apiKey(), "nobody")))
                    .contains("Incorrect Access key");
            assertThat(talk.ask("{")).contains("bad-request");
            assertThat(venue.sessionsOf(key)).isZero();
            assertThat(talk.ask(spot("api.huobi.pro", "2.1", TIME))).contains("\"code\":200");
            assertThat(talk.ask(stream)).contains("\"code\":200");
            assertThat(venue.sessionsOf(key)).isOne();
        }
    }

    @Test
    void swaps_streamsFollowALogin_andOneWithAMistakeIsNone() {
        try (Talk talk = Talk.with(venue, "/linear-swap-notification")) {
            String stream = "{\"op\":\"sub\",\"topic\":\"orders_cross.*\"}";
            assertThat(talk.ask(stream)).contains("no permission");
            assertThat(talk.ask(swaps("/ws/v2"))).contains("Verification failure");
            assertThat(talk.ask(swaps("/linear-swap-notification"))).contains("\"err-code\":0");
            assertThat(talk.ask(stream)).contains("\"err-code\":0");
            key.boundTo("198.51.100.7");
            assertThat(talk.ask(swaps("/linear-swap-notification"))).contains("Incorrect IP address");
        }
    }
}
