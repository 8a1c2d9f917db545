/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.time.Duration;
import java.time.Instant;

/** REVOKE_UNKNOWN: asks with the old key until the venue refuses it and has it in its list no more; nothing else says that it is dead. */
final class DeadStep implements Step {
    private static final String UNPROVEN =
            "the venue refuses the old key from here, in words that may also mean another address, or nobody can ask with it: look at the venue whether it is gone, and then say so ('rotate gone')";

    private static final String UNCLEAR =
            "the venue has the old key in its list no more, and refuses it in words that may mean anything: look at the venue whether it is gone, and then say so ('rotate gone')";

    private static final String LISTED = "the venue refuses the old key from here, and still has it in its list";
    private static final String LIVES = "the venue still takes the old key";
    private static final int MOST_DOUBLINGS = 6;

    private final Work work;

    DeadStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            return switch (new Death(work).of(row, held)) {
                case DEAD -> Step.go(row.to(RotationState.REVOKED, work.now()));
                case LISTED -> again(row, LISTED);
                case UNPROVEN -> again(row.with(Rotation.MANUAL, "yes"), UNPROVEN);
                // There is nothing left to delete.
                case UNCLEAR -> Step.tryAgain(row.with(Rotation.MANUAL, "yes"), work.now(), UNCLEAR);
                case NOT_YET -> again(row, row.reason().isEmpty() ? LIVES : row.reason());
            };
        }
    }

    /** Whether a rotation that waits for {@code reason} ends by what somebody says who has looked. */
    static boolean asksForGone(String reason) {
        return reason.equals(UNPROVEN) || reason.equals(UNCLEAR);
    }

    /** Deletes again, ever more rarely, as what was deleted may not have been; where nobody can, a person does. */
    private Outcome again(Rotation row, String why) {
        if (!work.door().administers(row)) {
            return Step.tryAgain(row, work.now(), why);
        }
        Duration patience = work.door().keys(row).traits().dies().plus(Work.MARGIN);
        long doublings = Math.min(row.number(RevokeStep.TRIES) - 1, MOST_DOUBLINGS);
        Instant again = row.since().plus(patience.multipliedBy(1L << Math.max(0, doublings)));
        return work.now().isBefore(again)
                ? Step.waitUntil(row, sooner(again), why)
                : Step.go(row.to(RotationState.REVOKE_INTENT, work.now()).because(why));
    }

    private Instant sooner(Instant again) {
        Instant soon = work.now().plusSeconds(1);
        return soon.isBefore(again) ? soon : again;
    }
}
