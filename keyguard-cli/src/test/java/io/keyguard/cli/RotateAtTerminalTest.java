/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person rotates a key of a venue whose API makes none, at a terminal: {@code script}, of util-linux. */
@Tag("external")
class RotateAtTerminalTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final KeyId GRID = KeyId.of("grid");

    @TempDir
    private Path folder;

    private final List<String> screens = new ArrayList<>();

    @BeforeEach
    void closeFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private Vault vault() {
        PassphraseSource passphrase = PassphraseSource.ofChars(PASSPHRASE.toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve("bot.vault");
        return Files.exists(file) ? Vault.open(file, passphrase, cheap) : Vault.create(file, passphrase, cheap);
    }

    private void store(ApiKey.Builder key) {
        try (Vault vault = vault();
                ApiKey built = key.strategies(Set.of("grid")).build()) {
            vault.add(built);
        }
    }

    private String stored() {
        try (Vault vault = vault()) {
            return vault.read()
                    .keys()
                    .get(GRID)
                    .apiKey()
                    .lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
        }
    }

    /** A question of the command line, and what is typed. */
    private record Said(String question, String answer) {}

    private int rotate(VenueSimulator venue, String id, String command, List<String> more, Said... dialogue)
            throws Exception {
        var line = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TerminalProbe.class.getName(),
                id,
                venue.uri().toString(),
                "rotate"));
        if (!command.isEmpty()) {
            line.add(command);
        }
        line.addAll(List.of(folder.resolve("bot.vault").toString(), GRID.value()));
        line.addAll(List.of("--state", folder.resolve("state").toString(), "--by-operator", "--no-wait"));
        line.addAll(List.of("--allow", "READ_ACCOUNT,TRADE_SPOT", "--overlap-seconds", "0"));
        line.addAll(more);
        try (PseudoTerminal terminal = PseudoTerminal.start(line)) {
            terminal.answer("assphrase", PASSPHRASE);
            for (Said said : dialogue) {
                terminal.answer(said.question(), said.answer());
            }
            int status = terminal.end();
            screens.add(terminal.shown());
            return status;
        }
    }

    private String screen() {
        return screens.get(screens.size() - 1);
    }

    private Path secretFile(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("secret-" + screens.size()), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Without this, a terminal that never echoes would pass the tests below. */
    @Test
    void terminal_echoesWhatIsTyped_unlessItIsTurnedOff() throws Exception {
        try (PseudoTerminal terminal = PseudoTerminal.start(List.of("sh", "-c", "echo Name:; head -n 1 >/dev/null"))) {
            terminal.answer("Name:", "seen-by-all");
            assertThat(terminal.end()).isZero();
            assertThat(terminal.shown()).contains("seen-by-all");
        }
    }

    @Test
    void kraken_keyIsMadeByAPerson_checkedAndTaken_andNothingTypedIsShown() throws Exception {
        try (KrakenSimulator kraken = KrakenSimulator.start()) {
            String[] rights = {
                "query-funds",
                "query-open-trades",
                "query-closed-trades",
                "query-ledger",
                "modify-trades",
                "close-trades"
            };
            SimulatedKey old = kraken.createKey(rights).boundTo("127.0.0.1");
            SimulatedKey wide =
                    kraken.createKey("query-funds", "withdraw-funds").boundTo("127.0.0.1");
            SimulatedKey fresh = kraken.createKey(rights).boundTo("127.0.0.1");
            store(kraken.toApiKey(GRID.value(), old));

            assertThat(rotate(kraken, "kraken", "", List.of())).as(screen()).isEqualTo(4);
            assertThat(screen()).contains("AWAITING_OPERATOR", "kg-", "127.0.0.1", "https://www.kraken.com");
            assertThat(enter(kraken, fresh.secret(), fresh.apiKey()))
                    .as("swapped")
                    .isEqualTo(1);
            assertThat(enter(kraken, old.apiKey(), old.secret())).as("old").isEqualTo(1);
            assertThat(screen()).contains("it is the old key");
            assertThat(enter(kraken, wide.apiKey(), wide.secret())).as("wider").isEqualTo(1);
            assertThat(screen()).contains("WITHDRAW");
            assertThat(stored()).isEqualTo(old.apiKey());

            assertThat(enter(kraken, fresh.apiKey(), fresh.secret()))
                    .as(screen())
                    .isEqualTo(4);
            assertThat(screen()).contains("REVOKE_UNKNOWN", "delete it and confirm");
            assertThat(rotate(kraken, "kraken", "confirm", List.of()))
                    .as("claimed, not done")
                    .isEqualTo(4);
            old.revoke();
            assertThat(rotate(kraken, "kraken", "resume", List.of()))
                    .as(screen())
                    .isZero();

            assertThat(stored()).isEqualTo(fresh.apiKey());
            assertThat(screens)
                    .hasSize(7)
                    .allSatisfy(screen -> assertThat(screen)
                            .doesNotContain(PASSPHRASE, old.apiKey(), old.secret(), fresh.apiKey(), fresh.secret())
                            .doesNotContain(wide.apiKey(), wide.secret()));
        }
    }

    private int enter(VenueSimulator kraken, String apiKey, String secret) throws Exception {
        return rotate(kraken, "kraken", "enter", List.of(), new Said("API key", apiKey), new Said("Secret", secret));
    }

    @Test
    void coinbase_keyIsMadeByAPerson_checkedAndTaken_andNothingTypedIsShown() throws Exception {
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start()) {
            SimulatedKey old = coinbase.createKey("can_view", "can_trade").boundTo("127.0.0.1");
            SimulatedKey wide =
                    coinbase.createKey("can_view", "can_trade", "can_transfer").boundTo("127.0.0.1");
            SimulatedKey fresh = coinbase.createKey("can_view", "can_trade").boundTo("127.0.0.1");
            store(coinbase.toApiKey(GRID.value(), old));

            assertThat(rotate(coinbase, "coinbase", "", List.of())).as(screen()).isEqualTo(4);
            // Coinbase does not tell to which addresses a key is bound.
            assertThat(screen())
                    .contains("AWAITING_OPERATOR", "kg-", "the addresses that the old key is bound to")
                    .contains("https://portal.cdp.coinbase.com");
            assertThat(enterPem(coinbase, old, old)).as("old").isEqualTo(1);
            assertThat(screen()).contains("it is the old key");
            assertThat(enterPem(coinbase, wide, wide)).as("wider").isEqualTo(1);
            assertThat(enterPem(coinbase, fresh, wide))
                    .as("the secret of another")
                    .isEqualTo(1);
            assertThat(stored()).isEqualTo(old.apiKey());

            assertThat(enterPem(coinbase, fresh, fresh)).as(screen()).isEqualTo(4);
            assertThat(screen()).contains("REVOKE_UNKNOWN", "delete it and confirm");
            old.revoke();
            // It refuses a dead key and a foreign address in the same words, and tells the addresses of none.
            assertThat(rotate(coinbase, "coinbase", "resume", List.of()))
                    .as(screen())
                    .isEqualTo(4);
            assertThat(screen()).contains("another address");
            assertThat(rotate(coinbase, "coinbase", "gone", List.of("--reason", "seen")))
                    .as(screen())
                    .isZero();
            assertThat(screen()).contains("not proven dead");

            assertThat(stored()).isEqualTo(fresh.apiKey());
            assertThat(screens)
                    .hasSize(7)
                    .allSatisfy(screen -> assertThat(screen)
                            .doesNotContain(PASSPHRASE, old.apiKey(), fresh.apiKey(), wide.apiKey(), "PRIVATE KEY"));
        }
    }

    /** A private key has several lines, and so stands in a file. */
    private int enterPem(VenueSimulator coinbase, SimulatedKey key, SimulatedKey secret) throws Exception {
        String file = secretFile(secret.secret()).toString();
        return rotate(coinbase, "coinbase", "enter", List.of("--secret-file", file), new Said("API key", key.apiKey()));
    }
}
