/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorMainTest {
    private final StringBuilder out = new StringBuilder();
    private final CountDownLatch over = new CountDownLatch(0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "antpool",
                "binance",
                "bitfinex",
                "bitget",
                "bitget-uta",
                "bitmex",
                "bitstamp",
                "braiins-hashpower",
                "braiins-pool",
                "bybit",
                "coinbase",
                "crypto-com",
                "deribit",
                "f2pool",
                "foundry",
                "gate",
                "gemini",
                "htx",
                "hyperliquid",
                "kraken",
                "kraken-futures",
                "kucoin",
                "luxor",
                "mexc",
                "nicehash",
                "okx",
                "viabtc"
            })
    void run_tellsAddressAndKey(String venue) throws InterruptedException {
        assertThat(SimulatorMain.run(List.of(venue), out, over)).isZero();
        assertThat(out.toString())
                .startsWith("simulated " + venue + " at http://127.0.0.1:")
                .contains("API key:    ", "secret:     ", "rights:     ");
    }

    @Test
    void run_withoutAVenue_tellsWhichThereAre() throws InterruptedException {
        assertThat(SimulatorMain.run(List.of(), out, over)).isEqualTo(2);
        assertThat(SimulatorMain.run(List.of("mtgox"), out, over)).isEqualTo(2);
        assertThat(SimulatorMain.run(List.of("okx", "http"), out, over)).isEqualTo(2);
        assertThat(out.toString())
                .contains(
                        "usage: SimulatorMain VENUE [PORT]; venues: antpool, binance, bitfinex, bitget, bitget-uta, bitmex, bitstamp, braiins-hashpower, braiins-pool, bybit, coinbase, crypto-com, deribit, ");
    }
}
