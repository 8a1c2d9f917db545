/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.StateDirectory;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.WatchLimits;
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.Responder;
import io.keyguard.inventory.InventoryFinding;
import io.keyguard.redaction.Redactor;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key leaks into a log, and is due for replacement; before anybody replaces it, somebody trades with it, and nobody has to be awake: the bot stops by itself, and answers.
 *
 * <p>The venue is a simulator on this machine: {@code mvn -q -B compile exec:java -Dstory=io.keyguard.examples.MisuseStory}.
 */
public final class MisuseStory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MisuseStory.class);
    private static final KeyScope TRADING = KeyScope.of("binance", "grid", TRADE_SPOT);
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(5));
    private static final InstantSource CLOCK = InstantSource.system();

    private final Narrator tell;
    private final Path folder;
    private final StateDirectory state;
    private final LogFile log;
    private final TradingFloor floor = new TradingFloor();
    private final Venue binance =
            Venues.binance().servedAt(Environment.PRODUCTION, floor.binance().uri());
    private final ApiKey stolen = floor.binanceKey("grid-binance", "grid").build();
    private final ApiKey other = floor.binanceKey("spare-binance", "grid").build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<IncidentReport> answer = new CompletableFuture<>();

    private MisuseStory(PrintStream out, Path folder) {
        this.tell = new Narrator(out);
        this.folder = folder;
        this.state = StateDirectory.at(folder.resolve("state")).service("grid-bot", "1");
        this.log = LogFile.open(folder.resolve("bot.log"), "protected.xml");
    }

    /** Tells the story to the console, and leaves the report in a temporary folder; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out, Files.createTempDirectory("keyguard-misuse"));
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    static void tell(PrintStream out, Path folder) throws IOException {
        try (var story = new MisuseStory(out, folder)) {
            story.tell();
        }
    }

    private void tell() throws IOException {
        try (Vault made = Vault.create(folder.resolve("bot.vault"), passphrase())) {
            made.add(stolen);
        }
        try (Keyguard keyguard = start()) {
            leak(keyguard);
            trade(keyguard);
            steal(keyguard);
            report();
        }
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a story".toCharArray());
    }

    private Keyguard start() {
        return Keyguard.builder()
                .state(state)
                .source(Vault.open(folder.resolve("bot.vault"), passphrase()))
                .venues(binance)
                .grant(
                        "grid",
                        Grant.on("binance", "grid")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
                                .acceptUnknown("a sub-account administers nothing", KEY_ADMIN, ACCOUNT_ADMIN))
                .watch(AccountWatch.of("binance", "grid", binance.clientOrderIds())
                        // Nobody but this process signs, so there is nothing to wait for.
                        .limits(WatchLimits.usual().settle(Duration.ZERO))
                        .respondOn(this::respond, Signal.FOREIGN_ORDER))
                .start();
    }

    private void leak(Keyguard keyguard) {
        tell.chapter("A key leaks into a log");
        Redactor.shared().addListener(caught -> keyguard.caught(caught.key(), caught.sink()));
        LOG.info("connecting with {}", floor.latest("grid-binance").secret());
        tell.quote(log.lines().get(log.lines().size() - 1));
        tell.check(floor.scanner().scan(String.join("\n", log.lines())).isEmpty(), "The line is masked, this time.");
        InventoryFinding finding = keyguard.inventory().findings().stream()
                .filter(one -> one.kind() == InventoryFinding.Kind.EXPOSED)
                .findFirst()
                .orElseThrow(() -> new Narrator.StoryEnds("nobody noticed"));
        tell.check(
                finding.key().value().equals("grid-binance"),
                "The inventory says what to do about " + finding.key() + ": " + finding.remedy() + ".");
    }

    private static VenueRequest order(String id) {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "0.5")
                .param("price", "20000")
                .param("newClientOrderId", id);
    }

    private void trade(Keyguard keyguard) {
        tell.chapter("The bot trades, and reads what is open");
        for (int n = 1; n <= 3; n++) {
            Bot.send(keyguard.forStrategy("grid").get(TRADING).sign(order("bot-" + n)));
        }
        // What the venue took while the watch began cannot be told apart: two seconds, and a little.
        Instant judged = CLOCK.instant().plusMillis(2_500);
        boolean quiet = true;
        while (CLOCK.instant().isBefore(judged)) {
            quiet &= read(keyguard) == 3 && keyguard.freezes().isEmpty();
            LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
        tell.check(quiet, "Three orders are open, and all are its own, however often it looks.");
    }

    /** What a bot does with the venue's stream, or once a second with its list. */
    private int read(Keyguard keyguard) {
        try (MaterialCalls calls = MaterialCalls.of(other, binance, HTTP, CLOCK)) {
            List<OpenOrder> open = binance.account().openOrders(calls, Set.of(TRADE_SPOT));
            open.forEach(order -> keyguard.watch("binance", "grid")
                    .order(new VenueOrder(
                            order.id(),
                            order.clientOrderId(),
                            order.symbol(),
                            BigDecimal.ONE,
                            Optional.empty(),
                            CLOCK.instant(),
                            VenueOrder.State.OPEN,
                            false)));
            return open.size();
        }
    }

    private void steal(Keyguard keyguard) {
        tell.chapter("Somebody else trades with the key");
        try (MaterialCalls thief = MaterialCalls.of(stolen, binance, HTTP, CLOCK)) {
            thief.call(order("thief-1"));
            long shown = System.nanoTime();
            read(keyguard);
            String refusal = tell.refused(
                    KeyFrozenException.class,
                    () -> keyguard.forStrategy("grid").get(TRADING).sign(order("bot-4")));
            long millis = (System.nanoTime() - shown) / 1_000_000;
            tell.quote(refusal);
            tell.say("From reading the list until the bot's own next order was refused it took " + millis + " ms.");
            IncidentReport report = answer.join();
            tell.check(
                    thief.call(order("thief-2")).status() == 401
                            && report.keys().get(0).state() == KeyOutcome.State.DEAD,
                    "The venue refuses the thief's next order.");
        }
    }

    /** Begins by itself, on a thread of its own. */
    private void respond(Alarm alarm) {
        tell.quote(alarm.signal().words() + ": " + alarm.evidence());
        try (MaterialCalls calls = MaterialCalls.of(stolen, binance, HTTP, CLOCK);
                MaterialCalls helper = MaterialCalls.of(other, binance, HTTP, CLOCK)) {
            answer.complete(Responder.builder(state.path())
                    .key(ExposedKey.builder(stolen, binance, calls)
                            .helper(helper)
                            .build())
                    .freeze(FreezeScope.venue("binance"))
                    .by("the watch")
                    .executor(threads)
                    .listener(this::byHand)
                    .build()
                    .start(alarm.signal().words()));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private void byHand(IncidentEvent event) {
        if (event.outcome() == IncidentEvent.Outcome.BY_HAND) {
            // Somebody is shown the venue's steps, and does them.
            floor.latest("grid-binance").revoke();
        }
    }

    private void report() throws IOException {
        tell.chapter("The report is written");
        Path page = folder.resolve("report.html");
        Files.write(page, answer.join().toHtml().getBytes(UTF_8));
        tell.say(answer.join().headline());
        tell.check(floor.scanner().scan(page).isEmpty(), "It opens in any browser, and holds no secret: " + page);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        log.close();
        stolen.close();
        other.close();
        floor.close();
    }
}
