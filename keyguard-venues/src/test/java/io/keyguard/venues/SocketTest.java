/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BitmexSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.HyperliquidSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Logins and orders over WebSockets as keyguard signs them, in real frames at simulated venues. */
class SocketTest {
    /** What is heard, in order. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return String.valueOf(next);
        }
    }

    private static WebSocket open(SignedRequest address, Ear ear) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address.uri(), ear)
                .join();
    }

    private static String text(SignedRequest frame) {
        return new String(frame.body(), UTF_8);
    }

    @Test
    void bybit_logsInAndPlacesAndCancels() throws InterruptedException {
        try (BybitSimulator bybit = BybitSimulator.start()) {
            VenueDefinition venue = Venues.bybit().servedAt(PRODUCTION, "ws", bybit.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bybit.createKey("Spot/SpotTrade"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("auth"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"retCode\":0");
                VenueRequest order = VenueRequest.webSocket("order.create")
                        .param("category", "spot")
                        .param("symbol", "BTCUSDT")
                        .param("side", "Buy")
                        .param("orderType", "Limit")
                        .param("qty", "1")
                        .param("price", "100")
                        .param("orderLinkId", "a1");
                socket.sendText(text(desk.sign(order)), true).join();
                assertThat(ear.next()).contains("\"retCode\":0", "a1");
                VenueRequest cancel = VenueRequest.webSocket("order.cancel")
                        .param("category", "spot")
                        .param("symbol", "BTCUSDT")
                        .param("orderLinkId", "a1");
                socket.sendText(text(desk.sign(cancel)), true).join();
                assertThat(ear.next()).contains("\"retCode\":0", "a1");
                socket.abort();
            }
            assertThat(bybit.stats().ordersPlaced()).isEqualTo(1);
            assertThat(bybit.stats().ordersCancelled()).isEqualTo(1);
            assertThat(bybit.stats().rejections()).isEmpty();
        }
    }

    @Test
    void bitmex_logsInAndSetsTheTimer() throws InterruptedException {
        try (BitmexSimulator bitmex = BitmexSimulator.start()) {
            VenueDefinition venue = Venues.bitmex().servedAt(PRODUCTION, "ws", bitmex.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitmex.createKey("order"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("authKeyExpires"));
                WebSocket socket = open(login, ear);
                assertThat(ear.next()).contains("Welcome");
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"success\":true");
                VenueRequest timer = VenueRequest.webSocket("cancelAllAfter").param("timeout", "60000");
                socket.sendText(text(desk.sign(timer)), true).join();
                assertThat(ear.next()).contains("cancelTime");
                socket.abort();
            }
            assertThat(bitmex.stats().rejections()).isEmpty();
        }
    }

    @Test
    void bitfinex_logsInPlaces_andCancelsAtTheEnd() throws InterruptedException {
        try (BitfinexSimulator bitfinex = BitfinexSimulator.start()) {
            VenueDefinition venue = Venues.bitfinex().servedAt(PRODUCTION, "ws", bitfinex.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA384, bitfinex.createKey("orders:write"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("auth").param("dms", "4"));
                WebSocket socket = open(login, ear);
                assertThat(ear.next()).contains("\"version\":2");
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"status\":\"OK\"");
                String order = "{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"1\",\"price\":\"1\"}";
                socket.sendText(text(desk.sign(VenueRequest.webSocket("on").json(order))), true)
                        .join();
                assertThat(ear.next()).contains("on-req", "SUCCESS");
                VenueRequest batch = VenueRequest.webSocket("ox_multi")
                        .json("{\"ops\":[[\"on\"," + order + "],[\"on\"," + order + "]]}");
                socket.sendText(text(desk.sign(batch)), true).join();
                assertThat(ear.next()).contains("ox_multi-req", "Submitting 2");
                assertThat(bitfinex.stats().ordersPlaced()).isEqualTo(3);
                socket.abort();
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .untilAsserted(() ->
                                assertThat(bitfinex.stats().ordersCancelled()).isEqualTo(3));
            }
            assertThat(bitfinex.stats().rejections()).isEmpty();
        }
    }

    /** Nobody logs in: every action is signed. */
    @Test
    void hyperliquid_postsActionsThatAreSigned() throws InterruptedException {
        try (HyperliquidSimulator hyperliquid = HyperliquidSimulator.start()) {
            VenueDefinition venue = Venues.hyperliquid().servedAt(PRODUCTION, "ws", hyperliquid.webSocketUri());
            try (Desk desk = Desk.of(venue, hyperliquid, hyperliquid.createKey("agent"))) {
                var ear = new Ear();
                String client = "0x000000000000000000000000000000a1";
                SignedRequest order = desk.sign(VenueRequest.webSocket("post")
                        .json(
                                "{\"type\":\"order\",\"orders\":[{\"a\":0,\"b\":true,\"p\":\"100\",\"s\":\"1\",\"r\":false,\"t\":"
                                        + "{\"limit\":{\"tif\":\"Gtc\"}},\"c\":\"" + client
                                        + "\"}],\"grouping\":\"na\"}"));
                WebSocket socket = open(order, ear);
                socket.sendText(text(order), true).join();
                assertThat(ear.next()).contains("\"channel\":\"post\"", "resting", client);
                socket.sendText(text(order), true).join();
                assertThat(ear.next()).as("the same once more").contains("Invalid nonce");
                VenueRequest cancel = VenueRequest.webSocket("post")
                        .json("{\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":0,\"cloid\":\"" + client + "\"}]}");
                socket.sendText(text(desk.sign(cancel)), true).join();
                assertThat(ear.next()).contains("success");
                socket.sendText("{\"method\":\"ping\"}", true).join();
                assertThat(ear.next()).contains("Invalid request");
                socket.abort();
            }
            assertThat(hyperliquid.stats().ordersPlaced()).isEqualTo(1);
            assertThat(hyperliquid.stats().ordersCancelled()).isEqualTo(1);
        }
    }

