/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the table of failures in {@code docs/rotation.md} at a venue that refuses a dead key and a foreign address in the same words: no living key is taken for dead, and no dead one for the last. */
class RotationDeathTest {
    private static final Set<String> ELSEWHERE = Set.of("198.51.100.9");

    @TempDir
    private Path dir;

    private RotationRig rig;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
    }

    private RotationStatus until(RotationState wanted) {
        return until(rig.rotations().run(rig.plan), wanted);
    }

    private RotationStatus until(RotationStatus begin, RotationState wanted) {
        RotationStatus status = begin;
        while (status.state() != wanted) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        return status;
    }

    private void byAPerson() {
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(Making.BY_OPERATOR);
    }

    @Test
    void row47_oldKeyLooksDeadFromAnotherAddress_isDeletedAllTheSame() {
        rig.plan = rig.plan.boundTo(ELSEWHERE);
        until(RotationState.DRAINING);
        rig.server.wrongAddress.add(rig.old().apiKey);
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.old().deleted).isNotNull();
        rig.assertRotated();
    }

    @Test
    void row54_oldKeyIsRefusedFromHereAndStillInTheList_isNotDead() {
        rig.plan = rig.plan.boundTo(ELSEWHERE);
        rig.server.fail("DELETE /keys", Fault.LOST_BEFORE);
        rig.before.put("venue delete", () -> rig.server.wrongAddress.add(rig.old().apiKey));
        RotationStatus status = until(RotationState.REVOKE_UNKNOWN);
        assertThat(status.reason()).contains("still has it in its list");
        assertThat(rig.old().deleted).isNull();
        assertThat(rig.drive(status).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.old().deleted).isNotNull();
    }

    @Test
    void row56_oldKeyIsInTheListAgain_isDeletedAgain() {
        rig.before.put("journal REVOKED", () -> {
            rig.old().deleted = null;
            rig.server.wrongAddress.add(rig.old().apiKey);
        });
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.old().deleted).isNotNull();
    }

    /** The person has moved the key to another address, and nothing but words is had of the old one. */
    private RotationStatus movedByAPerson() {
        byAPerson();
        rig.plan = rig.plan.boundTo(ELSEWHERE);
        RotationStatus asked = rig.drive();
        FakeKeyServer.Key made =
                rig.server.make("grid", asked.label(), "", "", Set.of("read", "trade"), ELSEWHERE, rig.now());
        RotationStatus status;
        try (ApiKey typed = RotationRig.key(KeyId.of("typed"), made, 1, Set.of())) {
            status = rig.rotations().enter(GRID, typed);
        }
        status = until(status, RotationState.DRAINING);
        rig.server.wrongAddress.add(rig.old().apiKey);
        return rig.drive(status);
    }

    @Test
    void row73_nothingTellsWhetherTheOldKeyIsDead_aPersonIsAskedAndItIsSaid() {
        RotationStatus status = movedByAPerson();
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.reason()).contains("may also mean another address");
        assertThat(status.todo()).last().asString().contains("rotate gone VAULT grid-keys");
        assertThat(status.todo()).hasSizeGreaterThan(1);
        rig.pass(Duration.ofDays(1));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.REVOKE_UNKNOWN);

        rig.operatorDeletesOld();
        status = rig.drive(rig.rotations().gone(GRID));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).contains("not proven dead");
    }

    /** One part of the venue has forgotten the key, and another has not: whoever has it trades there. */
    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void row54_oldKeyIsAnsweredOnce_andRefusedInTheSameBreath_isNotDead(boolean listed, boolean mixedWords) {
        rig.venue.asksTwice = true;
        rig.server.mixedWords = mixedWords;
        if (listed) {
            until(RotationState.DRAINING);
        } else {
            byAPerson();
            rig.drive();
            until(rig.operatorEnters(), RotationState.DRAINING);
        }
        rig.server.slips = call -> call.equals("GET /account by " + rig.old().apiKey);
        RotationStatus status = until(rig.rotations().resume(GRID), RotationState.REVOKE_UNKNOWN);
        if (!listed) {
            rig.pass(Duration.ofDays(1));
            status = rig.rotations().resume(GRID);
            assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
            rig.operatorDeletesOld();
        }
        until(status, RotationState.CLOSED);
        rig.assertRotated();
    }

    @Test
    void row56_oldKeyIsAnsweredOnceMore_andRefusedInTheSameBreath_isDeletedAgain() {
        rig.venue.asksTwice = true;
        rig.before.put("journal REVOKED", () -> {
            rig.old().deleted = null;
            rig.server.slips = call -> call.equals("GET /account by " + rig.old().apiKey);
        });
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.old().deleted).isNotNull();
        rig.assertRotated();
    }

    /** I1: half of a key that works is none. */
    @Test
    void row51_newKeyIsAnsweredOnce_andRefusedInTheSameBreath_theOldOneComesBack() {
        rig.venue.asksTwice = true;
        rig.after.put("journal REVOKE_INTENT", () -> {
            String refused = "GET /account by " + rig.active().apiKey;
            rig.server.slips = refused::equals;
        });
        assertThat(rig.drive().state()).isEqualTo(RotationState.ABORTED);
        rig.assertUntouched();
    }

    /** Where keys are listed, and where they are not: no repetition makes it clearer, so somebody is asked. */
    @ParameterizedTest
    @CsvSource({
        "'" + FakeKeyServer.ANYTHING + "', true",
        "'" + FakeKeyServer.ANYTHING + "', false",
        "REQUEST, true",
        "REQUEST, false",
        "PERMISSION, true",
        "'PERMISSION,IP,RATE', true"
    })
    void row54_venueRefusesWithoutAnyWord_aPersonIsAskedOnceItMustBeDead(String words, boolean listed) {
        if (!listed) {
            byAPerson();
            rig.drive();
            until(rig.operatorEnters(), RotationState.DRAINING);
            rig.operatorDeletesOld();
        } else {
            until(RotationState.DRAINING);
        }
        rig.server.sameWords = words;
        RotationStatus status = until(rig.rotations().resume(GRID), RotationState.REVOKE_UNKNOWN);
        for (int days = 0; days < 9; days++) {
            rig.pass(Duration.ofDays(1));
            status = rig.rotations().resume(GRID);
        }
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.todo()).anyMatch(step -> step.contains("rotate gone VAULT grid-keys"));
        status = rig.drive(rig.rotations().gone(GRID));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).contains("not proven dead");
    }

    /** A clock and a limit pass: nobody is called for them, and the rotation ends once they have. */
    @ParameterizedTest
    @ValueSource(strings = {"CLOCK", "RATE,MAINTENANCE"})
    void row13_venueRefusesTheOldKeyForWhatPasses_nobodyIsAsked(String words) {
        until(RotationState.DRAINING);
        rig.server.sameWords = words;
        RotationStatus status = until(rig.rotations().resume(GRID), RotationState.REVOKE_UNKNOWN);
        for (int days = 0; days < 9; days++) {
            rig.pass(Duration.ofDays(1));
            status = rig.rotations().resume(GRID);
        }
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.todo()).isEmpty();
        rig.server.sameWords = "";
        assertThat(rig.drive(status).state()).isEqualTo(RotationState.CLOSED);
    }

    @Test
    void row73_keyThatTheVenueAccepts_isNotSaidToBeGone() {
        RotationStatus status = movedByAPerson();
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        rig.server.wrongAddress.clear();
        assertThatThrownBy(() -> rig.rotations().gone(GRID))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("accepts");
        assertThat(rig.open().state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
    }

    @Test
    void gone_whileNobodyIsAsked_isRefused() {
        until(RotationState.DRAINING);
        assertThatThrownBy(() -> rig.rotations().gone(GRID)).isInstanceOf(RotationException.class);
    }

    @Test
    void row51_keyPutAsideIsGone_aPersonSaysThatItIsDeleted_andItEnds() {
        byAPerson();
        rig.drive();
        until(rig.operatorEnters(), RotationState.DRAINING);
        rig.store.remove(KeyId.of("rotation-" + rig.open().id() + "-old"));
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        status = rig.drive(rig.rotations().gone(GRID));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).contains("not proven dead");
    }

    @Test
    void row41_nothingIsLeftToRollBackTo_goesForwardOnceConfirmed() {
        rig.neverMoves.add("bot");
        until(RotationState.DISTRIBUTING);
        rig.before.put("store put back", () -> {});
        rig.after.put(
                "journal ROLLING_BACK",
                () -> rig.store.remove(KeyId.of("rotation-" + rig.open().id() + "-old")));
        RotationStatus status = rig.rotations().rollBack(GRID);
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        status = rig.rotations().confirm(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(status.cause()).contains("could not be rolled back");
    }

    @Test
    void row64_emergencyFromAnotherAddress_believesNoWordsButTheList() {
        rig.server.wrongAddress.add(rig.old().apiKey);
        rig.server.fail("DELETE /keys", Fault.LOST_BEFORE);
        RotationStatus status = rig.rotations().revokeNow(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.drive(status).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.old().deleted).isNotNull();
    }

    @Test
    void row64_emergencyWithoutAList_fromAnotherAddress_asksAPerson() {
        byAPerson();
        rig.server.wrongAddress.add(rig.old().apiKey);
        RotationStatus status = rig.rotations().revokeNow(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.todo()).isNotEmpty();
        rig.operatorDeletesOld();
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(rig.rotations().gone(GRID).state()).isEqualTo(RotationState.CLOSED);
    }

    /** I10. */
    @Test
    void row64_journalIsDamaged_keysAreDeletedWithoutIt_andWhatIsNotKnownIsSaid() throws IOException {
        rig.journal = new JournalFile(dir);
        rig.neverMoves.add("bot");
        until(RotationState.DISTRIBUTING);
        FakeKeyServer.Key fresh = rig.active();
        Path file = dir.resolve("rotations");
        byte[] content = Files.readAllBytes(file);
        content[40] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() -> rig.rotations().revokeNow(rig.plan))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("revokeUnrecorded");
        assertThat(rig.rotations().revokeUnrecorded(rig.plan))
                .anyMatch(line -> line.contains("rotation-…"))
                .anyMatch(line -> line.startsWith("the key 'grid-keys', which begins with AK3-: deleted"));
        assertThat(fresh.deleted).isNotNull();
    }

    @Test
    void row64_journalIsHeldByAProcessThatHangs_whatItNamesIsDeletedWithoutIt() {
        rig.neverMoves.add("bot");
        until(RotationState.DISTRIBUTING);
        int records = rig.memory.records.size();
        assertThat(rig.rotations().revokeUnrecorded(rig.plan)).hasSize(2).allMatch(line -> line.contains("deleted"));
        assertThat(rig.server.living("grid")).isEmpty();
        assertThat(rig.memory.records).hasSize(records);
        rig.pass(Duration.ofMinutes(1));
        assertThat(rig.rotations().revokeUnrecorded(rig.plan)).allMatch(line -> line.contains("refuses it"));
    }

    @Test
    void row64_withoutAJournal_venueRefusesOrDoesNotAnswer_isSaid() {
        rig.server.fail("DELETE /keys", Fault.REFUSED, Fault.LOST_AFTER);
        assertThat(rig.rotations().revokeUnrecorded(rig.plan))
                .singleElement()
                .asString()
                .contains("by hand");
        assertThat(rig.rotations().revokeUnrecorded(rig.plan))
                .singleElement()
                .asString()
                .contains("try again");
        byAPerson();
        assertThat(rig.rotations().revokeUnrecorded(rig.plan))
                .containsExactly("delete the key 'grid-keys', which begins with AK2-");
    }

    @Test
    void row76_processCannotLetTradingGoOn_doesNotEndAsIfItHad() {
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        until(RotationState.STORED);
        TradingPause pause = rig.pause;
        rig.pause = null;
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.REVOKED);
        assertThat(status.todo()).singleElement().asString().contains("trading was stopped");
        rig.pause = pause;
        assertThat(rig.drive(rig.rotations().resume(GRID)).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.isPaused()).isFalse();
    }

    /** I1: it is the last that works. */
    @Test
    void row51_newKeyIsDeadBeforeTheOldOneIsDeleted_theOldOneComesBack() {
        rig.after.put(
                "journal REVOKE_INTENT", () -> rig.active().deleted = rig.now().minus(rig.venue.dies));
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.calls("DELETE")).isLessThanOrEqualTo(1);
        rig.assertUntouched();
    }

    @Test
    void row55_newKeyDiesWhileTheDeletionIsTriedAgain_theOldOneIsKept() {
        rig.server.fail("DELETE /keys", Fault.LOST_BEFORE);
        RotationStatus status = until(RotationState.REVOKE_UNKNOWN);
        rig.active().deleted = rig.now().minus(rig.venue.dies);
        rig.pass(Duration.ofHours(1));
        status = rig.rotations().resume(GRID);
        rig.pass(Duration.ofHours(1));
        status = rig.rotations().resume(GRID);
        assertThat(status.reason()).contains("does not accept the new key");
        assertThat(rig.server.accepts(rig.old())).isTrue();
        assertThat(rig.someKeyWorks()).isTrue();
    }

    @Test
    void row03_sameKeyUnderAnotherName_isNotRotatedAway() {
        rig.store.put(RotationRig.key(KeyId.of("hedge-keys"), rig.old(), 1, Set.of("hedge")));
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("hedge-keys");
        assertThat(rig.calls("POST")).isZero();
        assertThat(rig.server.accepts(rig.old())).isTrue();
    }

    @Test
    void row51_sameKeyUnderAnotherNameMeanwhile_isNotDeleted() {
        until(RotationState.DRAINING);
        rig.store.put(RotationRig.key(KeyId.of("hedge-keys"), rig.old(), 1, Set.of("hedge")));
        RotationStatus status = rig.drive(rig.rotations().resume(GRID));
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("hedge-keys");
        assertThat(rig.calls("DELETE")).isZero();

        rig.store.remove(KeyId.of("hedge-keys"));
        assertThat(rig.drive(rig.rotations().confirm(GRID)).state()).isEqualTo(RotationState.CLOSED);
    }

    @Test
    void row64_sameKeyUnderAnotherName_endsAndIsNamed() {
        rig.store.put(RotationRig.key(KeyId.of("hedge-keys"), rig.old(), 1, Set.of("hedge")));
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).contains("hedge-keys");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RATE", "MAINTENANCE", "CLOCK", "NONCE"})
    void row13_limitWhileAGhostIsDeleted_isTriedAgain_andNobodyIsAsked(Fault fault) {
        rig.server.mixedLimits = true;
        rig.server.otherRights = Set.of("read");
        rig.server.fail("DELETE /keys", fault);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.cause()).isEmpty();
        rig.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /rights", "GET /keys", "DELETE /keys"})
    void row13_limitThatMayAlsoMeanTheAddress_endsNothing(String call) {
        rig.server.mixedLimits = true;
        rig.server.fail(call, Collections.nCopies(3, Fault.RATE).toArray(Fault[]::new));
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row25_administratorMayNotListAnyMore_theVerifiedKeyIsKept() {
        rig.after.put(
                "venue inspect",
                () -> rig.after.put("venue inspect", () -> rig.server.fail("GET /keys", Fault.REFUSED)));
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).contains("cannot list keys");
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row16_listTellsThatTheNewKeyIsNotBound_itIsNotTaken() {
        rig.server.addressesHidden = "?";
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        RotationStatus asked = rig.drive();
        FakeKeyServer.Key open =
                rig.server.make("grid", asked.label(), "", "", Set.of("read", "trade"), Set.of(), rig.now());
        try (ApiKey typed = RotationRig.key(KeyId.of("typed"), open, 1, Set.of())) {
            assertThatThrownBy(() -> rig.rotations().enter(GRID, typed))
                    .hasMessageContaining("not bound to the addresses");
        }
        open.ips = RotationRig.IPS;
        RotationStatus status = rig.drive(rig.operatorEnters());
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.cause()).isEmpty();
    }

    @Test
    void row16_listTellsThatTheKeyThatWasMadeIsNotBound_itIsNotTaken() {
        rig.server.addressesHidden = "?";
        rig.server.otherIps = Set.of();
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("not bound to the addresses");
        rig.assertUntouched();
    }

    @Test
    void row16_nobodyTellsTheAddressesOfTheNewKey_thatIsSaid() {
        byAPerson();
        rig.drive();
        rig.server.addressesHidden = "?";
        RotationStatus status = rig.drive(rig.operatorEnters());
        assertThat(status.cause()).contains("addresses");
    }
}
