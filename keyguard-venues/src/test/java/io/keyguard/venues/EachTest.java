/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One that fails keeps no other from being done. */
class EachTest {
    @Test
    void each_isDone_andWhatFailedFirstIsThrown() {
        var done = new ArrayList<Integer>();
        assertThatThrownBy(() -> Each.of(List.of(1, 2, 3, 4), number -> {
                    done.add(number);
                    if (number % 2 == 0) {
                        throw new VenueUnavailableException("number " + number, null);
                    }
                }))
                .hasMessage("number 2");
        assertThat(done).containsExactly(1, 2, 3, 4);
    }

    /** What is limited is not hammered on; what is left is named, and nothing that is no name. */
    @Test
    void each_whereTheVenueIsAskedTooOften_stopsAndNamesWhatIsLeft() {
        var done = new ArrayList<String>();
        assertThatThrownBy(() -> Each.of(List.of("AAVEUSDT", "BTCUSDT", "ETH-USDT", "no name"), symbol -> {
                    done.add(symbol);
                    throw refused(symbol.equals("BTCUSDT") ? Kind.RATE : Kind.REQUEST);
                }))
                .isInstanceOfSatisfying(
                        VenueRefusedException.class, e -> assertThat(e.kinds()).containsExactly(Kind.RATE))
                .hasMessageContaining("2 more were left as they are")
                .hasMessageContaining("ETH-USDT")
                .hasMessageNotContaining("no name");
        assertThat(done).containsExactly("AAVEUSDT", "BTCUSDT");
    }

    /** As venues say it: a limit is no word about the key. What is left is counted, however many calls it takes and however they are nested, and when to try again is said once. */
    @Test
    void each_whereALimitIsNoRefusal_stopsAllTheSame_andCountsWhatIsLeft() {
        var done = new ArrayList<List<Integer>>();
        assertThatThrownBy(() -> Each.of(
                        List.of("SPOT", "FUTURE"),
                        market -> Each.ofBatches(List.of(1, 2, 3, 4, 5), 2, batch -> {
                            done.add(batch);
                            throw limited(Kind.RATE, Kind.MAINTENANCE);
                        })))
                .isInstanceOfSatisfying(
                        VenueUnavailableException.class,
                        e -> assertThat(e.kinds()).containsExactlyInAnyOrder(Kind.RATE, Kind.MAINTENANCE))
                .hasMessage("limited; try again later; 3 more were left as they are; 1 more were left as they are,"
                        + " among them FUTURE");
        assertThat(done).containsExactly(List.of(1, 2));
    }

    /** A ban of the address is one of whoever asks, too. */
    @Test
    void each_whereTheAddressMayBeLimited_stops() {
        var done = new ArrayList<Integer>();
        assertThatThrownBy(() -> Each.of(List.of(1, 2, 3), number -> {
                    done.add(number);
                    throw refused(Kind.RATE, Kind.IP);
                }))
                .isInstanceOf(VenueRefusedException.class);
        assertThat(done).containsExactly(1);
    }

    /** Whoever hears a refusal alone does not ask again. */
    @ParameterizedTest
    @MethodSource("passing")
    void each_whereOneIsRefusedAndAnotherIsBusy_saysThatItWasBusy(KeyguardException busy) {
        List<KeyguardException> failures = List.of(refused(Kind.PERMISSION, Kind.IP), busy, refused(Kind.PERMISSION));
        assertThatThrownBy(() -> Each.of(failures, failure -> {
                    throw failure;
                }))
                .isSameAs(busy);
        assertThatThrownBy(() -> Each.of(failures.subList(1, 3), failure -> {
                    throw failure;
                }))
                .isSameAs(busy);
    }

    static Stream<KeyguardException> passing() {
        return Stream.of(
                limited(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN),
                new VenueUnavailableException("no answer", null),
                refused(Kind.NONCE),
                refused(Kind.PERMISSION, Kind.IP, Kind.RATE));
    }

    private static VenueUnavailableException limited(Kind... kinds) {
        return new VenueUnavailableException("limited", null, Set.of(kinds));
    }

