/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OKX's private WebSocket, spoken by hand, and what every simulator's WebSocket does. */
class OkxFramesTest {
    private static final String PATH = "/ws/v5/private";

    private final StoppedClock clock = new StoppedClock();
    private final OkxSimulator venue = OkxSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("read_only", "trade");
    private final Talk talk = Talk.with(venue, PATH);

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String timestamp() {
        return Long.toString(clock.instant().getEpochSecond());
    }

    private static String login(SimulatedKey with, String passphrase, String timestamp, String signed) {
        byte[] signature = Wire.hmac("HmacSHA256", with.secret().getBytes(UTF_8), signed);
        return "{\"op\":\"login\",\"args\":[{\"apiKey\":\"" + with.apiKey() + "\",\"passphrase\":\"" + passphrase
                + "\",\"timestamp\":\"" + timestamp + "\",\"sign\":\""
                + Base64.getEncoder().encodeToString(signature) + "\"}]}";
    }

    private static String login(SimulatedKey with, String timestamp) {
        return login(with, with.passphrase(), timestamp, timestamp + "GET/users/self/verify");
    }

    private static String order(String op, String clientId) {
        return "{\"id\":\"7\",\"op\":\"" + op
                + "\",\"args\":[{\"instIdCode\":12345,\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"limit\",\"px\":\"1\",\"sz\":\"1\",\"clOrdId\":\""
                + clientId + "\"}]}";
    }

    private String code(String text) {
        return talk.askJson(text).path("code").asText();
    }

    private void logIn() {
        assertThat(code(login(key, timestamp()))).isEqualTo("0");
    }

    @Test
    void order_afterALogin_isPlacedInTheSameBook() {
        logIn();
        JsonNode answer = talk.askJson(order("order", "a1"));

        assertThat(answer.path("id").asText()).isEqualTo("7");
        assertThat(answer.path("op").asText()).isEqualTo("order");
        assertThat(answer.path("code").asText()).isEqualTo("0");
        assertThat(answer.path("data").path(0).path("sCode").asText()).isEqualTo("0");
        assertThat(venue.book().open())
                .singleElement()
                .satisfies(placed -> assertThat(placed.clientId()).isEqualTo("a1"));
        assertThat(code(order("cancel-order", "a1"))).isEqualTo("0");
        assertThat(venue.book().open()).isEmpty();
        assertThat(venue.stats().requestsOf(key)).isEqualTo(3);
        assertThat(talk.ask("ping")).isEqualTo("pong");
    }

    @Test
    void order_thatIsRefused_namesItsRequest() {
        logIn();
        assertThat(code(order("order", "not-alphanumeric"))).isEqualTo("51000");
        assertThat(code(order("withdraw", "a1"))).isEqualTo("60012");
        key.rights("read_only");
        assertThat(talk.hear()).isEqualTo("closed 4007");
        assertThat(venue.stats().rejections()).isEqualTo(Map.of("51000", 1L, "60012", 1L));
    }

    /** The number alone counts; which one it is the instruments tell. */
    @Test
    void order_goesByTheNumberOfTheInstrument() throws Exception {
        String listed = Wire.send(
                        venue, "GET", "/api/v5/public/instruments?instType=SWAP&instId=BTC-USDT-SWAP", "", Map.of())
                .json()
                .path("data")
                .path(0)
                .path("instIdCode")
                .asText();
        logIn();
        String named = order("order", "a1").replace("\"instIdCode\":12345", "\"instId\":\"BTC-USDT\"");
        for (String text : List.of(named, order("order", "a1").replace("12345", "\"12345\""))) {
            assertThat(item(text)).isEqualTo("50014");
        }
        assertThat(item(order("cancel-order", "a1").replace("12345", "99"))).isEqualTo("51001");
        assertThat(venue.stats().ordersPlaced()).isZero();

        String both = named.replace("{\"instId\"", "{\"instIdCode\":" + listed + ",\"instId\"");
        assertThat(item(both)).isEqualTo("0");
        assertThat(venue.book().open())
                .singleElement()
                .satisfies(placed -> assertThat(placed.symbol()).isEqualTo("BTC-USDT-SWAP"));
    }

    private String item(String text) {
        return talk.askJson(text).path("data").path(0).path("sCode").asText();
    }

