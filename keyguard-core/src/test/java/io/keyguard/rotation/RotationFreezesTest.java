/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.StateException;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Freezes;
import io.keyguard.incident.RotationFreezes;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.rotation.RotationPlan.Late;
import io.keyguard.vault.PassphraseSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trading is stopped for a rotation by the freeze that bots follow, and goes on with somebody's approval. */
class RotationFreezesTest {
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    /** A state directory in which somebody has chosen the passphrase, which takes its time. */
    @TempDir
    private static Path chosen;

    @TempDir
    private Path dir;

    private RotationRig rig;
    private Freezes freezes;

    @BeforeAll
    static void choose() {
        Freezes.in(chosen, "").setUp(passphrase("canary lifts"), BEGIN);
    }

    private void choosePassphrase() throws IOException {
        try (Stream<Path> all = Files.walk(chosen)) {
            for (Path one : all.filter(path -> !path.equals(chosen)).toList()) {
                Files.copy(one, dir.resolve(chosen.relativize(one).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        freezes = Freezes.in(dir, "");
        rig.pause = pause();
    }

    private RotationFreezes pause() {
        return RotationFreezes.in(freezes, rig::now, "alice");
    }

    private static PassphraseSource passphrase(String text) {
        return PassphraseSource.ofChars(text.toCharArray());
    }

    /** A process that acts by what is frozen when it starts. */
    private record Bot(ProcessFolder folder, FreezeGuard guard) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            guard.close();
            folder.close();
        }
    }

    private Bot bot() throws Exception {
        ProcessFolder folder = ProcessFolder.start(dir, rig.now());
        return new Bot(folder, FreezeGuard.start(dir, folder.path(), "", null, System::nanoTime));
    }

    @Test
    void row76_freezeThatNobodyCouldLift_isNotBegun() {
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("freeze-setup");
        assertThat(freezes.inForce()).isEmpty();
        assertThat(rig.calls("POST")).isZero();
    }

    @Test
    void row76_freezeSwapVerify_thenTradingWaitsForApproval() throws Exception {
        choosePassphrase();
        RotationStatus status;
        try (Bot late = bot()) {
            status = rig.rotations().run(rig.plan);
            assertThat(status.state()).isEqualTo(RotationState.PLANNED);
            assertThat(status.waitingFor()).containsExactly(late.folder().name());
            assertThat(rig.calls("POST")).isZero();
        }
        try (Bot follows = bot()) {
            assertThat(follows.guard().fence().over(GRID, FakeKeyVenue.ID, "grid"))
                    .isPresent();
            status = rig.drive(rig.rotations().resume(GRID));
        }
        assertThat(status.state()).isEqualTo(RotationState.REVOKED);
        assertThat(status.reason()).contains("trading stays stopped");
        assertThat(status.todo())
                .singleElement()
                .asString()
                .contains("unfreeze")
                .contains("grid-keys");
        assertThat(rig.server.accepts(rig.active())).isTrue();
        assertThat(freezes.inForce()).hasSize(1);

        freezes.lift(freeze -> true, passphrase("canary lifts"), rig.now(), "bob");
        status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.todo()).isEmpty();
        rig.assertRotated();
    }

    @Test
    void row76_withThePassphrase_tradingGoesOnByItself_butForWhatSomebodyElseFroze() throws Exception {
        choosePassphrase();
        var mine = freezes.freeze(FreezeScope.key(GRID), rig.now(), "carol", "looks odd");
        rig.pause = pause().liftedWith(passphrase("canary lifts"));
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
        assertThat(freezes.inForce()).containsExactly(mine);
    }

    @Test
    void row76_wrongPassphrase_liftsNothing_andIsGoneOnFrom() throws IOException {
        choosePassphrase();
        rig.pause = pause().liftedWith(passphrase("canary does not"));
        assertThatThrownBy(rig::drive).isInstanceOf(StateException.class);
        assertThat(rig.open().state()).isEqualTo(RotationState.REVOKED);
        assertThat(freezes.inForce()).hasSize(1);
        rig.pause = pause().liftedWith(passphrase("canary lifts"));
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(freezes.inForce()).isEmpty();
    }

    @Test
    void row76_abortedBeforeTheOldKeyEnds_tradingGoesOnWithApproval() throws Exception {
        choosePassphrase();
        try (Bot late = bot()) {
            assertThat(rig.rotations().run(rig.plan).waitingFor())
                    .containsExactly(late.folder().name());
            RotationStatus status = rig.rotations().abort(GRID);
            assertThat(status.state()).isEqualTo(RotationState.ROLLING_BACK);
            assertThat(status.todo()).singleElement().asString().contains("unfreeze");
        }
        freezes.lift(freeze -> true, passphrase("canary lifts"), rig.now(), "bob");
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.ABORTED);
        rig.assertUntouched();
    }

    @Test
    void row32_lateBot_isFencedByAFreeze_whichIsLiftedInTheEnd() throws Exception {
        choosePassphrase();
        rig.venue.overlap = true;
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS)
                .account("grid")
                .administeredBy(RotationRig.MASTER)
                .acknowledge(Duration.ofMinutes(1), Late.FENCE);
        rig.fence = pause().liftedWith(passphrase("canary lifts"));
        rig.consumers.clear();
        RotationStatus status;
        try (Bot late = bot()) {
            stuck(late);
            status = rig.rotations().run(rig.plan);
            for (int left = 40; left > 0; left--) {
                rig.pass(Duration.ofSeconds(10));
                status = rig.rotations().resume(GRID);
            }
            assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
            assertThat(status.waitingFor()).containsExactly(late.folder().name());
            assertThat(freezes.inForce()).hasSize(1);
            rig.consumers.clear();
        }
        try (Bot fenced = bot()) {
            stuck(fenced);
            assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
        }
        rig.assertRotated();
        assertThat(freezes.inForce()).isEmpty();
    }

    @Test
    void row32_fenceThatNobodyCouldLift_isNotSet() {
        rig.venue.overlap = true;
        assertThat(pause().fence(GRID, "bot")).isFalse();
        assertThat(freezes.inForce()).isEmpty();
    }

    private void stuck(Bot bot) {
        rig.neverMoves.add(bot.folder().name());
        rig.consumers.put(bot.folder().name(), new Consumer(bot.folder().name(), 1, true));
    }

    @Test
    void textForm_tellsNamesAlone_andNothingIsFrozenOfAnotherKey() throws IOException {
        choosePassphrase();
        assertThat(pause()).hasToString("RotationFreezes[Freezes[" + dir + "]]");
        assertThat(pause().pause(GRID)).isEqualTo(List.of());
        assertThat(pause().resume(KeyId.of("hedge"))).isEmpty();
        assertThat(freezes.inForce()).extracting(freeze -> freeze.scope()).containsExactly(FreezeScope.key(GRID));
    }
}
