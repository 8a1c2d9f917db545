/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyNotFoundException;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.testkit.leak.Leak;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A day in a bot's life: it starts safely, trades, logs carelessly, rotates a key under load, and leaves a log without a secret.
 *
 * <p>Everything is real but the venues, which are simulators on this machine: {@code mvn -q -B compile exec:java}.
 */
public final class FirstStory implements AutoCloseable {
    private static final String GRID_BINANCE = "grid-binance";
    private static final int ORDERS_EACH = 50;

    private final Narrator tell;
    private final Path file;
    private final LogFile log;
    private final TradingFloor floor = new TradingFloor();
    private final Rotation rotation = new Rotation(GRID_BINANCE);

    private FirstStory(PrintStream out, Path folder, String configuration) {
        this.tell = new Narrator(out);
        this.file = folder.resolve("bot.vault");
        this.log = LogFile.open(folder.resolve("bot.log"), configuration);
    }

    /** Tells the story to the console; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out);
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * Tells the story to {@code out}.
     *
     * @throws IllegalStateException or another runtime exception if a step does not hold
     */
    public static void tell(PrintStream out) throws IOException {
        withFolder(folder -> {
            try (var story = new FirstStory(out, folder, "protected.xml")) {
                story.run();
            }
        });
    }

    /** Returns what leaks, by careless way, when the same lines are logged without protection. */
    static Map<String, List<Leak>> leaksWithoutProtection() throws IOException {
        var leaks = new LinkedHashMap<String, List<Leak>>();
        withFolder(folder -> {
            try (var story =
                    new FirstStory(new PrintStream(PrintStream.nullOutputStream()), folder, "unprotected.xml")) {
                story.floor.krakenKey("careless", "grid");
                SimulatedKey key = story.floor.latest("careless");
                CarelessCode.waysToLog(key.apiKey(), key.secret()).forEach((name, way) -> {
                    int before = story.log.lines().size();
                    way.run();
                    List<String> lines = story.log.lines();
                    leaks.put(name, story.floor.scanner().scan(String.join("\n", lines.subList(before, lines.size()))));
                });
            }
        });
        return leaks;
    }

    private interface Act {
        void in(Path folder) throws IOException;
    }

