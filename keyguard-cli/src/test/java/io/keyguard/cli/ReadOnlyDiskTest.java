/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault, backup and state directory on a file system that is mounted read-only, in a name space of its own: {@code unshare} and {@code mount}, of util-linux. */
@Tag("external")
class ReadOnlyDiskTest {
    static final String PASSPHRASE = "canary correct horse battery";

    /** Rights over mounts are those of root in the name space alone. */
    private static final String MOUNTED =
            "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private final Terminal terminal = new Terminal("AGE-SECRET-KEY");

    @BeforeEach
    void aVaultABackupAndAState() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
        KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
        Path identity = folder.resolve("identity");
        Files.writeString(identity, "# public key: " + pair.getPublic() + "\n" + pair.getPrivate() + "\n");
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rw-------"));
        String vault = folder.resolve("bot.vault").toString();
        String state = folder.resolve("state").toString();
        does(List.of(PASSPHRASE, PASSPHRASE), "vault", "init", vault);
        does(
                List.of(PASSPHRASE, "canary-api-grid", "canary-secret-1"),
                "vault",
                "add",
                vault,
                "grid-binance",
                "--venue",
                "binance",
                "--account",
                "main",
                "--strategy",
                "grid");
        does(
                List.of(PASSPHRASE),
                "backup",
                vault,
                folder.resolve("bot.age").toString(),
                "--recipient",
                recipient(identity),
                "--state",
                state);
    }

    private void does(List<String> answers, String... command) {
        assertThat(terminal.run(answers, List.of(), command))
                .as("%s: %s", String.join(" ", command), terminal.err)
                .isZero();
    }

    static String recipient(Path identity) {
        try {
            return Files.readString(identity).lines().findFirst().orElseThrow().substring("# public key: ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everything_onAReadOnlyDisk_isReadOrSaysWhyItCannotBeWritten_andNothingIsLost() throws Exception {
        Map<String, String> before = files(folder);

        Process process = new ProcessBuilder(
                        "unshare",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        MOUNTED,
                        folder.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadOnlyDiskProbe.class.getName(),
                        folder.toString(),
                        elsewhere.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(files(folder)).isEqualTo(before);
        assertThat(files(elsewhere)).containsOnlyKeys("copy.age");
    }

    private static Map<String, String> files(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
