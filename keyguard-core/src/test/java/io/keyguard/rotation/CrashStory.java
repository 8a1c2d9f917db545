/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;

import io.keyguard.rotation.FakeKeyServer.Fault;
import io.keyguard.rotation.RotationCrashTest.Mode;
import java.time.Duration;

/** What a rotation is to come to, and what people and the venue do meanwhile. */
enum CrashStory {
    LIST_AND_DIFF(Mode.LIST_AND_DIFF),
    IDEMPOTENT(Mode.IDEMPOTENT),
    OWN_PAIR(Mode.OWN_PAIR),
    OWN_PASSPHRASE(Mode.OWN_PASSPHRASE),
    SINGLE_SLOT(Mode.SINGLE_SLOT),
    BY_OPERATOR(Mode.BY_OPERATOR),
    BY_OPERATOR_ALONE(Mode.BY_OPERATOR_ALONE),
    /** The answer to the request for a key is lost. */
    ANSWER_LOST(Mode.LIST_AND_DIFF),
    /** A bot does not move over, and is fenced. */
    FENCED(Mode.LIST_AND_DIFF),
    /** Once bots have moved over, somebody takes it back. */
    ROLLED_BACK(Mode.LIST_AND_DIFF),
    /** Before they have, somebody ends all keys. */
    EMERGENCY(Mode.LIST_AND_DIFF);

    final Mode mode;

    CrashStory(Mode mode) {
        this.mode = mode;
    }

    RotationPlan plan() {
        return this == FENCED ? mode.plan().acknowledge(Duration.ofSeconds(3), RotationPlan.Late.FENCE) : mode.plan();
    }

    void prepare(FakeKeyServer server) {
        if (this == ANSWER_LOST) {
            server.fail("POST /keys", Fault.LOST_AFTER);
        }
    }

    boolean botsMove() {
        return this != FENCED && this != EMERGENCY;
    }

    RotationState end() {
        return this == ROLLED_BACK ? RotationState.ABORTED : RotationState.CLOSED;
    }

    /** What somebody does at {@code status}, or what time does. */
    RotationStatus next(CrashWorld world, RotationStatus status) {
        Rotations rotations = world.rotations();
        if (this == EMERGENCY && (!rotations.stops().isEmpty() || status.state() == RotationState.DISTRIBUTING)) {
            return rotations.revokeNow(plan());
        }
        if (this == ROLLED_BACK && status.state() == RotationState.DRAINING) {
            return rotations.rollBack(GRID);
        }
        if (status.state() == RotationState.AWAITING_OPERATOR) {
            return world.operatorEnters(status);
        }
        if (!status.todo().isEmpty()) {
            world.operatorDeletesOld();
        }
        return rotations.resume(GRID);
    }
}
