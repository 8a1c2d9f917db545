/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An order, from asking for the key to the signed request: fence, host, classifier, scope, canonical string, signature, inventory; what a state directory adds is what {@link BookkeepingBenchmark} measures. Against a bare signer of the same request, as a
 * connector writes it: a {@code Mac} or a {@code Signature} that is kept, and strings put together; nothing is checked, and whoever dumps the heap can sign.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar OrderBenchmark -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OrderBenchmark {
    /** The venue, and behind it the kind of key where it takes another. Coinbase's usual keys are on P-256, Hyperliquid's on secp256k1; the others' are HMAC. */
    @Param({
        "antpool",
        "binance",
        "binance-ed25519",
        "binance-futures",
        "binance-rsa",
        "bitfinex",
        "bitget",
        "bitget-uta",
        "bitmex",
        "bitstamp",
        "braiins-hashpower",
        "braiins-pool",
        "bybit",
        "bybit-rsa",
        "coinbase",
        "coinbase-ed25519",
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
        "kucoin-futures",
        "luxor",
        "mexc",
        "nicehash",
        "okx",
        "viabtc"
    })
    public String venue;

    private TypicalOrder typical;
    private Keyguard keyguard;
    private KeyProvider keys;
    private KeyScope scope;

    /** Starts a bot. */
    @Setup
    public void start() throws GeneralSecurityException {
        typical = TypicalOrder.at(venue);
        Permission market = typical.market();
        keyguard = Bots.start(typical.venue(), typical.key(), 1, Permission.READ_ACCOUNT, market);
        keys = keyguard.forStrategy(Bots.STRATEGY);
        scope = KeyScope.of(typical.venue().id(), "a0", market);
    }

    /** The whole path. */
    @Benchmark
    @Against(value = "bare", atMost = 1.5)
    public SignedRequest order() {
        VenueRequest request = typical.request();
        return keys.get(scope).sign(request);
    }

    /** What a connector does. */
    @Benchmark
    public SignedRequest bare() throws GeneralSecurityException {
        return typical.bare();
    }

    /** Ends the bot. */
    @TearDown
    public void stop() {
        keyguard.close();
        typical.simulator().close();
    }
}
