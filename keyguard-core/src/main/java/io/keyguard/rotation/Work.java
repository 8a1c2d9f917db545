/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    void pauseTrading(KeyId key) {
        if (pause != null) {
            effectful("pause", () -> pause.pause(key));
        }
    }

    void resumeTrading(KeyId key) {
        if (pause != null) {
            effectful("resume", () -> pause.resume(key));
        }
    }

    void effectful(String what, Runnable work) {
        journal.requireCurrent();
        effects.run(what, () -> {
            work.run();
            return what;
        });
    }
}
