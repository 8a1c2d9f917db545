/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.StateDirectory;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bot left in its state directory, as an operator sees it. */
class StateCommandsTest {
    private static final String PASSPHRASE = "canary correct horse battery";

    @TempDir
    private Path folder;

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final Terminal terminal = new Terminal();
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private SimulatedKey made;
    private Path vault;
    private Path state;

    @BeforeEach
    void makeVault() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault");
        state = folder.resolve("state");
        made = binance.createKey("enableReading", "enableSpotAndMarginTrading").boundTo("127.0.0.1");
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault.toString()))
                .isZero();
        try (Vault opened = open();
                ApiKey key = binance.toApiKey("grid-binance", made)
                        .account("main")
                        .environment(Environment.PRODUCTION)
                        .strategies(Set.of("grid"))
                        .createdAt(Instant.now())
                        .build()) {
            opened.add(key);
        }
    }

    @AfterEach
    void close() {
        binance.close();
    }

    private Vault open() {
        return Vault.open(
                vault,
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
    }

    private int run(List<String> answers, String... args) {
        int status = terminal.run(answers, List.of(), args);
        if (made != null) {
            assertThat(out + " " + err).doesNotContain(made.apiKey(), made.secret());
        }
        return status;
    }

    private int run(String command) {
        return run(List.of(), (command + " " + state).split(" ", -1));
    }

    /** A bot that signs three orders and ends. */
    private void bot() {
        try (Keyguard keyguard = start()) {
            for (int i = 0; i < 3; i++) {
                order(keyguard);
            }
        }
    }

    private static void order(Keyguard keyguard) {
        keyguard.forStrategy("grid")
                .get(KeyScope.of("binance", "main", Permission.TRADE_SPOT))
                .sign(VenueRequest.post("/api/v3/order")
                        .param("symbol", "BTCUSDT")
                        .param("side", "BUY"));
    }

    private Keyguard start() {
        return Keyguard.builder()
                .state(StateDirectory.at(state).service("grid-bot", "1.4.2").host("box-1"))
                .source(open())
                .venues(Venues.binance().servedAt(Environment.PRODUCTION, binance.uri()))
                .grant(
                        "grid",
                        Grant.on("binance", "main")
                                .allow(Permission.READ_ACCOUNT, Permission.TRADE_SPOT)
                                .acceptBundled(
                                        Permission.TRADE_MARGIN, Permission.CONVERT, Permission.EARN, Permission.LOAN)
                                .acceptUnknown(
                                        "the venue does not tell", Permission.KEY_ADMIN, Permission.ACCOUNT_ADMIN))
                .policy(KeyPolicy.strict())
                .start();
    }

    @Test
    void inventory_saysWhoUsedWhichKeyWhere() {
        bot();
        assertThat(run("inventory")).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("KEY +GENERATION +VENUE")
                .containsPattern("grid-binance +1 +binance +main +grid +TRADE_SPOT +box-1 +grid-bot 1.4.2 .* 3\\R");
        assertThat(run("inventory --host box-2,box-3 --strict")).isEqualTo(1);
        assertThat(out.toString()).contains("grid-binance: UNEXPECTED_HOST, box-1");
        assertThat(run("inventory --due-days 0 --limit-days 9 --json")).isZero();
        assertThat(out.toString()).startsWith("{\"keys\":[{").contains("\"kind\":\"DUE\"", "\"count\":3");
    }

    @Test
    void audit_showsWhatWasDone_andTellsWhatWasChanged() throws IOException {
        bot();
        assertThat(run("audit tail")).isZero();
        assertThat(out.toString()).contains("STARTED", "CONFIGURED", "PUBLISHED", "fresh=grid-binance#1", "ENDED");
        assertThat(run("audit tail --kind PUBLISHED -n 1")).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(run("audit tail --key grid-binance --json")).isZero();
        assertThat(out.toString()).contains("\"kind\":\"PUBLISHED\"").doesNotContain("CONFIGURED");
        assertThat(run("audit verify")).isZero();
        assertThat(out.toString()).contains("1 chain, links hold");

        Path trail = folder.resolve("state/processes").resolve(onlyProcess()).resolve("audit");
        byte[] whole = Files.readAllBytes(trail);
        Files.write(trail, Arrays.copyOf(whole, whole.length - 1));
        assertThat(run("audit verify")).isEqualTo(1);
        assertThat(out.toString()).contains("BROKEN", "no whole entry");
        assertThat(run("audit verify --json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"intact\":false");
    }

    private String onlyProcess() throws IOException {
        try (var folders = Files.list(state.resolve("processes"))) {
            return folders.toList().get(0).getFileName().toString();
        }
    }

    @Test
    void audit_headsThatWereKept_areCompared() throws IOException {
        bot();
        run("audit verify");
        String head = out.toString().lines().findFirst().orElseThrow().replaceFirst("ENDED +", "");
        Path log = folder.resolve("log");
        Files.writeString(log, "12:00:00 INFO io.keyguard - audit head " + head + "\n\n");
        assertThat(run("audit verify --head " + head + " --heads-file " + log)).isZero();
        Files.delete(state.resolve("processes").resolve(onlyProcess()).resolve("audit"));
        assertThat(run("audit verify --head " + head)).isEqualTo(1);
        assertThat(out.toString()).contains("is gone; an anchor has seen it");
        assertThat(run("audit verify --head nonsense")).isEqualTo(1);
        assertThat(err.toString()).contains("chain:entries:link");
    }

    @Test
    void audit_seed_isShownOnce_andChecksTheSeals() throws IOException {
        assertThat(run("audit seed")).isZero();
        String seed = out.toString().strip();
        assertThat(seed).matches("[0-9a-f]{64}");
        bot();
        Path kept = folder.resolve("seed");
        Files.writeString(kept, seed + "\n");
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-------"));
        assertThat(run("audit verify --seed-file " + kept)).isZero();
        assertThat(out.toString()).contains("links and seals hold");
        assertThat(run("audit seed")).isEqualTo(1);
        assertThat(err.toString()).contains("has a seed already");
        Files.writeString(kept, "canary-not-a-seed");
        assertThat(run("audit verify --seed-file " + kept)).isEqualTo(1);
        assertThat(err.toString()).contains("64 hex digits");
    }

    @Test
    void freeze_ofABotThatRuns_isFollowed_andLiftedWithThePassphraseAlone() {
        assertThat(run(List.of("canary lift", "canary lift"), "freeze-setup", state.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString().strip()).matches("[0-9a-f]{64}");
        assertThat(run("freeze")).isEqualTo(1);
        assertThat(err.toString()).contains("--key, --strategy, --venue or --all");
        try (Keyguard keyguard = start()) {
            assertThat(run("freeze --venue binance --reason drill"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("venue binance", "signs nothing more that adds risk");
            assertThatThrownBy(() -> order(keyguard)).isInstanceOf(KeyFrozenException.class);
            assertThat(run("freeze --list --json")).isZero();
            assertThat(out.toString()).contains("\"scope\":\"venue binance\"", "\"reason\":\"drill\"");

            assertThat(run(List.of("canary guess"), "unfreeze", state.toString(), "--all"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("not the passphrase");
            assertThat(run(List.of(), "unfreeze", state.toString(), "--venue", "okx"))
                    .isEqualTo(1);
            assertThat(run(List.of("canary lift"), "unfreeze", state.toString(), "--venue", "binance"))
                    .isZero();
            Awaitility.await().untilAsserted(() -> order(keyguard));
        }
        assertThat(run("audit tail --kind FROZEN,LIFTED,FREEZE_SET_UP")).isZero();
        assertThat(out.toString()).contains("FREEZE_SET_UP", "FROZEN", "LIFTED");
        assertThat(run(List.of("canary lift", "canary lift"), "freeze-setup", state.toString()))
                .isEqualTo(1);
    }

    @Test
    void freeze_whereNothingCanBeWritten_saysWhatToDoInstead() throws IOException {
        Files.writeString(state, "a file");
        assertThat(run("freeze --all")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing was frozen", "revoke");
    }

    @Test
    void vaultCommands_withAStateDirectory_areRecorded() {
        String file = vault.toString();
        assertThat(run(
                        List.of(PASSPHRASE, "canary-api-key", "canary-secret"),
                        "vault",
                        "add",
                        file,
                        "hedge-binance",
                        "--venue",
                        "binance",
                        "--account",
                        "main",
                        "--strategy",
                        "hedge",
                        "--state",
                        state.toString()))
                .as(err.toString())
                .isZero();
        assertThat(run(
                        List.of(PASSPHRASE, "canary-api-key", "canary-secret-2"),
                        "vault",
                        "replace",
                        file,
                        "hedge-binance",
                        "--state",
                        state.toString()))
                .isZero();
        assertThat(run(List.of(PASSPHRASE), "vault", "remove", file, "hedge-binance", "--state", state.toString()))
                .isZero();
        assertThat(run(
                        List.of(PASSPHRASE, "canary new passphrase", "canary new passphrase"),
                        "vault",
                        "passphrase",
                        file,
                        "--state",
                        state.toString()))
                .isZero();
        assertThat(run(List.of("canary wrong"), "vault", "remove", file, "x", "--state", state.toString()))
                .isEqualTo(1);

        assertThat(run("audit tail --kind VAULT_CHANGED --json")).isZero();
        assertThat(out.toString())
                .contains(
                        "change=added, key=hedge-binance",
                        "change=replaced",
                        "change=removed",
                        "changed the passphrase");
        assertThat(run("audit verify")).isZero();
        assertThat(out.toString()).contains("5 chains, links hold").doesNotContain("OPEN");
    }

    @Test
    void vaultCommands_stateThatCannotBeUsed_changeNothing() throws IOException {
        Files.createFile(state);
        byte[] before = Files.readAllBytes(vault);
        assertThat(run(
                        List.of(PASSPHRASE),
                        "vault",
                        "remove",
                        vault.toString(),
                        "grid-binance",
                        "--state",
                        state.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("state directory").hasLineCount(1);
        assertThat(Files.readAllBytes(vault)).isEqualTo(before);
    }

    @Test
    void noSuchDirectory_saysSo() {
        for (String command : List.of("inventory", "audit verify", "audit tail")) {
            assertThat(run(command)).isEqualTo(1);
            assertThat(err.toString()).contains("there is no folder");
        }
    }
}
