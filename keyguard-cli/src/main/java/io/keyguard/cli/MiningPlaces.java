/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.BraiinsPoolSimulator;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.FoundrySimulator;
import io.keyguard.testkit.venue.LuxorSimulator;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.venues.VenueDefinition;
import io.keyguard.venues.Venues;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Mining platforms of a drill, where only people end keys. Some have one key for each account, so that nothing else can be asked with, and a new one ends it. */
final class MiningPlaces {
    private static final String STRATUM = "stratum.pool.example";
    private static final String FARMER = "farmer1";

    private MiningPlaces() {}

    static void add(List<SimulatedPlace> places, InstantSource clock) {
        pools(places, clock);
        hashpower(places, clock);
    }

    private static void pools(List<SimulatedPlace> places, InstantSource clock) {
        AntpoolSimulator antpool = AntpoolSimulator.start(clock);
        places.add(place(Venues.antpool(), antpool, Set.of("read"), r -> antpool.createKey(SimulatedPlace.array(r))));
        BraiinsPoolSimulator braiins = BraiinsPoolSimulator.start(clock);
        places.add(place(Venues.braiinsPool(), braiins, Set.of("web API access"), r -> braiins.createKey()));
        F2poolSimulator f2pool = F2poolSimulator.start(clock);
        places.add(place(Venues.f2pool(), f2pool, Set.of("read"), r -> f2pool.createKey(SimulatedPlace.array(r))));
        FoundrySimulator foundry = FoundrySimulator.start(clock);
        places.add(place(Venues.foundry(), foundry, Set.of("Financial API key"), r -> foundry.createKey()));
        LuxorSimulator luxor = LuxorSimulator.start(clock);
        places.add(place(
                Venues.luxor(),
                luxor,
                Set.of("Mining Pool: Read & Write"),
                r -> luxor.createKey(SimulatedPlace.array(r))));
        ViabtcSimulator viabtc = ViabtcSimulator.start(clock);
        places.add(place(Venues.viabtc(), viabtc, Set.of(), r -> viabtc.createKey()));
    }

    /** Bids for computing power, which go on being paid until they are cancelled. Bots make them, whose grants pin the pool; a drill has no grant. */
    private static void hashpower(List<SimulatedPlace> places, InstantSource clock) {
        BraiinsHashpowerSimulator braiins = BraiinsHashpowerSimulator.start(clock);
        places.add(
                place(Venues.braiinsHashpower(), braiins, Set.of("Owner Token"), r -> braiins.createKey("Owner Token"))
                        .bidding(() -> braiins.bid("stratum+tcp://" + STRATUM + ":3333", FARMER)));
        NicehashSimulator nicehash = NicehashSimulator.start(clock);
        String pool = nicehash.savePool(STRATUM, 3333, FARMER);
        places.add(place(
                        Venues.nicehash(),
                        nicehash,
                        Set.of("VBTD", "VHOR", "PRCO"),
                        r -> nicehash.createKey(SimulatedPlace.array(r)))
                .bidding(() -> nicehash.order(pool)));
    }

    private static SimulatedPlace place(
            VenueDefinition venue,
            VenueSimulator simulator,
            Set<String> rights,
            Function<Set<String>, SimulatedKey> createKey) {
        return new SimulatedPlace(venue, simulator, null, rights, rights, createKey, null);
    }
}
