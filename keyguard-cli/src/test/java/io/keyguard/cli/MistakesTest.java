/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in the wrong place of the command line, or in a file that is refused, is not repeated. */
class MistakesTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String vault;

    @BeforeEach
    void name() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = folder.resolve("bot.vault").toString();
    }

    private int run(Prompts prompts, String... args) {
        int status = Main.commandLine(Desks.cheap(prompts))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("keyguard: ").hasLineCount(1).doesNotContainIgnoringCase("canary");
        return status;
    }

    private static char[] nobody(String question) {
        throw new IllegalArgumentException("nobody is asked");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vault add v a canary-secret | missing: --venue, --account, --strategy",
                "vault add v a --venue okx --account m --strategy s canary-secret | 1 of the arguments",
                "vault add v a --venue okx --account m --strategy s --secret=canary | 1 of the arguments",
                "vault add v a --venue okx --account m --strategy s --algorithm canary | the value of --algorithm",
                "vault add v a --venue okx --account m --strategy s --environment canary | the value of --environment",
                "vault add v a --venue okx --venue canary --account m --strategy s | --venue is given twice",
                "vault add v a --venue okx --account m --strategy s --passphrase-of-key=canary | --passphrase-of-key",
                "vault list v canary | so a secret that was one is to be replaced",
                "vault init v canary | so a secret that was one is to be replaced",
                "backup v b canary | so a secret that was one is to be replaced",
                "restore b v --passphrase=canary | so a secret that was one is to be replaced",
                "check v --secret=canary | so a secret that was one is to be replaced",
                "vault list | missing: VAULT",
                "vault replace v | missing: KEY",
                "vault list v --passphrase-file | missing: --passphrase-file",
                "vault canary | 1 of the arguments",
                "canary | 1 of the arguments",
                "vault | the command was not understood"
            })
    void commandNotUnderstood_ends2_andRepeatsNoArgument(String command, String said) {
        assertThat(run(MistakesTest::nobody, command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(said).contains("--help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"init", "list", "passphrase", "add", "replace", "remove"})
    void passphraseFile_openToOthers_isRefusedByName(String command) throws Exception {
        Path file = folder.resolve("passphrase");
        Files.writeString(file, "canary correct horse");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        String key = command.matches("add|replace|remove") ? " a" : "";
        String labels = command.equals("add") ? " --venue okx --account main --strategy grid" : "";
        if (!command.equals("init")) {
            Path good = folder.resolve("good");
            Files.writeString(good, "canary correct horse battery");
            Files.setPosixFilePermissions(good, PosixFilePermissions.fromString("rw-------"));
            Main.commandLine(Desks.cheap(MistakesTest::nobody))
                    .setOut(new PrintWriter(new StringWriter()))
                    .execute("vault", "init", vault, "--passphrase-file", good.toString());
        }

        String line = "vault " + command + " " + vault + key + labels + " --passphrase-file " + file;
        assertThat(run(MistakesTest::nobody, line.split(" "))).isEqualTo(1);

        assertThat(err.toString()).contains(file.toString(), "chmod 600");
    }

    @Test
    void keyPastedAsItsOwnName_isNotRepeated() {
        String labels = " --venue okx --account main --strategy grid";

        assertThat(run(MistakesTest::nobody, ("vault add " + vault + " CanarySecret" + labels).split(" ")))
                .isEqualTo(1);

        assertThat(err.toString()).contains("a key id has");
    }

    @Test
    void failureThatNobodyForesaw_isNamedWithoutItsMessage() {
        Prompts broken = question -> {
            throw new IllegalStateException("canary-secret");
        };

        assertThat(run(broken, "vault", "init", vault)).isEqualTo(1);

        assertThat(err.toString()).contains("java.lang.IllegalStateException at ");
    }
}
