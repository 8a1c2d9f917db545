/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private static final String PASSPHRASE = "canary correct horse battery";

    @TempDir
    private Path folder;

    private final Terminal terminal = new Terminal();
    private final StringWriter out = terminal.out;
    private final StringWriter err = terminal.err;
    private String vault;

    @BeforeEach
    void name() throws Exception {
        // The temporary folder of a test is open to nobody else, as a vault's must be.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault").toString();
    }

    private int run(List<String> answers, String... args) {
        return terminal.run(answers, List.of(), args);
    }

    private void made() {
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault)).isZero();
    }

    private int add(String id, String... more) {
        var args = new java.util.ArrayList<>(
                List.of("vault", "add", vault, id, "--venue", "okx", "--account", "main", "--strategy", "grid,hedge"));
        args.addAll(Arrays.asList(more));
        return run(
                List.of(PASSPHRASE, "canary-api-key", "canary-secret", "canary-passphrase"),
                args.toArray(String[]::new));
    }

    @Test
    void keys_addedListedReplacedRemoved() {
        made();
        assertThat(add("grid-okx", "--passphrase-of-key", "--account-id", "42"))
                .as(err.toString())
                .isZero();
        assertThat(run(List.of(PASSPHRASE), "vault", "list", vault)).isZero();
        assertThat(out.toString()).contains("grid-okx", "okx", "main", "PRODUCTION", "grid,hedge");
        assertThat(run(List.of(PASSPHRASE, "canary-2", "canary-3"), "vault", "replace", vault, "grid-okx"))
                .isZero();
        run(List.of(PASSPHRASE), "vault", "list", vault);
        assertThat(out.toString()).containsPattern("PRODUCTION +2 ");
        assertThat(run(List.of(PASSPHRASE), "vault", "remove", vault, "grid-okx"))
                .isZero();
        run(List.of(PASSPHRASE), "vault", "list", vault);
        assertThat(out.toString()).doesNotContain("grid-okx");
    }

    @Test
    void material_fromAFile_needsNobodyToType() throws Exception {
        Path passphrase = folder.resolve("passphrase");
        Files.writeString(passphrase, PASSPHRASE + "\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        Path material = folder.resolve("material");
        Files.writeString(material, "canary-api-key\r\nY2FuYXJ5LXNlY3JldA==\r\n-\r\n");
        Files.setPosixFilePermissions(material, PosixFilePermissions.fromString("rw-------"));
        assertThat(run(List.of(), "vault", "init", vault, "--passphrase-file", passphrase.toString()))
                .isZero();
        int status = run(
                List.of(),
                "vault",
                "add",
                vault,
                "a",
                "--passphrase-file",
                passphrase.toString(),
                "--material-file",
                material.toString(),
                "--venue",
                "kraken",
                "--account",
                "main",
                "--strategy",
                "grid",
                "--algorithm",
                "HMAC_SHA512");

        assertThat(status).as(err.toString()).isZero();
        assertThat(run(List.of(PASSPHRASE), "vault", "list", vault)).isZero();
    }

    @Test
    void wrongPassphrase_isRefusedInOneLine() {
        made();

        assertThat(run(List.of("canary another passphrase"), "vault", "list", vault))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("keyguard: ").hasLineCount(1);
    }

    @Test
    void changePassphrase_typedTwiceAlike_changesIt() {
        made();
        String next = "canary another horse staple";

        assertThat(run(List.of(PASSPHRASE, next, "canary typo"), "vault", "passphrase", vault))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not the same; nothing was changed");
        assertThat(run(List.of(PASSPHRASE, next, next), "vault", "passphrase", vault))
                .isZero();
        assertThat(run(List.of(next), "vault", "list", vault)).isZero();
        assertThat(run(List.of(PASSPHRASE), "vault", "list", vault)).isEqualTo(1);
    }

    @Test
    void mistakes_haveClearErrors() {
        made();
        assertThat(add("a")).isZero();
        assertThat(add("a")).isEqualTo(1);
        assertThat(err.toString()).contains("is there already");
        assertThat(run(List.of(PASSPHRASE), "vault", "replace", vault, "b")).isEqualTo(1);
        assertThat(run(List.of(PASSPHRASE), "vault", "remove", vault, "b")).isEqualTo(1);
        assertThat(run(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault)).isEqualTo(1);
        assertThat(add("Not An Id")).isEqualTo(1);
        assertThat(add("pem", "--algorithm", "ED25519")).isEqualTo(1);
        assertThat(err.toString()).contains("okx does not accept");
        assertThat(run(List.of(), "vault", "list")).isEqualTo(2);
        assertThat(run(List.of(), "vault", "frobnicate")).isEqualTo(2);
        assertThat(run(
                        List.of(PASSPHRASE),
                        "vault",
                        "list",
                        folder.resolve("none").toString()))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "vault --help",
                "vault init --help",
                "vault list --help",
                "vault add --help",
                "vault replace --help",
                "vault remove --help",
                "vault passphrase --help"
            })
    void help_isThereForEveryCommand(String command) {
        assertThat(run(List.of(), command.split(" "))).isZero();
        assertThat(out.toString()).isNotBlank();
    }

    @Test
    void withoutATerminal_saysWhatElseWorks() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> new Prompts.Terminal().secret("Passphrase"))
                .hasMessageContaining("--passphrase-file");
    }
}
