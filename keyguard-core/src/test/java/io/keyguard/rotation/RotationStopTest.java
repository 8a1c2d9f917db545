/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Emergencies that ask rotations to stop: who asked, what becomes of it, and several at once. */
class RotationStopTest {
    private static final KeyId HEDGE = KeyId.of("hedge-keys");

    @TempDir
    private Path dir;

    private RotationRig rig;
    private JournalFile elsewhere;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
        rig.journal = new JournalFile(dir);
        elsewhere = new JournalFile(dir);
    }

    private RotationStop asked(KeyId key, String by) {
        var stop = new RotationStop(key.value(), by, rig.now());
        elsewhere.ask(stop);
        return stop;
    }

    @Test
    void stop_thatNobodyBegan_namesWhoSetIt_andEndsWhenSomebodySaysSo() {
        RotationStop stop = asked(HEDGE, "alice at the command line");
        assertThatThrownBy(rig::drive)
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("hedge-keys")
                .hasMessageContaining("alice at the command line")
                .hasMessageContaining("2026-06-01T00:00:00Z");
        assertThat(rig.rotations().stops()).containsExactly(stop);

        assertThat(Rotations.endStops(dir)).containsExactly(stop);
        assertThat(Rotations.endStops(dir)).isEmpty();
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
    }

    @Test
    void emergency_whileAnotherWaits_goesOnToItsEnd_andLeavesTheOthersStopAlone() {
        RotationStop other = asked(HEDGE, "alice");
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
        assertThat(rig.rotations().stops()).containsExactly(other);
    }

    @Test
    void emergency_askedTwice_isOne_andTheFirstIsNamed() {
        RotationStop first = asked(GRID, "alice");
        asked(GRID, "bob");
        assertThat(rig.rotations().stops()).containsExactly(first);
        assertThat(rig.drive(rig.rotations().revokeNow(rig.plan)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.rotations().stops()).isEmpty();
    }

    @Test
    void emergency_whoseProcessEndsBeforeItIsWritten_stillStopsRotations() {
        rig.crashBefore("journal REVOKE_INTENT");
        assertThatThrownBy(() -> rig.rotations().revokeNow(rig.plan)).isInstanceOf(RotationRig.Crash.class);
        assertThat(rig.rotations().stops()).hasSize(1);
        assertThatThrownBy(rig::drive).isInstanceOf(RotationException.class);

        rig.crashAfter("journal REVOKE_INTENT");
        assertThatThrownBy(() -> rig.rotations().revokeNow(rig.plan)).isInstanceOf(RotationRig.Crash.class);
        // The journal has it now: whoever resumes, ends the key.
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void emergency_forAKeyThatIsNotThere_stopsNobody() {
        RotationPlan plan = RotationPlan.of(HEDGE, RotationRig.NEEDS).administeredBy(RotationRig.MASTER);
        assertThatThrownBy(() -> rig.rotations().revokeNow(plan)).isInstanceOf(RotationException.class);
        assertThat(rig.rotations().stops()).isEmpty();
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
    }

    @Test
    void stop_thatACrashHasCutOff_stopsAllTheSame() throws IOException {
        Files.createDirectories(dir.resolve("rotations.stops"));
        Files.writeString(dir.resolve("rotations.stops").resolve("hedge-keys"), "{\"by\":\"ali");
        assertThat(rig.rotations().stops()).containsExactly(new RotationStop("hedge-keys", "", Instant.EPOCH));
        assertThatThrownBy(rig::drive)
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("an emergency for 'hedge-keys'");
    }

    @Test
    void busyProcess_inAnEmergency_isToldToLetGo() {
        try (JournalDisk.Turn turn = elsewhere.take(java.time.Duration.ofSeconds(1), false)) {
            var late = new Thread(() -> assertThatThrownBy(() -> Rotations.builder(dir, rig.store)
                            .venues(rig.venue)
                            .transport(rig.server)
                            .patience(java.time.Duration.ofMillis(1))
                            .by("bob")
                            .build()
                            .revokeNow(rig.plan))
                    .isInstanceOf(RotationException.class)
                    .hasMessageContaining("has not let go"));
            var failures = new java.util.concurrent.CopyOnWriteArrayList<Throwable>();
            late.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
            late.start();
            join(late);
            assertThat(failures).isEmpty();
            assertThat(elsewhere.stops()).extracting(RotationStop::by).isEqualTo(List.of("bob"));
            assertThatThrownBy(turn::requireHeld).isInstanceOf(RotationException.class);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
