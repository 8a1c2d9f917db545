/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gate's WebSockets, spoken by hand. */
class GateSocketTest {
    private final StoppedClock clock = new StoppedClock();
    private final GateSimulator venue = GateSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("spot:read_write");
    private final Talk talk = Talk.with(venue, "/ws/v4/");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String hex(String message) {
        return HexFormat.of().formatHex(Wire.hmac("HmacSHA512", key.secret().getBytes(UTF_8), message));
    }

    private String login(String signed) {
        return "{\"time\":1795521600,\"channel\":\"spot.login\",\"event\":\"api\",\"payload\":{\"req_id\":\"1\",\"api_key\":\""
                + key.apiKey() + "\",\"timestamp\":\"1795521600\",\"signature\":\"" + hex(signed)
                + "\",\"req_param\":{}}}";
    }

    private static final String SIGNED = "api\nspot.login\n{}\n1795521600";

    private static String api(String channel, String params) {
        return "{\"time\":1795521600,\"channel\":\"" + channel
                + "\",\"event\":\"api\",\"payload\":{\"req_id\":\"2\",\"req_param\":" + params + "}}";
    }

    private static String label(JsonNode answer) {
        return answer.path("data").path("errs").path("label").asText("");
    }

    @Test
    void orders_followALogin() {
        String order = api(
                "spot.order_place",
                "{\"currency_pair\":\"BTC_USDT\",\"side\":\"buy\",\"amount\":\"1\",\"price\":\"100\",\"text\":\"t-a1\"}");
        assertThat(label(talk.askJson(order))).isEqualTo("INVALID_KEY");
        assertThat(talk.askJson(login(SIGNED))
                        .path("data")
                        .path("result")
                        .path("uid")
                        .asText())
                .isEqualTo("10001");
        JsonNode placed = talk.askJson(order).path("data").path("result");
        assertThat(placed.path("text").asText()).isEqualTo("t-a1");
        assertThat(talk.ask(api(
                        "spot.order_cancel",
                        "{\"order_id\":\"" + placed.path("id").asText() + "\"}")))
                .contains("cancelled");
        assertThat(label(talk.askJson(api("spot.order_cancel", "{\"order_id\":\"1\"}"))))
                .isEqualTo("ORDER_NOT_FOUND");
        assertThat(label(talk.askJson(api("futures.order_place", "{}")))).isEqualTo("INVALID_PARAM_VALUE");
        assertThat(venue.sessionsOf(key)).isOne();
        key.rights("spot:read_only");
        assertThat(label(talk.askJson(order))).isEqualTo("READ_ONLY");
    }

    @Test
    void login_withOneMistake_isRefused() {
        for (String signed : new String[] {
            "api\nfutures.login\n{}\n1795521600",
            "spot.login\n{}\n1795521600",
            "api\nspot.login\n1795521600",
            "channel=spot.login&event=api&time=1795521600"
        }) {
            assertThat(label(talk.askJson(login(signed)))).as(signed).isEqualTo("INVALID_SIGNATURE");
        }
        assertThat(label(talk.askJson(login(SIGNED).replace("1795521600", "1795521500"))))
                .isEqualTo("REQUEST_EXPIRED");
        assertThat(label(talk.askJson(login(SIGNED).replace(key.apiKey(), "nobody"))))
                .isEqualTo("INVALID_KEY");
        assertThat(label(talk.askJson("{"))).isEqualTo("INVALID_REQUEST_BODY");
        key.boundTo("198.51.100.7");
        assertThat(label(talk.askJson(login(SIGNED)))).isEqualTo("IP_FORBIDDEN");
        assertThat(venue.sessionsOf(key)).isZero();
    }

    @Test
    void stream_isSignedByItself() {
        String frame =
                "{\"time\":1795521600,\"channel\":\"spot.orders\",\"event\":\"subscribe\",\"payload\":[],\"auth\":{\"method\":\"api_key\","
                        + "\"KEY\":\"" + key.apiKey() + "\",\"SIGN\":\""
                        + hex("channel=spot.orders&event=subscribe&time=1795521600") + "\"}}";
        assertThat(talk.ask(frame)).contains("success");
        assertThat(label(talk.askJson(frame.replace("spot.orders\",\"event", "spot.balances\",\"event"))))
                .isEqualTo("INVALID_SIGNATURE");
        assertThat(talk.ask("{\"time\":1,\"channel\":\"spot.tickers\",\"event\":\"subscribe\",\"payload\":[]}"))
                .contains("success");
    }
}