    /** A status that may mean the market as well as a limit says nothing of the others. */
    @Test
    void each_whereALimitIsOneOfSeveralMeanings_goesOn() {
        var done = new ArrayList<Integer>();
        assertThatThrownBy(() -> Each.of(List.of(1, 2, 3), number -> {
                    done.add(number);
                    throw refused(Kind.RATE, Kind.PERMISSION, Kind.IP);
                }))
                .isInstanceOf(VenueRefusedException.class);
        assertThat(done).containsExactly(1, 2, 3);
    }

    private static VenueRefusedException refused(Kind... kinds) {
        return new VenueRefusedException("refused", Set.of(kinds));
    }

    /** The first symbol of the alphabet is suspended, and stays first however often all are cancelled. */
    @Test
    void cancelAll_whereOneSymbolIsRefused_cancelsTheOthers() {
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            VenueDefinition binance = Venues.binance().servedAt(io.keyguard.Environment.PRODUCTION, venue.uri());
            try (Desk desk = new Desk(
                    binance,
                    SignatureAlgorithm.HMAC_SHA256,
                    venue.createKey("enableReading", "enableSpotAndMarginTrading"))) {
                for (String symbol : List.of("AAVEUSDT", "BTCUSDT", "ETHUSDT")) {
                    desk.call(VenueRequest.post("/api/v3/order")
                            .param("symbol", symbol)
                            .param("side", "BUY")
                            .param("type", "LIMIT")
                            .param("timeInForce", "GTC")
                            .param("quantity", "1")
                            .param("price", "100"));
                }
                SignedCalls suspended = request -> request.method().equals("DELETE")
                                && request.params().stream()
                                        .anyMatch(param -> param.value().equals("AAVEUSDT"))
                        ? new HttpReply(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}")
                        : desk.call(request);
                Set<Permission> spot = Set.of(Permission.TRADE_SPOT);
                assertThatThrownBy(() -> binance.emergency().cancelAll(suspended, spot))
                        .isInstanceOf(io.keyguard.KeyguardException.class);
                assertThat(binance.account().openOrders(desk, spot))
                        .singleElement()
                        .satisfies(order -> assertThat(order.symbol()).isEqualTo("AAVEUSDT"));
            }
        }
    }

    /** Such an order outlives the key that placed it, and is in no list of plain orders. */
    @Test
    void cancelAll_takesOrdersThatWaitForAPriceAway() {
        try (OkxSimulator venue = OkxSimulator.start()) {
            VenueDefinition okx = Venues.okx().servedAt(io.keyguard.Environment.PRODUCTION, venue.uri());
            try (Desk desk = new Desk(okx, SignatureAlgorithm.HMAC_SHA256, venue.createKey("read_only", "trade"))) {
                for (int i = 0; i < 12; i++) {
                    desk.call(VenueRequest.post("/api/v5/trade/order-algo")
                            .param("instId", "BTC-USDT")
                            .param("tdMode", "cash")
                            .param("side", "sell")
                            .param("ordType", i % 2 == 0 ? "trigger" : "twap")
                            .param("sz", "1"));
                }
                okx.emergency().cancelAll(desk, Set.of(Permission.TRADE_SPOT));
                assertThat(venue.stats().ordersCancelled()).isEqualTo(12);
            }
        }
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            VenueDefinition binance = Venues.binance().servedAt(io.keyguard.Environment.PRODUCTION, venue.uri());
            try (Desk desk = new Desk(
                    binance, SignatureAlgorithm.HMAC_SHA256, venue.createKey("enableReading", "enableFutures"))) {
                for (String symbol : List.of("BTCUSDT", "ETHUSDT", "BTCUSDT")) {
                    desk.call(VenueRequest.post("/fapi/v1/algoOrder")
                            .param("algoType", "CONDITIONAL")
                            .param("symbol", symbol)
                            .param("side", "SELL")
                            .param("type", "STOP_MARKET")
                            .param("quantity", "1")
                            .param("triggerPrice", "1"));
                }
                binance.emergency().cancelAll(desk, Set.of(Permission.TRADE_DERIVATIVES));
                assertThat(venue.stats().ordersPlaced()).isEqualTo(3);
                assertThat(venue.stats().ordersCancelled()).isEqualTo(3);
            }
        }
    }
}
