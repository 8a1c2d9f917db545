/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentStoryTest {
    @TempDir
    private Path folder;

    /** That the thief's orders are cancelled and his key is refused, the story itself asks the venue; it ends where that does not hold. */
    @Test
    void tell_theWholeStory_oneCommandEndsTheKey_andTheReportOpens() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var told = new ByteArrayOutputStream();
        var opened = new ArrayList<Path>();

        IncidentStory.tell(new PrintStream(told, true, UTF_8), folder, opened::add);

        assertThat(told.toString(UTF_8))
                .contains("somebody with its key three", "One of the three is executed.")
                .containsOnlyOnce("$ keyguard incident start ")
                .contains(
                        "frozen: venue bybit", "revoke grid-bybit at bybit: DONE", "prove it grid-bybit at bybit: DONE")
                .contains("1 of 1 keys dead; time to revoke: ", "by orders that are not ours: +0.5 BTC, -10000")
                .contains("venue bybit is frozen", "order is refused by the venue", "either of them placed is open")
                .contains("It is open in the browser: ")
                .doesNotContain("synthetic passphrase", "ended without a word");
        assertThat(opened).singleElement().satisfies(page -> {
            assertThat(told.toString(UTF_8)).contains("report: " + page);
            assertThat(page.resolveSibling("report.md")).content().contains("1 of 1 keys dead; time to revoke: ");
            assertThat(page)
                    .content()
                    .contains("orders that the bot did not sign")
                    .startsWith("<!doctype html>");
        });
    }
}
