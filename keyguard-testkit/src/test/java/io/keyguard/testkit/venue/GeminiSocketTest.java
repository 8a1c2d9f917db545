/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.testkit.venue.Wire.StoppedClock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gemini's stream of order events, opened by hand: its login is in the headers. */
class GeminiSocketTest {
    private static final String EVENTS = "/v1/order/events";

    private final StoppedClock clock = new StoppedClock();
    private final GeminiSimulator venue = GeminiSimulator.start(clock);
    private final SimulatedKey key = venue.createKey("Trader");

    @AfterEach
    void close() {
        venue.close();
    }

    private Map<String, String> login(SimulatedKey with, String path, long nonce) {
        String payload = "{\"request\":\"" + path + "\",\"nonce\":" + nonce + "}";
        String coded = Base64.getEncoder().encodeToString(payload.getBytes(UTF_8));
        return Map.of(
                "X-GEMINI-APIKEY", with.apiKey(),
                "X-GEMINI-PAYLOAD", coded,
                "X-GEMINI-SIGNATURE",
                        HexFormat.of()
                                .formatHex(Wire.hmac("HmacSHA384", with.secret().getBytes(UTF_8), coded)));
    }

    @Test
    void login_inTheHeaders_opensTheStream() {
        try (Talk talk = Talk.with(venue, EVENTS + "?heartbeat=true", login(key, EVENTS, 1))) {
            assertThat(talk.hear()).contains("subscription_ack");
            assertThat(venue.sessionsOf(key)).isOne();
        }
        assertThat(venue.stats().requestsOf(key)).isOne();
    }

    @Test
    void login_withOneMistake_isRefused() {
        refused(login(key, "/v1/roles", 2), "EndpointMismatch");
        refused(Map.of(), "MissingApikeyHeader");
        SimulatedKey other = venue.createKey("Fund Manager");
        refused(login(other, EVENTS, 3), "MissingRole");
        key.boundTo("198.51.100.7");
        refused(login(key, EVENTS, 4), "ApiKeyIpFilteringFailure");
        key.revoke();
        refused(login(key, EVENTS, 5), "InvalidApiKey");
        assertThatThrownBy(() -> Talk.with(venue, "/v1/nothing", login(key, EVENTS, 6)))
                .isInstanceOf(CompletionException.class);
    }

    private void refused(Map<String, String> headers, String code) {
        assertThatThrownBy(() -> Talk.with(venue, EVENTS, headers)).isInstanceOf(CompletionException.class);
        assertThat(venue.stats().rejections()).containsEntry(code, 1L);
    }
}
