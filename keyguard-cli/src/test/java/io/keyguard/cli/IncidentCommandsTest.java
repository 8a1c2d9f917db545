/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.StateDirectory;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Freezes;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incident from the operator's chair: one command, and a report. */
class IncidentCommandsTest {
    private static final String PASSPHRASE = "canary correct horse battery";

    private static final VenueRequest ORDER = VenueRequest.post("/api/v3/order")
            .param("symbol", "BTCUSDT")
            .param("side", "BUY")
            .param("type", "LIMIT")
            .param("timeInForce", "GTC")
            .param("quantity", "0.001")
            .param("price", "1.00");

    @TempDir
    private Path folder;

    private final BinanceSimulator binance = BinanceSimulator.start();
    private BybitSimulator bybit = BybitSimulator.start();
    private final Deque<String> typed = new ArrayDeque<>();
    private Runnable beforeTyping = () -> {};
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private SimulatedKey stolen;
    private SimulatedKey other;
    private Path vault;
    private Path state;

    @BeforeEach
    void makeVault() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault");
        state = folder.resolve("state");
        stolen = binance.createKey("enableReading", "enableSpotAndMarginTrading");
        other = binance.createKey("enableReading", "enableSpotAndMarginTrading");
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault.toString()))
                .isZero();
        try (Vault opened = open()) {
            add(opened, "grid-binance", stolen);
            add(opened, "hedge-binance", other);
        }
    }

    private Vault open() {
        return Vault.open(
                vault,
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
    }

    private void add(Vault opened, String id, SimulatedKey key) {
        try (ApiKey stored = binance.toApiKey(id, key)
                .strategies(Set.of(id.replace("-binance", "")))
                .createdAt(Instant.now())
                .build()) {
            opened.add(stored);
        }
    }

    @AfterEach
    void close() {
        binance.close();
        bybit.close();
    }

    private int run(List<String> answers, String... args) {
        typed.clear();
        typed.addAll(answers);
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        int status = Main.commandLine(Desks.cheap(
                        question -> {
                            beforeTyping.run();
                            return typed.remove().toCharArray();
                        },
                        Venues.binance().servedAt(Environment.PRODUCTION, binance.uri()),
                        Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri())))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(out + " " + err)
                .doesNotContain("canary", stolen.apiKey(), stolen.secret(), other.apiKey(), other.secret());
        return status;
    }

    private int run(String command) {
        return run(
                List.of(PASSPHRASE), command.replace("STATE", state.toString()).split(" ", -1));
    }

    @Test
    void incident_ofAStolenKey_isAnsweredToItsEnd_andReported() throws Exception {
        assertThat(run("incident snapshot STATE --vault " + vault))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).startsWith("2 accounts kept");
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Files.writeString(logs.resolve("bot.log"), "retrying with X-MBX-APIKEY=" + stolen.apiKey() + "\n");
        try (OutputStream rotated = new GZIPOutputStream(Files.newOutputStream(logs.resolve("bot.log.1.gz")))) {
            rotated.write(("secret " + stolen.secret() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var running = CompletableFuture.supplyAsync(() -> run("incident start STATE --vault " + vault
                + " --key grid-binance --reason stolen --by-hand 2 --look " + logs));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> err.toString().contains("revoke grid-binance at binance: BY_HAND"));
        stolen.revoke();
        // The simulated venue has no margin: whether orders are open there is not known, and so it is said.
        assertThat(running.get()).as(out + "\n" + err).isEqualTo(1);
        assertThat(out.toString())
                .contains("not known for TRADE\\_MARGIN", "- binance/main: not compared: TRADE\\_MARGIN");

        assertThat(out.toString())
                .contains("**1 of 1 keys dead; by hand: ")
                .contains("grid-binance", "bot.log:1", "bot.log.1.gz:1")
                .contains("0 orders are open");
        assertThat(err.toString()).contains("report: ", "    - ");
        assertThat(run("incident status STATE")).isZero();
        assertThat(out.toString()).contains("1 of 1 keys dead").containsPattern("yes\\R");
        assertThat(run("incident report STATE --format HTML")).isZero();
        assertThat(out.toString()).startsWith("<!doctype html>").contains("grid-binance");
        assertThat(run("incident report STATE --format JSON")).isZero();
        assertThat(out.toString()).contains("\"state\":\"DEAD\"");
        assertThat(run("audit tail STATE --kind INCIDENT")).isZero();
        assertThat(out.toString()).contains("key=grid-binance", "state=DEAD");
        assertThat(run("freeze STATE --list")).isZero();
        assertThat(out.toString()).contains("key grid-binance");
        assertThat(run("incident resume STATE --vault " + vault))
                .as("nothing is left to do but to look at margin")
                .isEqualTo(1);
        assertThat(run("incident report STATE nonsense")).isEqualTo(1);
    }

    /** Bybit lets a key delete itself, and nothing needs to be prepared for that. */
    @Test
    void incident_ofAKeyThatMayDeleteItself_needsNobody() {
        SimulatedKey own = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
        try (Vault opened = open();
                ApiKey stored = bybit.toApiKey("grid-bybit", own)
                        .strategies(Set.of("grid"))
                        .createdAt(Instant.now())
                        .build()) {
            opened.add(stored);
        }
        assertThat(run("incident start STATE --vault " + vault + " --venue bybit --by-hand 0"))
                .as(out + "\n" + err)
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("**1 of 1 keys dead; time to revoke: ", "not compared: nobody kept what it held")
                .contains("Look at the account's open orders on the venue's page, and cancel what is left.")
                .doesNotContain(own.apiKey());
    }

    /** Every signature of this machine is refused there, but for those by the venue's own time. */
    @Test
    void incident_onAMachineWhoseClockIsOff_endsTheKey() {
        bybit.close();
        bybit = BybitSimulator.start((InstantSource) () -> Instant.now().plus(Duration.ofMinutes(10)));
        try (Vault opened = open();
                ApiKey key = bybitKey(bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer"))) {
            opened.add(key);
        }

        run("incident start STATE --vault " + vault + " --venue bybit --by-hand 0");

        assertThat(out.toString()).contains("**1 of 1 keys dead; time to revoke: ");
    }

    private ApiKey bybitKey(SimulatedKey key) {
        return bybit.toApiKey("grid-bybit", key)
                .strategies(Set.of("grid"))
                .createdAt(Instant.now())
                .build();
    }

    /** Whoever replaces a key at night may do so before he goes on. */
    @Test
    void keyThatHasTheNameOfADeadOne_isNeitherEnded_norRememberedAsRevoked() {
        SimulatedKey made = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
        try (Vault opened = open();
                ApiKey old = bybitKey(bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer"));
                ApiKey successor = bybitKey(made);
                MaterialCalls calls = MaterialCalls.of(
                        successor,
                        Venues.bybit().servedAt(Environment.PRODUCTION, bybit.uri()),
                        HttpTransport.jdk(Duration.ofSeconds(20)),
                        InstantSource.system())) {
            opened.add(old);
            run("incident start STATE --vault " + vault + " --venue bybit --by-hand 0");
            assertThat(out.toString()).contains("**1 of 1 keys dead");
            opened.replace(successor);

            run("incident resume STATE --vault " + vault + " --by-hand 0");

            assertThat(out.toString()).contains("**1 of 1 keys dead");
            assertThat(calls.call(VenueRequest.get("/v5/user/query-api")).body())
                    .contains("\"retCode\":0");
            try (var recorder = new EmergencyRecorder(state, new PrintWriter(err))) {
                assertThat(recorder.revocations()).accepts(old).rejects(successor);
            }
        }
    }

    /** What is lost with the journal is of which keys it was, and since when they are in other hands. */
    @Test
    void resume_whereTheJournalIsLost_endsTheKeysThatAreNamed_andFreezesThem() throws IOException {
        try (Vault opened = open();
                ApiKey key = bybitKey(bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer"))) {
            opened.add(key);
        }
        Path journal = state.resolve("incidents/20260601T030000Z-00000000/journal");
        Files.createDirectories(
                journal.getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(journal, "no journal");
        assertThat(run("incident resume STATE --vault " + vault)).isEqualTo(1);
        assertThat(err.toString()).contains("does not say of which keys it is");

        assertThat(run("incident resume STATE --vault " + vault + " --venue bybit --by-hand 0"))
                .isEqualTo(1);

        assertThat(out.toString()).contains("**1 of 1 keys dead", "Alarm: 2026-06-01T03:00:00Z");
        assertThat(run("freeze STATE --list")).isZero();
        assertThat(out.toString()).contains("venue bybit");
    }

    @Test
    void webhook_isTried_andToldOfTheIncident_andOneThatDoesNotWorkIsInTheReport() throws IOException {
        var bodies = new CopyOnWriteArrayList<String>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().contains("gone") ? 410 : 200, -1);
            exchange.close();
        });
        hook.start();
        try {
            String there = "http://127.0.0.1:" + hook.getAddress().getPort() + "/canary";
            String works = secretFile("pager", there);
            String gone = secretFile("old-chat", there + "-gone");
            assertThat(run("incident try-notice --webhook-file " + works)).isZero();
            assertThat(bodies).singleElement().asString().contains("nothing happened");
            SimulatedKey own = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
            try (Vault opened = open();
                    ApiKey stored = bybit.toApiKey("grid-bybit", own)
                            .strategies(Set.of("grid"))
                            .createdAt(Instant.now())
                            .build()) {
                opened.add(stored);
            }
            assertThat(run("incident start STATE --vault " + vault + " --venue bybit --by-hand 0 --webhook-file "
                            + works + " --webhook-file " + gone + " --webhook-file " + folder.resolve("nowhere")))
                    .isEqualTo(1);
            assertThat(out.toString())
                    .contains("**1 of 1 keys dead")
                    .contains("Tell people yourself: old-chat does not work, it answered with HTTP status 410");
            assertThat(out.toString()).as("nobody waits for a file").contains("nowhere does not work");
            assertThat(bodies).anyMatch(body -> body.contains("1 of 1 keys dead"));
            assertThat(run("incident try-notice --webhook-file " + gone)).isEqualTo(1);
        } finally {
            hook.stop(0);
        }
    }

    private String secretFile(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    /** What has no reason is not taken for good, however often the clock strikes. */
    @Test
    void snapshot_checked_keepsAnAccountOnlyWhereEveryChangeHasAReason() {
        String command = "incident snapshot STATE --checked --vault " + vault;
        assertThat(run(command)).as(err.toString()).isZero();
        assertThat(out.toString()).startsWith("1 accounts kept");
        binance.deposit("USDT", "12.50", "0xsynthetic");
        assertThat(run(command)).as("a deposit is a reason: " + err).isZero();
        placeForeignOrder();
        for (int i = 0; i < 2; i++) {
            assertThat(run(command)).isEqualTo(1);
            assertThat(err.toString())
                    .contains("binance/main is NOT kept", "of BTCUSDT is open, and it is not known whether a bot")
                    .contains("no bot has ever kept here what it signed");
        }
        assertThat(run("incident snapshot STATE --vault " + vault))
                .as("somebody says that it is")
                .isZero();
        assertThat(run(command)).as(err.toString()).isZero();
    }

    /** Nobody has to say what the ids of bots look like. */
    @Test
    void orders_thatABotOfTheStateDirectorySigned_areItsOwn_andThoseOfAThiefAreNot() throws Exception {
        String command = "incident snapshot STATE --checked --vault " + vault;
        assertThat(run(command)).as(err.toString()).isZero();
        try (Keyguard bot = bot()) {
            SignedRequest signed = bot.forStrategy("hedge")
                    .get(KeyScope.of("binance", "main", Permission.TRADE_SPOT))
                    .sign(ORDER.param("newClientOrderId", "synthetic-7"));
            assertThat(HttpTransport.jdk(Duration.ofSeconds(20)).send(signed).status())
                    .isEqualTo(200);
        }
        assertThat(run(command)).as(err.toString()).isZero();
        placeForeignOrder();
        assertThat(run(command)).isEqualTo(1);
        assertThat(err.toString()).containsOnlyOnce("of BTCUSDT is open").contains("and no bot here placed it");

        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("orders-"))
                    .toList()) {
                Files.delete(file);
            }
        }
        assertThat(run(command)).isEqualTo(1);
        assertThat(err.toString())
                .contains("of BTCUSDT is open, and it is not known whether a bot here placed it")
                .contains("it is not known which orders are ours from", "what it said last is lost");
    }

    private Keyguard bot() {
        return Keyguard.builder()
                .state(StateDirectory.at(state))
                .source(open())
                .venues(Venues.binance().servedAt(Environment.PRODUCTION, binance.uri()))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .grant(
                        "hedge",
                        Grant.on("binance", "main")
                                .allow(Permission.READ_ACCOUNT, Permission.TRADE_SPOT)
                                .acceptBundled(
                                        Permission.TRADE_MARGIN, Permission.CONVERT, Permission.EARN, Permission.LOAN)
                                .acceptUnknown(
                                        "a sub-account administers nothing",
                                        Permission.KEY_ADMIN,
                                        Permission.ACCOUNT_ADMIN))
                .start();
    }

    private void placeForeignOrder() {
        try (ApiKey key = binance.toApiKey("thief", stolen).build();
                MaterialCalls calls = MaterialCalls.of(
                        key,
                        Venues.binance().servedAt(Environment.PRODUCTION, binance.uri()),
                        HttpTransport.jdk(Duration.ofSeconds(20)),
                        InstantSource.system())) {
            assertThat(calls.call(ORDER).status()).isEqualTo(200);
        }
    }

    /** The old key lives on while bots move over, and is the one that somebody has seen. */
    @Test
    void incident_ofAKeyInRotation_endsWhatIsKeptAsideToo() {
        SimulatedKey old = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
        SimulatedKey fresh = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
        try (Vault opened = open();
                ApiKey stored = bybit.toApiKey("grid-bybit", old)
                        .strategies(Set.of("grid"))
                        .createdAt(Instant.now())
                        .build()) {
            opened.add(stored);
        }
        String how = vault + " grid-bybit --by-operator --allow READ_ACCOUNT,TRADE_SPOT --no-wait --state STATE";
        assertThat(run("rotate " + how)).as(out + "\n" + err).isEqualTo(4);
        assertThat(run(
                        List.of(PASSPHRASE, fresh.apiKey(), fresh.secret()),
                        ("rotate enter " + how)
                                .replace("STATE", state.toString())
                                .split(" ", -1)))
                .as(out + "\n" + err)
                .isEqualTo(4);
        assertThat(out.toString()).contains("DRAINING");
        assertThat(run("incident start STATE --vault " + vault + " --key grid-bybit --by-hand 0"))
                .as(out + "\n" + err)
                .isEqualTo(1);
        assertThat(out.toString()).contains("**2 of 2 keys dead");
    }

    @Test
    void incident_thatStoppedBeforeItsFirstStep_isNotTakenForDone() throws IOException {
        Files.createDirectories(state.resolve("incidents").resolve("20260601T030000Z-00000000"));
        assertThat(run("incident status STATE")).as(err.toString()).isZero();
        assertThat(run("incident resume STATE --vault " + vault)).isEqualTo(1);
        assertThat(err.toString()).contains("before its first step");
    }

    /** What is typed takes a person minutes, and may be wrong. */
    @Test
    void incident_freezes_andStopsRotations_beforeAPassphraseIsAskedFor() {
        var frozen = new ArrayList<FreezeScope>();
        var held = new ArrayList<Integer>();
        beforeTyping = () -> {
            Freezes.in(state, "").inForce().forEach(freeze -> frozen.add(freeze.scope()));
            // Each that it ends was in force.
            held.add(Rotations.endStops(state).size());
        };

        int status = run(List.of("wrong"), "incident", "start", state.toString(), "--vault", vault.toString(), "--all");

        assertThat(status).isNotZero();
        assertThat(frozen).containsExactly(FreezeScope.all());
        assertThat(held).containsExactly(1);
        assertThat(Freezes.in(state, "").inForce())
                .as("a wrong passphrase lifts nothing")
                .hasSize(1);
        assertThat(Rotations.endStops(state))
                .as("nobody answers, so they go on")
                .isEmpty();
    }

    @Test
    void incident_whoseJournalCannotBeRead_hidesNoOther() throws IOException {
        Path incidents = Files.createDirectories(state.resolve("incidents"));
        Files.createDirectories(incidents.resolve("20260601T030000Z-00000000"));
        Path broken = Files.createDirectories(incidents.resolve("20260602T030000Z-00000000"));
        Files.writeString(broken.resolve("journal"), "not a journal, whoever wrote it");
        assertThat(run("incident status STATE")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("20260601T030000Z", "20260602T030000Z", "NOT KNOWN");
    }

    @Test
    void incident_withAKeyOfAnUnknownVenue_endsTheOthers() {
        SimulatedKey own = bybit.createKey("Spot/SpotTrade", "Wallet/AccountTransfer");
        try (Vault opened = open();
                ApiKey stored = bybit.toApiKey("odd-bybit", own)
                        .strategies(Set.of("odd"))
                        .createdAt(Instant.now())
                        .build();
                ApiKey unknown = binance.toApiKey("odd-elsewhere", other)
                        .on("elsewhere", "main")
                        .strategies(Set.of("odd"))
                        .createdAt(Instant.now())
                        .build()) {
            opened.add(stored);
            opened.add(unknown);
        }
        assertThat(run("incident start STATE --vault " + vault + " --strategy odd --by-hand 0"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("**1 of 2 keys dead").contains("odd-elsewhere at elsewhere: Log in");
        assertThat(run("incident resume STATE --vault " + vault))
                .as("a key that nobody could try is not taken for done")
                .isEqualTo(1);
        assertThat(out.toString()).contains("**1 of 2 keys dead");
    }

    @Test
    void incident_ofNoKey_saysSo() {
        assertThat(run("incident start STATE --vault " + vault + " --venue kraken"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such key");
        assertThat(run("incident resume STATE --vault " + vault)).isEqualTo(1);
        assertThat(run("incident drill --keys 0")).isEqualTo(1);
    }

    /** Each kind of trouble does what it does to its own venue, and to no other. */
    @Test
    void drill_showsWhichKeysAreDead_andWhichAreNot() {
        var told = new CopyOnWriteArrayList<IncidentEvent>();
        var plan = new Drill.Plan(
                5, 10, Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(20), Duration.ofSeconds(10));
        try (Drill drill = new Drill(plan)) {
            IncidentReport report = drill.run(state, told::add);
            assertThat(report.keys().stream()
                            .collect(Collectors.groupingBy(
                                    KeyOutcome::venue, Collectors.mapping(KeyOutcome::state, Collectors.toSet()))))
                    .containsEntry("binance-0", Set.of(KeyOutcome.State.UNKNOWN))
                    .containsEntry("okx-1", Set.of(KeyOutcome.State.DEAD))
                    .containsEntry("bybit-2", Set.of(KeyOutcome.State.DEAD))
                    .containsEntry("binance-3", Set.of(KeyOutcome.State.DEAD))
                    .containsEntry("okx-4", Set.of(KeyOutcome.State.DEAD));
            assertThat(report.toRevoke(true)).hasSize(2);
            assertThat(report.toRevoke(false)).hasSize(6);
            assertThat(DrillTable.of(report)).contains("binance-0", "0/2", "2/2", "hand");
        }
    }
}
