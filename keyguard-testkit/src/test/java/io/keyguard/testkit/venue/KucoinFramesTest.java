/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** KuCoin's WebSocket, spoken by hand. */
class KucoinFramesTest {
    private final StoppedClock clock = new StoppedClock();
    private final KucoinSimulator venue = KucoinSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("General", "Spot");

    @AfterEach
    void close() {
        venue.close();
    }

    private static String signed(SimulatedKey with, String message) {
        return Base64.getEncoder()
                .encodeToString(Wire.hmac("HmacSHA256", with.secret().getBytes(UTF_8), message));
    }

    private static String address(SimulatedKey with, String timestamp, String passphrase, String message) {
        return "/v1/private?apikey=" + with.apiKey() + "&timestamp=" + timestamp + "&passphrase="
                + URLEncoder.encode(signed(with, passphrase), UTF_8) + "&sign="
                + URLEncoder.encode(signed(with, message), UTF_8);
    }

    private String address(SimulatedKey with) {
        String now = Long.toString(clock.instant().toEpochMilli());
        return address(with, now, with.passphrase(), with.apiKey() + now);
    }

    private Talk loggedIn() {
        Talk talk = Talk.with(venue, address(key));
        assertThat(talk.ask(signed(key, talk.hear()))).contains("welcome");
        return talk;
    }

    private static String order(String op, String clientId) {
        return "{\"id\":\"7\",\"op\":\"" + op + "\",\"args\":{\"clientOid\":\"" + clientId
                + "\",\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"limit\",\"size\":\"1\",\"price\":\"1\"}}";
    }

    @Test
    void order_afterTheSessionIsAnswered_isPlacedInTheSameBook() {
        try (Talk talk = loggedIn()) {
            var answer = talk.askJson(order("spot.order", "a1"));
            assertThat(answer.path("id").asText()).isEqualTo("7");
            assertThat(answer.path("code").asText()).isEqualTo("200000");
            assertThat(venue.book().open()).hasSize(1);
            assertThat(talk.ask(order("spot.order", "a1")))
                    .as("its id is taken")
                    .contains("400100");
            assertThat(talk.ask(order("spot.cancel", "a1"))).contains("200000");
            assertThat(venue.book().open()).isEmpty();
            assertThat(talk.ask(order("futures.order", "a2"))).contains("400007");
            assertThat(talk.ask(order("withdraw", "a3"))).contains("404000");
            assertThat(talk.ask("not JSON")).contains("400100");
            assertThat(talk.ask("{\"id\":\"1\",\"op\":\"ping\"}")).contains("pong");
        }
    }

    @Test
    void session_thatIsAnsweredWrongly_takesNoOrders() {
        try (Talk talk = Talk.with(venue, address(key))) {
            String message = talk.hear();
            assertThat(message).contains("sessionId", "timestamp");
            assertThat(talk.ask(order("spot.order", "a1"))).contains("400005");
            assertThat(talk.ask(signed(key, message + " "))).contains("400005");
            assertThat(venue.stats().ordersPlaced()).isZero();
        }
    }

    @Test
    void address_withOneMistake_isRefused() {
        String now = Long.toString(clock.instant().toEpochMilli());
        String old = Long.toString(clock.instant().toEpochMilli() - 5_001);
        SimulatedKey stranger = KucoinSimulator.start(clock).createKey();
        SimulatedKey bound = venue.createKey("General").boundTo("203.0.113.7");
        refused(address(key).replace("/v1/private", "/v1/public"));
        refused("/v1/private");
        refused(address(key, old, key.passphrase(), key.apiKey() + old));
        refused(address(stranger));
        refused(address(key, now, "another one", key.apiKey() + now));
        refused(address(key, now, key.passphrase(), now + key.apiKey()));
        refused(address(bound));

        assertThat(venue.stats().rejections())
                .isEqualTo(Map.of(
                        "404000", 1L, "400001", 1L, "400002", 1L, "400003", 1L, "400004", 1L, "400005", 1L, "400006",
                        1L));
    }

    private void refused(String address) {
        assertThatThrownBy(() -> Talk.with(venue, address)).isInstanceOf(CompletionException.class);
    }

    /** Whether a session ends with its key is not confirmed: it does not, unless it is told to. */
    @Test
    void session_outlivesItsKey_orNot() {
        try (Talk talk = loggedIn()) {
            key.revoke();
            assertThat(talk.ask(order("spot.order", "a1"))).contains("200000");
            venue.sessionsEndWithKeys(true);
            key.revoke();
            assertThat(talk.hear()).isEqualTo("closed 1000");
        }
    }
}
