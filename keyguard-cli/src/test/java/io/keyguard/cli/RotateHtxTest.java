/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Venue;
import io.keyguard.venues.VenueDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTX asks for a one-time password when a key is made, which whoever sits at the terminal types. */
class RotateHtxTest {
    private static final String PASSPHRASE = "canary correct horse battery";
    private static final String CODE = "314159";
    private static final KeyId GRID = KeyId.of("grid-htx");

    @TempDir
    private Path folder;

    private final HtxSimulator htx = HtxSimulator.start();
    private final SimulatedKey parent = htx.createKey("readOnly", "trade");
    private final SimulatedKey first = htx.createSubUserKey("7", "readOnly", "trade");
    private final Deque<String> codes = new ArrayDeque<>();
    private final Terminal terminal = new Terminal(CODE, parent.secret(), first.secret());
    private Path passphrase;

    @BeforeEach
    void makeVaults() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE);
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        add("admin.vault", "htx-parent", parent, "main");
        add("bot.vault", GRID.value(), first, "7");
    }

    private void add(String file, String name, SimulatedKey key, String account) {
        try (Vault made = Vault.create(
                        folder.resolve(file), PassphraseSource.ofChars(PASSPHRASE.toCharArray()), cheap());
                ApiKey stored = htx.toApiKey(name, key)
                        .account(account)
                        .accountId(account.equals("7") ? "7" : null)
                        .strategies(Set.of("grid"))
                        .build()) {
            made.add(stored);
        }
    }

    private static VaultOptions cheap() {
        return VaultOptions.defaults().insecureCostForTests();
    }

    @AfterEach
    void close() {
        htx.close();
    }

    /** The venue as the command line has it, at the simulator. */
    private Venue venue() {
        return Desk.venues(this::typed).stream()
                .filter(venue -> venue.id().equals("htx"))
                .map(venue -> ((VenueDefinition) venue).servedAt(PRODUCTION, htx.uri()))
                .findFirst()
                .orElseThrow();
    }

    private char[] typed(String question) {
        assertThat(question).contains("One-time password", "HTX");
        if (codes.isEmpty()) {
            throw new IllegalArgumentException("there is no terminal to ask at");
        }
        return codes.remove().toCharArray();
    }

    private int rotate() {
        return terminal.run(
                List.of(),
                List.of(venue()),
                "rotate",
                folder.resolve("bot.vault").toString(),
                GRID.value(),
                "--administrators",
                folder.resolve("admin.vault").toString(),
                "--administrators-passphrase-file",
                passphrase.toString(),
                "--passphrase-file",
                passphrase.toString(),
                "--state",
                folder.resolve("state").toString(),
                "--allow",
                "READ_ACCOUNT,TRADE_SPOT",
                "--account",
                "7",
                "--overlap-seconds",
                "0");
    }

    @Test
    void rotate_withWhatThePersonTypes_makesTheKey_andTheOldOneIsDead() {
        codes.add(CODE);

        assertThat(rotate()).as(terminal.out + " " + terminal.err).isZero();
        assertThat(terminal.out.toString()).contains("grid-htx: CLOSED");
        assertThat(codes).isEmpty();
    }

    @Test
    void rotate_withNobodyToAsk_makesNoKey_andSaysWhy() {
        assertThat(rotate()).isNotZero();
        assertThat(terminal.out + " " + terminal.err)
                .contains("ABORTED", "one-time password, and there is no terminal to ask at");
        assertThat(htx.stats().rejections()).isEmpty();
    }
}
