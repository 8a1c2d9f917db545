/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.incident.Fence;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.FreezeScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a call that freezes until the next signature that adds risk is refused, in this process, while another thread goes on signing; what is under way has ended by then. And apart: until the refusal alone, and until it is kept on the disk as well. Against a signature
 * that begins and ends at the fence.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar FreezeBenchmark}
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1_000)
@Measurement(iterations = 1_000)
@Fork(1)
public class FreezeBenchmark {
    private static final KeyId KEY = KeyId.of("grid-binance");

    private static Freeze freeze() {
        return Freeze.now(FreezeScope.venue("binance"), Instant.EPOCH, "bench", "");
    }

    /** A guard that nothing is frozen behind. */
    @State(Scope.Benchmark)
    public static class Alone {
        private FreezeGuard guard;
        private Freeze freeze;

        /** A new one. */
        @Setup(Level.Iteration)
        public void prepare() {
            guard = FreezeGuard.inMemory(null, System::nanoTime);
            freeze = freeze();
        }

        /** Ends it. */
        @TearDown(Level.Iteration)
        public void end() throws IOException {
            guard.close();
        }
    }

    /** The same, and somebody who signs. */
    @State(Scope.Benchmark)
    public static class Signing {
        private FreezeGuard guard;
        private Freeze freeze;
        private Thread signer;
        private final AtomicBoolean stopped = new AtomicBoolean();

        /** A new one, and a thread. */
        @Setup(Level.Iteration)
        public void prepare() {
            guard = FreezeGuard.inMemory(null, System::nanoTime);
            freeze = freeze();
            stopped.set(false);
            signer = new Thread(this::sign, "signer");
            signer.setDaemon(true);
            signer.start();
        }

        private void sign() {
            Fence fence = guard.fence();
            while (!stopped.get()) {
                try {
                    fence.enter(KEY, "binance", "grid").leave();
                } catch (KeyFrozenException e) {
                    Thread.onSpinWait();
                }
            }
        }

        /** Ends both. */
        @TearDown(Level.Iteration)
        public void end() throws Exception {
            stopped.set(true);
            signer.join();
            guard.close();
        }
    }

    /** A guard over a state directory of its own. */
    @State(Scope.Benchmark)
    public static class OnDisk {
        private FreezeGuard guard;
        private Freeze freeze;
        private Path state;

        /** A new one. */
        @Setup(Level.Iteration)
        public void prepare() throws IOException {
            state = Files.createTempDirectory("freeze");
            Path process = Files.createDirectory(state.resolve("process"));
            guard = FreezeGuard.start(state, process, "", null, System::nanoTime);
            freeze = freeze();
        }

        /** Deletes it. */
        @TearDown(Level.Iteration)
        public void end() throws IOException {
            guard.close();
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Until the refusal, and until whoever signs has let go: on a machine with fewer cores than threads that is when he is given one again. */
    @Benchmark
    @Against("fenceAlone")
    public boolean keyguard(Signing signing) {
        boolean drained = signing.guard.freeze(signing.freeze);
        return drained && refuses(signing.guard);
    }

    /** Until the refusal, while nobody signs. */
    @Benchmark
    @Against("fenceAlone")
    public boolean refused(Alone alone) {
        return alone.guard.freeze(alone.freeze) && refuses(alone.guard);
    }

    /** The same, and kept on the disk. */
    @Benchmark
    public boolean kept(OnDisk disk) throws IOException {
        boolean drained = disk.guard.freeze(disk.freeze);
        disk.guard.keep(disk.freeze);
        return drained && refuses(disk.guard);
    }

    private static boolean refuses(FreezeGuard guard) {
        try {
            guard.fence().enter(KEY, "binance", "grid").leave();
            return false;
        } catch (KeyFrozenException e) {
            return true;
        }
    }

    /** The anchor. */
    @Benchmark
    public void fenceAlone(Alone alone) {
        alone.guard.fence().enter(KEY, "binance", "grid").leave();
    }
}
