/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.metrics.MicrometerMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationMetricsTest {
    @TempDir
    private Path dir;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private RotationRig rig;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
        rig.metrics = MicrometerMetrics.to(registry);
    }

    private double steps(RotationState state) {
        return registry.find("keyguard.rotation.steps").tag("state", state.name()).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double open(RotationState state) {
        return registry.get("keyguard.rotation.open")
                .tag("state", state.name())
                .gauge()
                .value();
    }

    private double oldest() {
        return registry.get("keyguard.rotation.oldest.seconds").gauge().value();
    }

    @Test
    void rotation_isCountedByItsSteps_andMeasuredInWholeAndInParts() {
        rig.neverMoves.add("bot");
        RotationStatus status = rig.rotations().run(rig.plan);
        while (status.state() != RotationState.DISTRIBUTING) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        rig.pass(Duration.ofMinutes(5));
        assertThat(open(RotationState.DISTRIBUTING)).isEqualTo(1);
        assertThat(open(RotationState.PLANNED)).isZero();
        assertThat(oldest()).isBetween(300.0, 320.0);
        rig.neverMoves.clear();
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);

        assertThat(steps(RotationState.CREATED)).isEqualTo(1);
        assertThat(steps(RotationState.DISTRIBUTING)).isEqualTo(1);
        assertThat(steps(RotationState.CLOSED)).isEqualTo(1);
        assertThat(steps(RotationState.ABORTED)).isZero();
        assertThat(open(RotationState.DISTRIBUTING)).isZero();
        assertThat(oldest()).isZero();
        assertThat(registry.get("keyguard.rotation.state")
                        .tag("state", "DISTRIBUTING")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isGreaterThanOrEqualTo(300);
        assertThat(registry.get("keyguard.rotation")
                        .tags("venue", "keys", "making", "BY_API", "result", "CLOSED")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isBetween(300.0, 400.0);
    }

    @Test
    void failure_isCounted_andASweepIsNone() {
        rig.server.fail("POST /keys", FakeKeyServer.Fault.REFUSED);
        assertThat(rig.drive().state()).isEqualTo(RotationState.ABORTED);
        assertThat(steps(RotationState.ABORTED)).isEqualTo(1);
        assertThat(registry.get("keyguard.rotation")
                        .tag("result", "ABORTED")
                        .timer()
                        .count())
                .isEqualTo(1);

        // A ghost of that rotation: a sweep deletes it, which is no rotation.
        String label = rig.rotations().status().get(0).label();
        rig.server.make("grid", label, "", "", Set.of("read"), Set.of(), rig.now());
        assertThat(rig.rotations().sweep(rig.plan).deleted()).hasSize(1);
        assertThat(steps(RotationState.ABORTED)).isEqualTo(1);
    }

    @Test
    void journalThatCannotBeRead_isNoNumber_andLabelsAreNames() throws IOException {
        rig.journal = new JournalFile(dir);
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Object::toString))
                .noneMatch(id -> id.contains("synthetic"));
        Files.writeString(dir.resolve("rotations"), "this is no journal at all");
        assertThat(oldest()).isNaN();
        assertThat(open(RotationState.PLANNED)).isNaN();
    }
}
