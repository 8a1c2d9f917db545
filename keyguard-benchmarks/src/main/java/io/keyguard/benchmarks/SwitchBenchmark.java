/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Keyguard;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.KeyChangeListener;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venues.Venues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * From a source that says that a key was replaced until the last of many listeners of a bot has been told and has acknowledged: read, asked of a venue that answers at once, published, told. Against as many tasks handed to
 * a pool of threads.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar SwitchBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 100)
@Measurement(iterations = 200)
@Fork(1)
public class SwitchBenchmark {
    private static final Instant STORED = Instant.now();

    /** How many listeners there are. */
    @Param({"1", "1000"})
    private int consumers;

    private final KeylessBybit bybit = new KeylessBybit();
    private final OneKey source = new OneKey();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private volatile CountDownLatch told = new CountDownLatch(0);
    private Keyguard keyguard;

    /** A source in memory with one key. */
    private static final class OneKey implements KeySource {
        private volatile Stored now = new Stored("", 0);
        private volatile Runnable changed = () -> {};

        private record Stored(String apiKey, long generation) {}

        private void replace(String fresh) {
            now = new Stored(fresh, now.generation() + 1);
        }

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public KeySnapshot read() {
            Stored stored = now;
            ApiKey key = ApiKey.builder(KeyId.of("bench"))
                    .on("bybit", "main")
                    .strategies(Set.of("bench"))
                    .createdAt(STORED)
                    .generation(stored.generation())
                    .typed(
                            stored.apiKey().toCharArray(),
                            KeylessBybit.secretOf(stored.apiKey()).toCharArray(),
                            new char[0])
                    .build();
            return new KeySnapshot(stored.generation(), List.of(key));
        }

        @Override
        public Watch watch(Runnable change) {
            changed = change;
            return () -> {};
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Starts a bot with listeners. */
    @Setup
    public void start() {
        source.replace(bybit.make("24000000", "byhand"));
        keyguard = Keyguard.builder()
                .source(source)
                .venues(Venues.bybit())
                .transport(bybit)
                .overlap(Duration.ofMillis(10))
                .grant(
                        "bench",
                        Grant.on("bybit", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, LOAN))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
        for (int i = 0; i < consumers; i++) {
            keyguard.onChange("consumer " + i, KeyChangeListener.of(change -> told.countDown()));
        }
    }

    /** Prepares the next key. */
    @Setup(Level.Iteration)
    public void prepare() {
        told = new CountDownLatch(consumers);
        source.replace(bybit.make("24000000", "byhand"));
    }

    /** Replaced, read, asked, published, told to everybody. */
    @Benchmark
    @Against("tasks")
    public long seenByAll() throws InterruptedException {
        source.changed.run();
        told.await();
        return told.getCount();
    }

    /** The same number of tasks in a pool of threads. */
    @Benchmark
    public long tasks() throws InterruptedException {
        for (int i = 0; i < consumers; i++) {
            pool.execute(told::countDown);
        }
        told.await();
        return told.getCount();
    }

    /** Ends the bot. */
    @TearDown
    public void stop() {
        keyguard.close();
        pool.shutdownNow();
    }
}
