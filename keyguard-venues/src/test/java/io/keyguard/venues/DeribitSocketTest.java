/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the signer makes for Deribit's WebSocket, at the simulator's. */
class DeribitSocketTest {
    private static final String ORDER =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"private/buy\",\"params\":{\"instrument_name\":\"BTC-PERPETUAL\",\"amount\":10,\"type\":\"limit\",\"price\":100}}";

    private final SigningTime time = new SigningTime(InstantSource.system());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Answers here are shorter than a frame. */
    private final class Ear implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            from.request(1);
            return null;
        }
    }

    private String say(WebSocket socket, SigningKey key, URI host, VenueRequest message) throws InterruptedException {
        SignedRequest frame = Venues.deribit().signer(PRODUCTION).sign(message, host, key, time);
        socket.sendText(frame.text(), true).join();
        return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void loginAndOrder_areAccepted() throws InterruptedException {
        try (DeribitSimulator deribit = DeribitSimulator.start()) {
            SimulatedKey simulated = deribit.createKey("account:read", "trade:read_write");
            URI host = deribit.webSocketUri();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(host + "/ws/api/v2"), new Ear())
                    .join();
            try (SigningKey key = SigningKey.of(
                    SignatureAlgorithm.HMAC_SHA256,
                    SecretEncoding.TEXT,
                    Desk.box(simulated.apiKey()),
                    Desk.box(simulated.secret()),
                    null,
                    null)) {
                VenueRequest login = VenueRequest.webSocket("public/auth").param("scope", "trade:read_write");
                assertThat(say(socket, key, host, login)).contains("trade:read_write", "access_token");
                assertThat(say(
                                socket,
                                key,
                                host,
                                VenueRequest.webSocket("private/buy").json(ORDER)))
                        .contains("\"order_state\":\"open\"");
            }
            socket.abort();
            assertThat(deribit.stats().ordersPlaced()).isOne();
        }
    }
}
