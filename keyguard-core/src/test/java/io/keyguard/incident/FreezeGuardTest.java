/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeGuardTest {
    @TempDir
    private Path folder;

    /** A folder that could not be read for a moment is read again, although nothing in it changes any more. */
    @Test
    void reading_thatFailed_isTriedAgain_untilItWorks() throws IOException {
        var failures = new AtomicInteger();
        var flaky = new FreezeFolder(folder) {
            @Override
            Content read() throws IOException {
                if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new IOException("a disk that does not answer now");
                }
                return super.read();
            }
        };
        Path process = Files.createDirectory(folder.resolve("process"));
        try (FreezeGuard guard = FreezeGuard.start(flaky, process, "", null, System::nanoTime)) {
            failures.set(3);
            guard.follow((fresh, ended) -> {});
            assertThat(guard.inForce())
                    .singleElement()
                    .satisfies(freeze -> assertThat(freeze.reason()).contains("cannot be read"));
            await().until(() -> guard.inForce().isEmpty());
            assertThat(failures).hasValue(0);
        }
    }
}
