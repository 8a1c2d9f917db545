/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationCrashTest.Mode;
import io.keyguard.rotation.RotationRig.Crash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * Any crashes, any failures and delays of venue and store, another process at any moment, other addresses meanwhile, in any order: in the end one key works, what was made and is not used is gone, and no key
 * ever was wider or bound to less.
 */
class RotationSchedulesTest {
    private static final String HOME = "203.0.113.7";
    private static final String AWAY = "198.51.100.9";
    private static final int MOST_ROUNDS = 60;
    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(20));

    /**
     * What the venue is like.
     *
     * @param bound whether the administering key may be used from the same address alone
     * @param asked whether other addresses are asked for than the old key has
     */
    record Shape(
            boolean mixedWords, boolean mixedLimits, Duration appears, Duration dies, boolean bound, boolean asked) {}

    /** What becomes of a call, once so many of its kind went well. */
    record Failure(String call, Fault fault, int after) {}

    /** What happens in a process until it ends, counted in effects. */
    record Round(int crash, boolean before, int overtaken, boolean otherElsewhere, int leaves, int comesBack) {}

    record Schedule(Mode mode, Shape shape, List<Failure> failures, List<String> store, List<Round> rounds) {}

    @Provide
    Arbitrary<Schedule> schedules() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        Arbitrary<Shape> shapes = Combinators.combine(
                        either, either, Arbitraries.of(DELAYS), Arbitraries.of(DELAYS), either, either)
                .as(Shape::new);
        Arbitrary<Failure> failures = Combinators.combine(
                        Arbitraries.of("GET /rights", "GET /keys", "POST /keys", "DELETE /keys"),
                        Arbitraries.of(Fault.class),
                        Arbitraries.integers().between(0, 2))
                .as(Failure::new);
        Arbitrary<Integer> seldom = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.just(0)),
                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 30)));
        Arbitrary<Round> rounds = Combinators.combine(
                        Arbitraries.integers().between(1, 30),
                        either,
                        seldom,
                        either,
                        seldom,
                        Arbitraries.integers().between(1, 40))
                .as(Round::new);
        return Combinators.combine(
                        Arbitraries.of(Mode.class),
                        shapes,
                        failures.list().ofMaxSize(3),
                        Arbitraries.of("", "before", "after").list().ofMaxSize(2),
                        rounds.list().ofSize(4))
                .as(Schedule::new);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void schedule_any_endsWithOneWorkingKey(@ForAll("schedules") Schedule schedule) {
        play(schedule);
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("long")
    void schedule_anyOfTenThousand_endsWithOneWorkingKey(@ForAll("schedules") Schedule schedule) {
        play(schedule);
    }

    private static void play(Schedule schedule) {
        RotationRig rig = schedule.mode().rig(Path.of("no-file"));
        shape(rig, schedule);
        schedule.failures().forEach(failure -> {
            for (int left = failure.after(); left > 0; left--) {
                rig.server.fail(failure.call(), Fault.NONE);
            }
            rig.server.fail(failure.call(), failure.fault());
        });
        rig.store.failures.addAll(schedule.store());
        var story = new ArrayList<String>();
        RotationStatus status = go(rig, schedule, story);
        Statistics.label("end")
                .collect(status == null ? "none" : status.state())
                .coverage(seen -> {
                    // Were most of them given up, little would be shown.
                    seen.check(RotationState.CLOSED).percentage(share -> share > 50);
                });
        // What a call left that came late, and what the venue did not let go of.
        rig.pass(Duration.ofDays(1));
        quiet(rig);
        rig.server.faults.clear();
        rig.store.failures.clear();
        List<String> told = status != null && status.state().isOver() && rig.venue.administered
                ? rig.rotations().sweep(rig.plan).kept()
                : List.of();
        judge(rig, status, told, story + " " + status);
    }

    private static void shape(RotationRig rig, Schedule schedule) {
        Shape shape = schedule.shape();
        rig.server.mixedWords = shape.mixedWords();
        rig.server.mixedLimits = shape.mixedLimits();
        rig.venue.appears = shape.appears();
        rig.venue.dies = shape.dies();
        rig.server.from = HOME;
        if (shape.bound()) {
            rig.server.living("master").forEach(key -> key.ips = RotationRig.IPS);
        }
        if (asksForOthers(schedule)) {
            rig.plan = rig.plan.boundTo(Set.of(HOME, AWAY));
        }
    }

    /** A person takes the addresses of the old key. */
    private static boolean asksForOthers(Schedule schedule) {
        return schedule.shape().asked() && !schedule.mode().name().startsWith("BY_OPERATOR");
    }

    /** Another process does all that it can while this one stands still right before a call, which then takes effect all the same. */
    private static void overtake(RotationRig rig, boolean elsewhere, List<String> story) {
        story.add("overtaken" + (elsewhere ? " from elsewhere" : ""));
        String before = rig.server.from;
        rig.server.from = elsewhere ? AWAY : before;
        try {
            var unused = RotationCrashTest.finish(rig, rig.rotations().resume(GRID));
        } catch (io.keyguard.KeyguardException e) {
            story.add("the other: " + e.getMessage());
        } finally {
            rig.server.from = before;
        }
    }

    private static void quiet(RotationRig rig) {
        rig.moments.clear();
        rig.crashAt = 0;
        rig.overtakenAt = 0;
        rig.server.from = HOME;
    }

    private static void prepare(RotationRig rig, Schedule schedule, int number, List<String> story) {
        quiet(rig);
        if (number >= schedule.rounds().size()) {
            return;
        }
        Round round = schedule.rounds().get(number);
        int begin = rig.effects.size();
        rig.crashAt = begin + round.crash();
        rig.crashBefore = round.before();
        // Where a new key ends the one in use, no late request is harmless.
        if (round.overtaken() > 0 && schedule.mode() != Mode.SINGLE_SLOT) {
            rig.overtakenAt = begin + 3 + round.overtaken();
            rig.overtaking = () -> overtake(rig, round.otherElsewhere(), story);
        }
        if (round.leaves() > 0) {
            rig.moments.put(begin + round.leaves(), () -> {
                story.add("another address");
                rig.server.from = AWAY;
            });
            rig.moments.put(begin + round.leaves() + round.comesBack(), () -> rig.server.from = HOME);
        }
    }

    private static @Nullable RotationStatus go(RotationRig rig, Schedule schedule, List<String> story) {
        RotationStatus status = null;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            prepare(rig, schedule, round, story);
            try {
                RotationStatus open = rig.open();
                if (open == null && !rig.rotations().status().isEmpty()) {
                    return rig.rotations().status().get(0);
                }
                status = RotationCrashTest.finish(
                        rig,
                        open == null
                                ? rig.rotations().run(rig.plan)
                                : rig.rotations().resume(GRID));
                if (status.state() == RotationState.BLOCKED) {
                    return status;
                }
            } catch (Crash e) {
                story.add(String.valueOf(e.getMessage()));
            } catch (io.keyguard.KeyguardException e) {
                story.add(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            if (schedule.mode() != Mode.SINGLE_SLOT) {
                assertThat(rig.someKeyWorks()).as("I1, " + story).isTrue();
            }
        }
        return status;
    }

    private static void judge(RotationRig rig, @Nullable RotationStatus status, List<String> told, String where) {
        assertThat(status).as(where).isNotNull();
        List<FakeKeyServer.Key> living = rig.server.living("grid").stream()
                .filter(key -> told.stream().noneMatch(one -> one.contains(key.id())))
                .toList();
        if (status.state() == RotationState.CLOSED) {
            assertThat(rig.server.accepts(rig.active())).as(where).isTrue();
            assertThat(rig.server.accepts(rig.old())).as(where).isFalse();
            assertThat(living).as(where).containsExactly(rig.active());
        } else if (status.state() == RotationState.ABORTED) {
            assertThat(rig.active()).as(where).isSameAs(rig.old());
            if (rig.venue.administered) {
                assertThat(living).as(where).containsExactly(rig.old());
            }
        } else {
            assertThat(status.state()).as(where).isEqualTo(RotationState.BLOCKED);
        }
        Set<String> asked = rig.plan.ips().orElse(RotationRig.IPS);
        assertThat(rig.server.keys.values().stream().filter(key -> key.account.equals("grid")))
                .as("I7 " + where)
                .allSatisfy(key -> {
                    assertThat(key.rights).isSubsetOf("read", "trade");
                    assertThat(key.ips).isEqualTo(key == rig.old() ? RotationRig.IPS : asked);
                });
        rig.assertNoSecretsWritten();
    }
}
