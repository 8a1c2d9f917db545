/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.internal.RecordFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
}
