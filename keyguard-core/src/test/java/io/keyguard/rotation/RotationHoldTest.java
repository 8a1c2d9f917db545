/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.RotationException;
import io.keyguard.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While somebody ends keys, no rotation takes its next step, wherever it runs. */
class RotationHoldTest {
    @TempDir
    private Path folder;

    private Path state;

    @BeforeEach
    void name() {
        state = folder.resolve("state");
    }

    private RotationHold set(String name) {
        return RotationHold.set(state, name, Instant.EPOCH);
    }

    /** The lock is of a thread, so that somebody else needs one of his own. */
    private static boolean isQuiet(RotationHold stop) {
        return CompletableFuture.supplyAsync(() -> stop.awaitQuiet(Duration.ZERO), task -> new Thread(task).start())
                .join();
    }

    @Test
    void rotationUnderWay_stopsBeforeItsNextStep_andAnEmergencyDoesNot() {
        var journal = new JournalFile(state);
        try (JournalDisk.Turn turn = journal.take(Duration.ZERO, false)) {
            turn.requireHeld();
            RotationHold stop = set("one");
            assertThat(isQuiet(stop)).as("a step is under way").isFalse();
            assertThatThrownBy(turn::requireHeld)
                    .isInstanceOf(RotationException.class)
                    .hasMessageContaining("incident");
        }
        try (JournalDisk.Turn emergency = journal.take(Duration.ZERO, true)) {
            assertThatCode(emergency::requireHeld).doesNotThrowAnyException();
        }
        try (JournalDisk.Turn later = journal.take(Duration.ZERO, false)) {
            assertThatThrownBy(later::requireHeld)
                    .as("an emergency does not end the stop of an incident")
                    .isInstanceOf(RotationException.class);
        }
    }

    @Test
    void stop_lastsUntilTheLastIncidentEnds_andOverACrash() {
        var journal = new JournalFile(state);
        RotationHold one = set("one");
        assertThat(isQuiet(one)).isTrue();
        RotationHold two = set("two");
        one.close();
        try (JournalDisk.Turn turn = journal.take(Duration.ZERO, false)) {
            assertThatThrownBy(turn::requireHeld).isInstanceOf(RotationException.class);
            assertThat(two).hasToString("RotationHold[two]");
            // As whoever takes over does, by the same name.
            RotationHold again = set("two");
            again.close();
            assertThatCode(turn::requireHeld).doesNotThrowAnyException();
            again.close();
        }
    }

    @Test
    void stop_whereNothingCanBeWritten_saysSo() throws IOException {
        Files.writeString(state, "a file");
        assertThatThrownBy(() -> RotationHold.set(state, "one", Instant.EPOCH)).isInstanceOf(StateException.class);
        assertThatThrownBy(() -> RotationHold.set(state, "../one", Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
