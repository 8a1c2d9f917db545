/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.benchmarks.page.Against;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.KdfParameters;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * From a vault renamed into place until a strategy is given the new key: noticed, read, learnt by redaction, asked of the venue, published. What a
 * venue takes to answer is its own affair, so it is asked once over HTTP and answers at once from then on. Against the time until an event of the folder
 * arrives.
 *
 * <p>{@code java -jar keyguard-benchmarks/target/benchmarks.jar HotReloadBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 600)
@Measurement(iterations = 600)
@Fork(1)
public class HotReloadBenchmark {
    private static final KeyScope SCOPE = KeyScope.of("binance", "main", TRADE_SPOT);

    /** Keys in the vault; one of them is replaced each time. */
    @Param({"1", "10000"})
    public int vaultKeys;

    private Path folder;
    private Path live;
    private Path next;
    private BinanceSimulator venue;
    private Vault staging;
    private Keyguard keyguard;
    private KeyProvider keys;
    private final Map<String, HttpReply> answers = new ConcurrentHashMap<>();
    private long generation = 1;
    private WatchService events;
    private volatile long seen;

    /** Starts a bot on a vault with one key. */
    @Setup
    public void start() throws IOException {
        folder = Files.createTempDirectory("keyguard-reload");
        live = Files.createDirectory(folder.resolve("live")).resolve("bot.vault");
        next = folder.resolve("next.vault");
        venue = BinanceSimulator.start();
        VaultOptions cheapest = VaultOptions.defaults().kdf(new KdfParameters(64 * 1024, 3, 1));
        staging = Vault.create(folder.resolve("staging.vault"), passphrase(), cheapest);
        fill();
        Files.copy(staging.path(), live, COPY_ATTRIBUTES);
        keyguard = Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(live, passphrase()))
                .venues(Venues.binance().servedAt(Environment.PRODUCTION, venue.uri()))
                .transport(this::answer)
                .grant("bench", grants())
                .start();
        keys = keyguard.forStrategy("bench");
        watch();
    }

    private HttpReply answer(SignedRequest request) throws IOException {
        HttpReply known = answers.get(request.uri().getPath());
        if (known == null) {
            known = HttpTransport.jdk(Duration.ofSeconds(10)).send(request);
            answers.put(request.uri().getPath(), known);
        }
        return known;
    }

    private void watch() throws IOException {
        events = live.getFileSystem().newWatchService();
        live.getParent().register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        var thread = new Thread(this::count, "anchor-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void count() {
        try {
            while (true) {
                WatchKey key = events.take();
                seen += key.pollEvents().size();
                key.reset();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a benchmark".toCharArray());
    }

    /** The others are of other accounts, and granted. */
    private void fill() {
        SimulatedKey made =
                venue.createKey("enableReading", "enableSpotAndMarginTrading").boundTo("127.0.0.1");
        List<ApiKey> all = new ArrayList<>(List.of(key()));
        for (int i = 1; i < vaultKeys; i++) {
            all.add(venue.toApiKey("k" + i, made)
                    .account("a" + i)
                    .strategies(Set.of("bench"))
                    .createdAt(Instant.now())
                    .build());
        }
        staging.restore(all, id -> false, null);
        all.forEach(ApiKey::close);
    }

    private Grant[] grants() {
        return IntStream.range(0, vaultKeys)
                .mapToObj(i -> Grant.on("binance", i == 0 ? "main" : "a" + i)
                        .allow(Permission.READ_ACCOUNT, TRADE_SPOT)
                        .acceptBundled(Permission.TRADE_MARGIN, Permission.CONVERT, Permission.EARN, Permission.LOAN)
                        .acceptUnknown("not told by the venue", Permission.KEY_ADMIN, Permission.ACCOUNT_ADMIN))
                .toArray(Grant[]::new);
    }

    private ApiKey key() {
        SimulatedKey made =
                venue.createKey("enableReading", "enableSpotAndMarginTrading").boundTo("127.0.0.1");
        return venue.toApiKey("bench", made)
                .account("main")
                .strategies(Set.of("bench"))
                .generation(generation)
                .createdAt(Instant.now())
                .build();
    }

    /** Prepares the vault with the next key. */
    @Setup(Level.Iteration)
    public void prepare() throws IOException {
        generation++;
        staging.replace(key());
        Files.copy(staging.path(), next, COPY_ATTRIBUTES);
    }

    /** Renamed, noticed, read, asked, learnt, published, asked for. */
    @Benchmark
    @Against(value = "folderEvent")
    public long reload() throws IOException {
        Files.move(next, live, ATOMIC_MOVE);
        long found = keys.get(SCOPE).generation();
        while (found < generation) {
            Thread.onSpinWait();
            found = keys.get(SCOPE).generation();
        }
        return found;
    }

    /** Renamed, and told by the system. */
    @Benchmark
    public long folderEvent() throws IOException {
        long before = seen;
        Files.move(next, live, ATOMIC_MOVE);
        while (seen == before) {
            Thread.onSpinWait();
        }
        return seen;
    }

    /** Ends the bot. */
    @TearDown
    public void stop() throws IOException {
        keyguard.close();
        staging.close();
        venue.close();
        events.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
