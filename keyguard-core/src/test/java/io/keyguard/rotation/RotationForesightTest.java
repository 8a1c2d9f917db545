/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.RotationPlan.Making;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a rotation before it begins: when its venue ends the key, what would be done, what a person has to prepare. None of it changes anything. */
class RotationForesightTest {
    private static final Instant END = Instant.parse("2026-07-01T00:00:00Z");

    @TempDir
    private Path dir;

    private RotationRig rig;
    private int aborted;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
    }

    @AfterEach
    void nothingChanged() {
        rig.assertUntouched();
        assertThat(rig.rotations().status()).hasSize(aborted);
        assertThat(rig.calls("POST")).isZero();
    }

    private long asked() {
        return rig.calls("GET /rights by " + rig.old().apiKey);
    }

    @Test
    void expiry_isWhatTheListTells_withoutAskingWithTheKey() {
        rig.old().ends = END;
        assertThat(rig.rotations().expiry(rig.plan)).contains(END);
        assertThat(asked()).isZero();
    }

    @Test
    void expiry_ofWhichTheListTellsNothing_isAskedWithTheKey() {
        assertThat(rig.rotations().expiry(rig.plan)).isEmpty();
        rig.old().ends = END;
        rig.server.endsInList = false;
        assertThat(rig.rotations().expiry(rig.plan)).contains(END);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void expiry_whereAQuestionWouldTakeANonce_isNotAsked() {
        rig.old().ends = END;
        rig.server.endsInList = false;
        rig.venue.nonces = true;
        assertThat(rig.rotations().expiry(rig.plan)).isEmpty();
        rig.plan = RotationPlan.of(RotationRig.GRID, RotationRig.NEEDS).made(Making.BY_OPERATOR);
        assertThat(rig.rotations().expiry(rig.plan)).isEmpty();
        assertThat(asked()).isZero();
    }

    @Test
    void preview_whereAQuestionWouldTakeANonce_doesNotAsk_andSaysSo() {
        rig.venue.nonces = true;
        assertThat(rig.rotations().preview(rig.plan))
                .contains("not asked what the old key may do: that would take a nonce from the bots")
                .anyMatch(line -> line.contains("ask keys for the key kg-"));
        assertThat(asked()).isZero();
    }

    private void assertCannot(String why) {
        assertThat(rig.rotations().preview(rig.plan))
                .singleElement()
                .asString()
                .startsWith("cannot begin: ")
                .contains(why);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains(why);
        aborted++;
    }

    @Test
    void preview_withoutAnAdministeringKey_saysSo() {
        rig.plan = RotationPlan.of(RotationRig.GRID, RotationRig.NEEDS).account("grid");
        assertCannot("let a person make it");
    }

    @Test
    void preview_ofAnOwnPair_whereTheVenueTakesNone_saysSo() {
        rig.venue.ownPairs = false;
        rig.plan = rig.plan.made(Making.OWN_PAIR);
        assertCannot("no ED25519 key");
    }

    @Test
    void preview_withoutOverlap_saysWhatIsMissing() {
        rig.venue.overlap = false;
        assertCannot("approve that trading stops");
        rig.plan = rig.plan.approveDowntime();
        rig.pause = null;
        assertCannot("nothing was handed in that stops trading");
    }

    @Test
    void preview_ofAPlanThatCanBegin_foretellsEachStep() {
        assertThat(rig.rotations().preview(rig.plan))
                .hasSize(5)
                .anyMatch(
                        line -> line.matches("ask keys for the key kg-[0-9a-f]{8} with \\[read, trade\\] from .*203.*"))
                .contains("wait for [bot], at most PT10M, then WAIT");
        rig.plan = rig.plan.made(Making.BY_OPERATOR).boundTo(java.util.Set.of());
        assertThat(rig.rotations().preview(rig.plan))
                .anyMatch(line -> line.startsWith("ask a person for the key kg-") && line.endsWith("from anywhere"));
        rig.server.down = true;
        assertThat(rig.rotations().preview(rig.plan)).singleElement().asString().startsWith("cannot begin: ");
        rig.server.down = false;
    }

    @Test
    void preparations_areNone_whereTheVenueDoesIt() {
        assertThat(rig.rotations().preparations(rig.plan)).isEmpty();
    }

    @Test
    void preparations_byAPerson_areTheStepsOfTheVenue() {
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        List<String> steps = rig.rotations().preparations(rig.plan);
        assertThat(steps).hasSize(2);
        assertThat(steps.get(0)).startsWith("make the key: ").contains("read", "trade");
        assertThat(steps.get(1)).startsWith("delete the old one: ");

        rig.venue.administered = false;
        rig.plan = RotationPlan.of(RotationRig.GRID, RotationRig.NEEDS).account("grid");
        assertThat(rig.rotations().preparations(rig.plan)).hasSize(2);
    }

    @Test
    void preparations_withoutOverlap_areAQuietTime() {
        rig.venue.overlap = false;
        assertThat(rig.rotations().preparations(rig.plan))
                .singleElement()
                .asString()
                .contains("a new key ends the old one", "quiet time");
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        assertThat(rig.rotations().preparations(rig.plan)).noneMatch(line -> line.startsWith("delete the old one"));
    }
}
