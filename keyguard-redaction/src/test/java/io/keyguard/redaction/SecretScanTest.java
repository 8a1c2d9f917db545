/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with secrets in them, and where they are found. */
class SecretScanTest {
    @TempDir
    private Path folder;

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final SecretScan scan = SecretScan.with(Redactor.of(secrets));
    private final List<ScanFinding> found = new ArrayList<>();

    @BeforeEach
    void learn() {
        secrets.learn(Canary.key());
    }

    private long scan(String text) throws IOException {
        found.clear();
        return scan.scan("text", new ByteArrayInputStream(text.getBytes(UTF_8)), found::add);
    }

    @Test
    void text_registeredAndNot_isFoundByLineAndColumn() throws IOException {
        long bytes = scan("first\n  key " + Canary.API_KEY + " end\npassword=hunter2x\nlast " + base64() + "\n");

        assertThat(found)
                .extracting(ScanFinding::toString)
                .containsExactly("text:2:7: canary", "text:3:10: field", "text:4:8: canary");
        assertThat(bytes).isPositive();
        assertThat(found.toString()).doesNotContain("SYNTHETIC", "hunter2x");
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(("x:" + Canary.API_KEY).getBytes(UTF_8));
    }

    @Test
    void text_anywhereInManyBlocks_isFoundOnceAtItsLine() throws IOException {
        for (int before : List.of(0, 1_000, 57_300, 65_500, 65_536, 73_700, 131_050, 200_000)) {
            String filler = "a line of words\n".repeat(before / 16);
            scan(filler + "key " + Canary.API_KEY + "\n" + "tail\n".repeat(20_000));
            assertThat(found).as("behind %d", before).singleElement().satisfies(one -> {
                assertThat(one.line()).isEqualTo(before / 16 + 1);
                assertThat(one.column()).isEqualTo(5);
            });
        }
    }

    @Test
    void text_withoutLineBreaks_isFoundAcrossBlocks() throws IOException {
        scan("x ".repeat(40_000) + Canary.API_KEY + " y".repeat(40_000));
        assertThat(found)
                .singleElement()
                .satisfies(one -> assertThat(one.column()).isEqualTo(80_001));
    }

    @Test
    void pem_overManyLines_isOneFinding() throws IOException {
        scan("a\n-----BEGIN PRIVATE KEY-----\n" + "SYNTHETICSYNTHETIC\n".repeat(20) + "-----END PRIVATE KEY-----\n");
        assertThat(found).extracting(ScanFinding::toString).containsExactly("text:3:1: private-key");
    }

    @Test
    void id_staysWhenTheLineMoves_andTellsNothing() throws IOException {
        scan("secret=" + "A1".repeat(20) + " # test\n");
        String id = found.get(0).id();
        scan("new line\nsecret=" + "B2".repeat(20) + " # test\n");
        assertThat(found.get(0).id()).isEqualTo(id).matches("[0-9a-f]{16}");
        scan("secret=" + "A1".repeat(20) + " # live\n");
        assertThat(found.get(0).id()).isNotEqualTo(id);
    }

    @Test
    void tree_gzipAndPlain_isReadAndBinariesAndGitAreNot() throws IOException {
        Files.writeString(folder.resolve("plain.log"), "x " + Canary.API_KEY);
        Files.createDirectory(folder.resolve("sub"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("sub/old.log.gz")))) {
            out.write(("\n" + Canary.API_KEY).getBytes(UTF_8));
        }
        Files.write(folder.resolve("image"), ("PNG\0" + Canary.API_KEY).getBytes(UTF_8));
        Files.createDirectories(folder.resolve(".git/objects"));
        Files.writeString(folder.resolve(".git/config"), Canary.API_KEY);
        Files.createFile(folder.resolve("empty"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("plain.log"));

        SecretScan.Extent extent = scan.scan(folder, found::add);

        assertThat(found)
                .extracting(one -> folder.relativize(Path.of(one.place())) + ":" + one.line())
                .containsExactlyInAnyOrder("plain.log:1", "sub/old.log.gz:2");
        assertThat(extent.files()).isEqualTo(4);
        assertThat(extent.skipped()).isEqualTo(1);
        assertThat(extent.bytes()).isPositive();
    }

    @Test
    void wideText_isRead_whereItSaysSo() throws IOException {
        for (String encoding : List.of("UTF-16LE", "UTF-16BE")) {
            String text =
                    "\uFEFFh\u00f6he \uD83D\uDE00\n" + "x".repeat(4_090) + "\uD83D\uDE00\nkey " + Canary.API_KEY + "\n";
            Files.write(folder.resolve(encoding), text.getBytes(Charset.forName(encoding)));
        }
        SecretScan.Extent extent = scan.scan(folder, found::add);
        assertThat(extent.skipped()).isZero();
        assertThat(found)
                .extracting(ScanFinding::toString)
                .containsExactlyInAnyOrder(
                        folder.resolve("UTF-16LE") + ":3:5: canary", folder.resolve("UTF-16BE") + ":3:5: canary");
    }

    @Test
    void fileThatIsNoText_isReadIfWanted() throws IOException {
        Path cut = folder.resolve("cut.log");
        Files.writeString(cut, "\0".repeat(9_000) + "\nkey " + Canary.API_KEY);
        assertThat(scan.scan(cut, found::add).skipped()).isEqualTo(1);
        assertThat(found).isEmpty();
        assertThat(scan.everyFile().scan(cut, found::add).skipped()).isZero();
        assertThat(found).singleElement().hasToString(cut + ":2:5: canary");
    }

    @Test
    void linkThatIsAskedFor_isFollowed_andNamesAreLookedAt() throws IOException {
        Path named = folder.resolve("of-" + Canary.API_KEY + ".txt");
        Files.writeString(named, "nothing\n");
        Path link = Files.createSymbolicLink(folder.resolve("link"), named);
        scan.scan(link, found::add);
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.line()).isZero();
            assertThat(one.kind()).isEqualTo("canary");
            assertThat(one.place()).startsWith(folder.toString()).doesNotContain(Canary.API_KEY);
        });
    }

    @Test
    void hostileText_isReadLineByLine_andWhatCannotBeReadIsAFinding() throws IOException {
        String nested = "%2525252525252525\\u005cu005cu005c&amp;amp;amp;".repeat(1_500);
        scan("key " + Canary.API_KEY + "\n" + nested + "\n" + nested.repeat(2) + "\n");
        assertThat(found).extracting(ScanFinding::kind).contains("canary");
        assertThat(found).allSatisfy(one -> assertThat(one.kind()).isIn("canary", "unreadable", "field"));
    }
}
