/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.StateException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An incident is answered whole, by one venue after the other's trouble, and over crashes at every step. */
class ResponderTest {
    private static final Instant NOW = Instant.parse("2026-06-01T03:00:00Z");
    /** Each of them costs a tenth of a second. */
    private static final int CRASHES_APART = 9;

    @TempDir
    private Path folder;

    private final IncidentVenue venue = new IncidentVenue("one");
    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<IncidentEvent> told = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path state;

    @BeforeEach
    void name() {
        state = folder.resolve("state");
        venue.orders.addAll(List.of("o1", "o2"));
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** Time passes when somebody waits, and at no other time. */
    private Responder.Builder responder(ExposedKey... keys) {
        Responder.Builder builder = Responder.builder(state)
                .clock((InstantSource) () -> NOW.plusNanos(nanos.get()))
                .time(nanos::get, time -> nanos.addAndGet(time.toNanos()))
                .executor(Runnable::run)
                .by("operator")
                .listener(told::add);
        for (ExposedKey key : keys) {
            builder.key(key);
        }
        return builder;
    }

    private SignedCalls calls(IncidentVenue at, String name) {
        ApiKey key = at.key(name);
        MaterialCalls calls = MaterialCalls.of(key, at, at, () -> NOW);
        opened.add(calls);
        opened.add(key);
        return calls;
    }

    private ExposedKey.Builder exposed(IncidentVenue at, String name) {
        ApiKey key = at.key(name);
        MaterialCalls calls = MaterialCalls.of(key, at, at, () -> NOW);
        opened.add(calls);
        opened.add(key);
        return ExposedKey.builder(key, at, calls)
                .administrator(calls(at, "admin"))
                .helper(calls(at, "helper"));
    }

    private List<Outcome> outcomes(IncidentStep step) {
        return told.stream()
                .filter(event -> event.step() == step)
                .map(IncidentEvent::outcome)
                .toList();
    }

    @Test
    void incident_isFrozenCancelledRevokedProvenAndSwept_inThisOrder() {
        IncidentReport report = responder(exposed(venue, "grid").build())
                .freeze(FreezeScope.venue("one"))
                .build()
                .start("a\nleak");
        assertThat(report.keys()).singleElement().satisfies(key -> {
            assertThat(key.state()).isEqualTo(KeyOutcome.State.DEAD);
            assertThat(key.byHand()).isFalse();
            assertThat(key.toRevoke()).isPresent();
            assertThat(key.toCancel()).isPresent();
        });
        assertThat(report.isClean()).isTrue();
        assertThat(report.toFreeze()).isPresent();
        assertThat(report.reason()).isEqualTo("a leak");
        assertThat(venue.orders).isEmpty();
        assertThat(venue.did)
                .startsWith("GET /me by grid", "DELETE /orders by grid")
                .contains("DELETE /orders by helper");
        assertThat(Freezes.in(state, "").inForce()).hasSize(1);
        assertThat(IncidentReport.all(state)).containsExactly(report.id());
        assertThat(IncidentReport.read(state, report.id()).toJson()).isEqualTo(report.toJson());
        assertThat(report.headline()).startsWith("1 of 1 keys dead; time to revoke: 0.");
        assertThat(List.of(report, report.toHtml(), report.toMarkdown(), report.toJson(), told)
                        .toString())
                .doesNotContain("canary");
    }

    private static Investigation looking(IncidentStep step, String subject, Consumer<Consumer<String>> look) {
        return new Investigation() {
            @Override
            public String subject() {
                return subject;
            }

            @Override
            public IncidentStep step() {
                return step;
            }

            @Override
            public void look(Consumer<String> found) {
                look.accept(found);
            }
        };
    }

    @Test
    void losses_standInEveryForm_andThatNothingWasComparedAsWell() {
        Investigation check = looking(
                IncidentStep.RECONCILE,
                "one/main",
                found -> found.accept(AccountCheck.LOSS + "without a reason: -2 BTC"));
        IncidentReport report = responder(exposed(venue, "grid").build())
                .investigation(check)
                .build()
                .start("");
        assertThat(report.losses().orElseThrow()).containsExactly("one/main: without a reason: -2 BTC");
        assertThat(List.of(report.toHtml(), report.toMarkdown(), report.toJson()))
                .allMatch(text -> text.contains("one/main: without a reason: -2 BTC"));
        IncidentReport without =
                responder(exposed(venue, "other").build()).build().start("");
        assertThat(without.losses()).isEmpty();
        assertThat(without.toMarkdown()).contains("Not known: no account was compared");
        IncidentReport some = responder(exposed(venue, "third").build())
                .investigation(looking(IncidentStep.RECONCILE, "one/main", found -> {}))
                .investigation(looking(
                        IncidentStep.RECONCILE,
                        "one/sub",
                        found -> found.accept(AccountCheck.NOT_COMPARED + "nobody kept it")))
                .investigation(looking(IncidentStep.RECONCILE, "one/down", found -> {
                    throw new VenueUnavailableException("no answer", null);
                }))
                .build()
                .start("");
        assertThat(some.losses().orElseThrow())
                .hasSize(2)
                .anyMatch(line -> line.equals("one/sub: not compared: nobody kept it"))
                .anyMatch(line -> line.startsWith("one/down: not compared: no answer"));
    }

    /** What has too many lines for a record must not keep what follows from being written. */
    @Test
    void findings_tooManyForTheJournal_areInTheReport_andTheRestIsWritten() {
        IncidentReport report = Responder.builder(state)
                .investigation(found(() -> Collections.nCopies(20_000, "x".repeat(100) + '\u009b')))
                .build()
                .start("");
        assertThat(report.found(IncidentStep.RECONCILE).get(0).lines()).hasSize(20_000);
        assertThat(report.toMarkdown()).doesNotContain("\u009b");
        IncidentReport kept = IncidentReport.read(state, report.id());
        assertThat(kept.toClose()).isPresent();
        assertThat(kept.found(IncidentStep.RECONCILE).get(0).detail()).contains("20000", "too many");
    }

    private static Investigation found(Supplier<List<String>> lines) {
        return new Investigation() {
            @Override
            public IncidentStep step() {
                return IncidentStep.RECONCILE;
            }

            @Override
            public String subject() {
                return "one/main";
            }

            @Override
            public void look(Consumer<String> found) {
                lines.get().forEach(found);
            }
        };
    }

    /** A pool makes whoever waits in it do what he waits for, and no limit holds. */
    @Test
    void withoutAnExecutor_eachThingHasAThreadOfItsOwn() {
        var threadsUsed = new CopyOnWriteArrayList<Thread>();
        Responder.builder(state)
                .investigation(found(() -> {
                    threadsUsed.add(Thread.currentThread());
                    return List.of();
                }))
                .build()
                .start("");
        assertThat(threadsUsed).singleElement().isNotInstanceOf(ForkJoinWorkerThread.class);
    }

    @Test
    void venueThatSaysDone_whileTheKeyStillWorks_isNotBelieved() {
        venue.acceptsAfterDeletion = 9;
        IncidentReport late = responder(exposed(venue, "grid").build()).build().start("");
        assertThat(late.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(late.keys().get(0).toRevoke().orElseThrow()).isGreaterThan(Duration.ofMillis(100));

        venue.lies = true;
        venue.orders.add("foreign");
        IncidentReport never = responder(exposed(venue, "hedge").build())
                .limits(ResponseLimits.usual().byHand(Duration.ofMinutes(5)))
                .build()
                .start("");
        assertThat(never.keys()).singleElement().satisfies(key -> {
            assertThat(key.state()).isEqualTo(KeyOutcome.State.ALIVE);
            assertThat(key.why()).contains("STILL ACCEPTS");
            assertThat(key.next()).contains("Delete the key hedge.");
        });
        assertThat(never.isClean()).isFalse();
        assertThat(venue.orders).isEmpty();
        assertThat(never.toMarkdown()).contains("- [ ] hedge at one: Delete the key hedge.");
    }

    @Test
    void keyThatOnlyAPersonDeletes_isAskedForWithItsSteps_andTimedApart() {
        venue.byHand = true;
        var asked = new AtomicInteger();
        IncidentReport report = responder(exposed(venue, "grid").build())
                .listener(event -> {
                    if (event.outcome() == Outcome.BY_HAND && event.step() == IncidentStep.REVOKE) {
                        asked.incrementAndGet();
                        assertThat(event.lines()).containsExactly("Open API management.", "Delete the key grid.");
                        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
                        venue.deleteByHand("grid");
                    }
                })
                .build()
                .start("");
        assertThat(asked).hasValue(1);
        assertThat(report.toRevoke(false)).isEmpty();
        assertThat(report.toRevoke(true)).singleElement().isEqualTo(Duration.ofMinutes(3));
        assertThat(report.headline()).isEqualTo("1 of 1 keys dead; by hand: 3 min 0 s");
    }

    @Test
    void administrators_areTriedOneAfterTheOther_andSoAreTheNamesOfAccounts() {
        venue.mumbles = true;
        ApiKey key = venue.key("grid");
        MaterialCalls own = MaterialCalls.of(key, venue, venue, () -> NOW);
        opened.add(own);
        opened.add(key);
        SignedCalls gone = calls(venue, "gone");
        venue.deleteByHand("gone");
        IncidentReport report = responder(ExposedKey.builder(key, venue, own)
                        .administrator(gone)
                        .administrator(calls(venue, "admin"), "another name")
                        .build())
                .build()
                .start("");
        assertThat(report.keys()).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(KeyOutcome.State.DEAD);
            assertThat(one.byHand()).isFalse();
        });
    }

