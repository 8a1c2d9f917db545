/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.StateDirectory;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.WatchLimits;
import io.keyguard.incident.RotationFreezes;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Movement;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A year in a miner's life: a pool token that can do everything, the payout address pinned, the token leaked, the address changed, and a new token in the running bot.
 *
 * <p>The pool is a simulator on this machine: {@code mvn -q -B compile exec:java -Dstory=io.keyguard.examples.MinerStory}.
 */
public final class MinerStory implements AutoCloseable {
    private static final KeyScope READING = KeyScope.of("f2pool", "main", READ_ACCOUNT);
    private static final KeyScope PAYING = KeyScope.of("f2pool", "main", PAYOUT_SETTINGS);
    private static final String THIEF = "bc1qsynthetic0address0of0a0thief";
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(5));

    private static final KeyId FARM = KeyId.of("farm-f2pool");

    private final Narrator tell;
    private final Path folder;
    private final Path vault;
    private final F2poolSimulator pool = F2poolSimulator.start();
    private final Venue f2pool = Venues.f2pool().servedAt(Environment.PRODUCTION, pool.uri());
    private final SimulatedKey token = pool.createKey("read", "write");
    private final String ours = pool.wallet();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final Rotation rotation = new Rotation("farm-f2pool");

    private MinerStory(PrintStream out, Path folder) {
        this.tell = new Narrator(out);
        this.folder = folder;
        this.vault = folder.resolve("farm.vault");
    }

    /** Tells the story to the console; the exit status is 1 if any step does not hold. */
    public static void main(String[] args) {
        try {
            tell(System.out, Files.createTempDirectory("keyguard-miner"));
        } catch (RuntimeException | IOException e) {
            System.err.println("The story ends badly: " + e.getMessage());
            System.exit(1);
        }
    }

    static void tell(PrintStream out, Path folder) {
        try (var story = new MinerStory(out, folder)) {
            story.tell();
        }
    }

    private void tell() {
        try (Vault made = Vault.create(vault, passphrase())) {
            made.add(stored(token));
        }
        token();
        try (Keyguard keyguard = start(accepted())) {
            pinned(keyguard);
            leaked(keyguard);
            replaced(keyguard);
        }
    }

    private ApiKey stored(SimulatedKey key) {
        return pool.toApiKey(FARM.value(), key).strategies(Set.of("farm")).build();
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase of a miner".toCharArray());
    }

    private Grant granted() {
        return Grant.on("f2pool", "main").allow(READ_ACCOUNT, PAYOUT_SETTINGS).pinPayout(ours);
    }

    private Grant accepted() {
        return granted()
                .acceptUnknown(
                        "F2Pool tells no rights of a token; its wallets are pinned and watched",
                        PAYOUT_SETTINGS,
                        WITHDRAW,
                        ACCOUNT_ADMIN,
                        KEY_ADMIN);
    }

    private Keyguard start(Grant grant) {
        return Keyguard.builder()
                .source(Vault.open(vault, passphrase()))
                .venues(f2pool)
                .grant("farm", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .watch(AccountWatch.of("f2pool", "main", f2pool.clientOrderIds())
                        .pinPayout(ours)
                        .freezeOn(Signal.FOREIGN_PAYOUT)
                        .limits(WatchLimits.usual().settle(Duration.ZERO))
                        .onAlarm(alarms::add))
                .listener(rotation)
                .overlap(Duration.ZERO)
                .start();
    }

    private void token() {
        tell.chapter("A token that can do everything");
        String report = tell.refused(LeastPrivilegeException.class, () -> start(granted()));
        tell.check(
                report.contains("WITHDRAW"),
                "The pool does not tell what a token may do, so the bot does not start until somebody accepts that in words.");
    }

    private void pinned(Keyguard keyguard) {
        tell.chapter("The payout address is pinned");
        KeyProvider keys = keyguard.forStrategy("farm");
        String refusal =
                tell.refused(KeyScopeException.class, () -> keys.get(PAYING).sign(payTo(THIEF)));
        tell.quote(refusal);
        tell.check(
                refusal.contains("bc1qsy"),
                "A careless line of the bot would have sent all revenue elsewhere; it is not signed, and the refusal shows what is pinned.");
        tell.check(keys.get(PAYING).sign(payTo(ours)) != null, "The pinned address itself may be set.");
        pool.mine("0.05");
        pool.payOut();
        watch(keyguard);
        tell.check(alarms.isEmpty(), "The pool pays out by itself, to the pinned address: nothing to see.");
    }

    private static VenueRequest payTo(String address) {
        return VenueRequest.post("/v2/mining_user/wallet/update")
                .json(
                        "{\"params\":[{\"mining_user_name\":\"farm1\",\"wallets\":[{\"currency\":\"bitcoin\",\"address\":\""
                                + address + "\"}]}]}");
    }

    /** What runs every few minutes. */
    private void watch(Keyguard keyguard) {
        SignedCalls calls = request -> send(keyguard, request);
        AccountWatch watch = keyguard.watch("f2pool", "main");
        watch.payouts(f2pool.account().payouts(calls).value().orElseThrow());
        Instant now = Instant.now();
        f2pool.account()
                .movements(calls, Movement.Kind.WITHDRAWAL, now.minusSeconds(600), now.plusSeconds(60))
                .value()
                .orElseThrow()
                .forEach(watch::movement);
        watch.tick();
    }

    private static HttpReply send(Keyguard keyguard, VenueRequest request) {
        try {
            return HTTP.send(keyguard.forStrategy("farm").get(READING).sign(request));
        } catch (IOException e) {
            throw new UncheckedIOException("the pool did not answer", e);
        }
    }

    private void leaked(Keyguard keyguard) {
        tell.chapter("The token leaks");
        steal();
        tell.check(
                pool.wallet().equals(THIEF),
                "Somebody who has the token sends the revenue to an address of their own; no signer can stop that.");
        watch(keyguard);
        tell.check(
                alarms.stream().anyMatch(alarm -> alarm.signal() == Signal.FOREIGN_PAYOUT),
                "The next look at the pool notices it, and freezes.");
        tell.quote(alarms.get(0).evidence());
        KeyProvider keys = keyguard.forStrategy("farm");
        tell.refused(KeyFrozenException.class, () -> keys.get(PAYING).sign(payTo(ours)));
        VenueRequest stop = f2pool.emergency().freeze("farm1").orElseThrow();
        try {
            tell.check(
                    HTTP.send(keys.get(PAYING).sign(stop)).status() == 200,
                    "Stopping payouts reduces risk, so it is signed under a freeze.");
        } catch (IOException e) {
            throw new UncheckedIOException("the pool did not answer", e);
        }
        pool.mine("0.07");
        tell.check(!pool.payOut(), "Nothing more is paid out, to nobody.");
    }

    /** A token is all it takes. */
    private void steal() {
        var request = HttpRequest.newBuilder(URI.create(pool.uri() + "/v2/mining_user/wallet/update"))
                .header("F2P-API-SECRET", token.apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(payTo(THIEF).json().orElseThrow()));
        try {
            HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException("the pool did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void replaced(Keyguard keyguard) {
        tell.chapter("A new token, by hand, while the bot runs");
        rotation.begin();
        StateDirectory state = StateDirectory.at(folder.resolve("state"));
        state.freezes().setUp(passphrase(), Instant.now());
        RotationFreezes pause = RotationFreezes.in(state.freezes(), InstantSource.system(), "the miner")
                .liftedWith(passphrase());
        try (Vault open = Vault.open(vault, passphrase())) {
            Rotations rotations = Rotations.builder(folder.resolve("state"), open)
                    .venues(f2pool)
                    .transport(HTTP)
                    .pause(pause)
                    .build();
            rotate(rotations);
        }
        rotation.awaitPublished();
        pool.changeWallet(ours);
        tell.check(
                keyguard.forStrategy("farm").get(READING).generation() == 2,
                "The bot has taken the new token up without a restart.");
        int before = alarms.size();
        watch(keyguard);
        tell.check(
                alarms.size() == before,
                "The wallet is the pinned one again, put back on the website by somebody with the password.");
        steal();
        tell.check(pool.wallet().equals(ours), "What the thief has is refused by the pool.");
    }

    /** The pool is taken to have one token at a time, and refuses a dead one in words that may mean anything. */
    private void rotate(Rotations rotations) {
        RotationStatus status = rotations.run(RotationPlan.of(FARM, Set.of(READ_ACCOUNT))
                .account("farm1")
                .made(RotationPlan.Making.BY_OPERATOR)
                .approveDowntime()
                .overlap(Duration.ZERO));
        tell.check(
                status.state() == RotationState.AWAITING_OPERATOR, "Nothing moves any more, and the miner is asked:");
        status.todo().forEach(tell::quote);
        SimulatedKey next = pool.createKey("read", "write");
        token.revoke();
        try (ApiKey typed = stored(next)) {
            status = rotations.enter(FARM, typed);
        }
        tell.check(
                status.state() == RotationState.REVOKE_UNKNOWN, "The new token is in its place. Is the old one gone?");
        status.todo().forEach(tell::quote);
        tell.check(rotations.gone(FARM).state() == RotationState.CLOSED, "The miner has looked, and says so.");
    }

    @Override
    public void close() {
        pool.close();
    }
}
