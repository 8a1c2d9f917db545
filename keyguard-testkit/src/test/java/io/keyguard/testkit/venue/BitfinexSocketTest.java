/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bitfinex's WebSocket, spoken by hand. */
class BitfinexSocketTest {
    private static final String ORDER =
            "[0,\"on\",null,{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"1\",\"price\":\"1\",\"cid\":7}]";

    private final BitfinexSimulator venue = BitfinexSimulator.start();
    private final SimulatedKey key = venue.createKey("orders:read", "orders:write");
    private final Talk talk = Talk.with(venue, "/ws/2");
    private final AtomicLong nonces = new AtomicLong(1_700_000_000_000_000L);

    @BeforeEach
    void hearTheGreeting() {
        assertThat(talk.hear()).contains("\"event\":\"info\"", "\"version\":2");
    }

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String login(String payload, String more) {
        long nonce = nonces.incrementAndGet();
        byte[] signature = Wire.hmac("HmacSHA384", key.secret().getBytes(UTF_8), payload + nonce);
        return "{\"event\":\"auth\",\"apiKey\":\"" + key.apiKey() + "\",\"authNonce\":\"" + nonce
                + "\",\"authPayload\":\"AUTH" + nonce + "\",\"authSig\":\""
                + HexFormat.of().formatHex(signature) + "\"" + more + "}";
    }

    @Test
    void login_signedAsDocumented_opensOrders() {
        assertThat(talk.ask(ORDER)).contains("ERROR", "apikey: invalid");
        assertThat(talk.ask(login("AUTH", "")))
                .contains("\"status\":\"OK\"", "\"orders\":{\"read\":1,\"write\":1}", "\"withdraw\":{\"read\":0");
        assertThat(talk.ask(ORDER)).startsWith("[0,\"n\",").contains("on-req", "SUCCESS", "tBTCUST");
        assertThat(talk.ask("[0,\"ox_multi\",null,[[\"oc_multi\",{\"all\":1}]]]"))
                .contains("CANCELED");
        assertThat(talk.ask("[0,\"oc\",null,{\"id\":1}]")).contains("ERROR", "Order not found.");
        assertThat(venue.sessionsOf(key)).isOne();
        key.rights("orders:read");
        assertThat(talk.ask(ORDER)).contains("ERROR", "permission invalid");
    }

    @Test
    void login_withOneMistake_isRefused() {
        assertThat(talk.ask(login("auth", ""))).contains("FAILED", "10100", "digest invalid");
        assertThat(talk.ask(login("", ""))).contains("digest invalid");
        assertThat(talk.ask(login("AUTH", "").replace("AUTH", "AUTH1"))).contains("digest invalid");
        assertThat(talk.ask(login("AUTH", "").replace(key.apiKey(), "nobody"))).contains("apikey: invalid");
        assertThat(talk.ask(login("AUTH", ",\"dms\":3"))).contains("params: invalid");
        String once = login("AUTH", "");
        assertThat(talk.ask(once)).contains("OK");
        assertThat(talk.ask(once)).contains("nonce: small");
        assertThat(talk.ask("{\"event\":\"other\"}")).contains("FAILED");
        assertThat(talk.ask("{")).contains("FAILED");
        key.boundTo("198.51.100.7");
        assertThat(talk.ask(login("AUTH", ""))).contains("apikey: invalid");
    }

    @Test
    void end_ofAnotherConnection_cancelsNothing() {
        talk.ask(login("AUTH", ""));
        talk.ask(ORDER);
        try (Talk other = Talk.with(venue, "/ws/2")) {
            assertThat(other.hear()).contains("info");
        }
        assertThat(talk.ask("[0,\"oc_multi\",null,{\"all\":1}]")).contains("CANCELED");
    }
}