    private static void withFolder(Act act) throws IOException {
        Path folder = Files.createTempDirectory("keyguard-story");
        try {
            act.in(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run() throws IOException {
        long start = System.nanoTime();
        try (Vault vault = makeVault()) {
            startWithTooMuch(vault);
            try (Keyguard keyguard = startSafely(vault)) {
                trade(keyguard);
                askForTooMuch(keyguard);
                logCarelessly();
                rotateUnderLoad(keyguard, vault);
            }
        }
        log.close();
        scan();
        tell.say("The story took " + seconds(System.nanoTime() - start) + ".");
    }

    private Vault makeVault() {
        tell.chapter("A vault, and three venues on this machine");
        Vault vault = Vault.create(file, passphrase());
        tell.say(
                "The vault is one encrypted file, readable by its owner alone. Its passphrase costs an attacker 64 MiB a guess.");
        floor.venues().forEach(venue -> tell.say(venue.getClass().getSimpleName() + " answers at " + venue.uri()));
        return vault;
    }

    /** A bot reads it from a file, a systemd credential or a descriptor; an operator types it. */
    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("correct horse battery staple".toCharArray());
    }

    private void startWithTooMuch(Vault vault) {
        tell.chapter("A key that may withdraw does not start");
        vault.add(floor.greedyBinanceKey(GRID_BINANCE, "grid").build());
        String report = tell.refused(
                LeastPrivilegeException.class,
                () -> builder().grant("grid", onBinance("grid")).start().close());
        tell.quote(report);
        tell.check(floor.binance().stats().ordersPlaced() == 0, "Keyguard refused to start, and no order was placed.");
    }

    private Keyguard startSafely(Vault vault) {
        tell.chapter("Fitting keys start, and trade");
        vault.replace(floor.binanceKey(GRID_BINANCE, "grid").generation(2).build());
        vault.add(floor.binanceKey("hedge-binance", "hedge").build());
        for (String strategy : List.of("grid", "hedge")) {
            vault.add(floor.okxKey(strategy + "-okx", strategy).build());
            vault.add(floor.krakenKey(strategy + "-kraken", strategy).build());
        }
        Keyguard keyguard = builder()
                .grant("grid", onBinance("grid"), onOkx("grid"), onKraken("grid"))
                .grant("hedge", onBinance("hedge"), onOkx("hedge"), onKraken("hedge"))
                .start();
        tell.check(
                keyguard.report().passes(),
                "Six keys were checked at their venues, and each may do what it needs and no more.");
        return keyguard;
    }

    /** What a bot does once, when it starts. */
    private Keyguard.Builder builder() {
        return Keyguard.builder()
                .environment(Environment.PRODUCTION)
                .source(Vault.open(file, passphrase()))
                .venues(
                        Venues.binance()
                                .servedAt(
                                        Environment.PRODUCTION, floor.binance().uri()),
                        Venues.okx()
                                .servedAt(Environment.PRODUCTION, floor.okx().uri()),
                        Venues.kraken()
                                .servedAt(Environment.PRODUCTION, floor.kraken().uri()))
                .policy(KeyPolicy.strict())
                .overlap(Duration.ofSeconds(1))
                .listener(rotation);
    }

    private static Grant onBinance(String account) {
        return Grant.on("binance", account)
                .allow(READ_ACCOUNT, TRADE_SPOT)
                .acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
                .acceptUnknown("the account is a sub-account, which administers nothing", KEY_ADMIN, ACCOUNT_ADMIN);
    }

    private static Grant onOkx(String account) {
        return Grant.on("okx", account)
                .allow(READ_ACCOUNT, TRADE_SPOT)
                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS, CONVERT, EARN, LOAN)
                .acceptBundled(CANCEL_WITHDRAWAL, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT);
    }

    private static Grant onKraken(String account) {
        return Grant.on("kraken", account)
                .allow(READ_ACCOUNT, TRADE_SPOT)
                .acceptBundled(TRADE_MARGIN, TRANSFER_INTERNAL)
                .acceptUnknown("the account is not the master account", ACCOUNT_ADMIN);
    }

    private void trade(Keyguard keyguard) {
        long start = System.nanoTime();
        inParallel(bots(keyguard).stream()
                .<Runnable>map(bot -> () -> {
                    for (int i = 0; i < ORDERS_EACH; i++) {
                        bot.trade();
                    }
                })
                .toList());
        long placed = floor.sum(venue -> venue.stats().ordersPlaced());
        long cancelled = floor.sum(venue -> venue.stats().ordersCancelled());
        tell.check(
                placed == 300 && cancelled == 300 && floor.rejections().isEmpty(),
                "Two strategies placed and cancelled " + placed + " signed orders at three venues in "
                        + seconds(System.nanoTime() - start) + "; none was rejected.");
    }

    private static List<Bot> bots(Keyguard keyguard) {
        var bots = new ArrayList<Bot>();
        for (String strategy : List.of("grid", "hedge")) {
            KeyProvider keys = keyguard.forStrategy(strategy);
            for (Market market : Market.values()) {
                bots.add(new Bot(keys, market, strategy, strategy));
            }
        }
        return bots;
    }

    private void askForTooMuch(Keyguard keyguard) {
        tell.chapter("What a strategy was not granted, it cannot do");
        KeyProvider grid = keyguard.forStrategy("grid");
        tell.quote(
                tell.refused(KeyNotFoundException.class, () -> grid.get(KeyScope.of("binance", "hedge", TRADE_SPOT))));
        tell.quote(tell.refused(KeyNotFoundException.class, () -> keyguard.forStrategy("arbitrage")));
        VenueRequest withdrawal = VenueRequest.post("/sapi/v1/capital/withdraw/apply")
                .param("coin", "BTC")
                .param("address", "bc1-synthetic-address")
                .param("amount", "1");
        long before = floor.sum(venue -> venue.stats().rejections().size());
        tell.quote(tell.refused(
                KeyScopeException.class,
                () -> grid.get(Market.BINANCE.trading("grid")).sign(withdrawal)));
        VenueRequest elsewhere = Market.BINANCE.place("x").at(URI.create("https://testnet.binance.vision"));
        tell.quote(tell.refused(
                KeyScopeException.class,
                () -> grid.get(Market.BINANCE.trading("grid")).sign(elsewhere)));
        tell.check(
                floor.sum(venue -> venue.stats().rejections().size()) == before,
                "Neither request was signed, and no venue has heard of them.");
    }

    private void logCarelessly() {
        tell.chapter("The code logs a secret in twelve careless ways");
        SimulatedKey careless = floor.latest("grid-kraken");
        CarelessCode.waysToLog(careless.apiKey(), careless.secret()).forEach((name, way) -> {
            int before = log.lines().size();
            way.run();
            List<String> lines = log.lines();
            String masked = lines.subList(before, lines.size()).stream()
                    .filter(line -> line.contains("[redacted:"))
                    .findFirst()
                    .orElseThrow(() -> new Narrator.StoryEnds("no mask stands where a secret was logged: " + name));
            tell.quote(String.format("%-17s %s", name, masked.strip()));
        });
        tell.say("Twelve masks, and each names the key, so that somebody can find the line of code.");
    }

    private void rotateUnderLoad(Keyguard keyguard, Vault vault) {
        tell.chapter("A key is rotated under load");
        Bot bot = new Bot(keyguard.forStrategy("grid"), Market.BINANCE, "grid", "rotating");
        var load = new Load(bot);
        SignedRequest withOldKey = bot.sign(Market.BINANCE.place("signed-with-the-old-key"));
        long start = System.nanoTime();
        rotation.begin();
        SimulatedKey old = floor.latest(GRID_BINANCE);
        vault.replace(floor.binanceKey(GRID_BINANCE, "grid").generation(3).build());
        long written = System.nanoTime();
        rotation.awaitPublished();
        long published = System.nanoTime();
        load.awaitGeneration(3);
        rotation.awaitRetired();
        old.revoke();
        long orders = load.stop();
        long end = System.nanoTime();
        tell.check(floor.rejections().isEmpty(), orders + " orders went through meanwhile; none was rejected.");
        tell.say("vault written in " + millis(written - start) + ", new key checked and in use "
                + millis(published - written) + " later, old key retired and revoked after " + seconds(end - start)
                + " in all");
        String answer = Bot.send(withOldKey);
        tell.check(answer.contains("-2015"), "The venue refuses the old key: " + answer);
    }

    private void scan() throws IOException {
        tell.chapter("The log is searched for every secret in every encoding");
        List<Leak> leaks = floor.scanner().scan(log.file());
        tell.check(
                leaks.isEmpty(),
                "A scanner that shares nothing with the redaction looked through "
                        + log.lines().size() + " lines for " + floor.secrets()
                        + " secrets, decoding as it went, and found: nothing.");
    }

    private static void inParallel(List<Runnable> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<CompletableFuture<Void>> all = tasks.stream()
                    .map(task -> CompletableFuture.runAsync(task, threads))
                    .toList();
            all.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
    }

    private static String seconds(long nanos) {
        return String.format("%.1f s", nanos / 1e9);
    }

    private static String millis(long nanos) {
        return String.format("%.0f ms", nanos / 1e6);
    }

    @Override
    public void close() {
        log.close();
        floor.close();
    }
}