    /** A hundred keys that one key ends must not wait for each other, but where nonces only grow. */
    @Test
    void callsWithOneKey_goSideBySide() {
        SignedCalls admin = calls(venue, "admin");
        var both = new CountDownLatch(2);
        venue.before = request -> {
            both.countDown();
            await(both);
        };
        List<Future<?>> asked = List.of(
                threads.submit(() -> admin.call(VenueRequest.get("/me"))),
                threads.submit(() -> admin.call(VenueRequest.get("/me"))));
        assertThat(asked).allSatisfy(one -> assertThat(one.get()).isNotNull());
    }

    @Test
    void keyThatCameMeanwhile_isEndedToo() {
        ExposedKey first = exposed(venue, "grid").build();
        ExposedKey candidate = exposed(venue, "rotation-grid").build();
        IncidentReport report =
                responder(first).more(() -> List.of(first, candidate)).build().start("");
        assertThat(report.keys())
                .extracting(KeyOutcome::key, KeyOutcome::state)
                .containsExactly(tuple("grid", KeyOutcome.State.DEAD), tuple("rotation-grid", KeyOutcome.State.DEAD));
        IncidentReport unsure = responder(exposed(venue, "hedge").build())
                .more(() -> {
                    throw new VenueUnavailableException("the vault cannot be read", null);
                })
                .build()
                .start("");
        assertThat(unsure.isClean()).isFalse();
        assertThat(unsure.next()).anyMatch(step -> step.contains("the vault cannot be read"));
        assertThat(responder(exposed(venue, "hedge").build())
                        .build()
                        .resume(unsure.id())
                        .isClean())
                .isTrue();
    }

    /** Whoever resumes must not take for done what no step was ever taken for. */
    @Test
    void keyOutOfReach_staysInTheReport_andIsNeverDead() {
        ExposedKey key = exposed(venue, "grid").build();
        KeyId other = KeyId.of("odd");
        IncidentReport report = responder(key)
                .unreachable(other, "elsewhere", "nobody knows that venue")
                .build()
                .start("");
        assertThat(report.isClean()).isFalse();
        assertThat(report.next()).anyMatch(step -> step.startsWith("odd at elsewhere: Log in at the venue"));
        told.clear();
        IncidentReport again = responder(key)
                .unreachable(other, "elsewhere", "nobody knows that venue")
                .build()
                .resume(report.id());
        assertThat(outcomes(IncidentStep.REVOKE)).as("nobody is asked twice").isEmpty();
        assertThat(again.keys())
                .extracting(KeyOutcome::state)
                .containsExactly(KeyOutcome.State.DEAD, KeyOutcome.State.UNKNOWN);
        assertThat(again.isClean()).isFalse();
        assertThat(IncidentReport.read(state, report.id()).isClean()).isFalse();
    }

    @Test
    void rotations_areStoppedUntilItEnds_andOverACrash() {
        Path stopped = state.resolve("rotations.stops");
        var seen = new AtomicInteger();
        IncidentReport report = responder(exposed(venue, "grid").build())
                .listener(event -> seen.addAndGet(stopped.toFile().list().length == 1 ? 1 : 1_000))
                .build()
                .start("");
        assertThat(seen.get()).isBetween(5, 999);
        assertThat(stopped).isEmptyDirectory();
        assertThatThrownBy(() -> responder(exposed(venue, "hedge").build())
                        .listener(event -> {
                            throw new AssertionError("a crash");
                        })
                        .build()
                        .start(""))
                .isInstanceOf(AssertionError.class);
        assertThat(stopped).isNotEmptyDirectory();
        String crashed = IncidentReport.all(state).stream()
                .filter(id -> !id.equals(report.id()))
                .findFirst()
                .orElseThrow();
        responder(exposed(venue, "hedge").build()).build().resume(crashed);
        assertThat(stopped).isEmptyDirectory();
    }

    /** It may make a key that nobody knows of. */
    @Test
    void rotationInTheMiddleOfAStep_isToBeLookedAt_untilItIsOver() throws Exception {
        ExposedKey key = exposed(venue, "grid").build();
        Duration soon = Duration.ofMillis(10);
        ResponseLimits usual = ResponseLimits.usual();
        var limits = new ResponseLimits(
                usual.call(),
                usual.attempts(),
                usual.byApi(),
                usual.byHand(),
                usual.settles(),
                soon,
                usual.investigation());
        ProcessFolder.prepare(state);
        IncidentReport report;
        try (ProcessesLock step = ProcessesLock.take(state.resolve("rotations.lock"), Duration.ZERO)) {
            step.requireHeld();
            report = threads.submit(() -> responder(key).limits(limits).build().start(""))
                    .get();
        }
        assertThat(report.isClean()).isFalse();
        assertThat(report.next()).anyMatch(step -> step.startsWith("Rotations: a rotation is in the middle"));

        IncidentReport later = responder(key).build().resume(report.id());

        assertThat(later.isClean()).isTrue();
        assertThat(later.next()).noneMatch(step -> step.startsWith("Rotations"));
    }

    /** That the key was accepted somewhere once says nothing of the address and the clock of who goes on. */
    @Test
    void resume_whereARefusalMayMeanTheAddress_doesNotTakeTheKeyForDead() {
        venue.byHand = true;
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport left = responder(key).build().start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        venue.deleteByHand("grid");
        IncidentReport report = responder(key).build().resume(left.id());
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        venue.deleteByHand("helper");
        assertThat(responder(key).build().resume(left.id()).keys().get(0).state())
                .as("the key beside it is refused as well")
                .isEqualTo(KeyOutcome.State.UNKNOWN);
        venue.ambiguous = false;
        venue.key("helper").close();
        assertThat(responder(key).build().resume(left.id()).keys().get(0).state())
                .isEqualTo(KeyOutcome.State.DEAD);
    }

