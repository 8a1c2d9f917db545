/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kraken's authenticated WebSocket, spoken by hand. */
class KrakenFramesTest {
    private final StoppedClock clock = new StoppedClock();
    private final KrakenSimulator venue = KrakenSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("create-ws-token", "modify-trades", "close-trades");
    private final Talk talk = talk();

    private Talk talk() {
        Talk made = Talk.with(venue, "/v2");
        assertThat(made.hear()).contains("\"status\"", "online");
        return made;
    }

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private static String frame(String method, String token, String more) {
        return "{\"method\":\"" + method + "\",\"req_id\":7,\"params\":{\"token\":\"" + token + "\"" + more + "}}";
    }

    private static String order(String token, String clientId) {
        return frame(
                "add_order",
                token,
                ",\"symbol\":\"BTC/USD\",\"side\":\"buy\",\"order_type\":\"limit\",\"order_qty\":1.5,\"limit_price\":100.5,"
                        + "\"cl_ord_id\":\"" + clientId + "\"");
    }

    @Test
    void order_withAToken_isPlacedInTheSameBookAndCancelled() {
        String token = venue.token(key);
        JsonNode placed = talk.askJson(order(token, "a1"));

        assertThat(placed.path("success").asBoolean()).isTrue();
        assertThat(placed.path("req_id").asInt()).isEqualTo(7);
        String id = placed.path("result").path("order_id").asText();
        assertThat(venue.book().open()).singleElement().satisfies(open -> {
            assertThat(open.id()).isEqualTo(id);
            assertThat(open.quantity()).isEqualTo("1.5");
        });
        assertThat(talk.askJson(frame("cancel_order", token, ",\"order_id\":[\"" + id + "\"]"))
                        .path("success")
                        .asBoolean())
                .isTrue();
        assertThat(venue.book().open()).isEmpty();
        talk.askJson(order(token, "a2"));
        assertThat(talk.askJson(frame("cancel_all", token, ""))
                        .path("result")
                        .path("count")
                        .asInt())
                .isEqualTo(1);
        assertThat(talk.askJson("{\"method\":\"ping\"}").path("method").asText())
                .isEqualTo("pong");
    }

    @Test
    void orders_inBatches_arePlacedChangedAndCancelled() {
        String token = venue.token(key);
        String one =
                "{\"side\":\"buy\",\"order_type\":\"limit\",\"order_qty\":1,\"limit_price\":100,\"cl_ord_id\":\"b1\"}";
        String batch = ",\"symbol\":\"BTC/USD\",\"orders\":[" + one + "," + one.replace("b1", "b2") + "]";
        JsonNode placed = talk.askJson(frame("batch_add", token, batch)).path("result");
        assertThat(placed).hasSize(2);
        String id = placed.path(0).path("order_id").asText();

        JsonNode amended = talk.askJson(frame("amend_order", token, ",\"order_id\":\"" + id + "\",\"order_qty\":2"));
        assertThat(amended.path("result").path("order_id").asText()).isEqualTo(id);
        assertThat(venue.book().find(id, "").quantity()).isEqualTo("2");
        JsonNode edited = talk.askJson(frame(
                        "edit_order", token, ",\"order_id\":\"" + id + "\",\"symbol\":\"BTC/USD\",\"limit_price\":90"))
                .path("result");
        assertThat(edited.path("original_order_id").asText()).isEqualTo(id);
        String other = edited.path("order_id").asText();
        assertThat(venue.book().find(other, "").price()).isEqualTo("90");

        String cancel = ",\"orders\":[\"" + other + "\",\"OSIM-none\"],\"cl_ord_id\":[\"b2\"]";
        assertThat(talk.askJson(frame("batch_cancel", token, cancel))
                        .path("result")
                        .path("count")
                        .asInt())
                .isEqualTo(2);
        assertThat(venue.book().open()).isEmpty();
        assertThat(error(frame("batch_add", token, ",\"symbol\":\"BTC/USD\",\"orders\":[" + one + "]")))
                .isEqualTo("EGeneral:Invalid arguments");
        assertThat(error(frame("edit_order", token, ",\"order_id\":\"" + id + "\",\"symbol\":\"BTC/USD\"")))
                .isEqualTo("EOrder:Unknown order");
    }

    /** The one that is left has nothing that keeps it. */
    @Test
    void token_withoutASubscription_endsInTime() {
        String token = venue.token(key);
        talk.askJson(frame("subscribe", token, ",\"channel\":\"executions\""));
        talk.askJson(frame("unsubscribe", token, ",\"channel\":\"executions\""));
        clock.pass(Duration.ofMinutes(16));

        assertThat(error(order(token, "a1"))).isEqualTo("ESession:Invalid session");
    }

    private String error(String text) {
        JsonNode answer = talk.askJson(text);
        assertThat(answer.path("success").asBoolean()).isFalse();
        return answer.path("error").asText();
    }

    @Test
    void message_withoutAGoodToken_isRefused() {
        assertThat(error(order("no token", "a1"))).isEqualTo("ESession:Invalid session");
        assertThat(error("hello")).isEqualTo("ESession:Invalid session");
        String token = venue.token(key);
        clock.pass(Duration.ofMinutes(15).plusSeconds(1));
        assertThat(error(order(token, "a1"))).isEqualTo("ESession:Invalid session");
        assertThat(venue.book().open()).isEmpty();
    }

    @Test
    void token_hasTheRightsOfItsKey() {
        String token = venue.token(venue.createKey("create-ws-token"));

        assertThat(error(order(token, "a1"))).isEqualTo("EGeneral:Permission denied");
        assertThat(error(frame("edit_the_weather", token, ""))).isEqualTo("EGeneral:Unknown method");
    }

    /** It does not expire while the connection is kept, and, as far as anybody knows, not with its key. */
    @Test
    void token_ofASubscription_outlivesItsTimeAndItsKey() {
        String token = venue.token(key);
        assertThat(talk.askJson(frame("subscribe", token, ",\"channel\":\"executions\""))
                        .path("success")
                        .asBoolean())
                .isTrue();
        clock.pass(Duration.ofHours(2));
        key.revoke();

        assertThat(talk.askJson(order(token, "a1")).path("success").asBoolean()).isTrue();
        try (Talk other = talk()) {
            assertThat(other.askJson(order(token, "a2")).path("error").asText()).isEqualTo("ESession:Invalid session");
        }
    }

    @Test
    void session_whereSessionsEndWithKeys_isClosed() {
        venue.sessionsEndWithKeys(true);
        talk.askJson(order(venue.token(key), "a1"));
        key.revoke();

        assertThat(talk.hear()).isEqualTo("closed 1008");
    }

    @Test
    void otherPath_isRefused() {
        assertThatThrownBy(() -> Talk.with(venue, "/v1")).isInstanceOf(CompletionException.class);
    }

    @Test
    void faults_hitTheWebSocketToo() {
        String token = venue.token(key);
        venue.failNext(1, Fault.LOST_ANSWER);
        talk.say(order(token, "a1"));

        assertThat(talk.hear()).startsWith("closed");
        assertThat(venue.book().open()).hasSize(1);
    }
}
