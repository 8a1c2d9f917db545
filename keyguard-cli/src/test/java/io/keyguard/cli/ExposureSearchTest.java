/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.Investigation;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that leaked is found where it lies, and nothing of it is repeated. */
class ExposureSearchTest {
    @TempDir
    private Path folder;

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final SimulatedKey made = binance.createKey("enableReading");
    private final ApiKey key =
            binance.toApiKey("grid-binance", made).strategies(Set.of("grid")).build();
    private final ExposureSearch search =
            new ExposureSearch(List.of(key), new FirstSeen(null, InstantSource.system(), ZoneOffset.UTC));

    @BeforeEach
    void closeToOthers() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void wipe() {
        key.close();
        binance.close();
    }

    private List<String> look(Investigation where) throws Exception {
        assertThat(where.step()).isEqualTo(IncidentStep.EXPOSURE);
        List<String> lines = Desks.found(where);
        assertThat(where.subject() + lines).doesNotContain(made.apiKey(), made.secret());
        return lines;
    }

    @Test
    void environmentOfAProcess_isReadVariableByVariable() throws Exception {
        Path bot = Files.createDirectories(folder.resolve("proc/123"));
        Files.writeString(bot.resolve("environ"), "HOME=/root\0BINANCE_SECRET=" + made.secret() + "\0PATH=/bin\0");
        Files.writeString(bot.resolve("comm"), "java\n");
        Files.writeString(bot.resolve("cmdline"), "java\0-Dsecret=" + made.secret() + "\0");
        Files.createDirectories(folder.resolve("proc/456"));
        Files.createDirectories(folder.resolve("proc/self"));
        assertThat(look(search.inProcesses(folder.resolve("proc"))))
                .containsExactly(
                        "environment of process 123 (java):2:16: grid-binance",
                        "command line of process 123 (java):2:10: grid-binance",
                        "1 processes belong to others, or ended meanwhile");
        assertThat(look(search.inProcesses(folder.resolve("nowhere")))).isEmpty();
    }

    @Test
    void shellHistory_andFiles_areRead_andWhatIsMissingIsSaid() throws Exception {
        Files.writeString(folder.resolve(".bash_history"), "ls\ncurl -H X-MBX-APIKEY:" + made.apiKey() + " x\n");
        assertThat(look(search.inShells(folder))).singleElement().asString().contains(".bash_history:2:");
        assertThat(look(search.inFiles(folder.resolve(".bash_history")))).hasSize(1);
        assertThatThrownBy(() -> Desks.found(search.inFiles(folder.resolve("gone"))))
                .isInstanceOf(IOException.class);
    }

    /** As logs of containers are named; what is nowhere else is read, and nothing twice. */
    @Test
    void links_toFiles_areFollowed_andThoseToFoldersAreSaid() throws Exception {
        Path pods = Files.createDirectories(folder.resolve("pods"));
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.writeString(pods.resolve("0.log"), "key " + made.apiKey() + "\n");
        Files.writeString(logs.resolve("own.log"), "key " + made.apiKey() + "\n");
        Files.createSymbolicLink(logs.resolve("bot.log"), pods.resolve("0.log"));
        Files.createSymbolicLink(logs.resolve("again.log"), pods.resolve("0.log"));
        Files.createSymbolicLink(logs.resolve("own2.log"), logs.resolve("own.log"));
        Files.createSymbolicLink(logs.resolve("gone.log"), pods.resolve("none"));
        Files.createSymbolicLink(logs.resolve("pods"), pods);
        assertThat(look(search.inFiles(logs)))
                .hasSize(3)
                .anyMatch(line -> line.startsWith(pods.resolve("0.log") + ":1:5: grid-binance"))
                .anyMatch(line -> line.startsWith(logs.resolve("own.log") + ":1:5: grid-binance"))
                .anyMatch(line -> line.equals("1 links of " + logs + " to folders were not followed"));

        Path link = Files.createSymbolicLink(folder.resolve("current"), pods);
        assertThat(look(search.inFiles(link))).singleElement().asString().startsWith(pods.resolve("0.log") + ":1:5");
        Path history = Files.createSymbolicLink(folder.resolve(".bash_history"), pods.resolve("0.log"));
        assertThat(look(search.inShells(folder))).hasSize(1);
        assertThat(look(search.inFiles(history))).hasSize(1);
    }

