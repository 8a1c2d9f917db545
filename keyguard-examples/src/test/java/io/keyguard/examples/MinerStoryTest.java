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

class MinerStoryTest {
    @TempDir
    private Path folder;

    @Test
    void tell_theWholeStory_everyStepHolds() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var told = new ByteArrayOutputStream();

        MinerStory.tell(new PrintStream(told, true, UTF_8), folder);

        assertThat(told.toString(UTF_8))
                .contains("payouts of f2pool/main are pinned to bc1qsy", "notices it, and freezes", "without a restart")
                .contains("What the thief has is refused by the pool.")
                .contains("Make no other key for that", "keyguard rotate gone VAULT farm-f2pool")
                .doesNotContain("synthetic passphrase");
    }
}
