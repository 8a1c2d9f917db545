/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.StateDirectory;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.detection.AccountWatch;
import io.keyguard.inventory.OrderLedger;
import io.keyguard.inventory.UseCounter;
import io.keyguard.inventory.UseLedger;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a state directory, and a watch over the account, add to an order: alone, against a queue and a counter that keep the same; and in the whole path, with what its writer does meanwhile. In bursts of some
 * thousand, for whoever signs without a pause is made to wait for the disk: no order is handed out that might not be kept.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar BookkeepingBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 200)
@Measurement(iterations = 200)
@Fork(1)
public class BookkeepingBenchmark {
    private static final int BURST = 4096;
    /** Longer than the writer needs for a burst. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(15);

    private static final Classification TRADE = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);

    /** What orders are kept in: nothing but memory, the state directory, or that and a watch. */
    @State(Scope.Benchmark)
    public static class Bot {
        /** What orders are kept in. */
        @Param({"none", "directory", "watched"})
        public String state;

        private Path folder;
        private TypicalOrder typical;
        private Keyguard keyguard;
        private KeyProvider keys;
        private KeyScope scope;

        /** Starts a bot. */
        @Setup
        public void start() throws GeneralSecurityException, IOException {
            folder = Files.createTempDirectory("keyguard-state");
            typical = TypicalOrder.at("binance");
            Keyguard.Builder builder =
                    Bots.prepare(typical.venue(), typical.key(), 1, Permission.READ_ACCOUNT, typical.market());
            if (!state.equals("none")) {
                builder.state(StateDirectory.at(folder.resolve("state")));
            }
            if (state.equals("watched")) {
                builder.watch(AccountWatch.of("binance", "a0", typical.venue().clientOrderIds()));
            }
            keyguard = builder.start();
            keys = keyguard.forStrategy(Bots.STRATEGY);
            scope = KeyScope.of("binance", "a0", typical.market());
        }

        /** Lets the writer write. */
        @Setup(Level.Iteration)
        public void rest() {
            LockSupport.parkNanos(PAUSE);
        }

        /** Ends the bot. */
        @TearDown
        public void stop() throws IOException {
            keyguard.close();
            typical.simulator().close();
            delete(folder);
        }
    }

    private final VenueRequest request = TypicalOrder.binanceOrder();
    private final Queue<VenueRequest> queue = new ConcurrentLinkedQueue<>();
    private final LongAdder adder = new LongAdder();
    private Path folder;
    private OrderLedger ledger;
    private OrderLedger.Account account;
    private UseCounter counter;

    /** Begins a ledger. */
    @Setup
    public void begin() throws IOException {
        folder = Files.createTempDirectory("keyguard-ledger");
        Path process = Files.createDirectories(
                folder.resolve("processes").resolve("one"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ledger = OrderLedger.start(folder, process, Set.of("binance/a0"), Instant.now(), half -> {});
        account = ledger.account(
                Environment.PRODUCTION, "binance", "a0", Venues.binance().clientOrderIds());
        counter = new UseLedger("box", "bench", "p").counter(KeyId.of("k"), 1, Bots.STRATEGY, Permission.TRADE_SPOT);
    }

    /** Writes what is there. */
    @Setup(Level.Iteration)
    public void write() throws IOException {
        ledger.save(Instant.now());
        queue.clear();
    }

    /** The whole path, with its strings made anew, as a bot does. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void order(Bot bot, Blackhole sink) {
        for (int i = 0; i < BURST; i++) {
            sink.consume(bot.keys.get(bot.scope).sign(bot.typical.request()));
        }
    }

    /** What stands on the signing path for the ledger and the inventory. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    @Against("queueAndCounter")
    public void entries() {
        for (int i = 0; i < BURST; i++) {
            account.signed(TRADE, request);
            counter.add();
        }
    }

    /** A home-made ledger and counter. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void queueAndCounter() {
        for (int i = 0; i < BURST; i++) {
            queue.add(request);
            adder.increment();
        }
    }

    /** Ends the ledger. */
    @TearDown
    public void end() throws IOException {
        ledger.close();
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
