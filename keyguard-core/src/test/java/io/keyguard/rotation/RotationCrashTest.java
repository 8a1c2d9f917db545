/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.rotation.RotationRig.Crash;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process ends before and after every durable write and every call outside; the next one goes on. */
class RotationCrashTest {
    /** How the new key comes to be. */
    enum Mode {
        LIST_AND_DIFF,
        IDEMPOTENT,
        OWN_PAIR,
        OWN_PASSPHRASE,
        SINGLE_SLOT,
        BY_OPERATOR,
        BY_OPERATOR_ALONE;

        RotationRig rig(Path state) {
            var rig = new RotationRig(state);
            shape(rig.venue);
            rig.plan = plan();
            if (this == OWN_PASSPHRASE) {
                rig.givePassphrases();
            }
            return rig;
        }

        /** Makes {@code venue} one at which keys are made like that. */
        void shape(FakeKeyVenue venue) {
            venue.idempotent = this == IDEMPOTENT;
            venue.passphrases = this == OWN_PASSPHRASE;
            venue.overlap = this != SINGLE_SLOT;
            venue.administered = this != BY_OPERATOR_ALONE;
        }

        RotationPlan plan() {
            RotationPlan plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid");
            return switch (this) {
                case OWN_PAIR -> plan.administeredBy(RotationRig.MASTER).made(Making.OWN_PAIR);
                case SINGLE_SLOT -> plan.administeredBy(RotationRig.MASTER).approveDowntime();
                case BY_OPERATOR -> plan.administeredBy(RotationRig.MASTER).made(Making.BY_OPERATOR);
                case BY_OPERATOR_ALONE -> plan.made(Making.BY_OPERATOR);
                default -> plan.administeredBy(RotationRig.MASTER);
            };
        }
    }

    @TempDir
    private Path dir;

    /** Goes on until the rotation is over, as an operator and the passing of time would have it. */
    static RotationStatus finish(RotationRig rig, RotationStatus begin) {
        RotationStatus status = rig.drive(begin);
        for (int left = 20; left > 0 && !status.state().isOver(); left--) {
            switch (status.state()) {
                case AWAITING_OPERATOR -> status = rig.drive(rig.operatorEnters());
                case REVOKE_UNKNOWN -> {
                    rig.operatorDeletesOld();
                    status = rig.drive(rig.rotations().resume(GRID));
                }
                default -> {
                    return status;
                }
            }
        }
        return status;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void crash_atEveryPoint_isGoneOnFrom(Mode mode, TestReporter reporter) {
        RotationRig whole = mode.rig(dir.resolve("whole"));
        assertThat(finish(whole, whole.rotations().run(whole.plan)).state()).isEqualTo(RotationState.CLOSED);
        whole.assertRotated();
        int points = whole.effects.size();
        assertThat(points).as(whole.effects.toString()).isGreaterThan(20);
        int runs = 0;
        for (int at = 1; at <= points; at++) {
            if (!RotationRig.leavesSomething(whole.effects.get(at - 1))) {
                continue;
            }
            for (boolean before : new boolean[] {true, false}) {
                crash(mode, at, before);
                runs++;
            }
        }
        reporter.publishEntry(
                Map.of("mode", mode.name(), "points", Integer.toString(points), "runs", Integer.toString(runs)));
    }

    private void crash(Mode mode, int at, boolean before) {
        RotationRig rig = mode.rig(dir.resolve(at + "-" + before));
        rig.crashAt = at;
        rig.crashBefore = before;
        String where = mode + " at " + at + ", before: " + before;
        boolean ended = false;
        try {
            finish(rig, rig.rotations().run(rig.plan));
        } catch (Crash e) {
            ended = true;
            where += ", " + e.getMessage();
        }
        // Rounds of waiting differ with the time, so that the last points may not be reached.
        if (ended && mode != Mode.SINGLE_SLOT) {
            assertThat(rig.someKeyWorks()).as("I1, " + where).isTrue();
        }
        RotationStatus open = rig.open();
        RotationStatus status;
        if (open != null) {
            status = finish(rig, rig.rotations().resume(GRID));
        } else {
            status = rig.rotations().status().isEmpty()
                    ? finish(rig, rig.rotations().run(rig.plan))
                    : rig.rotations().status().get(0);
        }
        assertThat(status.state()).as(where + ": " + status).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
        assertThat(rig.isPaused()).as(where).isFalse();
    }
}
