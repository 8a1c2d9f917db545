/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be made to go wrong between a bot and a venue. */
class TroubleTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BinanceSimulator venue = BinanceSimulator.start();
    private final SimulatedKey key = venue.createKey("enableReading", "enableSpotAndMarginTrading");

    @AfterEach
    void stop() {
        venue.close();
    }

    private HttpResponse<String> send(String method, String path, String query)
            throws IOException, InterruptedException {
        String whole = query + (query.isEmpty() ? "" : "&") + "timestamp=" + System.currentTimeMillis();
        String signature = HexFormat.of()
                .formatHex(Signatures.hmac("HmacSHA256", Signatures.utf8(key.secret()), Signatures.utf8(whole)));
        var request = HttpRequest.newBuilder(URI.create(venue.uri() + path + "?" + whole + "&signature=" + signature))
                .header("X-MBX-APIKEY", key.apiKey())
                .method(method, HttpRequest.BodyPublishers.noBody());
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> order() throws IOException, InterruptedException {
        return send("POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=100");
    }

    @Test
    void lostAnswer_hasItsEffect() {
        venue.failNext(1, Fault.LOST_ANSWER);

        assertThatThrownBy(this::order).isInstanceOf(IOException.class);
        assertThat(venue.stats().ordersPlaced()).isEqualTo(1);
    }

    @Test
    void noAnswer_hasNone() {
        venue.failNext(1, Fault.NO_ANSWER);

        assertThatThrownBy(this::order).isInstanceOf(IOException.class);
        assertThat(venue.stats().ordersPlaced()).isZero();
    }

    @Test
    void doubled_placesTwoAndTellsOfOne() throws Exception {
        venue.failNext(1, Fault.DOUBLED);

        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(venue.stats().ordersPlaced()).isEqualTo(2);
    }

    @Test
    void outage_lastsUntilItIsOver() throws Exception {
        venue.outage(true);
        assertThat(order().statusCode()).isEqualTo(503);
        assertThat(order().statusCode()).isEqualTo(503);
        venue.outage(false);
        assertThat(order().statusCode()).isEqualTo(200);
    }

    @Test
    void allowance_onceUsedUp_isTooManyInTheVenuesWords() throws Exception {
        venue.allow(2);
        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(order().body()).contains("-1003");
        assertThat(venue.stats().rejections()).isEqualTo(Map.of("-1003", 1L));
        venue.allow(1);
        assertThat(order().statusCode()).isEqualTo(200);
    }

    /** An hour, so that a bot gives up first. */
    @Test
    void latency_isAddedToEveryAnswer() {
        venue.latency(Duration.ofHours(1));

        var impatient = HttpRequest.newBuilder(URI.create(venue.uri() + "/api/v3/time"))
                .timeout(Duration.ofMillis(50))
                .build();
        assertThatThrownBy(() -> HTTP.send(impatient, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void aKeyThatIsNew_isUnknownAtFirst() throws Exception {
        key.unknownFor(2);
        assertThat(order().body()).contains("-2015");
        assertThat(order().body()).contains("-2015");
        assertThat(order().statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyThatWasRevoked_mayGoOnForAWhile() throws Exception {
        key.worksAfterRevocation(2).revoke();
        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(order().body()).contains("-2015");
    }

    @Test
    void aKeyThatWasRevoked_mayBeAcceptedNowAndThen_forAWhile() throws Exception {
        key.flickers(3, Instant.MAX);
        assertThat(order().statusCode()).isEqualTo(200);
        key.revoke();
        assertThat(order().body()).contains("-2015");
        assertThat(order().body()).contains("-2015");
        assertThat(order().statusCode()).isEqualTo(200);
        assertThat(order().body()).contains("-2015");
        key.flickers(1, Instant.MIN);
        assertThat(order().body()).as("that is over").contains("-2015");
    }

    /** Every venue has a word for too many requests. */
    @Test
    void allowance_isKnownToEveryVenue() {
        for (VenueSimulator each : java.util.List.of(
                AntpoolSimulator.start(),
                FoundrySimulator.start(),
                LuxorSimulator.start(),
                ViabtcSimulator.start(),
                BitfinexSimulator.start(),
                BitgetSimulator.start(),
                BitmexSimulator.start(),
                BitstampSimulator.start(),
                BraiinsHashpowerSimulator.start(),
                BraiinsPoolSimulator.start(),
                BybitSimulator.start(),
                CoinbaseSimulator.start(),
                CryptoComSimulator.start(),
                DeribitSimulator.start(),
                F2poolSimulator.start(),
                GateSimulator.start(),
                GeminiSimulator.start(),
                HtxSimulator.start(),
                HyperliquidSimulator.start(),
                KrakenSimulator.start(),
                KrakenFuturesSimulator.start(),
                KucoinSimulator.start(),
                MexcSimulator.start(),
                NicehashSimulator.start(),
                OkxSimulator.start())) {
            try (each) {
                assertThat(each.errors()).contains(each.tooMany());
            }
        }
    }
}
