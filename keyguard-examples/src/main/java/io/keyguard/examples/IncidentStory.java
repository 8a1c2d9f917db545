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
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.Responder;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A night in a bot's life: somebody else trades with its key, one call ends that, and a report says how long it took.
 *
 * <p>The venue is a simulator on this machine: {@code mvn -q -B compile exec:java -Dstory=io.keyguard.examples.IncidentStory}.
 */
public final class IncidentStory implements AutoCloseable {
    private static final KeyScope TRADING = KeyScope.of("binance", "grid", TRADE_SPOT);
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(5));

    private final Narrator tell;
    private final Path folder;
    private final StateDirectory state;
    private final TradingFloor floor = new TradingFloor();
    private final Venue binance =
            Venues.binance().servedAt(Environment.PRODUCTION, floor.binance().uri());
    private final ApiKey stolen = floor.binanceKey("grid-binance", "grid").build();
    private final ApiKey other = floor.binanceKey("spare-binance", "grid").build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private IncidentStory(PrintStream out, Path folder) {
        this.tell = new Narrator(out);
        this.folder = folder;
        this.state = StateDirectory.at(folder.resolve("state")).service("grid-bot", "1");
    }

    /** Tells the story to the console, and leaves the report in a temporary folder; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out, Files.createTempDirectory("keyguard-incident"));
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    static void tell(PrintStream out, Path folder) throws IOException {
        try (var story = new IncidentStory(out, folder)) {
            story.tell();
        }
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

    private void tell() throws IOException {
        Path vault = folder.resolve("bot.vault");
        try (Vault made = Vault.create(vault, passphrase())) {
            made.add(stolen);
        }
        try (Keyguard keyguard = start(vault);
                MaterialCalls thief = MaterialCalls.of(stolen, binance, HTTP, InstantSource.system())) {
            tell.chapter("A stolen key trades");
            Bot.send(keyguard.forStrategy("grid").get(TRADING).sign(order("bot-1")));
            for (int i = 0; i < 3; i++) {
                thief.call(order("thief-" + i));
            }
            tell.check(open() == 4, "The bot has placed one order, and somebody with its key three.");
            IncidentReport report = answer();
            after(keyguard, thief, report);
        }
    }

    private Keyguard start(Path vault) {
        return Keyguard.builder()
                .state(state)
                .source(Vault.open(vault, passphrase()))
                .venues(binance)
                .grant(
                        "grid",
                        Grant.on("binance", "grid")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
                                .acceptUnknown("a sub-account administers nothing", KEY_ADMIN, ACCOUNT_ADMIN))
                .start();
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a story".toCharArray());
    }

    private long open() {
        return floor.binance().stats().ordersPlaced() - floor.binance().stats().ordersCancelled();
    }

    private IncidentReport answer() {
        tell.chapter("One call ends it");
        try (MaterialCalls calls = MaterialCalls.of(stolen, binance, HTTP, InstantSource.system());
                MaterialCalls helper = MaterialCalls.of(other, binance, HTTP, InstantSource.system())) {
            return Responder.builder(state.path())
                    .key(ExposedKey.builder(stolen, binance, calls)
                            .helper(helper)
                            .build())
                    .freeze(FreezeScope.venue("binance"))
                    .by("the story")
                    .executor(threads)
                    .listener(this::show)
                    .build()
                    .start("orders that the bot did not sign");
        }
    }

    private synchronized void show(IncidentEvent event) {
        tell.quote(event.toString());
        if (event.outcome() == IncidentEvent.Outcome.BY_HAND) {
            event.lines().forEach(line -> tell.quote("  - " + line));
            // Somebody reads this at the venue's page, and does it.
            floor.latest("grid-binance").revoke();
        }
    }

    private void after(Keyguard keyguard, MaterialCalls thief, IncidentReport report) throws IOException {
        tell.chapter("What is left is to read");
        String refusal = tell.refused(
                KeyFrozenException.class,
                () -> keyguard.forStrategy("grid").get(TRADING).sign(order("bot-2")));
        tell.quote(refusal);
        tell.check(thief.call(order("thief-4")).status() == 401, "The thief's next order is refused by the venue.");
        tell.check(open() == 0, "Nothing that either of them placed is open.");
        tell.check(
                report.keys().get(0).state() == KeyOutcome.State.DEAD,
                "The report says it in one line: " + report.headline());
        Path page = folder.resolve("report.html");
        Files.write(page, report.toHtml().getBytes(UTF_8));
        tell.say("It opens in any browser: " + page);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        stolen.close();
        other.close();
        floor.close();
    }
}
