/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.incident.Fence;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.FreezeScope;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * From a call that freezes until the next signature that adds risk is refused, in this process, while another thread goes on signing; what is under way has ended by then. To keep it on the disk is another step. Against a signature
 * that begins and ends at the fence.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar FreezeBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2_000)
@Measurement(iterations = 2_000)
@Fork(1)
public class FreezeBenchmark {
    private static final KeyId KEY = KeyId.of("grid-binance");

    private FreezeGuard guard;
    private Freeze freeze;
    private Thread signer;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** A guard that nothing is frozen behind, and somebody who signs. */
    @Setup(Level.Iteration)
    public void prepare() {
        guard = FreezeGuard.inMemory(null, System::nanoTime);
        freeze = Freeze.now(FreezeScope.venue("binance"), Instant.EPOCH, "bench", "");
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

    /** Ends the one who signs. */
    @TearDown(Level.Iteration)
    public void end() throws Exception {
        stopped.set(true);
        signer.join();
        guard.close();
    }

    /** Until the refusal. */
    @Benchmark
    @Against("fenceAlone")
    public boolean keyguard() {
        boolean drained = guard.freeze(freeze);
        try {
            guard.fence().enter(KEY, "binance", "grid").leave();
            throw new IllegalStateException("not frozen");
        } catch (KeyFrozenException e) {
            return drained;
        }
    }

    /** The anchor. */
    @Benchmark
    public void fenceAlone() {
        guard.fence().enter(KEY, "binance", "grid").leave();
    }
}
