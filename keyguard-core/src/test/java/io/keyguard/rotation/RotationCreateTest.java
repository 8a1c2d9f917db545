/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.RotationException;
import io.keyguard.StateException;
import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.source.ApiKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 1 to 29 and 74 to 76 of the table of failures in {@code docs/rotation.md}: from the plan to the verified key. */
class RotationCreateTest {
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

    private void assertAborted(RotationStatus status, String why) {
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains(why);
        rig.assertUntouched();
    }

    @Test
    void row01_crashBeforeTheIntent_nothingWasSent() {
        rig.crashBefore("journal CREATE_INTENT");
        rig.runToCrash();
        assertThat(rig.calls("POST")).isZero();

        assertClosed(rig.recover());
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row02_twoRotators_theSecondIsRefused() {
        rig.crashAfter("journal CREATED");
        rig.runToCrash();

        assertThatThrownBy(() -> rig.rotations().run(rig.plan))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("CREATED");
        assertClosed(rig.recover());
    }

    @Test
    void row02_twoRotatorsAtOnce_theSecondWaitsAndIsRefused() {
        try (RotationJournal first =
                RotationJournal.open(new JournalFile(dir), Duration.ofMillis(1), Effects.DIRECT, false)) {
            assertThat(first.all()).isEmpty();
            var other = new java.util.concurrent.FutureTask<>(
                    () -> RotationJournal.open(new JournalFile(dir), Duration.ofMillis(1), Effects.DIRECT, false));
            new Thread(other).start();
            assertThatThrownBy(other::get).hasCauseInstanceOf(RotationException.class);
        }
    }

    @Test
    void row03_administratorLacksTheRight_endsBeforeAnythingIsDone() {
        rig.server.fail("GET /keys", Fault.REFUSED);
        assertAborted(rig.drive(), "list keys");
        assertThat(rig.calls("POST")).isZero();
    }

    @Test
    void row03_rightsThatTheOldKeyHasNot_needApproval() {
        RotationPlan wider = RotationPlan.of(GRID, Set.of(Permission.READ_ACCOUNT, Permission.TRANSFER_INTERNAL))
                .account("grid")
                .administeredBy(RotationRig.MASTER);
        rig.plan = wider;
        assertAborted(rig.drive(), "TRANSFER_INTERNAL");

        rig.plan = wider.approve(Set.of(Permission.TRANSFER_INTERNAL));
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.active().rights).containsExactlyInAnyOrder("read", "move");
    }

    @Test
    void row03_wrongAccount_endsBeforeAnythingIsDone() {
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("hedge").administeredBy(RotationRig.MASTER);
        assertAborted(rig.drive(), "right account");
    }

    @Test
    void row03_labelHasNoRoom_endsBeforeAnythingIsDone() {
        rig.venue.label = java.util.regex.Pattern.compile("[A-Z]+");
        assertAborted(rig.drive(), "label");
    }

    @Test
    void row04_quotaFullOfGhosts_onlyThoseOfTheJournalAreDeleted() {
        FakeKeyServer.Key stranger =
                rig.server.make("grid", "kg-somebody", "", "", Set.of("read"), Set.of(), rig.now());
        rig.server.fail("POST /keys", Fault.LOST_AFTER);
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        assertThat(rig.drive().state()).isEqualTo(RotationState.BLOCKED);
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        assertThat(rig.drive(rig.rotations().abort(GRID)).state()).isIn(RotationState.BLOCKED, RotationState.ABORTED);
        RotationStatus open = rig.open();
        if (open != null) {
            rig.drive(rig.rotations().confirm(GRID));
        }
        rig.venue.quota = rig.server.living("grid").size();

        RotationStatus status = rig.drive();

        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(stranger, rig.active());
    }

    @Test
    void row04_quotaFullOfOthersKeys_isSaidAndNothingIsDeleted() {
        FakeKeyServer.Key stranger = rig.server.make("grid", "other", "", "", Set.of("read"), Set.of(), rig.now());
        rig.venue.quota = 2;
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("as many keys as it may have");
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(rig.old(), stranger);
    }

    @Test
    void row05_noBaseline_noKeyIsAskedFor() {
        rig.server.fail("GET /keys", Fault.LOST_BEFORE, Fault.LOST_BEFORE);
        RotationStatus status = rig.rotations().run(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.PLANNED);
        assertThat(status.next()).isPresent();
        assertThat(rig.calls("POST")).isZero();
        assertClosed(rig.drive(status));
    }

