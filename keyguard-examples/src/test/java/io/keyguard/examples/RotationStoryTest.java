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

class RotationStoryTest {
    @TempDir
    private Path folder;

    @Test
    void tell_theWholeStory_everyStepHolds() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var told = new ByteArrayOutputStream();

        RotationStory.tell(new PrintStream(told, true, UTF_8), folder);

        assertThat(told.toString(UTF_8))
                .contains("ask bybit for the key kg-", "signs with an Ed25519 key", "it is the old key")
                .contains("Kraken refuses the old key", "keyguard unfreeze", "With somebody's approval it goes on.")
                .doesNotContain("synthetic passphrase");
    }
}
