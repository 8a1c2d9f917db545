/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kraken Futures' WebSocket, spoken by hand. */
class KrakenFuturesSocketTest {
    private final KrakenFuturesSimulator venue = KrakenFuturesSimulator.start();
    private final SimulatedKey key = venue.createKey("general:READ_ONLY");
    private final Talk talk = Talk.with(venue, "/ws/v1");

    @BeforeEach
    void hearTheGreeting() {
        assertThat(talk.hear()).contains("\"event\":\"info\"");
    }

    @AfterEach
    void close() {
        talk.close();
        venue.close();
    }

    private String challenge() {
        JsonNode answer = talk.askJson("{\"event\":\"challenge\",\"api_key\":\"" + key.apiKey() + "\"}");
        assertThat(answer.path("event").asText()).isEqualTo("challenge");
        return answer.path("message").asText();
    }

    private String subscription(String feed, String original, String signed) {
        byte[] secret = Base64.getDecoder().decode(key.secret());
        String signature = Base64.getEncoder().encodeToString(Wire.hmac("HmacSHA512", secret, Wire.sha256(signed)));
        return "{\"event\":\"subscribe\",\"feed\":\"" + feed + "\",\"api_key\":\"" + key.apiKey()
                + "\",\"original_challenge\":\"" + original + "\",\"signed_challenge\":\"" + signature + "\"}";
    }

    @Test
    void feed_withTheChallengeSigned_isOpened() {
        String challenge = challenge();

        assertThat(talk.askJson(subscription("fills", challenge, challenge))
                        .path("event")
                        .asText())
                .isEqualTo("subscribed");
        assertThat(talk.askJson(subscription("open_orders", challenge, challenge))
                        .path("feed")
                        .asText())
                .isEqualTo("open_orders");
        assertThat(venue.sessionsOf(key)).isOne();
        assertThat(venue.stats().requestsOf(key)).isEqualTo(2);
    }

    @Test
    void feed_withOneMistake_isRefused() {
        String challenge = challenge();
        String other = "c100b894-1729-464d-ace1-52dbce11db42";

        assertThat(error(subscription("fills", challenge, other))).isEqualTo("authenticationError");
        assertThat(error(subscription("fills", other, other))).isEqualTo("authenticationError");
        assertThat(error(subscription("orders", challenge, challenge))).isEqualTo("invalidArgument");
        assertThat(error("{\"event\":\"sendorder\",\"api_key\":\"" + key.apiKey() + "\"}"))
                .isEqualTo("invalidArgument");
        assertThat(error("{\"event\":\"challenge\",\"api_key\":\"nobody\"}")).isEqualTo("authenticationError");
        assertThat(error("{")).isEqualTo("Json Parse Error");
        key.rights("transfer:FULL_ACCESS");
        assertThat(error(subscription("fills", challenge, challenge))).isEqualTo("authenticationError");
        key.rights("general:READ_ONLY").revoke();
        assertThat(error(subscription("fills", challenge, challenge))).isEqualTo("authenticationError");
    }

    private String error(String text) {
        JsonNode answer = talk.askJson(text);
        assertThat(answer.path("event").asText()).isEqualTo("error");
        return answer.path("message").asText();
    }
}
