/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentStoryTest {
    @TempDir
    private Path folder;

    @Test
    void tell_theWholeStory_everyStepHolds_andTheReportOpens() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var told = new ByteArrayOutputStream();

        IncidentStory.tell(new PrintStream(told, true, UTF_8), folder);

        assertThat(told.toString(UTF_8))
                .contains("somebody with its key three", "venue binance is frozen", "refused by the venue")
                .contains("1 of 1 keys dead; by hand: ");
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("orders that the bot did not sign")
                .doesNotContain("synthetic passphrase");
    }
}
