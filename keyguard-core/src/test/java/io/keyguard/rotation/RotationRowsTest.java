/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Permission;
import io.keyguard.SourceException;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the table of failures in {@code docs/rotation.md} that are about who uses a key beside the rotation: a ring of keys as a bot has it, other processes, other stores. */
class RotationRowsTest {
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    private RotationRig rig;
    private Bot bot;

    /** What a bot has of keyguard: a ring that reads the store, whose time the test holds, and which says what it uses. */
    private final class Bot implements AutoCloseable {
        private final AtomicLong nanos = new AtomicLong();
        private final List<Runnable> scheduled = new ArrayList<>();
        private boolean partitioned;
        private final ScheduledThreadPoolExecutor held = new ScheduledThreadPoolExecutor(0) {
            @Override
            public void execute(Runnable task) {
                // The test reloads.
            }

            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                scheduled.add(task);
                return super.schedule(() -> {}, 1, TimeUnit.DAYS);
            }
        };
        private final KeyRing ring = KeyRing.builder(new Partitioned())
                .venue(rig.venue)
                .gate((fresh, kept, unloadable) -> KeyGate.Verdict.NOTHING_TO_SAY)
                .overlap(OVERLAP)
                .scheduler(held)
                .reloader(held)
                .tellers(Runnable::run)
                .ticker(nanos::get)
                .build();

        /** The store, as long as it can be reached. */
        private final class Partitioned implements KeySource {
            @Override
            public String name() {
                return "memory";
            }

            @Override
            public KeySnapshot read() {
                if (partitioned) {
                    throw new SourceException("the store cannot be reached", null);
                }
                KeySnapshot all = rig.store.read();
                all.keys().values().stream()
                        .filter(key -> key.strategies().isEmpty())
                        .forEach(ApiKey::close);
                return new KeySnapshot(
                        1,
                        all.keys().values().stream()
                                .filter(key -> !key.strategies().isEmpty())
                                .toList());
            }

            @Override
            public Watch watch(Runnable changed) {
                return () -> {};
            }

            @Override
            public void close() {
                // The store outlives it.
            }
        }

        LoadedKey key() {
            return java.util.Objects.requireNonNull(ring.current().byId().get(GRID));
        }

        SignedRequest sign(LoadedKey key) {
            return key.sign(VenueRequest.get("/rights"), FakeKeyVenue.HOST);
        }

        /** Reads the store, and says what it uses. */
        void looks() {
            ring.reload();
            says();
        }

        void says() {
            UseRecord.Use use = java.util.Objects.requireNonNull(ring.uses().get(GRID));
            rig.consumers.put("bot", new Consumer("bot", use.generation(), use.settled(), use.material()));
        }

        void overlapEnds() {
            nanos.addAndGet(OVERLAP.toNanos());
            List.copyOf(scheduled).forEach(Runnable::run);
            says();
        }

