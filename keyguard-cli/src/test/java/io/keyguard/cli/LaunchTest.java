/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as an operator starts it: another process, without a terminal. */
class LaunchTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void closeFolder() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private int start(String... args) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(
                List.of(java.toString(), "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(Arrays.asList(args));
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start()
                .waitFor();
    }

    private String out() throws Exception {
        return Files.readString(folder.resolve("out"));
    }

    private String err() throws Exception {
        return Files.readString(folder.resolve("err"));
    }

    @Test
    void help_saysWhatThereIs_andEnds0() throws Exception {
        assertThat(start("vault", "--help")).isZero();
        assertThat(out()).contains("init", "list", "show", "add", "replace", "remove", "passphrase", "verify");
        assertThat(err()).isEmpty();
    }

    @Test
    void wrongCommand_ends2() throws Exception {
        assertThat(start("vault", "frobnicate")).isEqualTo(2);
        assertThat(err()).startsWith("keyguard: ").hasLineCount(1);
    }

    @Test
    void vault_madeFilledAndListed_withFilesAlone() throws Exception {
        String vault = folder.resolve("bot.vault").toString();
        String passphrase = secret("passphrase", "canary correct horse battery\n");
        String material = secret("material", "canary-api-key\ncanary-secret\n");
        String[] labels = {"--venue", "binance", "--account", "main", "--strategy", "grid"};
        var add = new ArrayList<>(List.of("vault", "add", vault, "grid-binance", "--passphrase-file", passphrase));
        add.addAll(Arrays.asList(labels));
        add.addAll(List.of("--material-file", material));

        assertThat(start("vault", "init", vault, "--passphrase-file", passphrase))
                .isZero();
        assertThat(start(add.toArray(String[]::new))).as(err()).isZero();
        assertThat(start("vault", "list", vault, "--passphrase-file", passphrase))
                .isZero();

        assertThat(out()).contains("grid-binance", "main", "PRODUCTION").doesNotContain("canary");
        assertThat(err()).isEmpty();
        assertThat(start("vault", "list", vault)).isEqualTo(1);
        assertThat(err()).startsWith("keyguard: there is no terminal").hasLineCount(1);
    }

    private String secret(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }
}