    @Test
    void row06_crashBeforeSending_waitsThenAsksUnderTheSameRotation() {
        rig.crashBefore("venue create");
        rig.runToCrash();
        String id = rig.open().id();
        RotationStatus waiting = rig.rotations().resume(GRID);
        assertThat(waiting.state()).isEqualTo(RotationState.CREATE_UNKNOWN);
        assertThat(waiting.next().orElseThrow()).isAfterOrEqualTo(rig.now().plus(rig.venue.appears));

        RotationStatus status = rig.drive(waiting);
        assertClosed(status);
        assertThat(status.id()).isEqualTo(id);
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row07_crashAfterSending_theGhostIsDeletedByItsIdAndAnotherIsMade() {
        rig.crashAfter("venue create");
        rig.runToCrash();
        FakeKeyServer.Key ghost = rig.newest();

        RotationStatus status = rig.recover();
        assertClosed(status);
        assertThat(ghost.deleted).isNotNull();
        assertThat(status.attempt()).isEqualTo(2);
        assertThat(rig.active().label).isNotEqualTo(ghost.label);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST_BEFORE", "LOST_AFTER", "SERVER_ERROR", "GARBLED"})
    void row08_row11_row17_unclearAnswer_isNeverSentAgainBlind(Fault fault) {
        rig.server.fail("POST /keys", fault);
        RotationStatus first = rig.rotations().run(rig.plan);
        assertThat(first.state()).isEqualTo(RotationState.CREATE_UNKNOWN);
        assertThat(rig.calls("POST")).isEqualTo(1);

        assertClosed(rig.drive(first));
        assertThat(rig.calls("POST")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = RotationState.class,
            names = {"STORED", "DRAINING"})
    void row07_ghostAppearsLate_isDeletedAtTheEnd(RotationState when) {
        rig.venue.appears = Duration.ofSeconds(5);
        rig.server.fail("POST /keys", Fault.LOST_AFTER);
        RotationStatus waiting = rig.rotations().run(rig.plan);
        FakeKeyServer.Key ghost = rig.newest();
        rig.server.keys.remove(ghost.apiKey);
        RotationStatus later = waiting;
        while (later.state() != when) {
            rig.moveTo(later);
            later = rig.rotations().resume(GRID);
        }
        rig.server.keys.put(ghost.apiKey, ghost);

        assertClosed(rig.drive(later));
    }

    @Test
    void row09_venueIsIdempotent_sameLabelIsSentAgain() {
        rig.venue.idempotent = true;
        rig.server.fail("POST /keys", Fault.LOST_AFTER);
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.attempt()).isEqualTo(1);
        assertThat(rig.server.keys).hasSize(3);
    }

    @Test
    void row09_repetitionIsRefused_theKeyOfTheFirstIsFoundAllTheSame() {
        rig.venue.idempotent = true;
        rig.server.fail("POST /keys", Fault.LOST_AFTER, Fault.REFUSED);
        assertClosed(rig.drive());
    }

    @Test
    void row10_venueCannotList_waitsForSomebodyToLook() {
        rig.server.fail("POST /keys", Fault.LOST_BEFORE);
        rig.server.fail("GET /keys", Fault.NONE, Fault.REFUSED);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains(status.label()).contains("confirm");
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.calls("POST")).isEqualTo(1);

        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
    }

    @Test
    void row10_labelsAreHiddenAndNoKeyHasAppeared_isAskedForAgain() {
        rig.server.labelsHidden = true;
        rig.server.fail("POST /keys", Fault.LOST_BEFORE);
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.calls("POST /keys")).isEqualTo(2);
        rig.assertRotated();
    }

