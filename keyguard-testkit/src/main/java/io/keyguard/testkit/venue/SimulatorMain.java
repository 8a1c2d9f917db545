/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs a simulated venue in the foreground, for bots in any language:
 * {@code java -cp keyguard-testkit.jar:… io.keyguard.testkit.venue.SimulatorMain okx 8080}.
 *
 * <p>It prints the address and the parts of a key that may trade. Both are good for nothing but this simulator.
 */
public final class SimulatorMain {
    private record Running(VenueSimulator simulator, SimulatedKey key) {}

    private static final Map<String, Supplier<Running>> VENUES = new TreeMap<>(Map.of(
            "binance",
                    of(
                            BinanceSimulator::start,
                            venue -> venue.createKey("enableReading", "enableSpotAndMarginTrading", "enableFutures")),
            "bitmex", of(BitmexSimulator::start, venue -> venue.createKey("order")),
            "bybit", of(BybitSimulator::start, venue -> venue.createKey("Spot/SpotTrade", "ContractTrade/Order")),
            "coinbase", of(CoinbaseSimulator::start, venue -> venue.createKey("can_view", "can_trade")),
            "deribit", of(DeribitSimulator::start, venue -> venue.createKey("account:read", "trade:read_write")),
            "kraken",
                    of(
                            KrakenSimulator::start,
                            venue -> venue.createKey(
                                    "query-funds", "query-open-trades", "modify-trades", "close-trades")),
            "kraken-futures", of(KrakenFuturesSimulator::start, venue -> venue.createKey("general:FULL_ACCESS")),
            "kucoin", of(KucoinSimulator::start, venue -> venue.createKey("General", "Spot", "Futures")),
            "okx", of(OkxSimulator::start, venue -> venue.createKey("read_only", "trade"))));

    static {
        VENUES.putAll(pools());
    }

    private static Map<String, Supplier<Running>> pools() {
        return Map.of(
                "antpool",
                of(AntpoolSimulator::start, pool -> pool.createKey("read")),
                "foundry",
                of(FoundrySimulator::start, FoundrySimulator::createKey),
                "luxor",
                of(LuxorSimulator::start, pool -> pool.createKey("Mining Pool: Read Only")),
                "viabtc",
                of(ViabtcSimulator::start, ViabtcSimulator::createKey),
                "braiins-hashpower",
                of(BraiinsHashpowerSimulator::start, market -> market.createKey("Read-only Token")),
                "braiins-pool",
                of(BraiinsPoolSimulator::start, BraiinsPoolSimulator::createKey),
                "f2pool",
                of(F2poolSimulator::start, pool -> pool.createKey("read")),
                "nicehash",
                of(NicehashSimulator::start, venue -> venue.createKey("VBTD", "VHOR", "PRCO")));
    }

    private static <V extends VenueSimulator> Supplier<Running> of(Supplier<V> start, Function<V, SimulatedKey> key) {
        return () -> {
            V venue = start.get();
            return new Running(venue, key.apply(venue));
        };
    }

    private SimulatorMain() {}

    /**
     * Runs until it is interrupted.
     *
     * @param arguments the venue and, if it matters, the port
     */
    public static void main(String[] arguments) throws InterruptedException {
        int status = run(List.of(arguments), System.out, new CountDownLatch(1));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs until {@code end}; returns 2 if the arguments do not fit. */
    static int run(List<String> arguments, Appendable out, CountDownLatch end) throws InterruptedException {
        Supplier<Running> start = arguments.isEmpty() ? null : VENUES.get(arguments.get(0));
        boolean fits = arguments.size() < 2
                || (arguments.size() == 2 && arguments.get(1).matches("[1-9]\\d{0,4}"));
        if (start == null || !fits) {
            print(out, "usage: SimulatorMain VENUE [PORT]; venues: " + String.join(", ", VENUES.keySet()));
            return 2;
        }
        Running running = start.get();
        try (VenueSimulator venue = running.simulator()) {
            int port = arguments.size() == 2
                    ? Integer.parseInt(arguments.get(1))
                    : venue.uri().getPort();
            if (port != venue.uri().getPort()) {
                venue.listenAt(port);
            }
            describe(out, arguments.get(0), port, running.key());
            end.await();
        }
        return 0;
    }

    private static void describe(Appendable out, String venue, int port, SimulatedKey key) {
        print(out, "simulated " + venue + " at http://127.0.0.1:" + port + "; end it with Ctrl-C");
        print(out, "API key:    " + key.apiKey());
        print(out, "secret:     " + key.secret());
        if (!key.passphrase().isEmpty()) {
            print(out, "passphrase: " + key.passphrase());
        }
        print(out, "rights:     " + String.join(", ", key.rights()));
    }

    private static void print(Appendable out, String line) {
        try {
            out.append(line).append(System.lineSeparator());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("the output cannot be written", e);
        }
    }
}
