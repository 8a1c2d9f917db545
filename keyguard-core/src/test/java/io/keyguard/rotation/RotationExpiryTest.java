/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.RotationException;
import io.keyguard.rotation.RotationPlan.Making;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 16: when the new key ends, compared with when the old one does. */
class RotationExpiryTest {
    @TempDir
    private Path dir;

    private RotationRig rig;

    @BeforeEach
    void begin() {
        rig = new RotationRig(dir);
    }

    private static Instant in(int days) {
        return Instant.parse("2026-06-01T00:00:00Z").plus(Duration.ofDays(days));
    }

    private RotationStatus byApi(@Nullable Instant old, @Nullable Instant fresh) {
        rig.old().ends = old;
        rig.after.put("venue create", () -> rig.newest().ends = fresh);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        return status;
    }

    private void enter(@Nullable Instant fresh) {
        FakeKeyServer.Key made = rig.server.living("grid").stream()
                .filter(key -> key != rig.old())
                .findFirst()
                .orElseGet(() -> rig.server.make(
                        "grid",
                        java.util.Objects.requireNonNull(rig.open()).label(),
                        "",
                        "",
                        java.util.Set.of("read", "trade"),
                        RotationRig.IPS,
                        rig.now()));
        made.ends = fresh;
        try (var typed = RotationRig.key(io.keyguard.KeyId.of("typed"), made, 1, java.util.Set.of())) {
            var unused = rig.rotations().enter(GRID, typed);
        }
    }

    private void byAPerson(@Nullable Instant old) {
        rig.old().ends = old;
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        assertThat(rig.rotations().run(rig.plan).state()).isEqualTo(RotationState.AWAITING_OPERATOR);
    }

    @Test
    void row16_newKeyByApiEndsBeforeTheOldOne_isTakenAndNamed() {
        assertThat(byApi(in(90), in(60)).cause()).contains("it ends at " + in(60) + ", and the old one at " + in(90));
    }

    @Test
    void row16_newKeyByApiEndsAndTheOldOneDoesNot_isTakenAndNamed() {
        assertThat(byApi(null, in(60)).cause()).contains("the old one does not");
    }

    @Test
    void row16_newKeyByApiEndsWithTheOldOneOrLaterOrNever_isNotNamed() {
        assertThat(byApi(in(60), in(60)).cause()).isEmpty();
        rig = new RotationRig(dir);
        assertThat(byApi(in(60), in(90)).cause()).isEmpty();
        rig = new RotationRig(dir);
        assertThat(byApi(in(60), null).cause()).isEmpty();
    }

    @Test
    void row68_keyOfAPersonEndsBeforeTheOldOne_isNotTaken() {
        byAPerson(in(90));
        assertThatThrownBy(() -> enter(in(89)))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("it ends at " + in(89));
        enter(in(90));
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
    }

    @Test
    void row68_keyOfAPersonEndsAndTheOldOneDoesNot_isNotTaken() {
        byAPerson(null);
        assertThatThrownBy(() -> enter(in(365)))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("the old one does not");
        enter(null);
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
    }
}
