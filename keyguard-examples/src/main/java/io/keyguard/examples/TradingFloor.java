/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.util.Objects.requireNonNull;

import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Three simulated venues, the keys made there, and every secret that must not turn up anywhere. */
final class TradingFloor implements AutoCloseable {
    private final BinanceSimulator binance = BinanceSimulator.start();
    private final OkxSimulator okx = OkxSimulator.start();
    private final KrakenSimulator kraken = KrakenSimulator.start();
    private final Map<String, SimulatedKey> latest = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    List<VenueSimulator> venues() {
        return List.of(binance, okx, kraken);
    }

    BinanceSimulator binance() {
        return binance;
    }

    OkxSimulator okx() {
        return okx;
    }

    KrakenSimulator kraken() {
        return kraken;
    }

    /** A Binance key that may read, trade and withdraw. */
    ApiKey.Builder greedyBinanceKey(String id, String strategy) {
        return made(
                binance,
                id,
                strategy,
                binance.createKey("enableReading", "enableSpotAndMarginTrading", "enableWithdrawals"));
    }

    ApiKey.Builder binanceKey(String id, String strategy) {
        return made(binance, id, strategy, binance.createKey("enableReading", "enableSpotAndMarginTrading"));
    }

    ApiKey.Builder okxKey(String id, String strategy) {
        return made(okx, id, strategy, okx.createKey("read_only", "trade"));
    }

    ApiKey.Builder krakenKey(String id, String strategy) {
        SimulatedKey key = kraken.createKey(
                "query-funds",
                "query-open-trades",
                "query-closed-trades",
                "query-ledger",
                "modify-trades",
                "close-trades");
        return made(kraken, id, strategy, key);
    }

    /** Every strategy has an account of its own, called like the strategy. Keys are bound to this machine's address, as the strict policy asks. */
    private ApiKey.Builder made(VenueSimulator venue, String id, String strategy, SimulatedKey key) {
        key.boundTo("127.0.0.1");
        latest.put(id, key);
        String name = id + " " + secrets.size();
        secrets.put(name + " API key", key.apiKey());
        secrets.put(name + " secret", key.secret());
        if (!key.passphrase().isEmpty()) {
            secrets.put(name + " passphrase", key.passphrase());
        }
        return venue.toApiKey(id, key).account(strategy).strategies(Set.of(strategy));
    }

    /** The key that was made last under this id. */
    SimulatedKey latest(String id) {
        return requireNonNull(latest.get(id), id);
    }

    int secrets() {
        return secrets.size();
    }

    LeakScanner scanner() {
        return LeakScanner.forSecrets(secrets);
    }

    long sum(ToLongFunction<VenueSimulator> count) {
        return venues().stream().mapToLong(count).sum();
    }

    Map<String, Long> rejections() {
        return venues().stream()
                .flatMap(venue -> venue.stats().rejections().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    }

    @Override
    public void close() {
        venues().forEach(VenueSimulator::close);
    }
}
