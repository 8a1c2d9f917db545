/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venues.Venues;
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
 * Start and end of a bot, whose venue answers at once: reading, asking, checking against policy and grants, telling redaction. For ten thousand keys, each with a grant of its own, about as many times as
 * much as for a thousand.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar StartBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class StartBenchmark {
    /** Keys. */
    @Param({"1000", "10000"})
    public int keys;

    private BinanceSimulator simulator;
    private SimulatedKey made;

    /** Starts the venue. */
    @Setup
    public void prepare() {
        simulator = BinanceSimulator.start();
        made = simulator.createKey("enableReading", "enableSpotAndMarginTrading");
    }

    /** Ready to sign, and ended. */
    @Benchmark
    public void start() {
        Bots.start(
                        Venues.binance().servedAt(Environment.PRODUCTION, simulator.uri()),
                        id -> simulator.toApiKey(id, made),
                        keys,
                        Permission.READ_ACCOUNT,
                        Permission.TRADE_SPOT)
                .close();
    }

    /** Ends the venue. */
    @TearDown
    public void stop() {
        simulator.close();
    }
}
