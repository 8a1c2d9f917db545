/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.KeyScopeException;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is signed for Binance's WebSocket API is taken by a server that checks it. */
class BinanceSocketTest {
    private final BinanceSimulator binance = BinanceSimulator.start();
    private final VenueDefinition venue = Venues.binance()
            .servedAt(PRODUCTION, "ws", binance.webSocketUri())
            .servedAt(PRODUCTION, "ws-futures", binance.webSocketUri());
    private final SimulatedKey simulated =
            binance.createKey("enableReading", "enableSpotAndMarginTrading", "enableFutures");
    private final SigningKey key = SigningKey.of(
            SignatureAlgorithm.HMAC_SHA256,
            SecretEncoding.TEXT,
            Desk.box(simulated.apiKey()),
            Desk.box(simulated.secret()),
            null,
            null);
    private final SigningTime time = new SigningTime(InstantSource.system());
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        key.close();
        binance.close();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private SignedRequest signed(VenueRequest request) {
        venue.classifier(PRODUCTION).classify(request);
        return venue.signer(PRODUCTION)
                .sign(request, venue.home(PRODUCTION, request).orElseThrow(), key, time);
    }

    private JsonNode ask(WebSocket socket, VenueRequest request) throws InterruptedException {
        socket.sendText(signed(request).text(), true).join();
        String answer = heard.poll(20, TimeUnit.SECONDS);
        assertThat(answer).isNotNull();
        return Answers.json(new HttpReply(200, answer));
    }

    @Test
    void orders_areTakenAsTheyAreSigned_andRefusedOnceTheKeyIsRevoked() throws InterruptedException {
        VenueRequest order = VenueRequest.webSocket("order.place")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100")
                .param("newClientOrderId", "ünïcode");
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(signed(order).uri(), new Ear())
                .join();

        assertThat(ask(socket, order).path("result").path("status").asText()).isEqualTo("NEW");
        VenueRequest cancel = VenueRequest.webSocket("openOrders.cancelAll").param("symbol", "BTCUSDT");
        assertThat(ask(socket, cancel).path("status").asInt()).isEqualTo(200);
        assertThat(binance.stats().ordersCancelled()).isOne();
        simulated.revoke();
        assertThat(ask(socket, order).path("error").path("code").asInt()).isEqualTo(-2015);
        socket.abort();
    }

    /** Methods of the same names, one address for each market. */
    @Test
    void ordersOfFutures_goToTheirOwnAddress() throws InterruptedException {
        VenueRequest order = VenueRequest.webSocket("futures/order.place")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100");
        SignedRequest signed = signed(order);
        assertThat(signed.uri().getPath()).isEqualTo("/ws-fapi/v1");
        assertThat(signed.text()).contains("\"method\":\"order.place\"");
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(signed.uri(), new Ear())
                .join();

        String id = ask(socket, order).path("result").path("orderId").asText();
        assertThat(binance.stats().ordersPlaced()).isOne();
        VenueRequest which = VenueRequest.webSocket("futures/order.status")
                .param("symbol", "BTCUSDT")
                .param("orderId", id);
        assertThat(ask(socket, which).path("result").path("orderId").asText()).isEqualTo(id);
        VenueRequest change = VenueRequest.webSocket("futures/order.modify")
                .param("symbol", "BTCUSDT")
                .param("orderId", id)
                .param("side", "BUY")
                .param("quantity", "2")
                .param("price", "90");
        assertThat(ask(socket, change).path("result").path("origQty").asText()).isEqualTo("2");
        assertThat(ask(socket, VenueRequest.webSocket("futures/v2/account.balance"))
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        VenueRequest cancel = VenueRequest.webSocket("futures/order.cancel")
                .param("symbol", "BTCUSDT")
                .param("orderId", id);
        assertThat(ask(socket, cancel).path("result").path("status").asText()).isEqualTo("CANCELED");
        assertThat(binance.stats().rejections()).isEmpty();
        socket.abort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1&side=SELL", "a=b", "&"})
    void message_whoseValueCouldBeReadAsAnotherParameter_isRefused(String value) {
        VenueRequest order = VenueRequest.webSocket("order.place").param("newClientOrderId", value);

        assertThatThrownBy(() -> signed(order))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageContaining("'&'")
                .hasMessageNotContaining("SELL");
    }
}