    @Test
    void bitgetUta_logsInAndPlacesAndCancels() throws InterruptedException {
        try (BitgetSimulator bitget = BitgetSimulator.startUnified()) {
            VenueDefinition venue = Venues.bitgetUta().servedAt(PRODUCTION, "ws", bitget.webSocketUri());
            try (Desk desk =
                    new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitget.createKey("read-only", "uta_trade"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"event\":\"login\"");
                VenueRequest order = VenueRequest.webSocket("place-order")
                        .param("category", "USDT-FUTURES")
                        .param("symbol", "BTCUSDT")
                        .param("side", "buy")
                        .param("orderType", "limit")
                        .param("qty", "1")
                        .param("price", "100")
                        .param("clientOid", "a1");
                socket.sendText(text(desk.sign(order)), true).join();
                assertThat(ear.next()).contains("\"code\":\"0\"", "a1");
                VenueRequest cancel = VenueRequest.webSocket("cancel-order")
                        .param("category", "USDT-FUTURES")
                        .param("clientOid", "a1");
                socket.sendText(text(desk.sign(cancel)), true).join();
                assertThat(ear.next()).contains("\"code\":\"0\"", "a1");
                socket.abort();
            }
            assertThat(bitget.stats().rejections()).isEmpty();
        }
    }

    @Test
    void bitget_logsIn() throws InterruptedException {
        try (BitgetSimulator bitget = BitgetSimulator.start()) {
            VenueDefinition venue = Venues.bitget().servedAt(PRODUCTION, "ws", bitget.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, bitget.createKey("readonly"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"event\":\"login\"");
                socket.abort();
            }
            assertThat(bitget.stats().rejections()).isEmpty();
        }
    }

    /** What follows goes by numbers of instruments, and is not keyguard's. */
    @Test
    void okx_logsIn() throws InterruptedException {
        try (OkxSimulator okx = OkxSimulator.start()) {
            VenueDefinition venue = Venues.okx().servedAt(PRODUCTION, "ws", okx.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, okx.createKey("read_only"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"event\":\"login\",\"code\":\"0\"");
                socket.abort();
            }
            assertThat(okx.stats().rejections()).isEmpty();
        }
    }

