/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Binance's WebSocket API, spoken by hand. */
class BinanceSocketTest {
    private static final String TRADE = "enableSpotAndMarginTrading";
    private static final Set<String> WHOLE = Set.of("timestamp", "recvWindow", "orderId");

    private final StoppedClock clock = new StoppedClock();
    private final BinanceSimulator venue = BinanceSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("enableReading", TRADE);
    private final KeyPair pair = pair();
    private final SimulatedKey own =
            venue.createEd25519Key(Arrays.copyOfRange(pair.getPublic().getEncoded(), 12, 44), "enableReading", TRADE);
    private final Talk talk = Talk.with(venue, "/ws-api/v3");

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> order() {
        return new TreeMap<>(Map.of(
                "symbol", "BTCUSDT",
                "side", "SELL",
                "type", "LIMIT",
                "timeInForce", "GTC",
                "quantity", "1",
                "price", "52000.00",
                "newClientOrderId", "my order"));
    }

    private Map<String, String> timed(Map<String, String> params) {
        params.put("timestamp", Long.toString(clock.millis()));
        return params;
    }

    private static String payload(Map<String, String> params) {
        var text = new StringBuilder();
        new TreeMap<>(params)
                .forEach((name, value) -> text.append(text.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(value));
        return text.toString();
    }

    private Map<String, String> signed(Map<String, String> params) {
        params.put("apiKey", key.apiKey());
        byte[] signature = Wire.hmac("HmacSHA256", key.secret().getBytes(UTF_8), payload(params));
        params.put("signature", HexFormat.of().formatHex(signature));
        return params;
    }

    private Map<String, String> logOn() {
        Map<String, String> params = timed(new TreeMap<>(Map.of("apiKey", own.apiKey())));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(payload(params).getBytes(UTF_8));
            params.put("signature", Base64.getEncoder().encodeToString(signature.sign()));
            return params;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode ask(String method, Map<String, String> params) {
        return ask(talk, method, params);
    }

    private static JsonNode ask(Talk talk, String method, Map<String, String> params) {
        ObjectNode frame = VenueSimulator.JSON.createObjectNode().put("id", "7").put("method", method);
        ObjectNode fields = frame.putObject("params");
        params.forEach((name, value) -> {
            if (WHOLE.contains(name) && value.matches("\\d+")) {
                fields.put(name, Long.parseLong(value));
            } else {
                fields.put(name, value);
            }
        });
        JsonNode answer = talk.askJson(frame.toString());
        assertThat(answer.path("id").asText()).isEqualTo("7");
        return answer;
    }

    private int code(String method, Map<String, String> params) {
        JsonNode answer = ask(method, params);
        assertThat(answer.path("status").asInt()).isGreaterThanOrEqualTo(400);
        return answer.path("error").path("code").asInt();
    }

    @Test
    void order_signedByItself_isPlacedInTheSameBook() {
        JsonNode answer = ask("order.place", signed(timed(order())));

        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.path("result").path("status").asText()).isEqualTo("NEW");
        assertThat(venue.book().open()).hasSize(1);
        assertThat(ask("openOrders.status", signed(timed(new TreeMap<>()))).path("result"))
                .hasSize(1);
        Map<String, String> mine = Map.of("symbol", "BTCUSDT", "origClientOrderId", "my order");
        assertThat(ask("order.cancel", signed(timed(new TreeMap<>(mine))))
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(venue.book().open()).isEmpty();
        assertThat(venue.stats().requestsOf(key)).isEqualTo(3);
    }

    /** Source: binance-spot-api-docs, web-socket-api, SIGNED request example (HMAC). */
    @Test
    void order_ofTheOfficialExample_isAccepted() {
        clock.at(Instant.ofEpochMilli(1645423376532L));
        SimulatedKey official = venue.importKey(
                "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
                "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
                TRADE);
        Map<String, String> params = new TreeMap<>(Map.of(
                "symbol", "BTCUSDT",
                "side", "SELL",
                "type", "LIMIT",
                "timeInForce", "GTC",
                "quantity", "0.01000000",
                "price", "52000.00",
                "recvWindow", "100",
                "timestamp", "1645423376532",
                "apiKey", official.apiKey(),
                "signature", "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"));

        assertThat(ask("order.place", params).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void session_afterALogOn_tradesWithoutASignature_untilItsKeyIsRevoked() {
        assertThat(code("order.place", timed(order()))).isEqualTo(-1102);
        assertThat(ask("session.logon", logOn()).path("result").path("apiKey").asText())
                .isEqualTo(own.apiKey());
        assertThat(ask("order.place", timed(order())).path("status").asInt()).isEqualTo(200);
        assertThat(venue.sessionsOf(own)).isOne();

        own.revoke();
        assertThat(code("openOrders.status", timed(new TreeMap<>()))).isEqualTo(-2015);
        assertThat(ask("openOrders.status", signed(timed(new TreeMap<>())))
                        .path("status")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void request_withOneMistake_isRefused() {
        Map<String, String> other = signed(timed(order()));
        other.put("price", "1");
        assertThat(code("order.place", other)).isEqualTo(-1022);
        Map<String, String> late = signed(timed(order()));
        clock.pass(Duration.ofSeconds(6));
        assertThat(code("order.place", late)).isEqualTo(-1021);
        Map<String, String> stranger = signed(timed(order()));
        stranger.put("apiKey", "x".repeat(64));
        assertThat(code("order.place", stranger)).isEqualTo(-2015);
        assertThat(code("order.please", signed(timed(order())))).isEqualTo(-1100);
        assertThat(code("session.logon", signed(timed(new TreeMap<>())))).isEqualTo(-1002);
        key.rights("enableReading");
        assertThat(code("order.place", signed(timed(order())))).isEqualTo(-2015);
        key.rights("enableReading", TRADE).boundTo("198.51.100.7");
        assertThat(code("order.place", signed(timed(order())))).isEqualTo(-2015);
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void time_thatIsText_isRefused() {
        ObjectNode frame = VenueSimulator.JSON.createObjectNode().put("id", "7").put("method", "order.place");
        ObjectNode fields = frame.putObject("params");
        signed(timed(order())).forEach(fields::put);

        assertThat(talk.askJson(frame.toString()).path("error").path("code").asInt())
                .isEqualTo(-1102);
    }

    /** Source: developers.binance.com, USD-M futures, WebSocket API: its methods, and a log-on for Ed25519 keys. */
    @Test
    void futures_haveOrdersAndAnAddressOfTheirOwn() {
        key.rights("enableReading", "enableFutures");
        own.rights("enableReading", "enableFutures");
        Talk futures = Talk.with(venue, "/ws-fapi/v1");
        try {
            JsonNode placed = ask(futures, "order.place", signed(timed(order())));
            assertThat(placed.path("status").asInt()).as(placed.toString()).isEqualTo(200);
            assertThat(venue.book().open()).isEmpty();
            String id = placed.path("result").path("orderId").asText();

            Map<String, String> change = new TreeMap<>(
                    Map.of("symbol", "BTCUSDT", "orderId", id, "side", "SELL", "quantity", "2", "price", "53000"));
            assertThat(ask(futures, "order.modify", signed(timed(change)))
                            .path("result")
                            .path("origQty")
                            .asText())
                    .isEqualTo("2");
            assertThat(ask(futures, "session.logon", logOn()).path("status").asInt())
                    .isEqualTo(200);
            Map<String, String> which = Map.of("symbol", "BTCUSDT", "orderId", id);
            assertThat(ask(futures, "order.status", timed(new TreeMap<>(which)))
                            .path("result")
                            .path("price")
                            .asText())
                    .isEqualTo("53000");
            assertThat(ask(futures, "order.cancel", timed(new TreeMap<>(which)))
                            .path("status")
                            .asInt())
                    .isEqualTo(200);
            assertThat(ask(futures, "v2/account.balance", timed(new TreeMap<>()))
                            .path("status")
                            .asInt())
                    .isEqualTo(200);
            assertThat(ask(futures, "openOrders.cancelAll", timed(new TreeMap<>(which)))
                            .path("error")
                            .path("code")
                            .asInt())
                    .isEqualTo(-1100);
        } finally {
            futures.close();
        }
    }

    @Test
    void text_thatIsNoRequest_isAnswered_andAnotherPathIsRefused() {
        assertThat(talk.askJson("{").path("error").path("code").asInt()).isEqualTo(-1100);
        assertThat(talk.askJson("[]").path("error").path("code").asInt()).isEqualTo(-1100);
        assertThatThrownBy(() -> Talk.with(venue, "/elsewhere")).isInstanceOf(CompletionException.class);
    }
}
