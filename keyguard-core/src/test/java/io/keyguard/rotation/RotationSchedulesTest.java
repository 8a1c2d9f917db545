/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationCrashTest.Mode;
import io.keyguard.rotation.RotationRig.Crash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any crashes, any failures of venue and store, in any order: in the end one key works, and what was made and is not used is gone. */
class RotationSchedulesTest {
    private static final int LONG = 10_000;

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
        for (int left = random.nextInt(4); left > 0; left--) {
            String call = List.of("GET /rights", "GET /keys", "POST /keys", "DELETE /keys")
                    .get(random.nextInt(4));
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            if (!call.equals("POST /keys")
                    && Set.of(Fault.REFUSED, Fault.CLOCK, Fault.RATE).contains(fault)) {
                fault = Fault.LOST_BEFORE;
            }
            story.add(call + " " + fault);
            for (int skip = random.nextInt(3); skip > 0; skip--) {
                rig.server.fail(call, Fault.NONE);
            }
            rig.server.fail(call, fault);
        }
        for (int left = random.nextInt(3); left > 0; left--) {
            rig.store.failures.add(List.of("", "before", "after").get(random.nextInt(3)));
        }
        RotationStatus status = null;
        for (int round = 0; round < 60; round++) {
            rig.crashAt = round < 4 ? rig.effects.size() + 1 + random.nextInt(30) : 0;
            rig.crashBefore = random.nextBoolean();
            try {
                RotationStatus open = rig.open();
                if (open == null && !rig.rotations().status().isEmpty()) {
                    status = rig.rotations().status().get(0);
                    break;
                }
                status = RotationCrashTest.finish(
                        rig,
                        open == null
                                ? rig.rotations().run(rig.plan)
                                : rig.rotations().resume(GRID));
                if (status.state() == RotationState.BLOCKED) {
                    break;
                }
            } catch (Crash e) {
                story.add(String.valueOf(e.getMessage()));
            } catch (io.keyguard.KeyguardException e) {
                story.add(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            if (mode != Mode.SINGLE_SLOT) {
                assertThat(rig.someKeyWorks())
                        .as("I1, seed " + seed + " " + story)
                        .isTrue();
            }
        }
        String where = "seed " + seed + " " + story + " " + status;
        assertThat(status).as(where).isNotNull();
        if (status.state() == RotationState.CLOSED) {
            assertThat(rig.server.accepts(rig.active())).as(where).isTrue();
            assertThat(rig.server.accepts(rig.old())).as(where).isFalse();
            assertThat(rig.server.living("grid")).as(where).containsExactly(rig.active());
        } else if (status.state() == RotationState.ABORTED) {
            assertThat(rig.active()).as(where).isSameAs(rig.old());
            if (rig.venue.administered) {
                assertThat(rig.server.living("grid")).as(where).containsExactly(rig.old());
            }
        } else {
            assertThat(status.state()).as(where).isEqualTo(RotationState.BLOCKED);
        }
        assertThat(rig.server.living("grid"))
                .as("I7 " + where)
                .allSatisfy(key -> assertThat(key.rights).isSubsetOf("read", "trade"));
        rig.assertNoSecretsWritten();
    }
}
