/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.rotation.Consumers.Consumer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessConsumersTest {
    private static final KeyId KEY = KeyId.of("grid");

    @TempDir
    private Path dir;

    private Consumers consumers(String... notCounted) {
        return new ProcessConsumers(dir.resolve("state"), Set.of(notCounted));
    }

    @Test
    void process_thatHasNotSpokenYet_mayHaveReadTheOldKey() throws Exception {
        assertThat(consumers().of(KEY)).isEmpty();
        try (ProcessFolder bot = ProcessFolder.start(dir.resolve("state"), Instant.EPOCH)) {
            assertThat(consumers().of(KEY)).containsExactly(new Consumer(bot.name(), 0, false));
            assertThat(consumers(bot.name()).of(KEY)).isEmpty();
        }
        assertThat(consumers().of(KEY)).as("it has ended").isEmpty();
    }

    @Test
    void process_saysWhatItUses_andIsGoneWithItsLock() throws Exception {
        try (ProcessFolder bot = ProcessFolder.start(dir.resolve("state"), Instant.EPOCH)) {
            var record = new UseRecord(bot.path());
            record.write(Map.of());
            assertThat(consumers().of(KEY)).isEmpty();
            record.write(Map.of(KEY, new UseRecord.Use(1, true), KeyId.of("other"), new UseRecord.Use(4, true)));
            Consumer first = consumers().of(KEY).get(0);
            assertThat(first.isAt(1)).isTrue();
            assertThat(first.isAt(2)).isFalse();
            record.write(Map.of(KEY, new UseRecord.Use(2, false)));
            assertThat(consumers().of(KEY).get(0).isAt(2)).isFalse();
            record.write(Map.of(KEY, new UseRecord.Use(2, true)));
            assertThat(consumers().of(KEY).get(0).isAt(2)).isTrue();
            assertThat(consumers().of(KeyId.of("other"))).isEmpty();
        }
        assertThat(consumers().of(KEY)).isEmpty();
    }
}
