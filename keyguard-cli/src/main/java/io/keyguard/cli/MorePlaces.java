/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.venues.Venues;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Further {@linkplain SimulatedPlace places} of a drill: keys of sub-accounts, keys that only people end, and keys of which venues tell nothing. */
final class MorePlaces {
    private MorePlaces() {}

    static void add(List<SimulatedPlace> places, InstantSource clock) {
        ofSubAccounts(places, clock);
        byHand(places, clock);
        tellNoRights(places, clock);
    }

    private static void ofSubAccounts(List<SimulatedPlace> places, InstantSource clock) {
        MexcSimulator mexc = MexcSimulator.start(clock);
        places.add(new SimulatedPlace(
                Venues.mexc(),
                mexc,
                "grid1",
                Set.of("SPOT_ACCOUNT_READ", "SPOT_ACCOUNT_WRITE"),
                Set.of("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE"),
                r -> mexc.createKey(SimulatedPlace.array(r)),
                RestingOrders::mexc));
        // A password of the second factor for each key that is made; ending one asks for none.
        HtxSimulator htx = HtxSimulator.start(clock);
        Set<String> both = Set.of("readOnly", "trade");
        places.add(new SimulatedPlace(
                Venues.htx(htx::oneTimePassword),
                htx,
                "7",
                both,
                both,
                r -> htx.createKey(SimulatedPlace.array(r)),
                RestingOrders::htx));
    }

    private static void byHand(List<SimulatedPlace> places, InstantSource clock) {
        GeminiSimulator gemini = GeminiSimulator.start(clock);
        Set<String> trader = Set.of("Trader");
        places.add(new SimulatedPlace(
                Venues.gemini(),
                gemini,
                null,
                trader,
                trader,
                r -> gemini.createKey(SimulatedPlace.array(r)),
                RestingOrders::gemini));
        BitfinexSimulator bitfinex = BitfinexSimulator.start(clock);
        Set<String> write = Set.of("account:read", "history:read", "orders:read", "orders:write", "wallets:read");
        places.add(new SimulatedPlace(
                Venues.bitfinex(),
                bitfinex,
                null,
                write,
                write,
                r -> bitfinex.createKey(SimulatedPlace.array(r)),
                RestingOrders::bitfinex));
    }

    /** What their keys trade is known from grants alone. */
    private static void tellNoRights(List<SimulatedPlace> places, InstantSource clock) {
        BitstampSimulator bitstamp = BitstampSimulator.start(clock);
        Set<String> ticked = Set.of("Account balance", "User transactions", "Open orders", "Orders");
        places.add(new SimulatedPlace(
                Venues.bitstamp(),
                bitstamp,
                null,
                ticked,
                ticked,
                r -> bitstamp.createKey(SimulatedPlace.array(r)),
                RestingOrders::bitstamp));
        CryptoComSimulator cryptoCom = CryptoComSimulator.start(clock);
        Set<String> enabled = Set.of("Can Read", "Enable Trading");
        places.add(new SimulatedPlace(
                Venues.cryptoCom(),
                cryptoCom,
                null,
                enabled,
                enabled,
                r -> cryptoCom.createKey(SimulatedPlace.array(r)),
                RestingOrders::cryptoCom));
    }
}
