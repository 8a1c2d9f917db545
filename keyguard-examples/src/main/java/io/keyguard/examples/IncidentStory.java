/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.StateDirectory;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A night in a bot's life: somebody else trades with its key, the operator types one command, and a report opens that says how long that took.
 *
 * <p>The venue is a simulator on this machine: {@code mvn -q -B compile exec:java -Dstory=io.keyguard.examples.IncidentStory}.
 */
public final class IncidentStory implements AutoCloseable {
    private static final KeyScope TRADING = KeyScope.of("bybit", SubAccount.ID, TRADE_SPOT);
    private static final String PASSPHRASE = "synthetic passphrase of a story";

    private final Narrator tell;
    private final Path folder;
    private final Path state;
    private final Predicate<Path> browser;
    private final SubAccount account = new SubAccount();
    private final Operator operator;

    private IncidentStory(PrintStream out, Path folder, Predicate<Path> browser) {
        this.tell = new Narrator(out);
        this.folder = folder;
        this.state = folder.resolve("state");
        this.browser = browser;
        this.operator = new Operator(tell, List.of(account.venue()));
    }

    /** Tells the story to the console, and leaves the report in a temporary folder; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out, Files.createTempDirectory("keyguard-incident"), Browser::open);
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Tells it in {@code folder}; {@code browser} opens a page, and says whether it did. */
    static void tell(PrintStream out, Path folder, Predicate<Path> browser) throws IOException {
        try (var story = new IncidentStory(out, folder, browser)) {
            story.tell();
        }
    }

    private void tell() throws IOException {
        Path passphrase = Files.createFile(
                folder.resolve("passphrase"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passphrase, PASSPHRASE);
        vault("bot.vault", account.key());
        vault("break-glass.vault", account.master(), account.spare());
        try (Keyguard keyguard = start();
                MaterialCalls thief = account.calls(account.key())) {
            goodDay(keyguard);
            steal(thief);
            answer();
            after(keyguard, thief);
        }
        read();
    }

    private void vault(String name, ApiKey... keys) {
        try (Vault made = Vault.create(folder.resolve(name), passphrase())) {
            for (ApiKey key : keys) {
                made.add(key);
            }
        }
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars(PASSPHRASE.toCharArray());
    }

    private Keyguard start() {
        return Keyguard.builder()
                .state(StateDirectory.at(state).service("grid-bot", "1"))
                .source(Vault.open(folder.resolve("bot.vault"), passphrase()))
                .venues(account.venue())
                .grant(
                        "grid",
                        Grant.on("bybit", SubAccount.ID)
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, LOAN))
                .start();
    }

    private static VenueRequest order(String id) {
        return VenueRequest.post("/v5/order/create")
                .param("category", "spot")
                .param("symbol", "BTCUSDT")
                .param("side", "Buy")
                .param("orderType", "Limit")
                .param("qty", "0.5")
                .param("price", "20000")
                .param("orderLinkId", id);
    }

    private void goodDay(Keyguard keyguard) {
        tell.chapter("A good day: what the account holds is kept, by a timer");
        account.simulator().deposit("USDT", "50000", "synthetic-address");
        int status = operator.types(
                "incident",
                "snapshot",
                state.toString(),
                "--vault",
                in("bot.vault"),
                "--passphrase-file",
                in("passphrase"));
        tell.check(status == 0, "All is well, and the bot trades.");
        Bot.send(keyguard.forStrategy("grid").get(TRADING).sign(order("bot-1")));
    }

    private String in(String name) {
        return folder.resolve(name).toString();
    }

    private void steal(MaterialCalls thief) {
        tell.chapter("A stolen key trades");
        for (int i = 0; i < 3; i++) {
            thief.call(order("thief-" + i));
        }
        tell.check(account.open().size() == 4, "The bot has placed one order, and somebody with its key three.");
        account.open().stream()
                .filter(order -> order.clientOrderId().equals("thief-0"))
                .forEach(order -> account.simulator().fill(order.id(), "0.5"));
        tell.check(account.open().size() == 3, "One of the three is executed.");
    }

    private void answer() {
        tell.chapter("The operator types one command");
        int status = operator.types(
                "incident",
                "start",
                state.toString(),
                "--vault",
                in("bot.vault"),
                "--passphrase-file",
                in("passphrase"),
                "--admin-vault",
                in("break-glass.vault"),
                "--admin-passphrase-file",
                in("passphrase"),
                "--venue",
                "bybit",
                "--reason",
                "orders that the bot did not sign");
        tell.check(status == 0, "It ends with 0: every key is dead, and every step was done.");
    }

    private void after(Keyguard keyguard, MaterialCalls thief) {
        tell.chapter("Nobody trades any more");
        tell.quote(tell.refused(
                KeyFrozenException.class,
                () -> keyguard.forStrategy("grid").get(TRADING).sign(order("bot-2"))));
        Optional<VenueError> refusal = account.venue().errors().classify(thief.call(order("thief-4")));
        tell.check(
                refusal.filter(error -> error.kinds().contains(VenueError.Kind.BAD_KEY))
                        .isPresent(),
                "The thief's next order is refused by the venue, which does not know the key any more.");
        tell.check(account.open().isEmpty(), "Nothing that either of them placed is open.");
    }

    private void read() throws IOException {
        tell.chapter("The report opens");
        String incident = IncidentReport.all(state).get(0);
        Path page = state.resolve("incidents").resolve(incident).resolve("report.html");
        tell.say(IncidentReport.read(state, incident).headline());
        LeakScanner scanner = account.scanner();
        tell.check(
                scanner.scan(operator.seen()).isEmpty()
                        && scanner.scan(page).isEmpty()
                        && scanner.scan(page.resolveSibling("report.md")).isEmpty()
                        && scanner.scan(new String(Files.readAllBytes(page.resolveSibling("journal")), ISO_8859_1))
                                .isEmpty(),
                "Neither the terminal, nor the report, nor its journal holds a secret.");
        tell.say((browser.test(page) ? "It is open in the browser: " : "It opens in any browser: ") + page);
    }

    @Override
    public void close() {
        account.close();
    }
}