    @Test
    void order_withoutALogin_isRefused() {
        assertThat(code(order("order", "a1"))).isEqualTo("60011");
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void order_withoutTheRight_isRefused() {
        SimulatedKey reader = venue.createKey("read_only");
        assertThat(code(login(reader, timestamp()))).isEqualTo("0");
        assertThat(code(order("order", "a1"))).isEqualTo("50120");
    }

    /** Eleven mistakes, one each. */
    @Test
    void login_withOneMistake_isRefused() {
        String now = timestamp();
        assertThat(code(login(key, now, now, now))).isEqualTo("60024");
        assertThat(code(login(key, key.passphrase(), now, now + "GET/users/self/verify/")))
                .isEqualTo("60007");
        assertThat(code(login(key, key.passphrase(), now, now + "POST/users/self/verify")))
                .isEqualTo("60007");
        assertThat(code(login(key, now).replace(key.apiKey(), "somebody"))).isEqualTo("60005");
        assertThat(code(login(key, now).replace(key.apiKey(), "985d5b66-57ce-40fb-b714-afc0b9787083")))
                .isEqualTo("60032");
        assertThat(code(login(key, clock.instant().toString()))).isEqualTo("60004");
        assertThat(code(login(key, Long.toString(clock.millis())))).isEqualTo("60004");
        assertThat(code(login(
                        key, Long.toString(clock.instant().minusSeconds(31).getEpochSecond()))))
                .isEqualTo("60006");
        assertThat(code(login(venue.createKey("trade").inSandbox(), now))).isEqualTo("60032");
        assertThat(code(login(venue.createKey("trade").boundTo("203.0.113.7"), now)))
                .isEqualTo("60009");
        assertThat(code("not JSON")).isEqualTo("60012");
        assertThat(code("[]")).isEqualTo("60012");
        assertThat(venue.sessionsOf(key)).isZero();
    }

    @Test
    void login_twice_isRefused() {
        logIn();
        assertThat(code(login(key, timestamp()))).isEqualTo("60031");
    }

    @Test
    void login_atTheEdgeOfTheWindow_isAccepted() {
        String then = timestamp();
        clock.pass(Duration.ofSeconds(30));
        assertThat(code(login(key, then))).isEqualTo("0");
    }

    @Test
    void path_thatIsNone_isRefusedInTheHandshake() {
        assertThatThrownBy(() -> Talk.with(venue, "/ws/v5/unknown")).isInstanceOf(CompletionException.class);
    }

    // What every simulator does

    @Test
    void session_whoseKeyIsRevoked_ends() {
        logIn();
        assertThat(venue.sessionsOf(key)).isOne();
        venue.createKey("trade").revoke();
        assertThat(talk.ask("ping")).isEqualTo("pong");
        key.revoke();
        assertThat(talk.hear()).isEqualTo("closed 4007");
    }

    @Test
    void session_thatOutlivesItsKey_goesOnTrading() {
        venue.sessionsEndWithKeys(false);
        logIn();
        key.revoke();
        assertThat(code(order("order", "a1"))).isEqualTo("0");
        assertThat(venue.sessionsOf(key)).isOne();
    }

    @Test
    void troubles_ofRequests_areTroublesOfFramesAsWell() {
        logIn();
        venue.refuseNext(1, "50013");
        assertThat(code(order("order", "a1"))).isEqualTo("50013");
        venue.failNext(1, Fault.DOUBLED);
        assertThat(code(order("order", ""))).isEqualTo("0");
        assertThat(venue.stats().ordersPlaced()).isEqualTo(2);
        for (Fault fault : List.of(Fault.TRUNCATED, Fault.NOT_JSON, Fault.OTHER_JSON)) {
            venue.failNext(1, fault);
            assertThat(talk.ask("ping")).isNotEqualTo("pong");
        }
        venue.failNext(1, Fault.HUGE);
        assertThat(talk.ask("ping")).hasSize(4 << 20);
        venue.allow(0);
        assertThat(code("ping")).isEqualTo("60014");
        venue.allow(1);
        venue.failNext(1, Fault.LOST_ANSWER);
        assertThat(talk.ask(order("order", ""))).startsWith("closed");
        assertThat(venue.stats().ordersPlaced()).isEqualTo(3);
    }

    @Test
    void outage_closes_andNoAnswerHangsUp() {
        venue.failNext(1, Fault.NO_ANSWER);
        assertThat(talk.ask(order("order", ""))).startsWith("closed");
        try (Talk other = Talk.with(venue, PATH)) {
            venue.outage(true);
            assertThat(other.ask("ping")).isEqualTo("closed 1001");
        }
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void close_endsTheSessions() {
        logIn();
        venue.close();
        assertThat(talk.hear()).startsWith("closed");
    }
}
