/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.keyguard.Environment;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that show, check and complete, against simulated venues. */
class CommandsTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String FITTING =
            "--allow READ_ACCOUNT,TRADE_SPOT --accept-bundled TRADE_MARGIN,CONVERT,EARN,LOAN --accept-unknown KEY_ADMIN,ACCOUNT_ADMIN";

    @TempDir
    private Path folder;

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final BinanceSimulator testnet = BinanceSimulator.start();
    private final OkxSimulator okx = OkxSimulator.start();
    private final List<Venue> venues = new ArrayList<>();
    private final Terminal terminal = new Terminal();
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private Path file;

    @BeforeEach
    void makeVault() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        file = folder.resolve("bot.vault");
        venues.add(Venues.binance()
                .servedAt(Environment.PRODUCTION, binance.uri())
                .servedAt(Environment.SANDBOX, testnet.uri()));
        venues.add(Venues.okx().servedAt(Environment.PRODUCTION, okx.uri()));
        assertThat(run("vault init")).isZero();
    }

    @AfterEach
    void close() {
        binance.close();
        testnet.close();
        okx.close();
    }

    private int run(String command) {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        if (!words.contains("memory") && !words.contains("completion")) {
            words.add(words.get(0).equals("vault") ? 2 : 1, file.toString());
        }
        return terminal.run(List.of(PASSPHRASE, PASSPHRASE), venues, words.toArray(String[]::new));
    }

    private void store(Consumer<Vault> work) {
        try (Vault vault = Vault.open(
                file,
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                Desks.cheap(q -> new char[0]).options())) {
            work.accept(vault);
        }
    }

    private SimulatedKey add(String id, BinanceSimulator venue, Environment environment, String... rights) {
        SimulatedKey made = venue.createKey(rights).boundTo("127.0.0.1");
        store(vault -> vault.add(venue.toApiKey(id, made)
                .account("main")
                .environment(environment)
                .strategies(Set.of("grid"))
                .createdAt(Instant.now())
                .build()));
        return made;
    }

    private static void requireJson(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            int depth = 0;
            while (parser.nextToken() != null) {
                depth++;
            }
            assertThat(depth).isPositive();
        }
    }

    @Test
    void show_knownKey_saysItsLabels() throws IOException {
        SimulatedKey made = add("grid-binance", binance, Environment.PRODUCTION, "enableReading");

        assertThat(run("vault show grid-binance")).isZero();
        assertThat(out.toString())
                .contains("grid-binance", "binance", "main", "HMAC_SHA256", "age in days")
                .doesNotContain(made.apiKey(), made.secret());
        assertThat(run("vault show grid-binance --json")).isZero();
        assertThat(out.toString()).contains("\"algorithm\":\"HMAC_SHA256\"");
        requireJson(out.toString());
        assertThat(run("vault show other")).isEqualTo(1);
        assertThat(err.toString()).contains("no key of that name");
    }

    @Test
    void list_asJson_isAnArrayOfObjects() throws IOException {
        assertThat(run("vault list --json")).isZero();
        assertThat(out.toString().strip()).isEqualTo("[]");
        add("grid-binance", binance, Environment.PRODUCTION, "enableReading");

        assertThat(run("vault list --json")).isZero();
        assertThat(out.toString()).startsWith("[{\"key\":\"grid-binance\",\"venue\":\"binance\"");
        requireJson(out.toString());
    }

    @Test
    void list_withColours_marksItsHeadingAlone() {
        assertThat(run("vault list --color ALWAYS")).isZero();
        assertThat(out.toString()).contains("\u001b[1mKEY");
        assertThat(run("vault list --color NEVER")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b").startsWith("KEY");
        assertThat(run("vault list")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void verify_ofAWholeVault_saysSo_andNamesAKeyThatCannotSign() throws IOException {
        add("grid-binance", binance, Environment.PRODUCTION, "enableReading");
        assertThat(run("vault verify")).isZero();
        assertThat(out.toString()).contains("1 key", "whole, and all can sign");

        store(vault -> vault.add(ApiKey.builder(io.keyguard.KeyId.of("broken"))
                .on("kraken", "main")
                .algorithm(io.keyguard.sign.SignatureAlgorithm.HMAC_SHA512)
                .typed("canary-key".toCharArray(), "canary!not base64".toCharArray(), new char[0])
                .build()));
        assertThat(run("vault verify --json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"keys\":2", "\"broken\":");
        requireJson(out.toString());
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length - 1] ^= 1;
        Files.write(file, damaged);
        assertThat(run("vault verify")).isEqualTo(1);
        assertThat(err.toString()).contains("not as it was written");
    }

    @Test
    void check_ofAFittingKey_ends0_andOfAGreedyOne1() throws IOException {
        add("grid-binance", binance, Environment.PRODUCTION, "enableReading", "enableSpotAndMarginTrading");
        assertThat(run("check " + FITTING)).as(out + " " + err).isZero();
        assertThat(out.toString()).contains("1 key checked, 0 refused");

        add("greedy", binance, Environment.PRODUCTION, "enableReading", "enableWithdrawals");
        assertThat(run("check " + FITTING + " --color ALWAYS")).isEqualTo(1);
        assertThat(out.toString()).contains("greedy", "WITHDRAW", "\u001b[31");
        assertThat(run("check " + FITTING + " --json")).isEqualTo(1);
        assertThat(out.toString()).contains("\"passes\":false", "\"FORBIDDEN\"");
        requireJson(out.toString());
    }

    @Test
    void check_keysOfOddStrategiesOfNoneAndOfUnknownVenues_arePassedOverNowhere() {
        SimulatedKey greedy =
                binance.createKey("enableReading", "enableWithdrawals").boundTo("127.0.0.1");
        store(vault -> {
            vault.add(binance.toApiKey("of-two-words", greedy)
                    .account("main")
                    .strategies(Set.of("grid btc"))
                    .createdAt(Instant.now())
                    .build());
            vault.add(binance.toApiKey("of-nobody", greedy)
                    .account("other")
                    .createdAt(Instant.now())
                    .build());
            vault.add(binance.toApiKey("elsewhere", greedy)
                    .on("nowhere", "main")
                    .strategies(Set.of("grid"))
                    .createdAt(Instant.now())
                    .build());
        });

        assertThat(run("check " + FITTING)).isEqualTo(1);

        assertThat(out.toString())
                .contains("3 keys checked")
                .contains("of-two-words", "of-nobody", "elsewhere")
                .contains("WITHDRAW");
    }

    /** Between keys that nobody uses nobody has to choose. */
    @Test
    void check_spareKeysOfOneAccount_areNotedAndNotAmbiguous() {
        String[] rights = {"enableReading", "enableSpotAndMarginTrading"};
        for (String spare : new String[] {"spare-1", "spare-2"}) {
            SimulatedKey made = binance.createKey(rights).boundTo("127.0.0.1");
            store(vault -> vault.add(binance.toApiKey(spare, made)
                    .account("main")
                    .createdAt(Instant.now())
                    .build()));
        }

        assertThat(run("check " + FITTING)).as(out + " " + err).isZero();
        assertThat(out.toString())
                .contains("2 keys checked, 0 refused", "spare-1", "spare-2", "SPARE", "no strategy may use it")
                .doesNotContain("AMBIGUOUS");

        SimulatedKey greedy =
                binance.createKey("enableReading", "enableWithdrawals").boundTo("127.0.0.1");
        store(vault -> vault.add(binance.toApiKey("spare-3", greedy)
                .account("main")
                .createdAt(Instant.now())
                .build()));
        assertThat(run("check " + FITTING)).isEqualTo(1);
        assertThat(out.toString()).contains("3 keys checked, 1 refused", "WITHDRAW");
    }

    @Test
    void check_ofUnknownVenuesAlone_saysSo() {
        SimulatedKey made = binance.createKey("enableReading").boundTo("127.0.0.1");
        store(vault -> vault.add(binance.toApiKey("elsewhere", made)
                .on("nowhere", "main")
                .strategies(Set.of("grid"))
                .createdAt(Instant.now())
                .build()));

        assertThat(run("check " + FITTING)).isEqualTo(1);

        assertThat(out.toString()).contains("1 key checked", "elsewhere", "none that keyguard knows");
    }

    @Test
    void everyChange_asJson_isOneObject() throws IOException {
        file = folder.resolve("other.vault");
        assertThat(run("vault init --json")).isZero();
        requireJson(out.toString());
        add("grid-binance", binance, Environment.PRODUCTION, "enableReading");
        assertThat(run("vault remove grid-binance --json")).isZero();
        assertThat(out.toString().strip()).endsWith("{\"done\":\"removed\",\"what\":\"grid-binance\"}");
    }

    @Test
    void show_ofAnUnknownName_doesNotRepeatIt() {
        assertThat(run("vault show canary-secret-123")).isEqualTo(1);
        assertThat(err.toString()).contains("no key of that name").doesNotContain("canary");
    }

    @Test
    void check_whileTheVenueDoesNotAnswer_ends3() {
        add("grid-binance", binance, Environment.PRODUCTION, "enableReading", "enableSpotAndMarginTrading");
        binance.close();

        assertThat(run("check " + FITTING)).isEqualTo(3);
        assertThat(out.toString()).contains("UNVERIFIABLE");
    }

    @Test
    void check_withoutAKeyOfTheEnvironment_isRefused() {
        assertThat(run("check --environment SANDBOX")).isEqualTo(1);
        assertThat(err.toString()).contains("no key of SANDBOX");
    }

    @Test
    void check_refusedByProduction_saysWhetherProductionTakesADevelopmentKey() throws IOException {
        add("grid-testnet", testnet, Environment.SANDBOX, "enableReading");
        assertThat(run("check --environment SANDBOX --refused-by-production"))
                .as(out + " " + err)
                .isZero();
        assertThat(out.toString()).contains("production refused 1, took 0");

        add("mislabelled", binance, Environment.SANDBOX, "enableReading");
        assertThat(run("check --environment SANDBOX --refused-by-production --json"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("\"refused\":1,\"taken\":1");
        binance.close();
        assertThat(run("check --environment SANDBOX --refused-by-production")).isEqualTo(3);
        assertThat(run("check --refused-by-production")).isEqualTo(1);
        assertThat(err.toString()).contains("--environment SANDBOX");
    }

    @Test
    void memory_saysWhatIsInForce() throws IOException {
        boolean complete = io.keyguard.secret.MemoryProtection.current().complete();

        assertThat(run("memory")).isEqualTo(complete ? 0 : 1);
        assertThat(out.toString()).contains("locked: " + (complete ? "yes" : "no"));
        run("memory --json");
        assertThat(out.toString()).contains("\"locked\":" + complete);
        requireJson(out.toString());
    }

    @Test
    void completion_isAScriptThatKnowsTheCommands() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete -F", "refused-by-production", "passphrase-file");
    }

    @Test
    void add_forOkx_asksForThePassphraseItself() {
        Deque<String> typed = new ArrayDeque<>();
        assertThat(Main.commandLine(Desks.cheap(question -> {
                            typed.add(question);
                            return question.startsWith("Passphrase of the vault")
                                    ? PASSPHRASE.toCharArray()
                                    : "canary-0123456789".toCharArray();
                        }))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                "vault",
                                "add",
                                file.toString(),
                                "a",
                                "--venue",
                                "okx",
                                "--account",
                                "m",
                                "--strategy",
                                "s"))
                .as(err.toString())
                .isZero();
        assertThat(typed).contains("Passphrase of the key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault add a canary-secret", "vault replace a --secret=canary", "vault passphrase canary"})
    void secret_asAnArgument_isRefusedWithTheReason(String command) {
        String labels = command.startsWith("vault add") ? " --venue binance --account m --strategy s" : "";

        assertThat(run(command + labels)).isEqualTo(2);
        assertThat(err.toString())
                .contains("A secret is never one", "shell's history", "names a file")
                .hasLineCount(1);
    }

    @Test
    void oldNames_stillWork() {
        file = folder.resolve("other.vault");
        assertThat(run("vault create")).isZero();
        assertThat(file).exists();
    }
}
