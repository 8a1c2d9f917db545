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
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any crashes, any failures and delays of venue and store, another process at any moment, in any order: in the end one key works, and what was made and is not used is gone. */
class RotationSchedulesTest {
    private static final int LONG = 10_000;
    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(20));

    @Property(tries = 300)
    void schedule_any_endsWithOneWorkingKey(@ForAll long seed) {
        schedule(seed);
    }

    @Test
    @Tag("long")
    void schedule_tenThousand_endWithOneWorkingKey() {
        for (long seed = 0; seed < Long.getLong("keyguard.rotation.schedules", LONG); seed++) {
            schedule(seed);
        }
    }

    private static void schedule(long seed) {
        var random = new Random(seed);
        Mode mode = Mode.values()[random.nextInt(Mode.values().length)];
        RotationRig rig = mode.rig(Path.of("no-file"));
        var story = new ArrayList<String>(List.of(mode.name()));
        shape(rig, random, story);
        fail(rig, random, story);
        RotationStatus status = go(rig, mode, random, story);
        String where = "seed " + seed + " " + story + " " + status;
        // What a call left that came late, and what the venue did not let go of.
        rig.pass(Duration.ofDays(1));
        rig.crashAt = 0;
        rig.overtakenAt = 0;
        rig.server.faults.clear();
        rig.store.failures.clear();
        List<String> told = status != null && status.state().isOver() && rig.venue.administered
                ? rig.rotations().sweep(rig.plan).kept()
                : List.of();
        judge(rig, status, told, where);
    }

    /** How the venue speaks, and how long it takes. */
    private static void shape(RotationRig rig, Random random, List<String> story) {
        rig.server.mixedWords = random.nextBoolean();
        rig.server.mixedLimits = random.nextBoolean();
        rig.venue.appears = DELAYS.get(random.nextInt(DELAYS.size()));
        rig.venue.dies = DELAYS.get(random.nextInt(DELAYS.size()));
        story.add(
                "appears " + rig.venue.appears + ", dies " + rig.venue.dies + (rig.server.mixedWords ? ", mixed" : ""));
    }

    private static void fail(RotationRig rig, Random random, List<String> story) {
        for (int left = random.nextInt(4); left > 0; left--) {
            String call = List.of("GET /rights", "GET /keys", "POST /keys", "DELETE /keys")
                    .get(random.nextInt(4));
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            story.add(call + " " + fault);
            for (int skip = random.nextInt(3); skip > 0; skip--) {
                rig.server.fail(call, Fault.NONE);
            }
            rig.server.fail(call, fault);
        }
        for (int left = random.nextInt(3); left > 0; left--) {
            rig.store.failures.add(List.of("", "before", "after").get(random.nextInt(3)));
        }
    }

    /** Another process does all that it can while this one stands still right before a call, which then takes effect all the same. */
    private static void overtake(RotationRig rig, List<String> story) {
        story.add("overtaken");
        try {
            var unused = RotationCrashTest.finish(rig, rig.rotations().resume(GRID));
        } catch (io.keyguard.KeyguardException e) {
            story.add("the other: " + e.getMessage());
        }
    }

    private static RotationStatus go(RotationRig rig, Mode mode, Random random, List<String> story) {
        RotationStatus status = null;
        rig.overtaking = () -> overtake(rig, story);
        for (int round = 0; round < 60; round++) {
            rig.crashAt = round < 4 ? rig.effects.size() + 1 + random.nextInt(30) : 0;
            rig.crashBefore = random.nextBoolean();
            // Where a new key ends the one in use, no late request is harmless.
            boolean two = round < 4 && mode != Mode.SINGLE_SLOT && random.nextInt(4) == 0;
            rig.overtakenAt = two ? rig.effects.size() + 4 + random.nextInt(30) : 0;
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
            if (mode != Mode.SINGLE_SLOT) {
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
        assertThat(rig.server.keys.values().stream().filter(key -> key.account.equals("grid")))
                .as("I7 " + where)
                .allSatisfy(key -> {
                    assertThat(key.rights).isSubsetOf("read", "trade");
                    assertThat(key.ips).isEqualTo(RotationRig.IPS);
                });
        rig.assertNoSecretsWritten();
    }
}
