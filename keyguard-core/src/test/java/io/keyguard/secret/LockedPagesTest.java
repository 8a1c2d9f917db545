/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java can do from version 22 on, in another JVM. */
@Tag("jdk22")
class LockedPagesTest {
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";
    private static final int PIECE = 16;

    @TempDir
    private Path folder;

    private byte[] secret;

    /** A probe that waits, and what it said. */
    private record Probe(Process process, String protection, int regions) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }

    private Probe probe(List<String> before, String... options) throws IOException {
        secret = new Random()
                .ints(64, 'A', 'Z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .getBytes(US_ASCII);
        Files.write(folder.resolve("secret"), secret);
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // So that the core file stays small.
        command.addAll(List.of("-Xmx48m", "-XX:CompressedClassSpaceSize=32m", "-XX:ReservedCodeCacheSize=32m"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                CoreProbe.class.getName(),
                folder.resolve("secret").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        var lines = new ArrayList<String>();
        for (String line = said.readLine(); line != null && !line.equals("ready"); line = said.readLine()) {
            lines.add(line);
        }
        assertThat(lines).as("neither warnings nor errors").hasSize(2);
        return new Probe(process, lines.get(0), Integer.parseInt(lines.get(1)));
    }

    @Test
    void secrets_withNativeAccess_lieInLockedPagesThatNoCoreFileHolds() throws Exception {
        try (Probe probe = probe(List.of(), GRANTED)) {
            assertThat(probe.protection()).contains("locked=true, excludedFromDumps=true, unlockedBytes=0");
            assertThat(probe.regions()).isPositive();
            assertThat(piecesIn(core(probe))).isZero();
        }
    }

    /** So the search is known to work. */
    @Test
    void secrets_withoutNativeAccess_areSaidToBeOpenAndFoundInACoreFile() throws Exception {
        try (Probe probe = probe(List.of())) {
            assertThat(probe.protection()).contains("locked=false").contains("--enable-native-access=");
            assertThat(probe.regions()).isZero();
            assertThat(piecesIn(core(probe))).isPositive();
        }
    }

    @Test
    void secrets_beyondTheLimit_lieElsewhereAndAreCounted() throws Exception {
        List<String> poor = new ArrayList<>();
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            // Root may lock without a limit.
            poor.addAll(List.of("setpriv", "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock"));
        }
        poor.addAll(List.of("sh", "-c", "ulimit -l 0 && exec \"$@\"", "sh"));
        try (Probe probe = probe(poor, GRANTED)) {
            assertThat(probe.protection())
                    .contains("locked=false")
                    .contains("LimitMEMLOCK")
                    .doesNotContain("unlockedBytes=0");
        }
    }

    private Path core(Probe probe) throws Exception {
        Path core = folder.resolve("core");
        Process gcore = new ProcessBuilder(
                        "gcore",
                        "-o",
                        core.toString(),
                        String.valueOf(probe.process().pid()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("gcore.log").toFile())
                .start();
        assertThat(gcore.waitFor()).isZero();
        Path made = folder.resolve("core." + probe.process().pid());
        assertThat(made).exists();
        return made;
    }

    private int piecesIn(Path core) throws IOException {
        int found = 0;
        byte[] window = new byte[1 << 20];
        int kept = 0;
        try (InputStream in = Files.newInputStream(core)) {
            for (int read = in.read(window); read > 0; read = in.read(window, kept, window.length - kept)) {
                int length = kept + read;
                found += piecesIn(window, length);
                kept = Math.min(length, PIECE - 1);
                System.arraycopy(window, length - kept, window, 0, kept);
            }
        }
        return found;
    }

    private int piecesIn(byte[] window, int length) {
        int found = 0;
        for (int piece = 0; piece + PIECE <= secret.length; piece += PIECE) {
            for (int i = 0; i + PIECE <= length; i++) {
                if (window[i] == secret[piece] && Arrays.equals(window, i, i + PIECE, secret, piece, piece + PIECE)) {
                    found++;
                }
            }
        }
        return found;
    }
}