    /** A log that was cut while it was written begins with zeros. */
    @Test
    void fileThatIsNoText_isReadAllTheSame() throws Exception {
        Files.writeString(folder.resolve("cut.log"), "\0".repeat(5_000) + "key " + made.apiKey() + "\n");
        assertThat(look(search.inFiles(folder.resolve("cut.log")))).hasSize(1);
    }

    @Test
    void secretInTheNameOfAFile_isFound_andNotRepeated() throws Exception {
        Files.writeString(folder.resolve("key-" + made.apiKey() + ".txt"), "nothing\n");
        assertThat(look(search.inFiles(folder))).singleElement().asString().contains(":0:", ": grid-binance");
    }

    /** The earliest of what tells, and which one that is. */
    @Test
    void findingOfAFile_saysSinceWhen_andHowThatIsKnown() throws Exception {
        Instant changed = Instant.parse("2026-06-02T00:00:00Z");
        Path state = folder.resolve("state");
        Path log = folder.resolve("bot.log");
        Files.writeString(log, "2026-06-01 03:00:00,123 starting\n  with " + made.apiKey() + "\n");
        Path packed = folder.resolve("bot.log.1.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            String line = "{\"at\":\"2026-05-01T05:00:00.5+0200\",\"key\":\"" + made.apiKey() + "\"}\n";
            gzip.write(line.getBytes(StandardCharsets.UTF_8));
        }
        Path plain = folder.resolve("bot.properties");
        Files.writeString(plain, "apiKey=" + made.apiKey() + "\n");
        Path lies = folder.resolve("ahead.log");
        Files.writeString(lies, "2099-01-01T00:00:00Z " + made.apiKey() + "\n");
        for (Path file : List.of(log, packed, plain, lies)) {
            Files.setLastModifiedTime(file, FileTime.from(changed));
        }
        var first = new ExposureSearch(
                List.of(key), new FirstSeen(state, () -> Instant.parse("2026-06-03T00:00:00Z"), ZoneOffset.UTC));
        assertThat(look(first.inFiles(log)))
                .singleElement()
                .asString()
                .endsWith("first seen 2026-06-01T03:00:00Z (time in line 1)");
        assertThat(look(first.inFiles(packed)))
                .singleElement()
                .asString()
                .endsWith("first seen 2026-05-01T03:00:00Z (time in the line)");
        assertThat(look(first.inFiles(plain)))
                .singleElement()
                .asString()
                .endsWith("first seen 2026-06-02T00:00:00Z (the file was changed last then)");
        assertThat(look(first.inFiles(lies))).singleElement().asString().contains("2026-06-02", "changed last");

        Files.setLastModifiedTime(plain, FileTime.from(Instant.parse("2026-06-05T00:00:00Z")));
        var later = new ExposureSearch(
                List.of(key), new FirstSeen(state, () -> Instant.parse("2026-06-06T00:00:00Z"), ZoneOffset.UTC));
        assertThat(look(later.inFiles(plain)))
                .singleElement()
                .asString()
                .endsWith("first seen 2026-06-03T00:00:00Z (found by a search then)");
        assertThat(Files.readString(state.resolve("exposures"), StandardCharsets.ISO_8859_1))
                .doesNotContain(made.apiKey(), made.secret());
    }

    @Test
    void manyFindings_areCutToALength() throws Exception {
        Files.writeString(folder.resolve("log"), ("key " + made.apiKey() + "\n").repeat(300));
        assertThat(look(search.inFiles(folder.resolve("log"))))
                .hasSize(6)
                .last()
                .isEqualTo("and 295 more in " + folder.resolve("log"));
        Files.delete(folder.resolve("log"));
        for (int i = 0; i < 50; i++) {
            Files.writeString(folder.resolve("log." + i), ("key " + made.apiKey() + "\n").repeat(5));
        }
        assertThat(look(search.inFiles(folder))).hasSize(201).last().isEqualTo("and 50 more");
    }

    @Test
    void auditTrail_tellsWhoWasShownTheKey_andOfNoOther() throws Exception {
        Path state = folder.resolve("state");
        StateOption.record(state, recorder -> {
            recorder.done(Kind.EXPORTED, Map.of("keys", "other,grid-binance", "to", "backup.age"));
            recorder.done(Kind.EXPORTED, Map.of("keys", "other"));
            recorder.done(Kind.REVEALED, Map.of("key", "grid-binance", "strategy", "grid"));
        });
        assertThat(look(search.inState(state)))
                .hasSize(2)
                .anyMatch(line -> line.contains("EXPORTED") && line.contains("backup.age"))
                .anyMatch(line -> line.contains("REVEALED") && line.contains("strategy=grid"));
    }
}
