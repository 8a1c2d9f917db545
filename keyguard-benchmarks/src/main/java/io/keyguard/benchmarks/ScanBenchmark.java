/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.benchmarks.page.Against;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.SecretScan;
import io.keyguard.testkit.venue.BinanceSimulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Looking for 100 keys, in every encoding, in a megabyte of a log, on one thread: of plain words and numbers, and of one full of long tokens, classes and JSON, any of which may be an encoding. Against reading
 * every byte once.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar ScanBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ScanBenchmark {
    private static final int BYTES = 1_000_000;
    private static final int KEYS = 100;
    private static final String[] PLAIN = {
        "order", "filled", "BTCUSDT", "0.00100000", "@", "50000.00", "in", "17", "ms;", "position", "now", "0.25"
    };
    private static final String[] TOKENS = {
        "order",
        "PARTIALLY_FILLED",
        "clientOrderId=x-7f3a9c",
        "io.keyguard.examples.Bot.run(Bot.java:42)",
        "{\"e\":\"executionReport\",\"E\":1499405658658,\"s\":\"ETHBTC\"}",
        "0.00123"
    };

    /** What the log is made of. */
    @Param({"words", "tokens"})
    public String text;

    private SecretScan scan;
    private byte[] log;

    /** Makes keys at a simulated venue, lets a registry learn them, and writes a log without any. */
    @Setup
    public void prepare() {
        var secrets = new LiveSecrets(Runnable::run);
        try (BinanceSimulator venue = BinanceSimulator.start()) {
            for (int i = 0; i < KEYS; i++) {
                secrets.learn(venue.toApiKey("k" + i, venue.createKey()).build());
            }
        }
        scan = SecretScan.with(Redactor.of(secrets).registeredOnly());
        String[] words = text.equals("words") ? PLAIN : TOKENS;
        var random = new Random(7);
        var lines = new StringBuilder();
        while (lines.length() < BYTES) {
            lines.append("2026-06-01T03:00:00.123Z INFO");
            for (int i = 0; i < 12; i++) {
                lines.append(' ').append(words[random.nextInt(words.length)]);
            }
            lines.append('\n');
        }
        log = lines.substring(0, BYTES).getBytes(StandardCharsets.US_ASCII);
    }

    /** A megabyte: 5,000 microseconds are 200 MB/s. */
    @Benchmark
    @Against("everyByteOnce")
    public long keyguard() throws IOException {
        return scan.scan("bench", new ByteArrayInputStream(log), finding -> {
            throw new IllegalStateException("there is nothing to find");
        });
    }

    /** The anchor. */
    @Benchmark
    public int everyByteOnce() {
        int lines = 0;
        for (byte one : log) {
            lines += one == '\n' ? 1 : 0;
        }
        return lines;
    }
}