        @Override
        public void close() {
            ring.close();
            held.shutdownNow();
        }
    }

    @BeforeEach
    void start() {
        rig = new RotationRig(dir);
        rig.neverMoves.add("bot");
        bot = new Bot();
        assertThat(bot.ring.start().mayStart()).isTrue();
    }

    @AfterEach
    void close() {
        bot.close();
    }

    private RotationStatus until(RotationState wanted) {
        RotationStatus status = rig.rotations().run(rig.plan);
        for (int left = 100; left > 0 && status.state() != wanted; left--) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        return status;
    }

    /** Goes on for an hour, in which nothing may happen but waiting. */
    private RotationStatus anHourLater() {
        rig.pass(Duration.ofHours(1));
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
        assertThat(status.waitingFor()).containsExactly("bot");
        assertThat(rig.server.accepts(rig.old())).isTrue();
        return status;
    }

    private void assertClosed(RotationStatus status) {
        assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
    }

    @Test
    void row27_venueDoesNotTellANeededRight_isTakenAndNamedAsUnproven() {
        rig.neverMoves.clear();
        rig.venue.hidden = Set.of(Permission.TRADE_SPOT);
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.cause())
                .contains("does not say")
                .contains("TRADE_SPOT")
                .doesNotContain("READ_ACCOUNT");
    }

    @Test
    void row27_rightIsTriedOut_isProvenThoughTheVenueDoesNotTellIt() {
        rig.neverMoves.clear();
        rig.venue.triesOut = true;
        rig.venue.hidden = Set.of(Permission.TRADE_SPOT);
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.cause()).isEmpty();
        assertThat(rig.server.calls)
                .filteredOn(call -> call.startsWith("POST /orders/test"))
                .containsExactly("POST /orders/test by " + rig.active().apiKey);
    }

    @Test
    void row27_keyIsToldThatItMayTradeAndIsRefusedWhenItTries_isNotTaken() {
        rig.venue.triesOut = true;
        rig.server.trialRefused = true;
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("tried TRADE_SPOT");
        assertThat(rig.active()).isSameAs(rig.old());
        assertThat(rig.server.living("grid")).containsExactly(rig.old());
    }

    @Test
    void row27_trialIsNotAnswered_isTriedAgainWithTheSameKey() {
        rig.neverMoves.clear();
        rig.venue.triesOut = true;
        rig.server.fail("POST /orders/test", FakeKeyServer.Fault.LOST_BEFORE, FakeKeyServer.Fault.SERVER_ERROR);
        assertClosed(rig.drive());
        assertThat(rig.calls("POST /keys")).isEqualTo(1);
    }

    @Test
    void row27_somethingElseStandsInTheWayOfATrial_countsWhatTheVenueTells() {
        rig.neverMoves.clear();
        rig.venue.triesOut = true;
        rig.server.fail("POST /orders/test", FakeKeyServer.Fault.REFUSED);
        assertClosed(rig.drive());
        assertThat(rig.calls("POST /orders/test")).isEqualTo(1);
    }

    @Test
    void row27_venueToldTheRightOfTheOldKeyAlone_isNamedAsUnproven() {
        rig.neverMoves.clear();
        rig.after.put("store new", () -> rig.venue.hidden = Set.of(Permission.TRADE_SPOT));
        RotationStatus status = rig.drive();
        assertClosed(status);
        assertThat(status.cause()).contains("TRADE_SPOT");
    }

    @Test
    void row27_venueHidesARightThatNobodyAskedFor_isNotTaken() {
        rig.after.put("store new", () -> rig.venue.hidden = Set.of(Permission.TRANSFER_INTERNAL));
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.BLOCKED);
        assertThat(status.reason()).contains("may do more").contains("TRANSFER_INTERNAL");
        assertThat(rig.active()).isSameAs(rig.old());
    }

    @Test
    void row16_venueTellsTheAddressesInItsListAlone_theNewKeyIsBoundToThem() {
        rig.neverMoves.clear();
        rig.venue.addressesHidden = true;
        assertThat(rig.rotations().preview(rig.plan)).anyMatch(line -> line.contains("from [203.0.113.7]"));
        assertClosed(rig.drive());
        assertThat(rig.active().ips).isEqualTo(RotationRig.IPS);
    }

    @Test
    void row16_newKeyEndsWithinADay_isNotTaken() {
        rig.neverMoves.clear();
        rig.after.put("venue create", () -> rig.newest().ends = rig.now().plus(Duration.ofHours(23)));
        assertClosed(rig.drive());
        assertThat(rig.calls("POST")).isEqualTo(2);
        assertThat(rig.active().ends).isNull();
    }

    @Test
    void row16_newKeyEndsLater_isTaken() {
        rig.neverMoves.clear();
        rig.after.put("venue create", () -> rig.newest().ends = rig.now().plus(Duration.ofHours(25)));
        assertClosed(rig.drive());
        assertThat(rig.calls("POST")).isEqualTo(1);
    }

    @Test
    void row16_nobodyTellsTheAddresses_noKeyIsMadeThatIsBoundToNone() {
        rig.neverMoves.clear();
        rig.venue.addressesHidden = true;
        rig.venue.addressesListed = false;
        assertThat(rig.rotations().preview(rig.plan)).containsExactly("cannot begin: " + PlanStep.ADDRESSES);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(status.reason()).isEqualTo(PlanStep.ADDRESSES);
        rig.assertUntouched();

        rig.plan = rig.plan.boundTo(RotationRig.IPS);
        assertClosed(rig.drive());
        assertThat(rig.active().ips).isEqualTo(RotationRig.IPS);
    }

    @Test
    void row16_personMakesAKeyThatIsBoundToNone_itIsNotTaken() {
        rig.neverMoves.clear();
        rig.venue.addressesHidden = true;
        rig.venue.addressesListed = false;
        rig.plan = RotationPlan.of(GRID, RotationRig.NEEDS).account("grid").made(RotationPlan.Making.BY_OPERATOR);
        RotationStatus status = rig.drive();
        assertThat(status.todo())
                .singleElement()
                .asString()
                .contains("from [the addresses that the old key is bound to]");
        FakeKeyServer.Key open =
                rig.server.make("grid", status.label(), "", "", Set.of("read", "trade"), Set.of(), rig.now());
        try (ApiKey typed = RotationRig.key(io.keyguard.KeyId.of("typed"), open, 1, Set.of())) {
            assertThatThrownBy(() -> rig.rotations().enter(GRID, typed)).hasMessageContaining("from anywhere");
        }
        open.ips = RotationRig.IPS;
        rig.operatorEnters();
        assertThat(rig.active()).isSameAs(open);
    }

    @Test
    void row03_quotaOfOneWithoutOverlap_isNoObstacle_asTheNewKeyEndsTheOldOne() {
        rig.neverMoves.clear();
        rig.venue.overlap = false;
        rig.venue.quota = 1;
        rig.plan = rig.plan.approveDowntime();
        assertClosed(rig.drive());
        assertThat(rig.paused).contains("pause").last().isEqualTo("resume");
    }

    @Test
    void row76_somebodyStillTrades_theOldKeyIsNotEnded() {
        rig.neverMoves.clear();
        rig.venue.overlap = false;
        rig.plan = rig.plan.approveDowntime();
        rig.stillTrading.add("late bot");
        RotationStatus status = rig.rotations().run(rig.plan);
        rig.pass(Duration.ofHours(1));
        status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.PLANNED);
        assertThat(status.waitingFor()).containsExactly("late bot");
        assertThat(rig.calls("POST")).isZero();
        rig.stillTrading.clear();
        rig.stepsToResume.add("approve it");
        status = rig.drive(status);
        assertThat(status.state()).isEqualTo(RotationState.REVOKED);
        assertThat(status.todo()).containsExactly("approve it");
        rig.stepsToResume.clear();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row36_requestsInFlight_areSignedByOneGenerationEach_andTheOldKeyLivesUntilTheyAreThrough() throws IOException {
        LoadedKey old = bot.key();
        SignedRequest inFlight = bot.sign(old);
        until(RotationState.DISTRIBUTING);
        bot.looks();
        assertThat(bot.sign(old).headers()).containsEntry("X-KEY", rig.old().apiKey);
        assertThat(bot.sign(bot.key()).headers()).containsEntry("X-KEY", rig.active().apiKey);
        anHourLater();
        assertThat(rig.server.send(inFlight).status()).isEqualTo(200);
        bot.overlapEnds();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row37_sessionsThatHangOnTheKey_areHandedOverOneByOne_beforeTheOldOneGoes() {
        var first = new CompletableFuture<Void>();
        var second = new CompletableFuture<Void>();
        bot.ring.onChange("private stream", change -> first);
        bot.ring.onChange("order stream", change -> second);
        until(RotationState.DISTRIBUTING);
        bot.looks();
        bot.overlapEnds();
        anHourLater();
        first.complete(null);
        bot.says();
        anHourLater();
        second.complete(null);
        bot.says();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row38_botCannotReadTheStore_keepsTheOldKeyWhichLives_andIsNamed() throws IOException {
        bot.partitioned = true;
        until(RotationState.DISTRIBUTING);
        bot.looks();
        assertThat(bot.ring.sourceHealth())
                .anySatisfy(health -> assertThat(health.toString()).contains("cannot be reached"));
        anHourLater();
        assertThat(rig.server.send(bot.sign(bot.key())).status()).isEqualTo(200);
        bot.partitioned = false;
        bot.looks();
        bot.overlapEnds();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row45_useThatNobodySigned_isNotSeenHere_andWhoeverSeesItEndsBothKeysAtOnce() throws IOException {
        until(RotationState.DISTRIBUTING);
        bot.looks();
        bot.overlapEnds();
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DRAINING);
        // Somebody else uses the old key: nothing in the state directory tells of it.
        rig.server.send(bot.sign(stolen()));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.DRAINING);
        RotationStatus ended = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(ended.state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.server.living("grid")).isEmpty();
    }

    /** The old key, in somebody else's hands. */
    private LoadedKey stolen() {
        var loader = new KeyLoader(
                java.util.Map.of(FakeKeyVenue.ID, rig.venue),
                rig::now,
                System::nanoTime,
                null,
                key -> java.util.Optional.empty(),
                venue -> () -> 0);
        return loader.load(RotationRig.key(GRID, rig.old(), 1, Set.of()), rig.venue);
    }

    @Test
    void row46_processThatNobodyKnew_mayUseTheOldKey_soThatItStaysAndTheProcessIsNamed() throws Exception {
        until(RotationState.DISTRIBUTING);
        bot.looks();
        bot.overlapEnds();
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.state()).isEqualTo(RotationState.DRAINING);
        try (ProcessFolder stranger = ProcessFolder.start(dir, rig.now())) {
            new ProcessConsumers(dir, Set.of()).of(GRID).forEach(one -> {
                rig.neverMoves.add(one.name());
                rig.consumers.put(one.name(), one);
            });
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
            assertThat(status.state()).isEqualTo(RotationState.DISTRIBUTING);
            assertThat(status.waitingFor()).containsExactly(stranger.name());
            assertThat(rig.server.accepts(rig.old())).isTrue();
            rig.consumers.remove(stranger.name());
        }
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row53_venueDoesNotLetUsDeleteTheOldKey_itMayOnlyReadUntilAPersonDoes() {
        rig.neverMoves.clear();
        rig.venue.modifies = true;
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        RotationStatus status = rig.drive();
        assertThat(status.state()).isEqualTo(RotationState.REVOKE_UNKNOWN);
        assertThat(status.reason()).contains("REQUEST").contains("may only read");
        assertThat(status.todo()).isNotEmpty();
        assertThat(rig.old().rights).containsExactly("read");
        assertThat(rig.old().ips).isEqualTo(RotationRig.IPS);
        assertThat(rig.active().rights).contains("trade");
        rig.operatorDeletesOld();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row53_crashAroundTheWeakening_isDoneAgain() {
        rig.neverMoves.clear();
        rig.venue.modifies = true;
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        rig.crashAfter("venue modify");
        rig.runToCrash();
        rig.server.fail("PUT /keys", Fault.LOST_BEFORE);
        RotationStatus status = rig.rotations().resume(GRID);
        assertThat(status.reason()).contains("what it could before");
        assertThat(rig.old().rights).containsExactly("read");
    }

    @Test
    void row64_emergencyWhileAKeyIsWeakened_deletesEveryKey() {
        rig.neverMoves.clear();
        rig.venue.modifies = true;
        rig.server.fail("DELETE /keys", Fault.REFUSED);
        rig.crashBefore("venue modify");
        rig.runToCrash();
        RotationStatus status = rig.drive(rig.rotations().revokeNow(rig.plan));
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        assertThat(status.todo()).isEmpty();
        assertThat(rig.server.living("grid")).isEmpty();
    }

    @Test
    void row53_deletionIsHeldUpByALimit_isTriedAgainAndAsksNobody() {
        rig.neverMoves.clear();
        rig.server.fail("DELETE /keys", Fault.RATE, Fault.MAINTENANCE);
        assertClosed(rig.drive());
    }

    @Test
    void row60_botReadsAnotherStore_itsNumberIsNotTakenForOurs() {
        until(RotationState.DISTRIBUTING);
        String old = VenueKeyId.of(FakeKeyVenue.ID, rig.old().apiKey).value();
        rig.consumers.put("bot", new Consumer("bot", 7, true, old));
        anHourLater();
        bot.looks();
        bot.overlapEnds();
        assertClosed(rig.drive(rig.rotations().resume(GRID)));
    }

    @Test
    void row63_whatAKilledWriteOfTheVaultLeft_isNoObstacle() throws IOException {
        rig.neverMoves.clear();
        Path folder = Files.createDirectory(
                dir.resolve("vaults"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(
                        folder.resolve("bot.vault"),
                        PassphraseSource.ofChars(RotationProbe.PASSPHRASE.toCharArray()),
                        cheap);
                ApiKey first = RotationRig.key(GRID, rig.old(), 1, Set.of("grid"))) {
            vault.add(first);
            Files.writeString(folder.resolve("bot.vault.tmp"), "half a vault");
            rig.used = vault;
            rig.crashAfter("store promote");
            rig.runToCrash();
            Files.writeString(folder.resolve("bot.vault.tmp"), "half a vault again");
            assertClosed(rig.drive(rig.rotations().resume(GRID)));
            assertThat(folder.resolve("bot.vault.tmp")).doesNotExist();
        }
    }
}
