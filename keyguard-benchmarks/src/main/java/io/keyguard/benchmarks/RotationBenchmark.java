/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.KeyId;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.KdfParameters;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Rotations from plan to end over a vault and a journal on disk, with every fsync, at a venue that answers at once: what the engine itself takes. Against the writes alone that a rotation makes durable: 14 records of
 * the journal, and three times a vault, as a file that is renamed into place.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar RotationBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 50)
@Measurement(iterations = 100)
@Fork(1)
public class RotationBenchmark {
    private static final KeyId OWNER = KeyId.of("owner");
    private static final int JOURNAL_RECORDS = 14;
    private static final int RECORD_BYTES = 1200;
    private static final int VAULT_WRITES = 3;

    /** How many keys there are in the vault. */
    @Param({"1", "1000"})
    private int keys;

    private final KeylessBybit bybit = new KeylessBybit();
    private Path folder;
    private Vault vault;
    private Vault owners;
    private Rotations rotations;
    private byte[] vaultBytes;
    private int next;

    /** Makes the keys and the vaults. */
    @Setup
    public void start() throws IOException {
        folder = Files.createTempDirectory(
                "keyguard-rotation",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        VaultOptions cheapest = VaultOptions.defaults().kdf(new KdfParameters(64 * 1024, 3, 1));
        owners = Vault.create(folder.resolve("owner.vault"), passphrase(), cheapest);
        owners.add(key(OWNER, "main", bybit.make("1448939", "owner")));
        vault = Vault.create(folder.resolve("bot.vault"), passphrase(), cheapest);
        var all = new ArrayList<ApiKey>();
        for (int i = 0; i < keys; i++) {
            all.add(key(KeyId.of("k" + i), "a" + i, bybit.make(account(i), "byhand")));
        }
        vault.change(Map.of(), all, Set.of());
        all.forEach(ApiKey::close);
        vaultBytes = Files.readAllBytes(vault.path());
        rotations = Rotations.builder(folder.resolve("state"), vault)
                .venues(Venues.bybit())
                .transport(bybit)
                .administrators(owners)
                .build();
    }

    private static String account(int number) {
        return Integer.toString(24_000_000 + number);
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a benchmark".toCharArray());
    }

    private static ApiKey key(KeyId id, String account, String apiKey) {
        return ApiKey.builder(id)
                .on("bybit", account)
                .strategies(Set.of("bench"))
                .typed(apiKey.toCharArray(), KeylessBybit.secretOf(apiKey).toCharArray(), new char[0])
                .build();
    }

    /** One key, from the plan until the venue refuses the old one. */
    @Benchmark
    @Against("durableWrites")
    public RotationState rotate() {
        int number = next++ % keys;
        RotationState state = rotations
                .run(RotationPlan.of(KeyId.of("k" + number), Set.of(READ_ACCOUNT, TRADE_SPOT))
                        .account(account(number))
                        .administeredBy(OWNER)
                        .overlap(Duration.ZERO))
                .state();
        if (state != RotationState.CLOSED) {
            throw new IllegalStateException("it stands at " + state);
        }
        return state;
    }

    /** The same number of writes of the same size, made durable in the same way. */
    @Benchmark
    public long durableWrites() throws IOException {
        Path journal = folder.resolve("anchor.journal");
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < JOURNAL_RECORDS; i++) {
                channel.write(ByteBuffer.wrap(new byte[RECORD_BYTES]));
                channel.force(false);
            }
        }
        for (int i = 0; i < VAULT_WRITES; i++) {
            replace();
        }
        return Files.size(journal);
    }

    private void replace() throws IOException {
        Path temporary = folder.resolve("anchor.tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(ByteBuffer.wrap(vaultBytes));
            channel.force(true);
        }
        Files.move(temporary, folder.resolve("anchor.vault"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Takes away what was made. */
    @TearDown
    public void stop() throws IOException {
        vault.close();
        owners.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
