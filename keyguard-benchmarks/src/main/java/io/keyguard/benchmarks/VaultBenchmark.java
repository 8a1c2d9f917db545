/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import io.keyguard.benchmarks.page.Against;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.vault.KdfParameters;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
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
 * Opening a vault of 64 MiB and three passes, against one Argon2id of the same cost; and reading it again, which derives nothing.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar VaultBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 30)
@Fork(1)
public class VaultBenchmark {
    private static final int KIBIBYTES = 64 * 1024;
    private static final int PASSES = 3;
    private static final String PASSPHRASE = "synthetic passphrase of a benchmark";

    /** Keys in the vault. */
    @Param({"1", "1000", "10000"})
    public int keys;

    private Path folder;
    private Path file;
    private Vault opened;

    /** Makes a vault. */
    @Setup
    public void make() throws IOException {
        folder = Files.createTempDirectory("keyguard-vault");
        file = folder.resolve("bot.vault");
        try (BinanceSimulator venue = BinanceSimulator.start();
                Vault vault = Vault.create(
                        file, passphrase(), VaultOptions.defaults().kdf(new KdfParameters(KIBIBYTES, PASSES, 1)))) {
            List<ApiKey> all = IntStream.range(0, keys)
                    .mapToObj(i -> venue.toApiKey("k" + i, venue.createKey()).build())
                    .toList();
            vault.restore(all, id -> false, null);
            all.forEach(ApiKey::close);
        }
        opened = Vault.open(file, passphrase());
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars(PASSPHRASE.toCharArray());
    }

    /** Derived, unwrapped, decrypted, checked. */
    @Benchmark
    @Against(value = "argon2id", atMost = 1.05)
    public void open() {
        Vault.open(file, passphrase()).close();
    }

    /** Read again, as a running bot does after a change. */
    @Benchmark
    @Against("argon2id")
    public int reload() {
        var snapshot = opened.read();
        snapshot.keys().values().forEach(ApiKey::close);
        return snapshot.keys().size();
    }

    /** The derivation alone. */
    @Benchmark
    public byte[] argon2id() {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(new byte[16])
                .withMemoryAsKB(KIBIBYTES)
                .withIterations(PASSES)
                .withParallelism(1)
                .build());
        byte[] key = new byte[32];
        generator.generateBytes(PASSPHRASE.getBytes(StandardCharsets.UTF_8), key);
        return key;
    }

    /** Removes it. */
    @TearDown
    public void remove() throws IOException {
        opened.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
