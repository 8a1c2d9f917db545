/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every simulator does alike. */
class EverySimulatorTest {
    /** A request for which a simulator reads its clock. */
    record Clocked(Function<InstantSource, VenueSimulator> start, String method, String path) {
        @Override
        public String toString() {
            return path;
        }
    }

    /** The errors of a venue, as its documents have them. */
    record Sheet(Supplier<VenueSimulator> start, String name) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Clocked> clocked() {
        return Stream.of(
                new Clocked(BinanceSimulator::start, "GET", "/api/v3/time"),
                new Clocked(BitmexSimulator::start, "GET", "/api/v1"),
                new Clocked(BybitSimulator::start, "GET", "/v5/market/time"),
                new Clocked(CoinbaseSimulator::start, "GET", "/api/v3/brokerage/time"),
                new Clocked(DeribitSimulator::start, "GET", "/api/v2/public/get_time"),
                new Clocked(GeminiSimulator::start, "POST", "/v1/roles"),
                new Clocked(KrakenSimulator::start, "GET", "/0/public/Time"),
                new Clocked(KucoinSimulator::start, "GET", "/api/v1/timestamp"),
                new Clocked(MexcSimulator::start, "GET", "/api/v3/time"),
                new Clocked(OkxSimulator::start, "GET", "/api/v5/public/time"));
    }

    static Stream<Sheet> sheets() {
        return Stream.of(
                new Sheet(BinanceSimulator::start, "binance"),
                new Sheet(BitstampSimulator::start, "bitstamp"),
                new Sheet(BybitSimulator::start, "bybit"),
                new Sheet(CoinbaseSimulator::start, "coinbase"),
                new Sheet(CryptoComSimulator::start, "crypto-com"),
                new Sheet(DeribitSimulator::start, "deribit"),
                new Sheet(GeminiSimulator::start, "gemini"),
                new Sheet(KrakenSimulator::start, "kraken"),
                new Sheet(KrakenFuturesSimulator::start, "kraken-futures"),
                new Sheet(KucoinSimulator::start, "kucoin"),
                new Sheet(OkxSimulator::start, "okx"));
    }

    @ParameterizedTest
    @MethodSource("clocked")
    void request_onWhichTheSimulatorFails_isAnsweredAndCounted(Clocked request) {
        var breaking = new Wire.BreakingClock();
        try (VenueSimulator broken = request.start().apply(breaking)) {
            breaking.breakNow();
            assertThat(Wire.send(broken, request.method(), request.path(), "", Map.of())
                            .status())
                    .isEqualTo(500);
            assertThat(broken.stats().rejections()).containsOnly(entry(VenueStats.INTERNAL_ERROR, 1L));
        }
    }

    @ParameterizedTest
    @MethodSource("sheets")
    void errors_areThoseOfTheSheet(Sheet sheet) {
        try (VenueSimulator venue = sheet.start().get()) {
            assertThat(venue.errors())
                    .containsExactlyInAnyOrderElementsOf(
                            Wire.errors(sheet.name()).keySet());
        }
    }
}