    @Test
    void row10_labelsAreHidden_aNewKeyIsNotTakenForOurs() {
        rig.server.fail("POST /keys", Fault.LOST_AFTER);
        rig.server.labelsHidden = true;
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.calls("DELETE")).isZero();
    }

    @Test
    void row12_definiteRefusal_endsAndKeepsTheReason() {
        rig.server.fail("POST /keys", Fault.REFUSED);
        assertAborted(rig.drive(), "REQUEST");
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row13_rateLimited_waitsBeforeItAsksAgain() {
        rig.server.fail("POST /keys", Fault.RATE);
        RotationStatus status = rig.rotations().run(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.PLANNED);
        assertThat(status.next().orElseThrow()).isAfter(rig.now());
        assertClosed(rig.drive(status));
    }

    @Test
    void row14_clockSkew_oneNewAttemptAfterTheOther_thenEnds() {
        rig.server.fail("POST /keys", Fault.CLOCK);
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.attempt()).isEqualTo(2);

        var other = new RotationRig(dir.resolve("other"));
        other.server.fail("POST /keys", Fault.CLOCK, Fault.CLOCK, Fault.CLOCK, Fault.CLOCK);
        assertThat(other.drive().state()).isEqualTo(RotationState.ABORTED);
        assertThat(other.calls("POST")).isEqualTo(3);
    }

    @Test
    void row15_twoKeysAppear_theOneWhoseSecretIsHeldStays() {
        rig.server.fail("POST /keys", Fault.DOUBLED);
        RotationStatus before = rig.rotations().run(rig.plan);
        while (before.state() == RotationState.STORED) {
            rig.moveTo(before);
            before = rig.rotations().resume(GRID);
        }
        // Not only at the end: a key that nobody holds is nobody's to use meanwhile.
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(rig.old(), rig.active());
        assertClosed(rig.drive(before));
    }

    @Test
    void row16_widerOnce_isDeletedAndAskedForAgain() {
        rig.server.otherRights = Set.of("read", "trade", "move");
        rig.after.put("venue create", () -> rig.server.otherRights = null);
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.attempt()).isEqualTo(2);
    }

    @Test
    void row16_widerTwice_isBlockedAndNothingIsLeft() {
        rig.server.otherRights = Set.of("read", "trade", "move");
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("TRANSFER_INTERNAL");
        rig.assertUntouched();

        rig.server.otherRights = null;
        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "198.51.100.1"})
    void row16_otherAddresses_areNotTaken(String ips) {
        rig.server.otherIps = FakeKeyVenue.set(ips);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("addresses");
        rig.assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "*"})
    void row16_addressesThatTheListAloneTells_bindTheNewKeyToo(String hidden) {
        rig.server.addressesHidden = hidden;
        assertClosed(rig.drive());
        assertThat(rig.active().ips).isEqualTo(RotationRig.IPS);
    }

    @Test
    void row16_addressesThatNobodyTells_areAskedForInThePlan() {
        rig.server.addressesHidden = "?";
        rig.server.listHidesAddresses = true;
        assertAborted(rig.drive(), PlanStep.ADDRESSES);
        assertThat(rig.calls("POST")).isZero();

        rig.plan = rig.plan.boundTo(RotationRig.IPS);
        assertClosed(rig.drive());
    }

    @Test
    void row16_addressesThatNobodyTells_areNamedToThePerson() {
        rig.server.addressesHidden = "*";
        rig.server.listHidesAddresses = true;
        rig.plan = rig.plan.made(Making.BY_OPERATOR);
        assertThat(rig.drive().todo())
                .singleElement()
                .asString()
                .contains("the addresses that the old key is bound to");
    }

    @Test
    void row16_rightsMissing_areNotTaken() {
        rig.server.otherRights = Set.of("read");
        assertThat(rig.drive().reason()).contains("lacks [TRADE_SPOT]");
        rig.assertUntouched();
    }

    @Test
    void row18_row61_pausedPastTheFence_writesNothingAndTheNewOwnerSweeps() {
        rig.after.put("venue create", () -> {
            Rotation row = rig.memory.rows().values().iterator().next();
            rig.memory.records.add(row.with("epoch", 99L).toRecord());
        });
        assertThatThrownBy(rig::drive).isInstanceOf(RotationException.class).hasMessageContaining("taken");
        FakeKeyServer.Key ghost = rig.newest();
        assertThat(rig.open().state()).isEqualTo(RotationState.CREATE_INTENT);

        assertClosed(rig.recover());
        assertThat(ghost.deleted).isNotNull();
    }

    @Test
    void row18_staleRotator_sendsNothing() {
        rig.before.put("store read", () -> {});
        rig.crashBefore("venue create");
        rig.runToCrash();
        Rotation row = rig.memory.rows().values().iterator().next();
        try (RotationJournal stale = RotationJournal.open(rig.memory, Duration.ZERO, Effects.DIRECT, false)) {
            rig.memory.records.add(row.with("epoch", 99L).toRecord());
            assertThatThrownBy(stale::requireCurrent).isInstanceOf(RotationException.class);
        }
    }

    @Test
    void row19_crashBeforeTheSecretIsStored_theKeyIsAGhost() {
        rig.crashBefore("store new");
        rig.runToCrash();
        FakeKeyServer.Key ghost = rig.newest();
        assertClosed(rig.recover());
        assertThat(ghost.deleted).isNotNull();
    }

    @Test
    void row20_storeRefuses_isTriedAFewTimesAndThenTheKeyIsDeleted() {
        for (int i = 0; i < 3; i++) {
            rig.store.failures.add("before");
        }
        assertAborted(rig.drive(), "store cannot be written");

        rig = new RotationRig(dir.resolve("two"));
        rig.store.failures.add("before");
        rig.store.failures.add("before");
        assertClosed(rig.drive());
    }

    @Test
    void row20_storeAndVenueRefuse_theGhostIsWrittenDownAndDeletedLater() {
        for (int i = 0; i < 3; i++) {
            rig.store.failures.add("before");
        }
        rig.server.fail("DELETE /keys", Fault.LOST_BEFORE, Fault.LOST_BEFORE);
        RotationStatus status = rig.rotations().run(rig.plan);
        assertThat(status.state()).isEqualTo(RotationState.ROLLING_BACK);
        assertAborted(rig.drive(status), "store cannot be written");
    }

    @Test
    void row20_journalIsFullToo_nothingGoesOnUntilItCanBeWritten() {
        rig.after.put("venue create", () -> rig.memory.full = true);
        assertThatThrownBy(rig::drive).isInstanceOf(StateException.class);
        rig.memory.full = false;
        assertClosed(rig.recover());
    }

    @Test
    void row21_storeDoesNotAnswer_whatStandsThereDecides() {
        rig.store.failures.add("after");
        assertClosed(rig.drive());
        assertThat(rig.calls("POST")).isEqualTo(1);
        assertThat(rig.effects).filteredOn("store new"::equals).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"store new", "store promote"})
    void row22_operatorReplacesTheKeyMeanwhile_heWins(String moment) {
        FakeKeyServer.Key theirs =
                rig.server.make("grid", "by hand", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        rig.before.put(moment, () -> rig.store.put(RotationRig.key(GRID, theirs, 2, Set.of("grid"))));
        RotationStatus status = rig.drive();
        // His change is seen at once, not only by the next step.
        assertThat(rig.seen.contains(RotationState.STORED)).isEqualTo(moment.equals("store promote"));
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.active()).isSameAs(theirs);
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(rig.old(), theirs);
        assertThat(rig.used.read().keys().keySet()).containsExactly(GRID);
    }

    @Test
    void row23_crashWhenStored_goesOnWithTheSameKey() {
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        assertClosed(rig.recover());
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row24_storedKeyIsAnother_isTreatedAsLost() {
        rig.crashAfter("journal STORED");
        rig.runToCrash();
        KeyId next = KeyId.of("rotation-" + rig.open().id() + "-new");
        FakeKeyServer.Key other = rig.server.make("x", "x", "", "", Set.of("read"), Set.of(), rig.now());
        rig.store.put(RotationRig.key(next, other, 1, Set.of()));
        FakeKeyServer.Key lost = rig.server.living("grid").get(1);

        assertClosed(rig.recover());
        assertThat(lost.deleted).isNotNull();
    }

    @Test
    void row25_newKeyIsNotKnownYet_isAskedAgainWithTheSameKey() {
        rig.venue.appears = Duration.ofMinutes(2);
        assertClosed(rig.drive());
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row25_newKeyIsNeverKnown_isDeletedInTheEnd() {
        rig.venue.appears = Duration.ofSeconds(1);
        rig.after.put("venue create", () -> {
            FakeKeyServer.Key key = rig.newest();
            rig.server.keys.remove(key.apiKey);
            FakeKeyServer.Key never = rig.server.make(
                    "grid", key.label, "", "", key.rights, key.ips, rig.now().plus(Duration.ofDays(9)));
            rig.server.keys.remove(never.apiKey);
        });
        assertAborted(rig.drive(), "refuses the new key");
    }

    @Test
    void row26_addressIsNotAllowed_waitsForTheListToBeMended() {
        rig.server.wrongAddress.add("AK3-synthetic");
        RotationStatus status = rig.rotations().run(rig.plan);
        for (int i = 0; i < 12; i++) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        assertThat(status.state()).isEqualTo(RotationState.STORED);
        assertThat(status.reason()).contains("address");
        rig.server.wrongAddress.clear();
        assertClosed(rig.drive(status));
    }

    @Test
    void row26_addressIsNeverAllowed_endsAfterADay() {
        rig.server.wrongAddress.add("AK3-synthetic");
        assertAborted(rig.drive(), "address");
        assertThat(rig.now()).isAfter(java.time.Instant.parse("2026-06-02T00:00:00Z"));
    }

    @Test
    void row28_row29_anotherAccount_isNotTaken() {
        rig.server.otherAccount = "hedge";
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).contains("another account");
        assertThat(rig.active()).isSameAs(rig.old());
    }

    @Test
    void row74_ownPair_isStoredBeforeTheVenueIsAsked() {
        rig.plan = rig.plan.made(Making.OWN_PAIR);
        rig.crashBefore("venue create");
        rig.runToCrash();
        try (ApiKey pair = rig.stored(KeyId.of("rotation-" + rig.open().id() + "-new"))) {
            assertThat(RotationRig.text(java.util.Objects.requireNonNull(pair).secret()))
                    .contains("PRIVATE KEY");
        }
        assertClosed(rig.recover());
        assertThat(rig.active().publicKey).contains("PUBLIC KEY");
    }

    @Test
    void row74_ownPairAnswerLost_isFoundByItsLabelAndMadeAgain() {
        rig.plan = rig.plan.made(Making.OWN_PAIR);
        rig.server.fail("POST /keys", Fault.LOST_AFTER);
        assertClosed(rig.drive());
    }

    @Test
    void row75_everyAttempt_hasALabelOfItsOwn() {
        rig.server.fail("POST /keys", Fault.LOST_AFTER, Fault.LOST_AFTER);
        assertClosed(rig.drive());
        assertThat(rig.server.keys.values().stream().map(key -> key.label))
                .doesNotHaveDuplicates()
                .filteredOn(label -> label.startsWith("kg-"))
                .hasSize(3);
    }

    @Test
    void row76_singleSlot_needsApproval() {
        rig.venue.overlap = false;
        assertAborted(rig.drive(), "approve");
        assertThat(rig.paused).isEmpty();
    }

    @Test
    void row76_singleSlot_tradingStandsStillFromBeforeTheKeyIsMade() {
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        rig.before.put("venue create", () -> assertThat(rig.isPaused()).isTrue());
        rig.before.put("store promote", () -> assertThat(rig.isPaused()).isTrue());
        assertClosed(rig.drive());
        assertThat(rig.isPaused()).isFalse();
    }

    @Test
    void row76_singleSlotByAPerson_tradingStandsStillBeforeThePersonIsAsked() {
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime().made(Making.BY_OPERATOR);
        rig.before.put(
                "journal AWAITING_OPERATOR", () -> assertThat(rig.isPaused()).isTrue());
        RotationStatus status = rig.drive();
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.AWAITING_OPERATOR);
        assertThat(rig.isPaused()).isTrue();

        assertThat(rig.rotations().abort(GRID).state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.isPaused()).isFalse();
    }

    @Test
    void row76_singleSlotAndNoKeyWorks_tradingStaysStopped() {
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        rig.server.otherAccount = "grid";
        rig.server.otherRights = Set.of("read", "trade", "move");
        RotationStatus status = rig.drive();
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.isPaused()).isTrue();

        rig.server.otherRights = null;
        rig.server.otherAccount = "";
        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
        assertThat(rig.isPaused()).isFalse();
    }

    @Test
    void row76_singleSlotAndTheNextAttemptIsRefused_tradingStaysStopped() {
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        rig.server.fail("POST /keys", Fault.LOST_AFTER, Fault.REFUSED);
        RotationStatus status = rig.drive();
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.BLOCKED);
        assertThat(rig.server.accepts(rig.old())).isFalse();
        assertThat(rig.isPaused()).isTrue();

        assertClosed(rig.drive(rig.rotations().confirm(GRID)));
        assertThat(rig.isPaused()).isFalse();
    }
}
