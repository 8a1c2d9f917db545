/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationPlan.Late;
import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 30 to 73 of the table of failures in {@code docs/rotation.md}: from the key in use to the end of the old one. */
class RotationUseTest {
    @TempDir
    private Path dir;

    private RotationRig rig;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
    }

    private void assertClosed(RotationStatus status) {
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
    }

    /** Runs the plan until it stands at {@code wanted}. */
    private RotationStatus until(RotationState wanted) {
        RotationStatus status = rig.rotations().run(rig.plan);
        while (status.state() != wanted) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        return status;
    }

    private RotationStatus stuckBot() {
        rig.neverMoves.add("bot");
        return until(RotationState.DISTRIBUTING);
    }

    private void moves(String bot) {
        rig.neverMoves.remove(bot);
        rig.consumers.put(bot, new Consumer(bot, 2, true));
    }

    @Test
    void row30_pushIsLost_theOldKeyStaysUntilTheBotSaysSo() {
        RotationStatus status = stuckBot();
        assertThat(status.waitingFor()).containsExactly("bot");
        assertThat(rig.calls("DELETE")).isZero();
        moves("bot");
        assertClosed(rig.drive(status));
    }

    @Test
    void row31_botEnds_countsAsGone() {
        RotationStatus status = stuckBot();
        rig.consumers.remove("bot");
        assertClosed(rig.drive(status));
    }

    @Test
    void row32_row43_botHangs_isWaitedForBeyondTheDeadline() {
        RotationStatus status = stuckBot();
        rig.pass(Duration.ofDays(3));
        status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(status.reason()).contains("in the time agreed");
        assertThat(status.waitingFor()).containsExactly("bot");
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row32_botIsFenced_onlyOnceItIs() {
        var asked = new ArrayList<String>();
        rig.fence = (key, bot) -> {
            asked.add(key + " " + bot);
            return asked.size() > 1;
        };
        rig.plan = rig.plan.acknowledge(Duration.ofMinutes(1), Late.FENCE);
        RotationStatus status = stuckBot();
        rig.pass(Duration.ofSeconds(59));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(asked).isEmpty();
        rig.pass(Duration.ofSeconds(1));
        status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        assertClosed(rig.drive(status));
        assertThat(asked).containsExactly("grid-keys bot", "grid-keys bot");
    }

    @Test
    void row32_planForces_isDoneAndSaid() {
        rig.plan = rig.plan.acknowledge(Duration.ofMinutes(1), Late.FORCE);
        RotationStatus status = rig.drive(stuckBot());
        assertClosed(status);
        assertThat(status.cause()).isEqualTo("forced");
    }

    @Test
    void row33_halfHaveMovedAndTheRotatorEnds_theNextGoesOnFromThere() {
        rig.consumers.put("other", new Consumer("other", 1, true));
        RotationStatus status = stuckBot();
        assertThat(status.waitingFor()).contains("bot");
        rig.crashAfter("store read");
        assertThatThrownBy(() -> rig.rotations().resume(GRID)).isInstanceOf(RotationRig.Crash.class);
        assertThat(rig.server.accepts(rig.old())).isTrue();
        assertThat(rig.server.accepts(rig.active())).isTrue();
        moves("bot");
        assertClosed(rig.recover());
    }

    @Test
    void row34_row35_listenersHaveNotAcknowledged_isNotEnough() {
        RotationStatus status = stuckBot();
        rig.consumers.put("bot", new Consumer("bot", 2, false));
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.rotations().resume(GRID).waitingFor()).containsExactly("bot");
        // A newer generation than asked for is as good.
        rig.consumers.put("bot", new Consumer("bot", 7, true));
        assertClosed(rig.drive(status));
    }

    @Test
    void row39_botStartsWithAnOldGeneration_isSeen() {
        until(RotationState.DRAINING);
        rig.neverMoves.add("from an old image");
        rig.consumers.put("from an old image", new Consumer("from an old image", 1, true));
        rig.pass(Duration.ofMinutes(1));
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(status.waitingFor()).containsExactly("from an old image");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row40_crashAroundThePromotion_leavesOneKeyUnderTheName(boolean before) {
        if (before) {
            rig.crashBefore("store promote");
        } else {
            rig.crashAfter("store promote");
        }
        rig.runToCrash();
        assertThat(rig.generation()).isEqualTo(before ? 1 : 2);
        assertClosed(rig.recover());
    }

    @ParameterizedTest
    @EnumSource(
            value = RotationState.class,
            names = {"DISTRIBUTING", "DRAINING"})
    void row41_newKeyFailsInUse_theOldOneComesBackAndTheNewOneGoesOnceNobodyUsesIt(RotationState at) {
        if (at == RotationState.DISTRIBUTING) {
            rig.neverMoves.add("bot");
        }
        until(at);
        FakeKeyServer.Key fresh = rig.active();
        rig.neverMoves.add("bot");
        RotationStatus status = rig.rotations().rollBack(GRID);

        assertThat(status.state()).isEqualTo(RotationState.ROLLING_BACK);
        assertThat(rig.active()).isSameAs(rig.old());
        assertThat(rig.generation()).isEqualTo(3);
        // I8: the bot still uses it.
        rig.pass(Duration.ofHours(1));
        assertThat(rig.rotations().resume(GRID).waitingFor()).containsExactly("bot");
        assertThat(fresh.deleted).isNull();

        rig.consumers.put("bot", new Consumer("bot", 3, true));
        status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(fresh.deleted).isNotNull();
        rig.assertUntouched();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RATE", "CLOCK"})
    void row41_venueRefusesTheNewKeyForAWhile_isNotRolledBack(Fault fault) {
        until(RotationState.DRAINING);
        rig.pass(Duration.ofMinutes(1));
        rig.server.fail("GET /rights", fault);
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DRAINING);
        assertClosed(rig.drive(status));
    }

    @Test
    void row41_newKeyIsDeadAtTheVenue_rollsBackByItself() {
        until(RotationState.DRAINING);
        rig.active().deleted = Instant.EPOCH;
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        rig.assertUntouched();
    }

    @Test
    void row41_keyThatSomebodyPutUnderTheNameDoesNotWork_theNewOneIsKept() {
        stuckBot();
        FakeKeyServer.Key fresh = rig.active();
        FakeKeyServer.Key wrong =
                rig.server.make("grid", "typed wrongly", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        wrong.deleted = Instant.EPOCH;
        rig.store.put(RotationRig.key(GRID, wrong, 3, Set.of("grid")));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.BLOCKED);
        rig.consumers.put("bot", new Consumer("bot", 3, true));

        RotationStatus status = rig.rotations().rollBack(GRID);
        assertThat(status.state()).isEqualTo(RotationState.ROLLING_BACK);
        assertThat(status.reason()).contains("so the new one is kept");
        assertThat(fresh.deleted).isNull();
        assertThat(rig.someKeyWorks()).isTrue();

        wrong.deleted = null;
        assertThat(rig.drive(status).state()).isEqualTo(RotationState.ABORTED);
        assertThat(fresh.deleted).isNotNull();
        assertThat(rig.someKeyWorks()).isTrue();
    }

    @Test
    void row41_noKeyOfTheVenueStandsUnderTheName_theNewOneIsKept() {
        stuckBot();
        FakeKeyServer.Key fresh = rig.active();
        rig.store.put(ApiKey.builder(GRID)
                .on(FakeKeyVenue.ID, "main")
                .strategies(Set.of("grid"))
                .generation(3)
                .algorithm(SignatureAlgorithm.ED25519)
                .material(RotationRig.secret("AK99-synthetic"), RotationRig.secret("synthetic, and no PEM"), null)
                .build());
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.BLOCKED);
        rig.consumers.put("bot", new Consumer("bot", 3, true));

        RotationStatus status = rig.rotations().rollBack(GRID);
        assertThat(status.state()).isEqualTo(RotationState.ROLLING_BACK);
        assertThat(status.reason()).contains("so the new one is kept");
        assertThat(fresh.deleted).isNull();
    }

    @Test
    void row41_thirdKeyIsInUseAndTheNewOneCannotBeDeleted_bothAreNamed() {
        stuckBot();
        FakeKeyServer.Key third =
                rig.server.make("grid", "third", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        rig.store.put(RotationRig.key(GRID, third, 3, Set.of("grid")));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.BLOCKED);
        rig.consumers.put("bot", new Consumer("bot", 3, true));
        rig.server.fail("DELETE /keys", Fault.REFUSED);

        RotationStatus status = rig.drive(rig.rotations().rollBack(GRID));
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.cause())
                .contains("delete at the venue what is called " + status.label())
                .contains("begins with AK2-")
                .contains(rig.old().id());
        assertThat(rig.server.accepts(third)).isTrue();
    }

    @Test
    void row41_venueDoesNotSayThatTheOldKeyWorks_isNotRolledBack() {
        stuckBot();
        FakeKeyServer.Key fresh = rig.active();
        rig.server.fail("GET /rights", Fault.SERVER_ERROR);
        assertThatThrownBy(() -> rig.rotations().rollBack(GRID))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("does not say that it works");
        assertThat(rig.active()).isSameAs(fresh);
    }

    @Test
    void row41_crashWhilePuttingBack_isGoneOnFrom() {
        stuckBot();
        rig.crashAfter("store put back");
        assertThatThrownBy(() -> rig.rotations().rollBack(GRID)).isInstanceOf(RotationRig.Crash.class);
        rig.neverMoves.clear();
        RotationStatus status = rig.recover();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        rig.assertUntouched();
    }

    @Test
    void row42_rightsOfTheNewKeyGrow_isBlockedBeforeTheOldOneGoes() {
        until(RotationState.DRAINING);
        rig.active().rights = Set.of("read", "trade", "move");
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("TRANSFER_INTERNAL");
        assertThat(rig.server.accepts(rig.old())).isTrue();

        rig.active().rights = Set.of("read", "trade");
        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
    }

    @Test
    void row44_acknowledgedBotUsesTheOldKeyAgain_isWaitedForAgain() {
        until(RotationState.DRAINING);
        rig.neverMoves.add("bot");
        rig.consumers.put("bot", new Consumer("bot", 1, true));
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row47_venueEndsTheOldKeyByItself_isSeen() {
        until(RotationState.DRAINING);
        rig.old().deleted = Instant.EPOCH;
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertClosed(status);
        assertThat(status.cause()).contains("by itself");
        // What looks dead from here may live for other addresses.
        assertThat(rig.calls("DELETE")).isEqualTo(1);
    }

    @Test
    void row48_crashBeforeDeleting_isDoneAgain() {
        rig.crashBefore("venue delete");
        rig.runToCrash();
        assertThat(rig.server.accepts(rig.old())).isTrue();
        assertClosed(rig.recover());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST_BEFORE", "LOST_AFTER", "SERVER_ERROR", "GARBLED"})
    void row49_noAnswerToTheDeletion_theOldKeyIsAskedUntilItIsRefused(Fault fault) {
        rig.server.fail("DELETE /keys", fault);
        assertClosed(rig.drive());
    }

    @Test
    void row50_oldKeyIsNotThere_isDone() {
        rig.before.put("journal REVOKE_INTENT", () -> rig.old().deleted = rig.now());
        assertClosed(rig.drive());
    }

    @Test
    void row51_keyPutAsideIsAnother_nothingIsDeleted() {
        rig.after.put("journal REVOKE_INTENT", () -> {
            KeyId aside = KeyId.of("rotation-" + rig.open().id() + "-old");
            rig.store.put(RotationRig.key(aside, rig.active(), 1, Set.of()));
        });
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row52_deletions_areSignedByTheAdministeringKeyAlone() {
        assertClosed(rig.drive());
        assertThat(rig.server.calls)
                .filteredOn(call -> call.startsWith("DELETE"))
                .containsExactly("DELETE /keys by AK1-synthetic");
    }

    @Test
    void row53_administratorMayNotDelete_aPersonIsAskedAndTheVenueDecides() {
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.todo()).isNotEmpty();
        rig.operatorDeletesOld();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row54_deletedKeyLivesOn_isNotDeadUntilItIsRefused() {
        rig.venue.dies = Duration.ofHours(2);
        RotationStatus status = until(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.old().deleted).isNotNull();
        rig.pass(Duration.ofMinutes(119));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        rig.pass(Duration.ofMinutes(1));
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
        assertThat(status.since()).isBefore(rig.now().minus(Duration.ofHours(1)));
    }

    @Test
    void row54_addressChangesMeanwhile_takesNoLivingKeyForDead() {
        rig.venue.dies = Duration.ofHours(2);
        until(RotationState.REVOKE_UNKNOWN);
        rig.server.mixedWords = false;
        rig.server.addressWords = "BAD_KEY";
        rig.server.wrongAddress.addAll(rig.server.keys.keySet());
        rig.pass(Duration.ofMinutes(5));
        assertThat(rig.rotations().resume(GRID).state())
                .isIn(RotationState.REVOKE_UNKNOWN, RotationState.REVOKE_INTENT);

        rig.server.wrongAddress.clear();
        rig.pass(Duration.ofMinutes(119));

        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row55_venueIsDownForDays_isTriedAgainEverMoreRarelyAndNeverDropped() {
        rig.before.put("venue delete", () -> rig.server.down = true);
        RotationStatus status = until(RotationState.REVOKE_UNKNOWN);
        Instant from = rig.now();
        int calls = rig.server.calls.size();
        while (rig.now().isBefore(from.plus(Duration.ofHours(1)))) {
            rig.pass(Duration.ofMinutes(1));
            status = rig.rotations().resume(GRID);
            assertThat(status.state()).isIn(RotationState.REVOKE_UNKNOWN, RotationState.REVOKE_INTENT);
        }
        assertThat(rig.server.calls.size()).isGreaterThan(calls);
        rig.server.down = false;
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row56_crashBeforeTheEnd_isAskedOnceMore() {
        rig.crashAfter("journal REVOKED");
        rig.runToCrash();
        rig.old().deleted = null;
        // It came back to life: "revoked" in a journal proves nothing.
        assertClosed(rig.recover());
    }

    @Test
    void row57_revokedKey_isRememberedApartFromTheStore() {
        assertClosed(rig.drive());
        assertThat(rig.revoked).containsExactly(rig.old().apiKey);
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        assertThat(rig.drive().state()).isEqualTo(RotationState.AWAITING_OPERATOR);
        try (ApiKey old = RotationRig.key(GRID, rig.old(), 1, Set.of())) {
            assertThatThrownBy(() -> rig.rotations().enter(GRID, old))
                    .isInstanceOf(RotationException.class)
                    .hasMessageContaining("revoked");
        }
    }

    @Test
    void row58_journalIsDamaged_noRotationBeginsAndTheFileIsNamed() throws Exception {
        rig.journal = new JournalFile(dir);
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        Path file = dir.resolve("rotations");
        byte[] content = Files.readAllBytes(file);
        content[40] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() -> rig.rotations().resume(GRID))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("rotations");
        assertThat(rig.server.accepts(rig.old())).isTrue();
    }

    @Test
    void row58_lastRecordIsCutOff_isAsIfItWasNotWritten() throws Exception {
        rig.journal = new JournalFile(dir);
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        Path file = dir.resolve("rotations");
        byte[] content = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(content, content.length - 3));
        assertThat(rig.open().state()).isEqualTo(RotationState.CREATED);
        assertClosed(rig.recover());
        Files.write(file, new byte[50], StandardOpenOption.APPEND);
        assertThat(rig.rotations().status()).hasSize(1);
    }

    @Test
    void row59_storeWasPutBackToAnOlderState_isBlocked() {
        until(RotationState.DRAINING);
        rig.store.put(RotationRig.key(GRID, rig.old(), 1, Set.of("grid")));
        rig.pass(Duration.ofMinutes(1));
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("another generation");
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row59_rollBackOverAnOlderStore_deletesNoKeyThatBotsMayUse() {
        until(RotationState.DRAINING);
        FakeKeyServer.Key fresh = rig.active();
        rig.store.put(RotationRig.key(GRID, rig.old(), 1, Set.of("grid")));
        RotationStatus status = rig.drive(rig.rotations().rollBack(GRID));
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(fresh.deleted).isNull();
    }

    @Test
    void row62_wallClockJumps_endNoWaitWithinAProcess() {
        var ticks = new AtomicLong();
        var wall = new Instant[] {Instant.parse("2026-06-01T00:00:00Z")};
        rig.plan = rig.plan.acknowledge(Duration.ofMinutes(10), Late.FORCE);
        rig.neverMoves.add("bot");
        Rotations process = Rotations.builder(dir, rig.store)
                .venues(rig.venue)
                .transport(rig.server)
                .administrators(rig.administrators)
                .clock(() -> wall[0])
                .ticker(ticks::get)
                .consumers(key -> List.of(new Consumer("bot", 1, true)))
                .build();
        RotationStatus status = process.run(rig.plan);
        rig.pass(Duration.ofMinutes(1));
        ticks.addAndGet(Duration.ofMinutes(1).toNanos());
        status = process.resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);

        wall[0] = wall[0].plus(Duration.ofDays(400));
        assertThat(process.resume(GRID).state()).isEqualTo(RotationState.DISTRIBUTING);
        ticks.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(process.resume(GRID).state()).isEqualTo(RotationState.DRAINING);
    }

    @ParameterizedTest
    @EnumSource(
            value = RotationState.class,
            names = {"STORED", "DISTRIBUTING", "DRAINING", "REVOKE_UNKNOWN"})
    void row64_emergency_endsEveryKeyAndMakesNone(RotationState at) {
        if (at == RotationState.DISTRIBUTING) {
            rig.neverMoves.add("bot");
        }
        until(at);
        long made = rig.calls("POST");
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).isEqualTo("emergency");
        assertThat(rig.server.living("grid")).isEmpty();
        rig.pass(rig.venue.dies);
        assertThat(rig.someKeyWorks()).isFalse();
        assertThat(rig.calls("POST")).isEqualTo(made);
        assertThat(rig.used.read().keys().keySet()).containsExactly(GRID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"venue create", "journal CREATE_INTENT", "journal CREATED", "store new", "store promote"})
    void row64_emergencyAfterACrash_findsAlsoWhatNobodySaw(String moment) {
        rig.crashAfter(moment);
        rig.runToCrash();
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row64_emergencyOfWhichOneDeletionIsRefused_deletesTheOthers(boolean first) {
        stuckBot();
        rig.server.fail("DELETE /keys", first ? Fault.REFUSED : Fault.NONE, first ? Fault.NONE : Fault.REFUSED);
        RotationStatus status = rig.rotations().revokeNow(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        // The one that is left is named, be it the old key or the new one.
        FakeKeyServer.Key left = rig.server.living("grid").get(0);
        assertThat(status.todo())
                .singleElement()
                .asString()
                .isEqualTo(
                        left == rig.old()
                                ? "delete the key before " + status.label() + ", which begins with AK2-"
                                : "delete " + status.label());
        assertThat(rig.server.living("grid")).hasSize(1);
    }

    @Test
    void row64_keyComesBackToLifeAfterAnEmergency_isDeletedAgain() {
        stuckBot();
        FakeKeyServer.Key fresh = rig.active();
        rig.before.put("journal REVOKED", () -> fresh.deleted = null);
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void row64_keyWhoseSecretIsLostAndNobodyCanLookFor_isNotTakenForDead() {
        rig.server.mixedWords = false;
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(Making.BY_OPERATOR);
        rig.drive();
        rig.crashAfter("journal CREATED");
        assertThatThrownBy(rig::operatorEnters).isInstanceOf(RotationRig.Crash.class);
        rig.operatorDeletesOld();
        RotationStatus status = rig.rotations().revokeNow(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);

        rig.plan = rig.plan.administeredBy(RotationRig.MASTER);
        status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void row64_emergencyWithoutARotation_isJournaled() {
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
        assertThat(rig.rotations().status()).hasSize(1);
        // Afterwards, a new key can be made for the dead one.
        rig.revoked.clear();
        rig.plan = rig.plan.boundTo(RotationRig.IPS);
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.accepts(rig.active())).isTrue();
    }

    @Test
    void row64_emergencyElsewhere_stopsWhoeverRotates() {
        rig.journal = new JournalFile(dir);
        rig.before.put("venue create", () -> {
            // Another process asks this one to let go.
            new JournalFile(dir).ask(new RotationStop(GRID.value(), "alice, process 4711 on box-1", rig.now()));
        });
        assertThatThrownBy(rig::drive).isInstanceOf(RotationException.class);
        assertThatThrownBy(() -> rig.rotations().resume(GRID))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("alice, process 4711 on box-1");
        assertThat(rig.rotations().stops())
                .singleElement()
                .hasToString("an emergency for 'grid-keys', by alice, process 4711 on box-1, at 2026-06-01T00:00:00Z");
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void row65_rowOfANewerVersion_isBlockedAndLeftAlone() {
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        Rotation row = rig.memory.rows().values().iterator().next();
        rig.memory.records.add(row.with("v", 2L).toRecord());
        assertThat(rig.open().state()).isEqualTo(RotationState.BLOCKED);
        int records = rig.memory.records.size();
        assertThatThrownBy(() -> rig.rotations().resume(GRID))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("another version");
        assertThatThrownBy(() -> rig.rotations().confirm(GRID)).isInstanceOf(RotationException.class);
        rig.memory.records.add(row.with("state", "TELEPORTED").toRecord());
        assertThatThrownBy(() -> rig.rotations().resume(GRID)).isInstanceOf(RotationException.class);
        assertThat(rig.memory.records).hasSize(records + 1);
    }

    private RotationStatus awaiting() {
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        return rig.drive();
    }

    @Test
    void row66_noApi_aPersonIsToldWhatToDoAndTheOldKeyStays() {
        RotationStatus status = awaiting();
        assertThat(status.state()).isEqualTo(RotationState.AWAITING_OPERATOR);
        assertThat(status.todo())
                .singleElement()
                .asString()
                .contains(status.label())
                .contains("trade");
        assertThat(rig.server.accepts(rig.old())).isTrue();
        assertThat(rig.calls("POST")).isZero();
        assertClosed(rig.drive(rig.operatorEnters()));
    }

    @Test
    void row67_notMadeYet_orNobodyCanTell_isNotSaidToBeMade() {
        awaiting();
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.rotations().resume(GRID).reason())
                .startsWith("make the key")
                .doesNotContain("is made", "overdue");
        rig.server.fail("GET /keys", Fault.LOST_BEFORE, Fault.REFUSED);
        assertThat(rig.rotations().resume(GRID).reason()).startsWith("make the key");
        assertThat(rig.rotations().resume(GRID).reason()).startsWith("make the key");
    }

    @Test
    void row57_revokedKeyIsEntered_isNotTaken() {
        RotationStatus status = awaiting();
        FakeKeyServer.Key made =
                rig.server.make("grid", status.label(), "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        rig.revoked.add(made.apiKey);
        assertNotTaken(RotationRig.key(GRID, made, 1, Set.of()), "revoked before");
    }

    @Test
    void row67_madeButNotEntered_isSeenAndSaid() {
        RotationStatus status = awaiting();
        rig.server.make("grid", status.label(), "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.rotations().resume(GRID).reason()).contains("is made").contains("enter");
        rig.pass(Duration.ofDays(8));
        assertThat(rig.rotations().resume(GRID).reason()).contains("overdue");
    }

    private void assertNotTaken(ApiKey typed, String why) {
        try (typed) {
            assertThatThrownBy(() -> rig.rotations().enter(GRID, typed))
                    .isInstanceOf(RotationException.class)
                    .hasMessageContaining(why)
                    .hasMessageNotContaining("synthetic");
        }
        assertThat(rig.open().state()).isEqualTo(RotationState.AWAITING_OPERATOR);
        assertThat(rig.used.read().keys().keySet()).containsExactly(GRID);
    }

    @Test
    void row68_swapped_otherAccount_otherRights_wrongSecret_areNotTaken() {
        awaiting();
        FakeKeyServer.Key made =
                rig.server.make("grid", "x", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        assertNotTaken(
                ApiKey.builder(GRID)
                        .on(FakeKeyVenue.ID, "main")
                        .material(RotationRig.secret(made.secret), RotationRig.secret(made.apiKey), null)
                        .build(),
                "swapped");
        assertNotTaken(
                ApiKey.builder(GRID)
                        .on(FakeKeyVenue.ID, "main")
                        .material(RotationRig.secret(made.apiKey), RotationRig.secret("synthetic-other"), null)
                        .build(),
                "refuses it");
        FakeKeyServer.Key hedge =
                rig.server.make("hedge", "x", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        assertNotTaken(RotationRig.key(GRID, hedge, 1, Set.of()), "another account");
        FakeKeyServer.Key wide =
                rig.server.make("grid", "x", "", "", Set.of("read", "trade", "admin"), RotationRig.IPS, rig.now());
        assertNotTaken(RotationRig.key(GRID, wide, 1, Set.of()), "KEY_ADMIN");
    }

    @Test
    void row69_theOldKeyIsEntered_isNotTaken() {
        awaiting();
        assertNotTaken(RotationRig.key(GRID, rig.old(), 1, Set.of()), "old key");
    }

    @Test
    void row70_twoOperators_theSecondKeyIsNotTakenAndIsReported() {
        awaiting();
        RotationStatus status = rig.operatorEnters();
        FakeKeyServer.Key second =
                rig.server.make("grid", "second", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        try (ApiKey typed = RotationRig.key(GRID, second, 1, Set.of())) {
            assertThatThrownBy(() -> rig.rotations().enter(GRID, typed)).isInstanceOf(RotationException.class);
        }
        status = rig.drive(status);
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.strangers()).containsExactly("'second' (" + second.id() + ")");
        assertThat(second.deleted).isNull();
    }

    @Test
    void row71_operatorDeletesTheOldKeyFirst_theNewOneIsTakenAllTheSame() {
        awaiting();
        rig.old().deleted = Instant.EPOCH;
        assertClosed(rig.drive(rig.operatorEnters()));
    }

    @Test
    void row71_oldKeyIsDeadBeforeTheRotation_isReplacedAllTheSame() {
        rig.old().deleted = Instant.EPOCH;
        FakeKeyServer.Key other =
                rig.server.make("grid", "somebody's", "", "", Set.of("read"), RotationRig.IPS, rig.now());
        // Nobody tells any more to what it was bound.
        RotationStatus unbound = rig.drive();
        assertThat(unbound.state()).isEqualTo(RotationState.ABORTED);
        assertThat(unbound.reason()).contains("addresses");
        rig.plan = rig.plan.boundTo(RotationRig.IPS);
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.accepts(rig.active())).isTrue();
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(other, rig.active());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row71_oldKeyIsRefusedFromHereInTheWordsForADeadOne_isNotTakenForDead(boolean mixed) {
        rig.server.mixedWords = mixed;
        rig.server.addressWords = "BAD_KEY";
        rig.server.wrongAddress.add(rig.old().apiKey);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("other addresses");
        assertThat(rig.calls("POST /keys")).isZero();
        rig.assertUntouched();
    }

    @Test
    void row71_oldKeyIsRefusedFromHereInWordsThatMayMeanThatItHasEnded_isNotTakenForDead() {
        rig.server.addressWords = "BAD_KEY IP EXPIRED";
        rig.server.wrongAddress.add(rig.old().apiKey);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("other addresses");
        rig.assertUntouched();

        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(RotationPlan.Making.BY_OPERATOR);
        assertThat(rig.drive().state()).isEqualTo(RotationState.BLOCKED);
    }

    @Test
    void row71_nobodyCanTellWhetherTheOldKeyIsDead_aPersonSaysSo() {
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(RotationPlan.Making.BY_OPERATOR);
        rig.server.addressWords = "BAD_KEY";
        rig.server.wrongAddress.add(rig.old().apiKey);
        assertThat(rig.drive().state()).isEqualTo(RotationState.BLOCKED);

        // It is used from here after all.
        rig.server.wrongAddress.clear();
        RotationStatus asked = rig.rotations().confirm(GRID);
        assertThat(asked.state()).isEqualTo(RotationState.AWAITING_OPERATOR);
        assertThat(asked.todo()).anySatisfy(step -> assertThat(step).contains("203.0.113.7"));
    }

    @Test
    void row71_aPersonSaysThatTheOldKeyIsDead_goesOnAndSaysWhichAddressesAreNotKnown() {
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(RotationPlan.Making.BY_OPERATOR);
        rig.old().deleted = Instant.EPOCH;
        assertThat(rig.drive().state()).isEqualTo(RotationState.BLOCKED);
        RotationStatus asked = rig.rotations().confirm(GRID);
        assertThat(asked.state()).isEqualTo(RotationState.AWAITING_OPERATOR);
        assertThat(asked.todo()).anySatisfy(step -> assertThat(step).contains("addresses that the old key"));
        assertClosed(rig.drive(rig.operatorEnters()));
    }

    @Test
    void row72_crashAfterEntering_askedForAgainAndTakenAgain() {
        awaiting();
        rig.crashBefore("store new");
        assertThatThrownBy(rig::operatorEnters).isInstanceOf(RotationRig.Crash.class);
        FakeKeyServer.Key made = rig.newest();
        assertThat(rig.rotations().resume(GRID).reason()).contains("enter it");
        assertClosed(rig.drive(rig.operatorEnters()));
        // The person still had it.
        assertThat(rig.active()).isSameAs(made);
    }

    @Test
    void row72_secretIsLost_anotherKeyIsTaken() {
        RotationStatus status = awaiting();
        FakeKeyServer.Key lost =
                rig.server.make("grid", status.label(), "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        assertThat(rig.rotations().resume(GRID).reason()).contains("delete it if its secret is lost");
        lost.deleted = rig.now();
        assertClosed(rig.drive(rig.operatorEnters()));
        assertThat(rig.active()).isNotSameAs(lost);
    }

    @Test
    void row73_deletionIsClaimedButNotDone_theVenueDecides() {
        rig.server.fail("DELETE /keys", Fault.REFUSED, Fault.REFUSED);
        rig.drive();
        RotationStatus status = rig.rotations().confirm(GRID);
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.server.accepts(rig.old())).isTrue();
        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"journal CREATE_INTENT", "venue create", "journal CREATED", "journal STORED", "journal VERIFIED"
            })
    void abort_beforeUse_leavesEverythingAsItWas(String moment) {
        rig.crashAfter(moment);
        rig.runToCrash();
        RotationStatus status = rig.drive(rig.rotations().abort(GRID));
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.ABORTED);
        rig.assertUntouched();
    }

    @Test
    void abort_inUse_andRollBack_tooEarlyOrTooLate_areRefused() {
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        assertThatThrownBy(() -> rig.rotations().rollBack(GRID)).isInstanceOf(RotationException.class);
        rig.neverMoves.add("bot");
        rig.rotations().resume(GRID);
        rig.pass(Duration.ofSeconds(20));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThatThrownBy(() -> rig.rotations().abort(GRID)).hasMessageContaining("roll back");
        rig.old().deleted = Instant.EPOCH;
        assertThatThrownBy(() -> rig.rotations().rollBack(GRID)).hasMessageContaining("dead");
    }

    @Test
    void sweep_deletesWhatTheJournalNamesAndReportsTheRest() {
        FakeKeyServer.Key stranger =
                rig.server.make("grid", "kg-00000000", "", "", Set.of("read"), Set.of(), rig.now());
        RotationStatus status = rig.drive();
        FakeKeyServer.Key late = rig.server.make("grid", status.label(), "", "", Set.of("read"), Set.of(), rig.now());
        RotationSweep sweep = rig.rotations().sweep(rig.plan);
        assertThat(sweep.deleted()).containsExactly("'" + late.label + "' (" + late.id() + ")");
        assertThat(sweep.unknown()).containsExactly("'kg-00000000' (" + stranger.id() + ")");
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(stranger, rig.active());
    }

    @Test
    void row04_keyThatWasThereBefore_isSomebodys_whateverItIsCalled() {
        rig.drive();
        Rotation row = rig.memory.rows().values().iterator().next();
        FakeKeyServer.Key theirs =
                rig.server.make("grid", row.text(Rotation.LABEL), "", "", Set.of("read"), Set.of(), rig.now());
        rig.memory.records.add(row.with(Rotation.BASELINE, List.of(theirs.id())).toRecord());
        RotationSweep sweep = rig.rotations().sweep(rig.plan);
        assertThat(sweep.deleted()).isEmpty();
        assertThat(theirs.deleted).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"venue create", "journal CREATE_INTENT"})
    void row64_emergencyWherePassphrasesAreAsked_deletesAlsoWhatNobodySaw(String moment) {
        rig.givePassphrases();
        rig.crashAfter(moment);
        rig.runToCrash();
        rig.pass(rig.venue.appears);
        RotationStatus begun = rig.rotations().revokeNow(rig.plan);
        assertThat(begun.todo()).isEmpty();
        RotationStatus status = rig.drive(begun);
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void row64_emergencyWithoutARotation_byAPerson_namesTheKey() {
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(Making.BY_OPERATOR);
        RotationStatus status = rig.rotations().revokeNow(rig.plan);
        assertThat(status.todo()).containsExactly("delete the key 'grid-keys', which begins with AK2-");
    }

    @ParameterizedTest
    @EnumSource(
            value = RotationState.class,
            names = {"CREATE_UNKNOWN", "DRAINING", "REVOKE_UNKNOWN"})
    void row62_clockOfTheProcessBeforeWasAhead_nobodyWaitsUntilThen(RotationState at) {
        Instant now = rig.now();
        rig.pass(Duration.ofDays(4000));
        rig.server.fail("POST /keys", Fault.LOST_BEFORE);
        if (at == RotationState.REVOKE_UNKNOWN) {
            rig.server.fail("DELETE /keys", Fault.LOST_BEFORE);
        }
        RotationStatus status = until(at);
        rig.setClock(now);
        status = rig.rotations().resume(GRID);
        assertThat(status.next().orElseThrow()).isBefore(now.plus(Duration.ofHours(1)));
        rig.drive(status);
        assertThat(rig.rotations().status()).allMatch(one -> one.state() == RotationState.CLOSED);
        assertThat(rig.now()).isBefore(now.plus(Duration.ofHours(2)));
    }

    @Test
    void sweep_crashes_isGoneOnFromAsASweepAndNotAsARotation() {
        RotationStatus status = rig.drive();
        FakeKeyServer.Key late = rig.server.make("grid", status.label(), "", "", Set.of("read"), Set.of(), rig.now());
        FakeKeyServer.Key active = rig.active();
        rig.crashBefore("venue delete");
        assertThatThrownBy(() -> rig.rotations().sweep(rig.plan)).isInstanceOf(RotationRig.Crash.class);
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.server.living("grid")).containsExactly(active).doesNotContain(late);
    }

    @Test
    void row51_keyPutAsideIsGone_nothingIsTakenForDone() {
        until(RotationState.DRAINING);
        rig.store.remove(KeyId.of("rotation-" + rig.open().id() + "-old"));
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row65_emergency_doesNotNeedToUnderstandTheRow() {
        rig.crashAfter("journal CREATE_INTENT");
        rig.runToCrash();
        Rotation row = rig.memory.rows().values().iterator().next();
        rig.memory.records.add(row.with("v", 2L).toRecord());
        assertThat(rig.drive(rig.rotations().revokeNow(rig.plan)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void preview_saysWhatWouldBeDone_andDoesNothing() {
        assertThat(rig.rotations().preview(rig.plan))
                .hasSize(5)
                .first()
                .asString()
                .contains("[read, trade]")
                .contains("203.0.113.7");
        rig.venue.overlap = false;
        assertThat(rig.rotations().preview(rig.plan)).singleElement().asString().contains("cannot begin");
        assertThat(rig.memory.records).isEmpty();
        assertThat(rig.server.calls).noneMatch(call -> call.startsWith("POST") || call.startsWith("DELETE"));
    }

    @Test
    void textForms_tellNamesAlone() {
        RotationStatus status = rig.drive();
        assertThat(status).hasToString("grid-keys: CLOSED");
        assertThat(rig.plan.toString()).doesNotContain("synthetic");
        assertThat(rig.rotations().toString()).doesNotContain("synthetic");
    }
}
