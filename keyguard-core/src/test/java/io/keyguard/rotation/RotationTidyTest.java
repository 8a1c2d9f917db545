/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.rotation.RotationCrashTest.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rotation leaves in memory and in the account, and how long an emergency waits for whoever rotates. */
class RotationTidyTest {
    @TempDir
    private Path dir;

    private static void assertWiped(MemoryStore store) {
        assertThat(store.read).isNotEmpty().allMatch(key -> key.secret().isClosed());
    }

    @ParameterizedTest
    @EnumSource
    void rotation_wipesEveryKeyThatItRead(Mode mode) {
        RotationRig rig = mode.rig(dir);
        rig.venue.nonces = true;
        RotationStatus status = RotationCrashTest.finish(rig, rig.drive());
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertWiped(rig.store);
        if (mode != Mode.BY_OPERATOR_ALONE) {
            assertWiped(rig.administrators);
        }
    }

    @Test
    void rollBack_sweep_preview_expiries_andEmergency_wipeEveryKeyThatTheyRead() {
        var rig = new RotationRig(dir);
        rig.neverMoves.add("bot");
        RotationStatus status = rig.rotations().run(rig.plan);
        for (int left = 50; left > 0 && status.state() != RotationState.DISTRIBUTING; left--) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        rig.neverMoves.clear();
        assertThat(rig.drive(rig.rotations().rollBack(GRID)).state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.rotations().sweep(rig.plan).unknown()).isEmpty();
        assertThat(rig.rotations().preview(rig.plan)).isNotEmpty();
        assertThat(rig.rotations().expiries(List.of(rig.plan), (key, why) -> {}))
                .isEmpty();
        assertThat(rig.drive(rig.rotations().revokeNow(rig.plan)).state()).isEqualTo(RotationState.CLOSED);
        assertWiped(rig.store);
        assertWiped(rig.administrators);
    }

    /** Somebody has put what a rotation left behind in the store again, under a name of its own. */
    @Test
    void sweep_keyWithALabelOfOursIsInTheStore_isKept() {
        var rig = new RotationRig(dir);
        rig.server.otherRights = Set.of("read", "trade", "move");
        assertThat(rig.drive().state()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.rotations().abort(GRID).state()).isEqualTo(RotationState.ABORTED);
        String label = rig.rotations().status().get(0).label();
        FakeKeyServer.Key kept = rig.server.make("grid", label, "", "", Set.of("read"), RotationRig.IPS, rig.now());
        rig.store.put(RotationRig.key(KeyId.of("kept"), kept, 1, Set.of("other")));
        RotationSweep sweep = rig.rotations().sweep(rig.plan);
        assertThat(sweep.deleted()).isEmpty();
        assertThat(sweep.unknown()).isEmpty();
        assertThat(rig.server.living("grid")).contains(kept);

        rig.store.remove(KeyId.of("kept"));
        assertThat(rig.rotations().sweep(rig.plan).deleted()).hasSize(1);
        assertThat(rig.server.living("grid")).containsExactly(rig.old());
    }

    @Test
    void weakening_thatTheVenueDoesNotDo_isNotSaidToBeDone() {
        var rig = new RotationRig(dir);
        rig.server.fail("DELETE /keys", FakeKeyServer.Fault.REFUSED, FakeKeyServer.Fault.REFUSED);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.reason()).contains("it may do what it could before").doesNotContain("may only read");
        assertThat(rig.old().rights).containsExactlyInAnyOrder("read", "trade");
    }

    /** Not only in the end: a key whose making nobody saw may be anybody's by then. */
    @Test
    void emergency_deletesAtOnceWhatNobodySaw_andNothingOfSomebodyElse() {
        var rig = new RotationRig(dir);
        rig.crashAfter("venue create");
        rig.runToCrash();
        FakeKeyServer.Key stranger =
                rig.server.make("grid", "by somebody", "", "", Set.of("read"), RotationRig.IPS, rig.now());
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.rotations().revokeNow(rig.plan).state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.server.living("grid")).containsExactly(stranger);
    }

    /** What was chosen here has no API key at the venue yet. */
    @ParameterizedTest
    @EnumSource(names = {"OWN_PAIR", "OWN_PASSPHRASE"})
    void emergency_beforeTheVenueWasAsked_deletesWhatIsThere_andNothingElse(Mode mode) {
        RotationRig rig = mode.rig(dir);
        rig.crashBefore("venue create");
        rig.runToCrash();
        assertThat(rig.rotations().revokeNow(rig.plan).state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.server.living("grid")).isEmpty();
        assertThat(rig.calls("DELETE")).isEqualTo(1);
    }

    @Test
    void emergency_waitsThreeTimesAsLongForWhoeverRotates() {
        var rig = new RotationRig(dir);
        var waits = new ArrayList<Duration>();
        JournalDisk memory = rig.memory;
        rig.journal = new JournalDisk() {
            @Override
            public Map<String, Rotation> rows() {
                return memory.rows();
            }

            @Override
            public Turn take(Duration wait, boolean emergency) {
                waits.add(wait);
                return memory.take(wait, emergency);
            }
        };
        assertThat(rig.rotations().run(rig.plan).state()).isEqualTo(RotationState.STORED);
        assertThat(rig.drive(rig.rotations().revokeNow(rig.plan)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(waits).contains(Duration.ofSeconds(10), Duration.ofSeconds(30));
        assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(10));
    }
}