    @Test
    void htx_logsIn_atBothHosts() throws InterruptedException {
        try (HtxSimulator htx = HtxSimulator.start()) {
            VenueDefinition venue = Venues.htx()
                    .servedAt(PRODUCTION, "ws", htx.webSocketUri())
                    .servedAt(PRODUCTION, "ws-linear-swap", htx.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, htx.createKey("readOnly"))) {
                for (String login : new String[] {"auth", "swap-auth"}) {
                    var ear = new Ear();
                    SignedRequest frame = desk.sign(VenueRequest.webSocket(login));
                    WebSocket socket = open(frame, ear);
                    socket.sendText(text(frame), true).join();
                    assertThat(ear.next()).containsAnyOf("\"code\":200", "\"err-code\":0");
                    socket.abort();
                }
            }
            assertThat(htx.stats().rejections()).isEmpty();
        }
    }

    @Test
    void mexc_logsInToContracts() throws InterruptedException {
        try (MexcSimulator mexc = MexcSimulator.start()) {
            VenueDefinition venue = Venues.mexc().servedAt(PRODUCTION, "ws", mexc.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, mexc.createKey("CONTRACT_ACCOUNT_READ"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("rs.login", "success");
                socket.abort();
            }
            assertThat(mexc.stats().rejections()).isEmpty();
        }
    }

    @Test
    void gate_logsIn_hearsOfAStream_andPlacesAndCancels() throws InterruptedException {
        try (GateSimulator gate = GateSimulator.start()) {
            VenueDefinition venue = Venues.gate().servedAt(PRODUCTION, "ws", gate.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, gate.createKey("spot:read_write"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("spot.login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"uid\":\"10001\"");
                SignedRequest stream = desk.sign(VenueRequest.webSocket("spot.orders"));
                socket.sendText(text(stream), true).join();
                assertThat(ear.next()).contains("success");
                VenueRequest order = VenueRequest.webSocket("spot.order_place")
                        .param("currency_pair", "BTC_USDT")
                        .param("side", "buy")
                        .param("amount", "1")
                        .param("price", "100")
                        .param("text", "t-a1");
                socket.sendText(text(desk.sign(order)), true).join();
                assertThat(ear.next()).contains("t-a1", "open");
                VenueRequest cancel =
                        VenueRequest.webSocket("spot.order_cancel_cp").param("currency_pair", "BTC_USDT");
                socket.sendText(text(desk.sign(cancel)), true).join();
                assertThat(ear.next()).contains("cancelled");
                socket.abort();
            }
            assertThat(gate.stats().rejections()).isEmpty();
        }
    }

    @Test
    void gate_logsInToContracts_atAHostOfTheirOwn() throws InterruptedException {
        try (GateSimulator gate = GateSimulator.start()) {
            VenueDefinition venue = Venues.gate().servedAt(PRODUCTION, "ws-futures", gate.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, gate.createKey("futures:read_write"))) {
                var ear = new Ear();
                SignedRequest login = desk.sign(VenueRequest.webSocket("futures.login"));
                WebSocket socket = open(login, ear);
                socket.sendText(text(login), true).join();
                assertThat(ear.next()).contains("\"uid\":\"10001\"");
                VenueRequest order = VenueRequest.webSocket("futures.order_place")
                        .json("{\"contract\":\"BTC_USDT\",\"size\":1,\"price\":\"100\"}");
                socket.sendText(text(desk.sign(order)), true).join();
                assertThat(ear.next()).contains("\"status\":\"open\"");
                socket.abort();
            }
            assertThat(gate.stats().rejections()).isEmpty();
        }
    }

    @Test
    void kucoin_connects_answersTheSession_andPlaces() throws InterruptedException {
        try (KucoinSimulator kucoin = KucoinSimulator.start()) {
            VenueDefinition venue = Venues.kucoin().servedAt(PRODUCTION, "ws", kucoin.webSocketUri());
            try (Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, kucoin.createKey("General", "Spot"))) {
                var ear = new Ear();
                WebSocket socket = open(desk.sign(VenueRequest.webSocket("connect")), ear);
                SignedRequest answer =
                        desk.sign(VenueRequest.webSocket("session").json(ear.next()));
                socket.sendText(text(answer), true).join();
                assertThat(ear.next()).contains("welcome");
                VenueRequest order = VenueRequest.webSocket("spot.order")
                        .param("clientOid", "a1")
                        .param("symbol", "BTC-USDT")
                        .param("side", "buy")
                        .param("type", "limit")
                        .param("size", "1")
                        .param("price", "100");
                socket.sendText(text(desk.sign(order)), true).join();
                assertThat(ear.next()).contains("\"code\":\"200000\"");
                socket.abort();
            }
            assertThat(kucoin.stats().ordersPlaced()).isEqualTo(1);
            assertThat(kucoin.stats().rejections()).isEmpty();
        }
    }
}
