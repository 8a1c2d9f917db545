/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keyguard.internal.RecordFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateWriterTest {
    private static final int TOO_LARGE = 2 * 1024 * 1024;

    @Test
    void add_recordThatNoFileTakes_isGivenUp_andHoldsUpNothing(@TempDir Path folder) throws Exception {
        var writer = new StateWriter();
        List<Integer> written = new ArrayList<>();
        try (RecordFile file = RecordFile.create(folder.resolve("entries"), List.of())) {
            writer.add(() -> file.append(List.of(new byte[TOO_LARGE])));
            for (int n = 0; n < 70; n++) {
                int entry = n;
                writer.add(() -> written.add(entry));
            }
            writer.now(() -> file.append(List.of(new byte[1])));
        }

        assertThat(written).hasSize(70);
        assertThat(writer.isBehind()).isFalse();
        assertThat(writer.trouble()).isEmpty();
        writer.close(() -> {});
    }

    /** A machine that runs out of memory for a moment does not end what is done once a second for good. */
    @Test
    void every_workThatEndsInAnErrorOrException_isDoneAgain_andWhatWaitsIsWritten() {
        var writer = new StateWriter();
        var rounds = new AtomicInteger();
        var written = new AtomicInteger();
        writer.every(Duration.ofMillis(1), () -> {
            switch (rounds.incrementAndGet()) {
                case 1 -> throw new OutOfMemoryError("once");
                case 2 -> throw new IllegalStateException("once");
                default -> {}
            }
        });
        writer.add(() -> {
            if (written.incrementAndGet() < 3) {
                throw new NoClassDefFoundError("the disk fails twice");
            }
        });

        await().until(() -> rounds.get() >= 5 && written.get() == 3);

        assertThat(writer.trouble()).isEmpty();
        writer.close(() -> {});
    }
}
