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

class MisuseStoryTest {
    @TempDir
    private Path folder;

    @Test
    void tell_theWholeStory_everyStepHolds_andTheReportSaysWhy() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var told = new ByteArrayOutputStream();

        MisuseStory.tell(new PrintStream(told, true, UTF_8), folder);

        assertThat(told.toString(UTF_8))
                .contains("[redacted:", "The inventory says what to do about grid-binance: replace it now.")
                .contains("Three orders are open, and all are its own")
                .contains("an order that was not signed here: order ", "venue binance is frozen")
                .contains("The venue refuses the thief's next order.", "1 of 1 keys dead");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("an order that was not signed here");
    }
}
