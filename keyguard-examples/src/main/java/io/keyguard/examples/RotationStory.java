/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.util.Objects.requireNonNull;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.StateDirectory;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.RotationFreezes;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Four keys are replaced, each in another way: by API, with a pair that is made here, by a person, and where a new key ends the old one.
 *
 * <p>The venues are simulators on this machine: {@code mvn -q -B compile exec:java -Dstory=io.keyguard.examples.RotationStory}.
 */
public final class RotationStory implements AutoCloseable {
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(5));
    private static final String HERE = "127.0.0.1";
    private static final String BYBIT_ACCOUNT = "24617703";
    private static final String BINANCE_ACCOUNT = "grid@example.com";
    private static final Set<io.keyguard.Permission> NEEDS = Set.of(READ_ACCOUNT, TRADE_SPOT);

    private final Narrator tell;
    private final Path folder;
    private final BybitSimulator bybit = BybitSimulator.startMasterAccount();
    private final BybitSimulator single = BybitSimulator.startMasterAccount();
    private final BinanceSimulator binance = BinanceSimulator.start();
    private final KrakenSimulator kraken = KrakenSimulator.start();
    private final Venue atBybit = Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri());
    private final Venue atSingle =
            OneKeyAtATime.at(Venues.bybit().servedAt(Environment.PRODUCTION, single.uri()), BYBIT_ACCOUNT);
    private final Venue atBinance = Venues.binance().servedAt(Environment.PRODUCTION, binance.uri());
    private final Venue atKraken = Venues.kraken().servedAt(Environment.PRODUCTION, kraken.uri());

    private RotationStory(PrintStream out, Path folder) {
        this.tell = new Narrator(out);
        this.folder = folder;
        binance.openSubAccount(BINANCE_ACCOUNT);
    }

    /** Tells the story to the console; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out, Files.createTempDirectory("keyguard-rotation"));
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    static void tell(PrintStream out, Path folder) {
        try (var story = new RotationStory(out, folder)) {
            story.tell();
        }
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a story".toCharArray());
    }

    private void tell() {
        try (Vault bot = Vault.create(folder.resolve("bot.vault"), passphrase());
                Vault administrators = Vault.create(folder.resolve("admin.vault"), passphrase())) {
            byApi(bot, administrators);
            ownPair(bot, administrators);
            byAPerson(bot, administrators);
            withoutOverlap(bot, administrators);
        }
    }

    private Rotations.Builder rotations(Vault bot, Vault administrators, Venue venue) {
        return Rotations.builder(folder.resolve("state"), bot)
                .venues(venue)
                .transport(HTTP)
                .administrators(administrators);
    }

    private static RotationPlan plan(String key, String account, String administrator) {
        return RotationPlan.of(KeyId.of(key), NEEDS)
                .account(account)
                .administeredBy(KeyId.of(administrator))
                .overlap(Duration.ZERO);
    }

    private void byApi(Vault bot, Vault administrators) {
        tell.chapter("By API: the venue makes the key and shows it once");
        ApiKey master = bybit.toApiKey("bybit-master", bybit.createKey("Wallet/SubMemberTransfer"))
                .build();
        first(bot, administrators, "grid-bybit", atBybit, master, BYBIT_ACCOUNT, Set.of("read", "Spot/SpotTrade"));
        closed(rotations(bot, administrators, atBybit).build(), plan("grid-bybit", BYBIT_ACCOUNT, "bybit-master"));
    }

    private void ownPair(Vault bot, Vault administrators) {
        tell.chapter("An own pair: the venue gets the public half, and the private one never travels");
        ApiKey master = binance.toApiKey(
                        "binance-master", binance.createKey("enableReading", "enableSpotAndMarginTrading"))
                .build();
        Set<String> rights = Set.of("enableReading", "enableSpotAndMarginTrading");
        first(bot, administrators, "grid-binance", atBinance, master, BINANCE_ACCOUNT, rights);
        closed(
                rotations(bot, administrators, atBinance).build(),
                plan("grid-binance", BINANCE_ACCOUNT, "binance-master").made(Making.OWN_PAIR));
        try (ApiKey now = stored(bot, "grid-binance")) {
            tell.check(now.algorithm().name().equals("ED25519"), "The bot signs with an Ed25519 key from now on.");
        }
    }

    /** The key that somebody made by hand, long ago. */
    private static void first(
            Vault bot,
            Vault administrators,
            String name,
            Venue venue,
            ApiKey master,
            String account,
            Set<String> rights) {
        try (master;
                MaterialCalls calls = MaterialCalls.of(master, venue, HTTP, InstantSource.system());
                NewKey made = venue.keys()
                        .administrator(Environment.PRODUCTION)
                        .orElseThrow()
                        .create(
                                calls,
                                KeyOrder.builder(account, "by-hand")
                                        .rights(rights)
                                        .boundTo(Set.of(HERE))
                                        .build());
                ApiKey key = ApiKey.builder(KeyId.of(name))
                        .on(venue.id(), account)
                        .strategies(Set.of("grid"))
                        .material(made.apiKey(), made.secret().orElseThrow(), null)
                        .build()) {
            bot.add(key);
            administrators.add(master);
        }
    }

    private static ApiKey stored(Vault bot, String name) {
        var keys = bot.read().keys();
        keys.values().stream().filter(key -> !key.id().value().equals(name)).forEach(ApiKey::close);
        return requireNonNull(keys.get(KeyId.of(name)));
    }

    private SimulatedKey madeAtThePage() {
        return kraken.createKey(
                        "query-funds",
                        "query-open-trades",
                        "query-closed-trades",
                        "query-ledger",
                        "modify-trades",
                        "close-trades")
                .boundTo(HERE);
    }

    private void byAPerson(Vault bot, Vault administrators) {
        tell.chapter("By a person: the venue has no API for it");
        KeyId grid = KeyId.of("grid-kraken");
        SimulatedKey old = madeAtThePage();
        try (ApiKey key =
                kraken.toApiKey(grid.value(), old).strategies(Set.of("grid")).build()) {
            bot.add(key);
        }
        Rotations rotations = rotations(bot, administrators, atKraken).build();
        RotationStatus status = rotations.run(RotationPlan.of(grid, NEEDS)
                .account("main")
                .made(Making.BY_OPERATOR)
                .overlap(Duration.ZERO));
        status.todo().forEach(tell::quote);
        try (ApiKey wrong = kraken.toApiKey("typed", old).build()) {
            tell.quote(tell.refused(RuntimeException.class, () -> rotations.enter(grid, wrong)));
        }
        try (ApiKey typed = kraken.toApiKey("typed", madeAtThePage()).build()) {
            status = finished(rotations, rotations.enter(grid, typed));
        }
        tell.check(status.state() == RotationState.REVOKE_UNKNOWN, "The bot has the new key; the old one still lives:");
        status.todo().forEach(tell::quote);
        old.revoke();
        status = finished(rotations, rotations.resume(grid));
        tell.check(status.state() == RotationState.CLOSED, "Kraken refuses the old key, which ends the rotation.");
    }

    private void withoutOverlap(Vault bot, Vault administrators) {
        tell.chapter("Without overlap: the new key ends the old one at once");
        StateDirectory state = StateDirectory.at(folder.resolve("state"));
        state.freezes().setUp(passphrase(), Instant.now());
        ApiKey master = single.toApiKey("single-master", single.createKey("Wallet/SubMemberTransfer"))
                .build();
        first(bot, administrators, "grid-single", atSingle, master, BYBIT_ACCOUNT, Set.of("read", "Spot/SpotTrade"));
        RotationFreezes freezes = RotationFreezes.in(state.freezes(), InstantSource.system(), "the story");
        Rotations rotations =
                rotations(bot, administrators, atSingle).pause(freezes).build();
        RotationPlan plan = plan("grid-single", BYBIT_ACCOUNT, "single-master").approveDowntime();
        RotationStatus status = finished(rotations, rotations.run(plan));
        tell.check(status.state() == RotationState.REVOKED, "The new key works, and trading stays stopped:");
        status.todo().forEach(tell::quote);
        state.freezes().lift(freeze -> true, passphrase(), Instant.now(), "whoever approves it");
        status = finished(rotations, rotations.resume(plan.key()));
        tell.check(status.state() == RotationState.CLOSED, "With somebody's approval it goes on.");
    }

    private void closed(Rotations rotations, RotationPlan plan) {
        rotations.preview(plan).forEach(tell::quote);
        RotationStatus status = finished(rotations, rotations.run(plan));
        tell.quote(status.toString());
        tell.check(status.state() == RotationState.CLOSED, "The new key is in its place, and the old one is refused.");
    }

    /** Goes on until it is over, or a person has to do something. */
    private static RotationStatus finished(Rotations rotations, RotationStatus begin) {
        RotationStatus status = begin;
        while (status.next().isPresent() && status.todo().isEmpty()) {
            LockSupport.parkUntil(status.next().get().toEpochMilli());
            status = rotations.resume(status.key());
        }
        return status;
    }

    @Override
    public void close() {
        bybit.close();
        single.close();
        binance.close();
        kraken.close();
    }
}
