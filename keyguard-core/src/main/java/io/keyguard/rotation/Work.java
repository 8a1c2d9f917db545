/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What steps work with. */
record Work(
        Shelf shelf,
        VenueDoor door,
        Consumers consumers,
        RevokedKeys revoked,
        @Nullable TradingPause pause,
        @Nullable ConsumerFence fence,
        InstantSource clock,
        RotationJournal journal,
        Effects effects,
        Hand hand) {
    /** Venues' own figures are not exact. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    /** Whether it ends once it is known what there is. */
    static final String ABORTING = "aborting";

    private static final int MOST_ATTEMPTS = 3;

    Instant now() {
        return clock.instant();
    }

    /** The new key is taken back, and then the rotation stands at {@code then}. */
    Step.Outcome takeBack(Rotation row, RotationState then, String why) {
        return Step.go(row.with(Rotation.THEN, then.name())
                .with(Rotation.THEN_WHY, why)
                .to(RotationState.ROLLING_BACK, now())
                .because(why));
    }

    /** It is tried once more with another label, if that makes sense. */
    Step.Outcome anotherAttempt(Rotation row, String why) {
        if (row.is(ABORTING)) {
            return takeBack(row.without(Rotation.NEW_ID, Rotation.GHOSTS), RotationState.ABORTED, "somebody ended it");
        }
        long attempt = row.number(Rotation.ATTEMPT) + 1;
        if (attempt > MOST_ATTEMPTS) {
            return takeBack(row, RotationState.ABORTED, why + "; it was tried " + MOST_ATTEMPTS + " times");
        }
        return Step.go(row.with(Rotation.ATTEMPT, attempt)
                .without(Rotation.NEW_ID, Rotation.GHOSTS, UnknownStep.REPEATS)
                .to(RotationState.PLANNED, now())
                .because(why));
    }

    /** Stops trading, and returns who has not stopped yet. */
    List<String> pauseTrading(KeyId key) {
        return pause == null ? List.of() : effectful("pause", () -> List.copyOf(pause.pause(key)));
    }

    /** Lets trading go on, whoever was stopped for {@code row}; {@code then} follows once it does. */
    Step.Outcome resumeTrading(Rotation row, Function<Rotation, Step.Outcome> then) {
        var steps = new ArrayList<String>();
        if (row.is(Rotation.PAUSED) && pause != null) {
            steps.addAll(effectful("resume", () -> List.copyOf(pause.resume(row.key()))));
        }
        if (row.has(Rotation.FENCING) && fence != null) {
            steps.addAll(effectful("release", () -> List.copyOf(fence.release(row.key()))));
        }
        if ((row.is(Rotation.PAUSED) && pause == null) || (row.has(Rotation.FENCING) && fence == null)) {
            steps.add(
                    "trading was stopped for this rotation, and this process was built without what lets it go on: go on where it began, or with 'keyguard rotate resume'");
        }
        return steps.isEmpty()
                ? then.apply(row.without(Rotation.STEPS))
                : Step.waitUntil(
                        row.with(Rotation.STEPS, steps.stream().distinct().toList()),
                        now().plus(MARGIN),
                        "trading stays stopped until somebody lets it go on");
    }

    <T> T effectful(String what, Supplier<T> work) {
        journal.requireCurrent();
        return effects.run(what, work);
    }
}
