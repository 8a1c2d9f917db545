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

    private static final Map<String, Supplier<Running>> VENUES = new TreeMap<>(Map.ofEntries(
            entry("antpool", AntpoolSimulator::start, pool -> pool.createKey("read")),
            entry(
                    "binance",
                    BinanceSimulator::start,
                    venue -> venue.createKey("enableReading", "enableSpotAndMarginTrading", "enableFutures")),
            entry("bitfinex", BitfinexSimulator::start, venue -> venue.createKey("orders:read", "orders:write")),
            entry("bitget", BitgetSimulator::start, venue -> venue.createKey("readonly", "trade")),
            entry("bitget-uta", BitgetSimulator::startUnified, venue -> venue.createKey("read-only", "uta_trade")),
            entry("bitmex", BitmexSimulator::start, venue -> venue.createKey("order")),
            entry(
                    "bitstamp",
                    BitstampSimulator::start,
                    venue -> venue.createKey("Account balance", "User transactions", "Open orders", "Orders")),
            entry("braiins-hashpower", BraiinsHashpowerSimulator::start, market -> market.createKey("Read-only Token")),
            entry("braiins-pool", BraiinsPoolSimulator::start, BraiinsPoolSimulator::createKey),
            entry("bybit", BybitSimulator::start, venue -> venue.createKey("Spot/SpotTrade", "ContractTrade/Order")),
            entry("coinbase", CoinbaseSimulator::start, venue -> venue.createKey("can_view", "can_trade")),
            entry("crypto-com", CryptoComSimulator::start, venue -> venue.createKey("Can Read", "Enable Trading")),
            entry("deribit", DeribitSimulator::start, venue -> venue.createKey("account:read", "trade:read_write")),
            entry("f2pool", F2poolSimulator::start, pool -> pool.createKey("read")),
            entry("foundry", FoundrySimulator::start, FoundrySimulator::createKey),
            entry(
                    "gate",
                    GateSimulator::start,
                    venue -> venue.createKey("account:read_only", "wallet:read_only", "spot:read_write")),
            entry("gemini", GeminiSimulator::start, venue -> venue.createKey("Trader")),
            entry("htx", HtxSimulator::start, venue -> venue.createKey("readOnly", "trade")),
            entry("hyperliquid", HyperliquidSimulator::start, venue -> venue.createKey("agent")),
            entry(
                    "kraken",
                    KrakenSimulator::start,
                    venue -> venue.createKey("query-funds", "query-open-trades", "modify-trades", "close-trades")),
            entry("kraken-futures", KrakenFuturesSimulator::start, venue -> venue.createKey("general:FULL_ACCESS")),
            entry("kucoin", KucoinSimulator::start, venue -> venue.createKey("General", "Spot", "Futures")),
            entry("luxor", LuxorSimulator::start, pool -> pool.createKey("Mining Pool: Read Only")),
            entry(
                    "mexc",
                    MexcSimulator::start,
                    venue -> venue.createKey("SPOT_ACCOUNT_READ", "SPOT_DEAL_READ", "SPOT_DEAL_WRITE")),
            entry("nicehash", NicehashSimulator::start, venue -> venue.createKey("VBTD", "VHOR", "PRCO")),
            entry("okx", OkxSimulator::start, venue -> venue.createKey("read_only", "trade")),
            entry("viabtc", ViabtcSimulator::start, ViabtcSimulator::createKey)));

    private static <V extends VenueSimulator> Map.Entry<String, Supplier<Running>> entry(
            String name, Supplier<V> start, Function<V, SimulatedKey> key) {
        return Map.entry(name, () -> {
            V venue = start.get();
            return new Running(venue, key.apply(venue));
        });
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
