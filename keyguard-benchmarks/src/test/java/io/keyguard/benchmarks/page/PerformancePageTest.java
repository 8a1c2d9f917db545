/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    private static final Path DOCS = Path.of("..", "docs");

    private static final String SAMPLE = "PerformancePageTest$Sample";

    @TempDir
    Path folder;

    @Test
    void page_committed_isMadeFromTheCommittedRuns() throws IOException {
        assertThat(DOCS.resolve("performance.md")).hasContent(PerformancePage.page(DOCS.resolve("performance")));
    }

    /** What is not reached is said to be so, and why. */
    @Test
    void runs_committed_thatMissWhatTheyWereToReach_areExplained() throws IOException {
        Path runs = DOCS.resolve("performance");
        assertThat(PerformancePage.missed(runs))
                .allSatisfy(name -> assertThat(runs.resolve(name + ".md")).isNotEmptyFile());
    }

    @Test
    void runs_committed_nameNoPathOfAMachine() throws IOException {
        try (var files = Files.list(DOCS.resolve("performance"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(f -> assertThat(f).content().doesNotContain("\"jvm\"", "/usr/", "/home/"));
        }
    }

    @Test
    void main_newRun_isKeptAndComparedWithItsAnchorOfTheSameCase() throws IOException {
        Path result = folder.resolve("result.json");
        Files.createDirectory(folder.resolve("performance"));
        Files.writeString(
                result,
                "[" + entry("measured", "1", 30) + "," + entry("anchor", "1", 20) + "," + entry("anchor", "2", 5)
                        + "]");

        PerformancePage.main(new String[] {
            folder.toString(), result.toString(), "Sample", "2026-01-02", "Sample -prof gc", "a machine"
        });
        assertThat(PerformancePage.missed(folder.resolve("performance"))).containsExactly(SAMPLE);
        Files.writeString(folder.resolve("performance").resolve(SAMPLE + ".md"), "It is only a sample.\n");
        PerformancePage.main(new String[] {folder.toString()});

        assertThat(folder.resolve("performance.md"))
                .content()
                .contains("2026-01-02, a machine, `Sample -prof gc`")
                .contains("| 1 | measured | 30.0 ± 0.50 ns/op | 48 | 1.50 x anchor (1.10) |")
                .contains("| 2 | anchor | 5.00 ± 0.50 ns/op, p99 60.0 | 48 |  |")
                .endsWith("\nIt is only a sample.\n");
        assertThat(folder.resolve("performance").resolve("Sample.json"))
                .content()
                .doesNotContain("somewhere", "rawData");
    }

    @Test
    void page_benchmarkThatIsGone_saysSo() throws IOException {
        Files.writeString(folder.resolve("old.json"), "{\"date\":\"\",\"results\":[" + entry("gone", "1", 1) + "]}");

        assertThatThrownBy(() -> PerformancePage.page(folder)).hasMessageContaining("gone any more; measure again");
    }

    private static String entry(String method, String size, int score) {
        return """
                {"benchmark": "%s.%s", "mode": "%s", "jvm": "somewhere", "jvmArgs": [], "jdkVersion": "17", "params": {"size": "%s"},
                 "primaryMetric": {"score": %d, "scoreError": 0.5, "scoreUnit": "ns/op", "rawData": [[1]], "scorePercentiles": {"99.0": 60.0}},
                 "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 48.0, "rawData": [[48.0]]}}}""".formatted(Sample.class.getName(), method, method.equals("anchor") ? "ss" : "avgt", size, score);
    }

    /** A benchmark and its anchor. */
    public static final class Sample {
        @Against(value = "anchor", atMost = 1.1)
        public void measured() {}

        public void anchor() {}
    }
}