    @Test
    void keyThatMayDeleteItself_needsNoOther() {
        ApiKey key = venue.key("grid");
        MaterialCalls own = MaterialCalls.of(key, venue, venue, () -> NOW);
        opened.add(own);
        opened.add(key);
        venue.selfDeletes = true;
        IncidentReport report =
                responder(ExposedKey.builder(key, venue, own).build()).build().start("");
        assertThat(report.keys()).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(KeyOutcome.State.DEAD);
            assertThat(one.byHand()).isFalse();
            assertThat(one.next()).anyMatch(step -> step.contains("open orders"));
        });
    }

    @Test
    void session_thatIsServedStill_meansThatTheKeyIsNotDead() {
        var served = new AtomicInteger(3);
        IncidentReport report = responder(exposed(venue, "grid")
                        .session(() -> served.getAndDecrement() > 0)
                        .build())
                .build()
                .start("");
        assertThat(report.keys().get(0).why()).isEqualTo("the venue refuses the key and its sessions");
        assertThat(served.get()).isNegative();

        IncidentReport alive = responder(
                        exposed(venue, "hedge").session(() -> true).build())
                .build()
                .start("");
        assertThat(alive.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(alive.keys().get(0).why()).contains("a session");
    }

    @Test
    void keyThatWasNeverAcceptedFromHere_isNotCalledDead() {
        ExposedKey key = exposed(venue, "grid").build();
        venue.byHand = true;
        venue.deleteByHand("grid");
        IncidentReport report = responder(key).build().start("");
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).why()).contains("bound to other addresses");
    }

    @Test
    void venueWithTheSameWordsForDeadKeysAndForeignAddresses_isAskedTwice_andALookIsAskedFor() {
        venue.ambiguous = true;
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(report.keys()).singleElement().satisfies(key -> {
            assertThat(key.state()).isEqualTo(KeyOutcome.State.DEAD);
            assertThat(key.why()).contains("may also mean other addresses");
            assertThat(key.next()).anyMatch(step -> step.contains("whether the key is gone"));
        });
    }

    @Test
    void keyThatWasNeverAcceptedFromHere_isNotDeadForTheVenuesWord_whereTheRefusalMayMeanTheAddress() {
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();
        venue.before = request -> {
            // It is bound to another address: refused before and after.
            venue.keys.put("canary-api-grid", 0);
        };
        IncidentReport report = responder(key).build().start("");
        assertThat(outcomes(IncidentStep.REVOKE)).contains(Outcome.DONE);
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).why()).contains("for its address");
        assertThat(report.isClean()).isFalse();
    }

    @Test
    void rightsThatTheVenueDoesNotTell_keepNoOrderInTheBook() {
        venue.rights = PermissionSet.unknown();
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(venue.did).contains("DELETE /orders by grid", "DELETE /orders by helper");
        assertThat(venue.orders).isEmpty();
        assertThat(report.isClean()).isTrue();
    }

    @Test
    void rightThatTheVenueRefusesOnceItIsAsked_isNoFailure() {
        venue.rights =
                PermissionSet.builder().granted(Set.of(Permission.TRADE_SPOT)).build();
        venue.lackingMarket = Permission.TRADE_MARGIN;
        venue.unreadableMarket = Permission.TRADE_MARGIN;
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(venue.orders).isEmpty();
        assertThat(outcomes(IncidentStep.CANCEL)).doesNotContain(Outcome.AGAIN);
        assertThat(report.isClean()).isTrue();
        assertThat(report.keys().get(0).next()).noneMatch(step -> step.contains("TRADE_MARGIN"));
    }

    @Test
    void keyThatTradesNothing_hasNothingToCancel_andThatIsNoFailure() {
        venue.rights = PermissionSet.builder()
                .granted(Set.of(Permission.READ_ACCOUNT))
                .denied(EnumSet.complementOf(EnumSet.of(Permission.READ_ACCOUNT)))
                .build();
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(venue.did).noneMatch(call -> call.startsWith("DELETE /orders"));
        assertThat(report.isClean()).isTrue();
        assertThat(report.keys().get(0).next()).noneMatch(step -> step.contains("Cancel"));
    }

    @Test
    void sweepOfALivingKey_isDoneAgainOnceItIsDead() {
        venue.byHand = true;
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport left = responder(key).build().start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        venue.orders.add("of the thief");
        venue.deleteByHand("grid");
        IncidentReport report = responder(key).build().resume(left.id());
        assertThat(venue.orders).isEmpty();
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.isClean()).isTrue();
        venue.did.clear();
        responder(key).build().resume(left.id());
        assertThat(venue.did).as("swept since it is dead").noneMatch(did -> did.startsWith("DELETE"));
    }

    @Test
    void marketWhoseOrdersCannotBeRead_isNotCalledEmpty() {
        venue.unreadableMarket = Permission.TRADE_MARGIN;
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport report = responder(key).build().start("");
        assertThat(report.isClean()).isFalse();
        assertThat(report.next()).anyMatch(step -> step.contains("not known for TRADE_MARGIN"));
        venue.unreadableMarket = Permission.LOAN;
        assertThat(responder(key).build().resume(report.id()).isClean()).isTrue();
    }

    /** The command line knows of no scope when it goes on. */
    @Test
    void resume_setsTheFreezesThatTheJournalNames_andSaysWhereItNamesNone() {
        for (int crashAt : new int[] {1, 2}) {
            state = folder.resolve("state" + crashAt);
            ExposedKey key = exposed(venue, "grid" + crashAt).build();
            var events = new AtomicInteger();
            assertThatThrownBy(() -> responder(key)
                            .freeze(FreezeScope.all())
                            .listener(event -> {
                                if (events.incrementAndGet() == crashAt) {
                                    throw new Crash();
                                }
                            })
                            .build()
                            .start(""))
                    .isInstanceOf(Crash.class);
            assertThat(Freezes.in(state, "").inForce()).isEmpty();
            IncidentReport report =
                    responder(key).build().resume(IncidentReport.all(state).get(0));
            assertThat(Freezes.in(state, "").inForce()).hasSize(crashAt - 1);
            assertThat(report.isClean()).isEqualTo(crashAt == 2);
        }
    }

    @Test
    void begunBefore_namesTheAlarm_andFreezesNothingTwice() {
        Freeze set = Freezes.in(state, "").freeze(FreezeScope.all(), NOW, "operator", "an incident");
        nanos.set(Duration.ofMinutes(4).toNanos());
        String name = Responder.newName(NOW);
        IncidentReport report = responder(exposed(venue, "grid").build())
                .begun(name, NOW, List.of(set))
                .build()
                .start("");
        assertThat(report.id()).isEqualTo(name);
        assertThat(report.keys().get(0).toRevoke().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMinutes(4));
        assertThat(Freezes.in(state, "").inForce()).containsExactly(set);
    }

    /** Such as memory that a prepared repository fills. */
    @Test
    void errorOfASearch_orOfAVenue_costsNeitherTheReportNorTheOtherKeys() {
        var other = new IncidentVenue("two");
        other.before = request -> {
            throw new StackOverflowError();
        };
        IncidentReport report = responder(
                        exposed(other, "hedge").build(), exposed(venue, "grid").build())
                .investigation(found(() -> {
                    throw new OutOfMemoryError("canary");
                }))
                .build()
                .start("");
        assertThat(report.toClose()).isPresent();
        assertThat(report.keys())
                .extracting(KeyOutcome::state)
                .containsExactly(KeyOutcome.State.UNKNOWN, KeyOutcome.State.DEAD);
        assertThat(report.isClean()).isFalse();
        assertThat(report.toMarkdown()).contains("OutOfMemoryError").doesNotContain("canary");
    }

    @Test
    void searchThatFails_keepsWhatItHasFound() {
        Investigation search = new Investigation() {
            @Override
            public IncidentStep step() {
                return IncidentStep.EXPOSURE;
            }

            @Override
            public String subject() {
                return "logs";
            }

            @Override
            public void look(Consumer<String> found) {
                found.accept("seen in bot.log");
                throw new VenueUnavailableException("no answer within 120000 ms", null);
            }
        };
        IncidentReport report =
                Responder.builder(state).investigation(search).build().start("");
        assertThat(report.isClean()).isFalse();
        assertThat(report.found(IncidentStep.EXPOSURE))
                .singleElement()
                .satisfies(event -> assertThat(event.lines()).containsExactly("seen in bot.log"));
    }

    /** Such as Binance's margin, for an account that never opened it. */
    @Test
    void marketThatDoesNotAnswer_doesNotKeepTheOthersFullOfOrders() {
        venue.refusedMarket = Permission.TRADE_MARGIN;
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(venue.orders).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.keys().get(0).next()).anyMatch(step -> step.contains("not TRADE_MARGIN"));
        assertThat(outcomes(IncidentStep.CANCEL))
                .as("nor the key alive for longer than it takes to hear the same again")
                .containsOnlyOnce(Outcome.AGAIN);
    }

    /** Of which the venue says twice that it is asked too often: that is no word about the market. */
    @Test
    void marketThatIsAskedTooOften_isAskedAgain_untilItAnswers() {
        venue.lackingMarket = Permission.TRADE_MARGIN;
        venue.lackingKind = VenueError.Kind.RATE;
        var asked = new AtomicInteger();
        venue.before = request -> {
            if (request.equals("DELETE /orders") && asked.incrementAndGet() == 3) {
                venue.lackingMarket = Permission.LOAN;
            }
        };

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(outcomes(IncidentStep.CANCEL)).containsSubsequence(Outcome.AGAIN, Outcome.AGAIN, Outcome.DONE);
        assertThat(report.keys().get(0).next()).noneMatch(step -> step.contains("not TRADE_MARGIN"));
    }

    /** Of which the venue does not say whether the key trades there, nor whether anything is open. */
    @Test
    void marketThatNobodyKnowsOf_isNamedWhereTheAccountIsSwept() {
        venue.rights =
                PermissionSet.builder().granted(Set.of(Permission.TRADE_SPOT)).build();
        venue.refusedMarket = Permission.TRADE_MARGIN;
        venue.unreadableMarket = Permission.TRADE_MARGIN;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.isClean()).isTrue();
        assertThat(told)
                .filteredOn(event -> event.step() == IncidentStep.SWEEP && event.isDone())
                .extracting(IncidentEvent::detail)
                .containsExactly("0 orders are open, but for TRADE_MARGIN, of which the venue tells nothing");
    }

    @Test
    void venueThatIsDown_getsItsKeyDeletedWhenItIsBack_andIsNeverWaitedForByOthers() throws Exception {
        var other = new IncidentVenue("two");
        venue.down = true;
        var hang = new CountDownLatch(1);
        venue.before = request -> await(hang);
        var bothDead = new CountDownLatch(1);
        var report = threads.submit(() -> Responder.builder(state)
                .key(exposed(venue, "grid").build())
                .key(exposed(other, "hedge").build())
                .executor(threads)
                .limits(ResponseLimits.usual().call(Duration.ofMillis(40)))
                .listener(event -> {
                    if (event.key().equals("hedge") && event.step() == IncidentStep.PROBE && event.isFinal()) {
                        bothDead.countDown();
                    }
                })
                .build()
                .start(""));
        bothDead.await();
        assertThat(report.isDone()).isFalse();
        venue.down = false;
        hang.countDown();
        assertThat(report.get().keys())
                .extracting(KeyOutcome::state)
                .containsExactly(KeyOutcome.State.DEAD, KeyOutcome.State.DEAD);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void resume_afterAPersonHasDoneWhatWasLeft_provesIt() {
        venue.byHand = true;
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport left = responder(key).freeze(FreezeScope.all()).build().start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(left.isClean()).isFalse();
        venue.deleteByHand("grid");
        told.clear();
        IncidentReport report = responder(key).freeze(FreezeScope.all()).build().resume(left.id());
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.isClean()).isTrue();
        assertThat(report.toRevoke(true).get(0)).isGreaterThan(Duration.ofMinutes(30));
        assertThat(outcomes(IncidentStep.REVOKE)).as("nobody is asked twice").isEmpty();
        assertThat(outcomes(IncidentStep.FREEZE)).isEmpty();
        assertThat(outcomes(IncidentStep.CLOSED)).containsExactly(Outcome.DONE);
    }

    @Test
    void venueThatStaysDown_isLeftToAPerson_withTheStepsInTheReport() {
        venue.down = true;
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).next()).contains("Delete the key grid.").anyMatch(s -> s.contains("resume"));
        assertThat(outcomes(IncidentStep.REVOKE)).contains(Outcome.AGAIN, Outcome.BY_HAND);
    }

    /** Connections that are refused cost no time: attempts that are counted would be over before the venue is back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 60, 600})
    void venueThatWasDownForAWhile_getsItsKeyDeleted_soonAfterItIsBack(int seconds) {
        Duration down = Duration.ofSeconds(seconds);
        venue.before = request -> {
            nanos.addAndGet(Duration.ofMillis(80).toNanos());
            venue.down = nanos.get() < down.toNanos();
        };

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.keys().get(0).byHand()).isFalse();
        assertThat(report.toRevoke(false).get(0)).isBetween(down, down.plusSeconds(12));
    }

    @Test
    void venueThatDeletesNothingForAMinute_isAskedUntilItDoes() {
        venue.before =
                request -> venue.keeps = nanos.get() < Duration.ofMinutes(1).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.toRevoke(false).get(0)).isLessThan(Duration.ofMinutes(2));
    }

    /** Somebody deletes the key at last, in the last second before nobody waits any more. */
    @Test
    void keyThatIsDeletedAtTheVeryEnd_isStillProvenDead() {
        venue.before =
                request -> venue.keeps = nanos.get() < Duration.ofMinutes(29).toNanos();
        venue.acceptsAfterDeletion = 5;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
    }

    /** Of two parts of a venue, one knows the key and one does not for a moment. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusalThatWasASlip_isNoDeath(boolean ambiguous) {
        venue.byHand = true;
        venue.ambiguous = ambiguous;
        var asked = new AtomicInteger();
        venue.slips = request -> request.equals("GET /me by grid") && asked.incrementAndGet() % 5 >= 3;

        IncidentReport report = responder(
                        ExposedKey.builder(kept("grid"), venue, own("grid")).build())
                .build()
                .start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(report.keys().get(0).why()).contains("STILL ACCEPTS");
        assertThat(report.keys().get(0).toRevoke()).isEmpty();
        assertThat(Duration.ofNanos(nanos.get())).as("a person is awaited").isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void keyThatAVenueAcceptsAgain_afterItRefusedIt_isDeletedOnceMore_andSweptAfter() {
        var asked = new AtomicInteger();
        venue.acceptsAfterDeletion = 10;
        venue.slips = request -> request.equals("GET /me by grid") && asked.incrementAndGet() == 3;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(outcomes(IncidentStep.PROBE)).containsSubsequence(Outcome.DONE, Outcome.BEGUN, Outcome.DONE);
        assertThat(outcomes(IncidentStep.SWEEP)).containsSubsequence(Outcome.DONE, Outcome.DONE);
        assertThat(report.toRevoke(false).get(0)).as("the refusal that lasted").isGreaterThan(Duration.ofSeconds(3));
    }

    @Test
    void keyThatIsAcceptedNowAndThen_howeverOftenItIsDeleted_isNotCalledDead() {
        var asked = new AtomicInteger();
        venue.lies = true;
        venue.slips = request -> request.equals("GET /me by grid") && asked.incrementAndGet() % 3 != 1;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(report.keys().get(0).why()).contains("at times", "STILL ACCEPTS");
        assertThat(report.keys().get(0).next()).as("a person is asked").contains("Delete the key grid.");
        assertThat(outcomes(IncidentStep.RESTRAIN)).isNotEmpty();
        assertThat(venue.did.stream().filter(did -> did.startsWith("DELETE /keys/")))
                .hasSizeGreaterThan(20);
        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(34));
    }

    /** As where an inspector asks for the rights and then for the account, and another part of the venue answers that. */
    @Test
    void keyThatIsAnsweredOnce_andRefusedInTheSameBreath_isNotDead() {
        venue.asksTwice = true;
        venue.lies = true;
        venue.slips = request -> request.equals("GET /account by grid");

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(outcomes(IncidentStep.PROBE)).doesNotContain(Outcome.DONE);
    }

    /** Nothing came of the first time. */
    @Test
    void keyThatIsAcceptedNowAndThen_isDeletedOnceMore_asSoonAsThatIsSeen() {
        var asked = new AtomicInteger();
        var deletions = new AtomicInteger();
        venue.lies = true;
        venue.before = request -> {
            nanos.addAndGet(Duration.ofMillis(80).toNanos());
            venue.lies = !request.startsWith("DELETE /keys/") || deletions.incrementAndGet() < 2;
        };
        venue.slips = request -> request.equals("GET /me by grid") && asked.incrementAndGet() % 3 != 1;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.toRevoke(false).get(0)).isLessThan(Duration.ofSeconds(10));
    }

    /** The venue forgets it in one part after the other, while the account is swept, and for longer than that takes; {@code window} is the latter. */
    @ParameterizedTest
    @CsvSource({"3,6", "6,6", "12,6", "40,6", "120,6", "40,0", "120,0", "40,60", "20,300", "120,300"})
    void keyThatIsAcceptedNowAndThen_forAWhile_isDeadOnceThatIsOver_andNotBefore(int seconds, int window) {
        venue.window = Duration.ofSeconds(window);
        long flickers = Duration.ofSeconds(seconds).toNanos();
        var deleted = new AtomicLong();
        var asked = new AtomicInteger();
        venue.acceptsAfterDeletion = Integer.MAX_VALUE;
        venue.before = request -> {
            nanos.addAndGet(Duration.ofMillis(80).toNanos());
            if (request.startsWith("DELETE /keys/")) {
                deleted.compareAndSet(0, nanos.get());
            }
        };
        venue.slips = request -> request.endsWith(" by grid")
                && deleted.get() > 0
                && (nanos.get() - deleted.get() >= flickers
                        || !request.startsWith("GET /me")
                        || asked.incrementAndGet() % 3 != 0);

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        Duration end = Duration.ofNanos(deleted.get() + flickers);
        assertThat(report.keys().get(0).toRevoke().orElseThrow()).isBetween(end, end.plusSeconds(10));
        assertThat(outcomes(IncidentStep.SWEEP)).as("once it is dead").endsWith(Outcome.BEGUN, Outcome.DONE);
        assertThat(told.stream().map(IncidentEvent::step).toList())
                .containsSubsequence(IncidentStep.SWEEP, IncidentStep.PROBE, IncidentStep.SWEEP);
    }

    /** Each time it is refused long enough to count as dead, and accepted again while the account is swept: a person is awaited once, and not each time. */
    @Test
    void keyThatComesBackAgainAndAgain_keepsAPersonWaitingNoLongerThanOneWaits() {
        venue.byHand = true;
        long apart = Duration.ofMinutes(29).toNanos();
        long from = Duration.ofMinutes(28).toNanos();
        venue.before = request -> nanos.addAndGet(Duration.ofMillis(80).toNanos());
        venue.slips = request -> request.endsWith(" by grid")
                && nanos.get() % apart > from
                && nanos.get() % apart < from + Duration.ofSeconds(17).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(outcomes(IncidentStep.PROBE)).as("it was, once").contains(Outcome.DONE);
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
    }

    /** Nothing but its refusal says that it is dead, and a venue may refuse every key. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keyThatAPersonDeleted_isToBeLookedAt_whereNoOtherKeyTells(boolean helps) {
        venue.byHand = true;
        ExposedKey.Builder key = ExposedKey.builder(kept("grid"), venue, own("grid"));
        if (helps) {
            key.helper(calls(venue, "helper"));
        }
        venue.before = request -> {
            if (nanos.addAndGet(Duration.ofMillis(80).toNanos())
                    > Duration.ofMinutes(2).toNanos()) {
                venue.deleteByHand("grid");
            }
        };

        IncidentReport report = responder(key.build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.keys().get(0).next().stream()
                        .filter(step -> step.startsWith("Look on the venue's page whether the key is gone")))
                .hasSize(helps ? 0 : 1);
    }

    /** Of an account that has no other key, such as one that deletes itself. */
    @Test
    void keyThatIsAcceptedNowAndThen_whereNoOtherKeyIsAtHand_isDeadOnceThatIsOver() {
        var asked = new AtomicInteger();
        venue.selfDeletes = true;
        venue.acceptsAfterDeletion = Integer.MAX_VALUE;
        venue.before = request -> nanos.addAndGet(Duration.ofMillis(80).toNanos());
        long end = Duration.ofSeconds(30).toNanos();
        venue.slips = request -> request.endsWith(" by grid")
                && (nanos.get() > end || (request.startsWith("GET /me") && asked.incrementAndGet() % 3 != 1));

        IncidentReport report = responder(
                        ExposedKey.builder(kept("grid"), venue, own("grid")).build())
                .build()
                .start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.keys().get(0).toRevoke().orElseThrow())
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
        assertThat(venue.did.stream().filter(did -> did.startsWith("DELETE /keys/")))
                .as("once more as well")
                .hasSizeGreaterThan(1);
    }

    /** The operator's own address changes: to the venue, a key that is bound to the other one looks dead from there. */
    @Test
    void addressThatChanges_whileAPersonIsAwaited_makesNoKeyDead_whereAnotherKeyTells() {
        venue.byHand = true;
        venue.ambiguous = true;
        venue.slips = request -> nanos.get() > Duration.ofMinutes(5).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
    }

    /** Whose authentication is broken for half a minute, and says so of no key. */
    @Test
    void venueThatRefusesEveryKeyForAWhile_asItRefusesDeadOnes_makesNoKeyDead_whereAnotherKeyTells() {
        venue.byHand = true;
        venue.before = request -> nanos.addAndGet(Duration.ofMillis(80).toNanos());
        venue.slips = request -> nanos.get() > Duration.ofSeconds(60).toNanos()
                && nanos.get() < Duration.ofSeconds(90).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        assertThat(report.keys().get(0).why()).contains("STILL ACCEPTS");
        assertThat(Duration.ofNanos(nanos.get())).as("a person is awaited").isGreaterThan(Duration.ofMinutes(30));
    }

    /** As anybody would at night: then nobody is left who could tell that the venue still works. */
    @Test
    void keyThatAPersonDeletesWithTheOthersOfItsAccount_isDead_andToBeLookedAt() {
        venue.byHand = true;
        venue.before = request -> {
            if (nanos.addAndGet(Duration.ofMillis(80).toNanos())
                    > Duration.ofMinutes(2).toNanos()) {
                venue.deleteByHand("grid");
                venue.deleteByHand("helper");
            }
        };

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.toRevoke(true).get(0)).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(130));
        assertThat(report.keys().get(0).next())
                .anyMatch(step -> step.startsWith("Look on the venue's page whether the key is gone"));
    }

    /** The same, once nobody waits any more. */
    @Test
    void resume_afterAPersonHasDeletedEveryKeyOfTheAccount_provesIt() {
        venue.byHand = true;
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport left = responder(key).build().start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        venue.deleteByHand("grid");
        venue.deleteByHand("helper");

        IncidentReport report = responder(key).build().resume(left.id());

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.keys().get(0).next())
                .anyMatch(step -> step.startsWith("Look on the venue's page whether the key is gone"));
    }

    /** From a laptop, where the bots' keys are bound to their server. */
    @Test
    void keyThatIsRefusedFromHere_isDeletedAllTheSame_onceItsVenueDoesSo() {
        venue.ambiguous = true;
        venue.slips = request -> request.endsWith(" by grid");
        venue.before =
                request -> venue.keeps = nanos.get() < Duration.ofMinutes(2).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(venue.keys).containsEntry("canary-api-grid", 0);
        assertThat(outcomes(IncidentStep.REVOKE)).endsWith(Outcome.BY_HAND, Outcome.DONE);
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).why()).contains("says that it is deleted");
    }

    @Test
    void keyThatIsRefusedFromHere_andListedNoMore_keepsNobodyWaiting() {
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();
        venue.deleteByHand("grid");
        venue.listsAlone = true;

        IncidentReport report = responder(key).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(Duration.ofNanos(nanos.get())).isLessThan(Duration.ofMinutes(1));
    }

    /** That another account does not have it, says nothing while the list of its own does not come. */
    @Test
    void keyThatIsRefusedFromHere_whoseListDoesNotCome_isDeletedOnceItDoes() {
        venue.ambiguous = true;
        venue.listsAlone = true;
        venue.slips = request -> request.endsWith(" by grid");
        venue.before =
                request -> venue.downFor = nanos.get() < Duration.ofMinutes(2).toNanos() ? "GET /keys" : "";

        responder(exposed(venue, "grid").build()).build().start("");

        assertThat(venue.keys).containsEntry("canary-api-grid", 0);
    }

    @Test
    void keyThatIsRefusedFromHere_andNotDeleted_hasItsAccountFrozen() {
        venue.ambiguous = true;
        var asked = new AtomicInteger();
        venue.slips = request -> {
            asked.addAndGet(request.equals("GET /me by grid") ? 1 : 0);
            return request.endsWith(" by grid");
        };
        venue.keeps = true;
        venue.freezes = true;

        responder(exposed(venue, "grid").build()).build().start("");

        assertThat(venue.frozen).containsExactly("main");
        assertThat(asked).as("in half an hour: who asks often is locked out").hasValueLessThan(200);
    }

    @Test
    void accountOfAVenueThatWasOutOfBreath_isNotFrozen() {
        venue.freezes = true;
        venue.before =
                request -> venue.keeps = nanos.get() < Duration.ofSeconds(5).toNanos();

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(venue.frozen).isEmpty();
    }

    /** A person was faster, and the venue answers so slowly that ten seconds are over before the key is proven dead. */
    @ParameterizedTest
    @CsvSource({"400,1", "300,2"})
    void accountOfAKeyThatIsOffItsList_isNotFrozen(int millis, int administrators) {
        venue.freezes = true;
        venue.listsAlone = true;
        ExposedKey.Builder key =
                ExposedKey.builder(kept("grid"), venue, own("grid")).helper(calls(venue, "helper"));
        for (int one = 0; one < administrators; one++) {
            key.administrator(calls(venue, "admin-" + one), "main");
        }
        venue.deleteByHand("grid");
        venue.before = request -> nanos.addAndGet(Duration.ofMillis(millis).toNanos());

        responder(key.build()).build().start("");

        assertThat(venue.frozen).isEmpty();
    }

    /** Whoever finds the vault that ends keys later. */
    @Test
    void resume_withAKeyThatMayDelete_deletes_andFreezesNothing_norAsksAnybodyAgain() {
        venue.freezes = true;
        ApiKey key = kept("grid");
        SignedCalls own = own("grid");
        SignedCalls helper = calls(venue, "helper");
        IncidentReport left = responder(
                        ExposedKey.builder(key, venue, own).helper(helper).build())
                .build()
                .start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        told.clear();

        IncidentReport report = responder(ExposedKey.builder(key, venue, own)
                        .helper(helper)
                        .administrator(calls(venue, "admin"))
                        .build())
                .build()
                .resume(left.id());

        assertThat(report.isClean()).isTrue();
        assertThat(venue.frozen).isEmpty();
        assertThat(outcomes(IncidentStep.REVOKE)).containsExactly(Outcome.DONE);
    }

    /** The same, once somebody has deleted it on the venue's page. */
    @Test
    void resume_withAKeyThatMayDelete_ofAKeyThatIsGone_freezesNothing() {
        venue.freezes = true;
        venue.listsAlone = true;
        ApiKey key = kept("grid");
        SignedCalls own = own("grid");
        SignedCalls helper = calls(venue, "helper");
        IncidentReport left = responder(
                        ExposedKey.builder(key, venue, own).helper(helper).build())
                .build()
                .start("");
        venue.deleteByHand("grid");
        venue.before = request -> nanos.addAndGet(Duration.ofMillis(400).toNanos());

        IncidentReport report = responder(ExposedKey.builder(key, venue, own)
                        .helper(helper)
                        .administrator(calls(venue, "admin"), "main")
                        .build())
                .build()
                .resume(left.id());

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(venue.frozen).isEmpty();
    }

    /** A vault may hold keys of several masters, each of which has a sub-account of that name. */
    @Test
    void account_isFrozenByTheKeyInWhoseListItStands_andByNoOther() {
        venue.keeps = true;
        venue.freezes = true;
        venue.slips = request -> request.equals("GET /keys by stranger");
        ExposedKey key = ExposedKey.builder(kept("grid"), venue, own("grid"))
                .administrator(calls(venue, "stranger"))
                .administrator(calls(venue, "admin"))
                .build();

        responder(key).build().start("");

        assertThat(venue.did).contains("POST /freeze/main by admin").doesNotContain("POST /freeze/main by stranger");
    }

    @Test
    void freezeWithoutAnAnswer_isAStepToUndo() {
        venue.keeps = true;
        venue.freezes = true;
        venue.losesFreeze = true;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(venue.frozen).containsExactly("main");
        assertThat(report.next())
                .anyMatch(step -> step.contains("unfreeze the sub-account 'main'") && step.contains("not known"));
        assertThat(venue.did.stream().filter(did -> did.startsWith("POST /freeze")))
                .as("once")
                .hasSize(1);
    }

    /** As at venues that change the addresses and the rights of a key one after the other. */
    @Test
    void keyWhoseBindingIsRefusedHalfway_mayBeBound_andIsNotCalledDead() {
        venue.keeps = true;
        venue.binds = true;
        venue.refusesRights = true;
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();

        IncidentReport report = responder(key).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        venue.deleteByHand("grid");
        IncidentReport later = responder(key).build().resume(report.id());
        assertThat(later.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
    }

    /** Somebody has made another, put it into the vault under the old name, and goes on as the report says. */
    @Test
    void keyThatTookTheNameOfTheStolenOne_isNotTouched_andTheStolenOneNotCalledDead() {
        venue.keeps = true;
        IncidentReport left = responder(exposed(venue, "grid").build()).build().start("");
        assertThat(left.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);

        IncidentReport report = responder(successor()).build().resume(left.id());

        assertThat(venue.keys).containsEntry("canary-api-grid", -1).containsEntry("canary-api-successor", -1);
        assertThat(report.keys()).singleElement().satisfies(key -> {
            assertThat(key.state()).isEqualTo(KeyOutcome.State.UNKNOWN);
            assertThat(key.why()).contains("another key has its name", "not touched");
        });
        assertThat(report.isClean()).isFalse();
        told.clear();
        responder(successor()).build().resume(left.id());
        assertThat(outcomes(IncidentStep.REVOKE)).as("said once").isEmpty();
        venue.keeps = false;
        IncidentReport deleted = responder(successor()).build().resume(left.id());
        assertThat(venue.keys)
                .as("by its id")
                .containsEntry("canary-api-grid", 0)
                .containsEntry("canary-api-successor", -1);
        assertThat(deleted.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(deleted.keys().get(0).why()).contains("says that the old one is deleted");
        ExposedKey old = exposed(venue, "grid").build();
        venue.deleteByHand("grid");
        assertThat(responder(old).build().resume(left.id()).keys().get(0).state())
                .as("with the old one at hand")
                .isEqualTo(KeyOutcome.State.DEAD);
        assertThat(responder(successor())
                        .build()
                        .resume(left.id())
                        .keys()
                        .get(0)
                        .state())
                .as("dead is dead")
                .isEqualTo(KeyOutcome.State.DEAD);
    }

    /** Whoever has the old key goes on trading until it is deleted, and no call tells his orders from those of the new one. */
    @Test
    void ordersOfAKeyWhoseNameAnotherHas_areAPersonsToLookAt_andNothingIsAskedForThatProvesNothing() {
        venue.keeps = true;
        venue.unreached = List.of("TWAP orders");
        IncidentReport left = responder(exposed(venue, "grid").build()).build().start("");
        venue.keeps = false;
        venue.orders.add("foreign");

        IncidentReport report = responder(successor()).build().resume(left.id());

        assertThat(venue.keys).containsEntry("canary-api-grid", 0);
        assertThat(venue.orders).as("it may be the new one's").containsExactly("foreign");
        assertThat(report.keys().get(0).next())
                .contains(
                        "Look at the account's open orders on the venue's page, and cancel what is left.",
                        "Look there whether the old key is gone: the new one has its name.")
                .anyMatch(step -> step.contains("TWAP orders"))
                .noneMatch(step -> step.contains("resume"));
        told.clear();
        responder(successor()).build().resume(left.id());
        assertThat(outcomes(IncidentStep.SWEEP)).as("said once").isEmpty();
    }

    /** An incident whose keys lived on was closed, and the rotation that it had stopped put its candidate in the place of the key. */
    @Test
    void candidateThatTookTheNameSince_isEndedUnderTheNameThatTheJournalHas() {
        venue.keeps = true;
        IncidentReport left = responder(
                        exposed(venue, "grid").build(),
                        exposed(venue, "rotation-grid").build())
                .build()
                .start("");
        venue.keeps = false;

        IncidentReport report =
                responder(tookTheName("canary-api-rotation-grid")).build().resume(left.id());

        assertThat(venue.keys).containsEntry("canary-api-grid", 0).containsEntry("canary-api-rotation-grid", 0);
        assertThat(report.keys())
                .extracting(KeyOutcome::key, KeyOutcome::state)
                .containsExactly(
                        tuple("grid", KeyOutcome.State.UNKNOWN), tuple("rotation-grid", KeyOutcome.State.DEAD));
        assertThat(report.keys().get(0).why())
                .contains("another key has its name", "ended as well", "says that the old one is deleted");
    }

    private ExposedKey successor() {
        venue.keys.put("canary-api-successor", -1);
        return tookTheName("canary-api-successor");
    }

    private ExposedKey tookTheName(String apiKey) {
        ApiKey key = ApiKey.builder(KeyId.of("grid"))
                .on("one", "main")
                .material(IncidentVenue.bytes(apiKey), IncidentVenue.bytes("canary-secret-s"), null)
                .build();
        MaterialCalls calls = MaterialCalls.of(key, venue, venue, () -> NOW);
        opened.add(calls);
        opened.add(key);
        return ExposedKey.builder(key, venue, calls)
                .administrator(calls(venue, "admin"))
                .helper(calls(venue, "helper"))
                .build();
    }

    /** A thief has hours, until somebody deletes what only a person can. */
    @Test
    void account_isComparedAgain_onceAKeyThatLivedOnIsDead_orItCanBeCompared() {
        venue.byHand = true;
        var lost = new ArrayList<String>();
        var looks = new AtomicInteger();
        Investigation check = looking(IncidentStep.RECONCILE, "one/main", found -> {
            looks.incrementAndGet();
            lost.forEach(found);
        });
        ExposedKey key = exposed(venue, "grid").build();
        IncidentReport left = responder(key).investigation(check).build().start("");
        assertThat(left.losses().orElseThrow()).isEmpty();
        lost.add(AccountCheck.LOSS + "gone out, whoever asked for it: -10 BTC");
        venue.deleteByHand("grid");

        IncidentReport report = responder(key).investigation(check).build().resume(left.id());

        assertThat(report.losses().orElseThrow()).containsExactly("one/main: gone out, whoever asked for it: -10 BTC");
        responder(key).investigation(check).build().resume(left.id());
        assertThat(looks).as("nothing happened since").hasValue(2);
        lost.add(AccountCheck.NOT_COMPARED + "no other key of the account is at hand");
        Investigation other = looking(IncidentStep.RECONCILE, "one/sub", found -> lost.forEach(found));
        responder(key).investigation(other).build().resume(left.id());
        lost.clear();
        assertThat(responder(key)
                        .investigation(other)
                        .build()
                        .resume(left.id())
                        .losses()
                        .orElseThrow())
                .as("it can be compared by now")
                .noneMatch(line -> line.startsWith("one/sub"));
    }

    private ApiKey kept(String name) {
        ApiKey key = venue.key(name);
        opened.add(key);
        return key;
    }

    private SignedCalls own(String name) {
        return calls(venue, name);
    }

    @Test
    void keyThatItsVenueDoesNotDelete_isBoundToAnAddressThatNobodyHas_andNotCalledDead_untilItIsOffTheList() {
        venue.keeps = true;
        venue.binds = true;
        ExposedKey key = exposed(venue, "grid").build();

        IncidentReport report = responder(key).build().start("");

        assertThat(venue.did).contains("PUT /bound/trade/192.0.2.1 by admin");
        assertThat(outcomes(IncidentStep.RESTRAIN)).containsExactly(Outcome.BEGUN, Outcome.DONE);
        assertThat(report.keys()).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(KeyOutcome.State.UNKNOWN);
            assertThat(one.why()).contains("192.0.2.1", "not known to be deleted");
            assertThat(one.next()).contains("Delete the key grid.");
        });
        assertThat(report.isClean()).isFalse();
        assertThat(Duration.ofNanos(nanos.get())).as("a person is awaited").isGreaterThan(Duration.ofMinutes(30));

        venue.deleteByHand("grid");
        IncidentReport after = responder(key).build().resume(report.id());

        assertThat(after.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(after.isClean()).isTrue();
    }

    @Test
    void keyThatIsBoundElsewhere_andWhoseVenueHasTheSameWordsForDeadKeys_isNotCalledDead() {
        venue.keeps = true;
        venue.binds = true;
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();

        IncidentReport report = responder(key).build().start("");
        IncidentReport later = responder(key).build().resume(report.id());

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(later.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(later.keys().get(0).toRevoke()).isEmpty();
        venue.keeps = false;
        IncidentReport last = responder(key).build().resume(report.id());
        assertThat(last.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(last.keys().get(0).why()).contains("does not list it any more");
    }

    @Test
    void keyThatIsBoundElsewhere_isDeadOnceItsVenueListsItNoMore_whileAPersonIsAwaited() {
        venue.keeps = true;
        venue.binds = true;
        venue.ambiguous = true;
        venue.before = request -> {
            if (nanos.get() > Duration.ofMinutes(5).toNanos()) {
                venue.deleteByHand("grid");
            }
        };

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.keys().get(0).byHand()).isTrue();
        assertThat(report.toRevoke(true).get(0)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
    }

    /** One part of its venue has it bound, and another has lost it: neither answer lasts long enough to be believed. */
    @Test
    void keyThatIsBoundElsewhere_andRefusedInOneWordAndThenAnother_keepsAPersonWaitingNoLongerThanOneWaits() {
        venue.keeps = true;
        venue.binds = true;
        venue.before = request -> endsWithin(Duration.ofHours(1));
        venue.slips = request -> request.equals("GET /me by grid")
                && isBound()
                && nanos.get() / Duration.ofSeconds(4).toNanos() % 2 == 0;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(31));
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).next()).contains("Delete the key grid.");
    }

    /** Among three answers one says that it lives, whichever comes last. */
    @Test
    void keyThatIsBoundElsewhere_andThatItsVenueKnowsNowAndThen_isNotCalledDead() {
        var asked = new AtomicInteger();
        venue.lies = true;
        venue.binds = true;
        venue.before = request -> endsWithin(Duration.ofHours(1));
        venue.slips =
                request -> request.equals("GET /me by grid") && asked.incrementAndGet() % (isBound() ? 4 : 3) != 1;

        IncidentReport report = responder(ExposedKey.builder(kept("grid"), venue, own("grid"))
                        .administrator(calls(venue, "admin"))
                        .build())
                .build()
                .start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.keys().get(0).why()).contains("192.0.2.1", "not known to be deleted");
        assertThat(Duration.ofNanos(nanos.get())).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(34));
    }

    /** What refuses it may be its address, and one part of the venue in three still takes it: a look goes on behind the first refusal. */
    @Test
    void keyThatMayBeBoundElsewhere_andThatOnePartOfItsVenueStillTakes_isNotCalledDead() {
        var asked = new AtomicInteger();
        var tried = new AtomicBoolean();
        venue.ambiguous = true;
        venue.binds = true;
        venue.lies = true;
        venue.acceptsAfterDeletion = Integer.MAX_VALUE;
        venue.before = request -> {
            endsWithin(Duration.ofHours(1));
            if (request.startsWith("PUT /bound")) {
                tried.set(true);
                venue.downFor = request;
            }
            venue.lies = !tried.get();
        };
        venue.slips = request -> request.equals("GET /me by grid")
                && venue.did.stream().anyMatch(done -> done.startsWith("DELETE /keys/"))
                && asked.incrementAndGet() % 3 != 0;

        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");

        assertThat(tried).isTrue();
        assertThat(report.keys().get(0).state()).isNotEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.isClean()).isFalse();
    }

    private boolean isBound() {
        return venue.did.contains("PUT /bound/trade/192.0.2.1 by admin");
    }

    /** An answer that has no end fails, and does not hang. */
    private void endsWithin(Duration time) {
        assertThat(Duration.ofNanos(nanos.get())).isLessThan(time);
    }

    /** Whoever resumes is not told "deleted" by the venue that lied, and still has the steps. */
    @Test
    void resume_ofAKeyWhoseVenueLied_asksAPersonStill() {
        venue.lies = true;
        venue.binds = true;
        ExposedKey key = exposed(venue, "grid").build();
        String incident = responder(key).build().start("").id();

        IncidentReport later = responder(key).build().resume(incident);

        assertThat(later.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(later.keys().get(0).byHand()).isTrue();
        assertThat(later.keys().get(0).next()).contains("Delete the key grid.");
        venue.deleteByHand("grid");
        IncidentReport last = responder(key).build().resume(incident);
        assertThat(last.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
    }

    /** The venue has done it, and nobody knows: its refusal may mean the new address. */
    @Test
    void keyThatMayBeBoundElsewhere_asTheAnswerWasLost_isNotCalledDead() {
        venue.keeps = true;
        venue.binds = true;
        venue.losesBinding = true;
        venue.ambiguous = true;
        ExposedKey key = exposed(venue, "grid").build();

        IncidentReport report = responder(key).build().start("");

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.isClean()).isFalse();
        venue.losesBinding = false;
        IncidentReport later = responder(key).build().resume(report.id());
        assertThat(later.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        venue.deleteByHand("grid");
        IncidentReport last = responder(key).build().resume(report.id());
        assertThat(last.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
    }

    @Test
    void keyOfAVenueThatBindsNone_isDeadByItsRefusal_asEver() {
        venue.keeps = true;
        venue.ambiguous = true;
        venue.before = request -> {
            if (nanos.get() > Duration.ofMinutes(5).toNanos()) {
                venue.deleteByHand("grid");
            }
        };
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(outcomes(IncidentStep.RESTRAIN)).contains(Outcome.AGAIN);
    }

    @Test
    void keyThatCanNeitherBeDeletedNorBound_hasItsSubAccountFrozen_andTheReportSaysToUnfreezeIt() {
        venue.keeps = true;
        venue.freezes = true;
        ExposedKey key = exposed(venue, "grid").build();

        IncidentReport report = responder(key).build().start("");

        assertThat(venue.frozen).containsExactly("main");
        assertThat(venue.orders).as("cancelled before").isEmpty();
        assertThat(report.next())
                .anyMatch(step -> step.contains("unfreeze the sub-account 'main'") && step.contains("stops trading"));
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.ALIVE);
        venue.deleteByHand("grid");
        IncidentReport after = responder(key).build().resume(report.id());
        assertThat(venue.did.stream().filter(did -> did.startsWith("POST /freeze")))
                .as("once")
                .hasSize(1);
        assertThat(after.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(after.next()).anyMatch(step -> step.contains("unfreeze the sub-account 'main'"));
    }

    /** What the account is called here need not be its name there. */
    @Test
    void keyThatOnlyAPersonCanDelete_hasTheSubAccountFrozenThatSomebodyNamed_andNoOther() {
        venue.byHand = true;
        venue.freezes = true;
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(venue.frozen).isEmpty();
        assertThat(outcomes(IncidentStep.REVOKE)).containsExactly(Outcome.BY_HAND);

        ExposedKey named = exposed(venue, "grid")
                .administrator(calls(venue, "admin"), "sub-7")
                .build();
        responder(named).build().resume(report.id());

        assertThat(venue.frozen).containsExactly("sub-7");
        assertThat(told.stream().map(IncidentEvent::step).toList())
                .as("people are told what to do first")
                .containsSubsequence(IncidentStep.REVOKE, IncidentStep.RESTRAIN);
    }

    @Test
    void keyThatTheJournalDoesNotName_isEndedWhenItIsHandedIn_andStandsInTheReport() {
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        IncidentReport later = responder(
                        exposed(venue, "grid").build(),
                        exposed(venue, "rotation-grid-new").build())
                .build()
                .resume(report.id());
        assertThat(later.keys())
                .extracting(KeyOutcome::key, KeyOutcome::state)
                .containsExactly(
                        tuple("grid", KeyOutcome.State.DEAD), tuple("rotation-grid-new", KeyOutcome.State.DEAD));
    }

    @Test
    void ordersThatNoCallReaches_areAPersonsToLookAt() {
        venue.unreached = List.of("TWAP orders", "options");
        IncidentReport report =
                responder(exposed(venue, "grid").build()).build().start("");
        assertThat(report.isClean()).isTrue();
        assertThat(report.next())
                .anyMatch(step -> step.contains("neither cancelled nor looked at: TWAP orders, options"));
    }

    @Test
    void keyThatIsDeleted_isNeitherBoundNorFrozen() {
        venue.binds = true;
        venue.freezes = true;
        responder(exposed(venue, "grid").build()).build().start("");
        assertThat(outcomes(IncidentStep.RESTRAIN)).isEmpty();
        assertThat(venue.frozen).isEmpty();
    }

    /** Whatever byte is lost, what was written stays beside what is written anew, and the clock goes on from the alarm. */
    @Test
    void journalThatIsDamaged_isKept_andTheAnswerGoesOnFromWhatCanBeRead() throws IOException {
        ExposedKey key = exposed(venue, "grid").build();
        String incident = responder(key).build().start("stolen").id();
        Path journal = state.resolve("incidents").resolve(incident).resolve("journal");
        byte[] whole = Files.readAllBytes(journal);
        for (int at = 0; at < whole.length; at += whole.length / 16) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(journal, damaged);
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            IncidentReport report = responder(key).build().resume(incident);

            assertThat(report.next()).anyMatch(step -> step.contains("could not be read"));

            try (Stream<Path> kept = Files.list(journal.getParent())) {
                assertThat(kept.filter(one -> one.toString().endsWith(".damaged")))
                        .anySatisfy(one -> assertThat(one).hasBinaryContent(damaged));
            }
            assertThat(report.alarm()).isEqualTo(NOW);
            assertThat(report.keys())
                    .singleElement()
                    .satisfies(one -> assertThat(one.state()).isEqualTo(KeyOutcome.State.DEAD));
            assertThat(report.events()).anyMatch(event -> event.step() == IncidentStep.JOURNAL);
            assertThat(IncidentReport.read(state, incident).events()).isEqualTo(report.events());
        }
    }

    /** A crash is an error that no step catches, before or after each thing that is done outside or written down. */
    @Test
    void crashAtEveryStep_isGoneOnFrom_andNothingIsLeftOut_norDoneTwiceThatMustNotBe() throws IOException {
        int points = run(Integer.MAX_VALUE);
        assertThat(points).isGreaterThan(15);
        for (int point = 0; point < points; point++) {
            run(point);
        }
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private int run(int crashAt) throws IOException {
        state = Files.createTempDirectory(folder, "run");
        var at = new IncidentVenue("one");
        at.orders.add("o1");
        ExposedKey key = exposed(at, "grid").build();
        var steps = new AtomicInteger();
        Consumer<Object> mayCrash = point -> {
            if (steps.getAndIncrement() == crashAt) {
                throw new Crash();
            }
        };
        at.before = mayCrash::accept;
        var looked = new AtomicInteger();
        Investigation look = new Investigation() {
            @Override
            public IncidentStep step() {
                return IncidentStep.EXPOSURE;
            }

            @Override
            public String subject() {
                return "logs";
            }

            @Override
            public void look(Consumer<String> found) {
                looked.incrementAndGet();
                found.accept("seen in bot.log");
            }
        };
        IncidentReport report;
        try {
            report = responder(key)
                    .freeze(FreezeScope.all())
                    .investigation(look)
                    .listener(mayCrash::accept)
                    .build()
                    .start("drill");
            assertThat(crashAt).isGreaterThanOrEqualTo(steps.get());
        } catch (Crash e) {
            String id = IncidentReport.all(state).get(0);
            report = responder(key)
                    .freeze(FreezeScope.all())
                    .investigation(look)
                    .build()
                    .resume(id);
        }
        assertThat(report.keys().get(0).state()).as("crash at %d", crashAt).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(at.orders).isEmpty();
        assertThat(report.events())
                .as("crash at %d", crashAt)
                .filteredOn(event -> event.step() == IncidentStep.SWEEP && event.isFinal())
                .extracting(IncidentEvent::outcome)
                .containsExactly(Outcome.DONE);
        assertThat(report.toFreeze()).isPresent();
        assertThat(report.found(IncidentStep.EXPOSURE)).hasSize(1);
        assertThat(looked.get()).isBetween(1, 2);
        assertThat(Freezes.in(state, "").inForce()).as("crash at %d", crashAt).hasSize(1);
        var doneOnce = new HashSet<String>();
        report.events().stream()
                .filter(IncidentEvent::isFinal)
                .forEach(event -> assertThat(doneOnce.add(event.step() + event.key() + event.venue()))
                        .as("%s after a crash at %d", event, crashAt)
                        .isTrue());
        return steps.get();
    }

    /** The same where the key cannot be deleted: nothing that still lives is called dead, no account frozen twice, and none without the step that undoes it. */
    @ParameterizedTest
    @CsvSource({"true,true,false", "true,false,false", "false,false,true", "false,true,true"})
    void crash_whereTheKeyIsMadeWorthLess_hidesNothing(boolean binds, boolean ambiguous, boolean freezes)
            throws IOException {
        crashes(CRASHES_APART, binds, ambiguous, freezes);
    }

    @ParameterizedTest
    @CsvSource({"true,true,false", "true,false,false", "false,false,true", "false,true,true"})
    @Tag("long")
    void crashAtTrulyEveryStep_whereTheKeyIsMadeWorthLess_hidesNothing(
            boolean binds, boolean ambiguous, boolean freezes) throws IOException {
        crashes(1, binds, ambiguous, freezes);
    }

    private void crashes(int apart, boolean binds, boolean ambiguous, boolean freezes) throws IOException {
        int points = restrained(Integer.MAX_VALUE, binds, ambiguous, freezes);
        assertThat(points).isGreaterThan(15);
        for (int point = 0; point < points; point += apart) {
            restrained(point, binds, ambiguous, freezes);
        }
    }

    private int restrained(int crashAt, boolean binds, boolean ambiguous, boolean freezes) throws IOException {
        state = Files.createTempDirectory(folder, "run");
        var at = new IncidentVenue("one");
        at.keeps = true;
        at.binds = binds;
        at.ambiguous = ambiguous;
        at.freezes = freezes;
        ExposedKey key = exposed(at, "grid").build();
        var steps = new AtomicInteger();
        Consumer<Object> mayCrash = point -> {
            if (steps.getAndIncrement() == crashAt) {
                throw new Crash();
            }
        };
        at.before = mayCrash::accept;
        ResponseLimits limits = ResponseLimits.usual().byHand(Duration.ofSeconds(25));
        IncidentReport report;
        try {
            report = responder(key)
                    .limits(limits)
                    .listener(mayCrash::accept)
                    .build()
                    .start("");
        } catch (Crash e) {
            at.before = request -> {};
            report = responder(key)
                    .limits(limits)
                    .build()
                    .resume(IncidentReport.all(state).get(0));
        }
        assertThat(report.keys().get(0).state()).as("crash at %d", crashAt).isNotEqualTo(KeyOutcome.State.DEAD);
        assertThat(at.did.stream().filter(did -> did.startsWith("POST /freeze")))
                .as("crash at %d", crashAt)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(report.next().stream().anyMatch(step -> step.contains("unfreeze")))
                .as("crash at %d", crashAt)
                .isEqualTo(!at.frozen.isEmpty());
        return steps.get();
    }

    @Test
    void stateDirectory_thatCannotBeWritten_doesNotKeepKeysAlive() throws IOException {
        Files.writeString(state, "a file");
        IncidentReport report = responder(exposed(venue, "grid").build())
                .freeze(FreezeScope.all())
                .build()
                .start("");
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.next())
                .anyMatch(step -> step.contains("nothing was frozen"))
                .anyMatch(step -> step.contains("Keep this report"));
    }

    @Test
    void incident_thatSomebodyIsAt_isNotTakenOver() throws IOException {
        ExposedKey key = exposed(venue, "grid").build();
        String id = responder(key).build().start("").id();
        try (IncidentJournal held = IncidentJournal.open(state, id, event -> {})) {
            assertThat(held.events()).isNotEmpty();
            var other = threads.submit(() -> responder(key).build().resume(id));
            assertThatThrownBy(other::get).hasCauseInstanceOf(StateException.class);
        }
        try (Stream<Path> incidents = Files.list(state.resolve("incidents"))) {
            assertThat(incidents).hasSize(1);
        }
    }

    @Test
    void investigation_thatFails_isToldByItsKind_andHoldsUpNothing() {
        IncidentReport report = responder(exposed(venue, "grid").build())
                .investigation(new Investigation() {
                    @Override
                    public IncidentStep step() {
                        return IncidentStep.RECONCILE;
                    }

                    @Override
                    public String subject() {
                        return "one/main";
                    }

                    @Override
                    public void look(Consumer<String> found) throws IOException {
                        found.accept("BTC: found before");
                        throw new IOException("canary in a message");
                    }
                })
                .build()
                .start("");
        assertThat(report.isClean()).isFalse();
        assertThat(report.toMarkdown()).contains("What does not add up", "BTC: found before", "java.io.IOException");
        assertThat(report.toString() + report.toJson()).doesNotContain("canary");
    }

    @Test
    void report_ofHostileNames_isEscaped() {
        var events = List.of(
                new IncidentEvent(
                        NOW,
                        IncidentStep.ALARM,
                        Outcome.DONE,
                        "",
                        "",
                        "<script>alert(1)</script> | # [x](javascript:1)",
                        List.of("k<b> v&\"'")),
                new IncidentEvent(
                        NOW.plusSeconds(61),
                        IncidentStep.EXPOSURE,
                        Outcome.DONE,
                        "<img src=x onerror=1>",
                        "",
                        "found",
                        List.of("</li><script>\u202Egnp.exe\u001b[2J")));
        IncidentReport report = IncidentReport.of("<i>", events, "");
        assertThat(report.toHtml() + report.toMarkdown() + report.toJson())
                .doesNotContain("\u202E", "\u001b", "u202E", "u001B");
        assertThat(report.toHtml())
                .doesNotContain("<script", "<img", "<b> v")
                .contains("&lt;script&gt;", "default-src 'none'", "width=device-width");
        assertThat(report.toMarkdown()).doesNotContain("<script", " [x](").contains("&lt;script&gt;");
        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.OPEN);
        assertThat(IncidentReport.percentile(List.of(), 0.5)).isEmpty();
        assertThat(IncidentReport.seconds(Duration.ofMillis(61_500))).isEqualTo("1 min 1 s");
    }
}
