/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keyguard.Grant;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.StateDirectory;
import io.keyguard.StateException;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venues.Venues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@link ReadOnlyDiskTest} does where nothing can be written: the folder, and one elsewhere that can. */
final class ReadOnlyDiskProbe {
    private static final String WORDS = "Read-only file system";

    private final Terminal terminal = new Terminal("AGE-SECRET-KEY");
    private final String vault;
    private final String backup;
    private final String identity;
    private final Path state;

    private ReadOnlyDiskProbe(Path folder) {
        this.vault = folder.resolve("bot.vault").toString();
        this.backup = folder.resolve("bot.age").toString();
        this.identity = folder.resolve("identity").toString();
        this.state = folder.resolve("state");
    }

    public static void main(String[] args) {
        var probe = new ReadOnlyDiskProbe(Path.of(args[0]));
        probe.reads(Path.of(args[1]));
        probe.refusesToWrite();
        probe.refusesToStart();
    }

    private void reads(Path elsewhere) {
        String pass = ReadOnlyDiskTest.PASSPHRASE;
        does(List.of(pass), "vault", "list", vault);
        does(List.of(pass), "vault", "verify", vault);
        does(List.of(), "inventory", state.toString());
        does(List.of(), "audit", "verify", state.toString());
        does(
                List.of(pass),
                "backup",
                vault,
                elsewhere.resolve("copy.age").toString(),
                "--recipient",
                ReadOnlyDiskTest.recipient(Path.of(identity)));
    }

    private void refusesToWrite() {
        String pass = ReadOnlyDiskTest.PASSPHRASE;
        String next = "canary next passphrase of all";
        refuses(List.of(pass, pass), "vault", "init", vault + "2");
        refuses(List.of(pass, "canary-api-key", "canary-secret"), "vault", "replace", vault, "grid-binance");
        refuses(List.of(pass), "vault", "remove", vault, "grid-binance");
        refuses(List.of(pass, next, next), "vault", "passphrase", vault);
        refuses(
                List.of(pass),
                "backup",
                vault,
                backup + "2",
                "--recipient",
                ReadOnlyDiskTest.recipient(Path.of(identity)));
        List<String> restore = List.of("restore", backup, vault, "--identity-file", identity, "--yes");
        refuses(List.of(pass), restore.toArray(String[]::new));
        var recorded = new ArrayList<>(restore);
        recorded.addAll(List.of("--state", state.toString()));
        refuses(List.of(pass), recorded.toArray(String[]::new));
    }

    /** A bot says so before it asks a venue anything. */
    private void refusesToStart() {
        PassphraseSource passphrase = PassphraseSource.ofChars(ReadOnlyDiskTest.PASSPHRASE.toCharArray());
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> Keyguard.builder()
                        .source(Vault.open(
                                Path.of(vault),
                                passphrase,
                                VaultOptions.defaults().insecureCostForTests()))
                        .venues(Venues.binance())
                        .grant("grid", Grant.on("binance", "main").allow(Permission.READ_ACCOUNT))
                        .state(StateDirectory.at(state))
                        .start())
                .withMessageContaining(WORDS)
                .withMessageContaining(state.toString());
    }

    private void does(List<String> answers, String... command) {
        assertThat(terminal.run(answers, List.of(), command))
                .as("%s: %s", String.join(" ", command), terminal.err)
                .isZero();
    }

    private void refuses(List<String> answers, String... command) {
        assertThat(terminal.run(answers, List.of(), command))
                .as(String.join(" ", command))
                .isNotZero();
        assertThat(terminal.err.toString()).as(String.join(" ", command)).contains(WORDS);
    }
}
