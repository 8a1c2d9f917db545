/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.ScopedKey;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.inventory.UseCounter;
import io.keyguard.inventory.UseLedger;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venues.Venues;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
 * Asking for a key, with one to ten thousand of them in use, against a concurrent map; and what counting a signature for the inventory adds.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar ProviderBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ProviderBenchmark {
    /** Keys in use, all of one strategy. */
    @Param({"1", "100", "10000"})
    public int keys;

    private BinanceSimulator simulator;
    private Keyguard keyguard;
    private KeyProvider provider;
    private KeyScope[] scopes;
    private Map<KeyScope, ScopedKey> map;
    private UseCounter counter;
    private final LongAdder adder = new LongAdder();
    private int next;

    /** Starts a bot. */
    @Setup
    public void start() {
        simulator = BinanceSimulator.start();
        SimulatedKey made = simulator.createKey("enableReading", "enableSpotAndMarginTrading");
        keyguard = Bots.start(
                Venues.binance().servedAt(Environment.PRODUCTION, simulator.uri()),
                id -> simulator.toApiKey(id, made),
                keys,
                Permission.READ_ACCOUNT,
                Permission.TRADE_SPOT);
        provider = keyguard.forStrategy(Bots.STRATEGY);
        scopes = new KeyScope[keys];
        map = new ConcurrentHashMap<>();
        for (int i = 0; i < keys; i++) {
            scopes[i] = KeyScope.of("binance", "a" + i, Permission.TRADE_SPOT);
            map.put(scopes[i], provider.get(scopes[i]));
        }
        counter = new UseLedger("box", "bench", "p").counter(KeyId.of("k"), 1, Bots.STRATEGY, Permission.TRADE_SPOT);
    }

    private KeyScope scope() {
        next = next + 1 == keys ? 0 : next + 1;
        return scopes[next];
    }

    /** What a strategy does before each request. */
    @Benchmark
    @Against("concurrentMap")
    public ScopedKey get() {
        return provider.get(scope());
    }

    /** What a home-made holder of keys would do. */
    @Benchmark
    public ScopedKey concurrentMap() {
        return map.get(scope());
    }

    /** What the inventory does for each signature. */
    @Benchmark
    @Against("longAdder")
    public void count() {
        counter.add();
    }

    /** The plainest counter that many threads may use. */
    @Benchmark
    public void longAdder() {
        adder.increment();
    }

    /** Ends the bot. */
    @TearDown
    public void stop() {
        keyguard.close();
        simulator.close();
    }
}
