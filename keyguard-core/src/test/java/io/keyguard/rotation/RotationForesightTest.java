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

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
    }

    @AfterEach
    void nothingChanged() {
        rig.assertUntouched();
        assertThat(rig.rotations().status()).isEmpty();
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
    }
}
