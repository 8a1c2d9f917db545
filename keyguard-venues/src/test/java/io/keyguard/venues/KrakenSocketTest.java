/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.ScopedKey;
import io.keyguard.VenueRefusedException;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.incident.FreezeScope;
import io.keyguard.inventory.KeyUse;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders over Kraken's WebSocket: a token that nobody but keyguard has, in real frames at a simulated venue. */
class KrakenSocketTest {
    private static final KeyScope STREAM = KeyScope.of("kraken", "main", OPEN_SESSION, TRADE_SPOT);
    private static final VenueRequest FEED = message("subscribe", "{\"channel\":\"executions\"}");

    private final KrakenSimulator kraken = KrakenSimulator.start();
    private final SimulatedKey simulated = kraken.createKey("create-ws-token", "modify-trades", "close-trades")
            // Keyguard asks for the rights meanwhile, and requests overtake each other.
            .nonceWindow(60_000_000);
    private final HttpClient http = HttpClient.newHttpClient();
    private final Keyguard keyguard = start();
    private final Log log = new Log();

    private static final class Log implements WebSocket.Listener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }

    @AfterEach
    void close() {
        keyguard.close();
        kraken.close();
    }

    private Keyguard start() {
        return Keyguard.builder()
                .source(source())
                .venues(Venues.kraken()
                        .servedAt(PRODUCTION, kraken.uri())
                        .servedAt(PRODUCTION, "ws", kraken.webSocketUri()))
                .grant(
                        "grid",
                        Grant.on("kraken", "main")
                                .allow(OPEN_SESSION, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN)
                                .acceptUnknown("a sub-account", ACCOUNT_ADMIN))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    private KeySource source() {
        return new KeySource() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public KeySnapshot read() {
                ApiKey key = kraken.toApiKey("grid", simulated)
                        .strategies(Set.of("grid"))
                        .algorithm(SignatureAlgorithm.HMAC_SHA512)
                        .createdAt(Instant.now())
                        .environment(PRODUCTION)
                        .build();
                return new KeySnapshot(1, List.of(key));
            }

            @Override
            public Watch watch(Runnable changed) {
                return () -> {};
            }

            @Override
            public void close() {}
        };
    }

    private static VenueRequest message(String method, String params) {
        return VenueRequest.webSocket(method).json(params);
    }

    private static String order(String id) {
        return "{\"order_type\":\"limit\",\"side\":\"buy\",\"symbol\":\"BTC/USD\",\"order_qty\":1.50,\"limit_price\":100,\"cl_ord_id\":\""
                + id + "\"}";
    }

    private ScopedKey key() {
        return keyguard.forStrategy("grid").get(STREAM);
    }

    private String heardAfter(int count) {
        await().until(() -> log.heard.size() > count);
        return log.heard.get(count);
    }

    @Test
    void orders_goOutWithTheToken_andAreCounted() {
        try (SignedWebSocket orders =
                SignedWebSocket.open(http, key(), FEED, log).join()) {
            assertThat(heardAfter(1)).contains("\"success\":true", "executions");
            orders.send(message("add_order", order("n1"))).join();
            assertThat(heardAfter(2)).contains("\"success\":true", "order_id");
            String batch = "{\"symbol\":\"BTC/USD\",\"orders\":[" + order("n2") + "," + order("n3") + "]}";
            orders.send(message("batch_add", batch)).join();
            assertThat(heardAfter(3)).contains("\"success\":true");
            orders.send(message("amend_order", "{\"cl_ord_id\":\"n1\",\"order_qty\":2}"))
                    .join();
            assertThat(heardAfter(4)).contains("\"success\":true");
            orders.send(message("batch_cancel", "{\"orders\":[],\"cl_ord_id\":[\"n1\",\"n2\"]}"))
                    .join();
            assertThat(heardAfter(5)).contains("\"count\":2");
            orders.send(message("cancel_all_orders_after", "{\"timeout\":60}")).join();
            assertThat(heardAfter(6)).contains("triggerTime");
            orders.send(VenueRequest.webSocket("cancel_all")).join();
            assertThat(heardAfter(7)).contains("\"count\":1");

            assertThatThrownBy(() -> orders.send(message("add_order", "{\"symbol\":\"BTC/USD\",\"margin\":true}")))
                    .isInstanceOf(KeyScopeException.class);
            assertThat(log.heard.toString()).doesNotContain("token");
        }
        assertThat(kraken.stats().ordersPlaced()).isEqualTo(3);
        assertThat(kraken.stats().ordersCancelled()).isEqualTo(3);
        assertThat(kraken.stats().rejections()).isEmpty();
        // The token and the subscription; two messages with orders, a change, and three that cancel.
        assertThat(uses(OPEN_SESSION)).isEqualTo(2);
        assertThat(uses(TRADE_SPOT)).isEqualTo(6);
    }

    private long uses(io.keyguard.Permission permission) {
        return keyguard.inventory().uses().stream()
                .filter(use -> use.permission() == permission)
                .mapToLong(KeyUse::count)
                .sum();
    }

    @Test
    void whatIsSigned_hasRoomForTheToken_aDeadline_andEveryDigit() {
        SignedRequest signed = key().sign(message("add_order", " " + order("n1") + " "));

        assertThat(signed.uri().getPath()).isEqualTo("/v2");
        assertThat(signed.text())
                .startsWith("{\"method\":\"add_order\",\"params\":{\"token\":\"\",\"deadline\":\"20")
                .contains("\"order_qty\":1.50,")
                .matches(".*\\},\"req_id\":\\d{16}\\}");
        assertThat(key().sign(VenueRequest.webSocket("cancel_all")).text())
                .startsWith("{\"method\":\"cancel_all\",\"params\":{\"token\":\"\"},\"req_id\":");
    }

    @Test
    void open_withAKeyWithoutTheRight_isRefusedAsWhatItIs() {
        simulated.rights("modify-trades", "close-trades");

        Throwable failure = catchThrowable(
                () -> SignedWebSocket.open(http, key(), FEED, log).join());

        assertThat(failure)
                .hasCauseInstanceOf(VenueRefusedException.class)
                .hasMessageContaining("EGeneral:Permission denied");
        assertThat(log.heard).isEmpty();
    }

    @Test
    void freeze_closesTheSession_andRefusesATokenForAnother() {
        SignedWebSocket orders = SignedWebSocket.open(http, key(), FEED, log).join();

        keyguard.freeze(FreezeScope.all(), "a test");

        orders.closed().join();
        assertThat(orders.isOpen()).isFalse();
        assertThatThrownBy(() -> SignedWebSocket.open(http, key(), VenueRequest.webSocket("cancel_all"), log))
                .isInstanceOf(io.keyguard.KeyFrozenException.class);
    }
}
