/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.RotationPlan.Making;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Before each write, sync, renaming and call; with all that a disk may have lost, torn or zeroed of what was not synced. */
    @ParameterizedTest
    @EnumSource
    void crash_atEveryPoint_isGoneOnFrom(CrashStory story, TestReporter reporter) {
        CrashMatrix.Result result = CrashMatrix.run(story);
        assertThat(result.violations()).isEmpty();
        assertThat(result.points()).isGreaterThan(50);
        assertThat(result.runs()).isGreaterThan(50);
        reporter.publishEntry(Map.of(
                "story",
                story.name(),
                "points",
                Integer.toString(result.points()),
                "runs",
                Integer.toString(result.runs())));
    }

    /** Where a new key ends the one in use, no late request is harmless. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SINGLE_SLOT")
    void overtaken_atEveryCall_isHarmlessOrSwept(CrashStory story) {
        CrashMatrix.Result result = CrashMatrix.overtaken(story);
        assertThat(result.violations()).isEmpty();
        assertThat(result.runs()).isGreaterThan(story == CrashStory.BY_OPERATOR_ALONE ? -1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/state/rotations", "/bot.vault.tmp", "/"})
    void crash_onADiskThatDoesNotSync_isSeen(String name) {
        assertThat(CrashMatrix.run(CrashStory.LIST_AND_DIFF, file -> file.equals(name))
                        .violations())
                .isNotEmpty();
    }
}
