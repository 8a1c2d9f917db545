/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyMaterialException;
import io.keyguard.source.ApiKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ROLLING_BACK: the old key comes back first, then everybody leaves the new one, and only then it is deleted. */
final class RollBackStep implements Step {
    private static final long LOOK_AGAIN_SECONDS = 1;
    private static final String LEFT = "left";
    private static final String NAMED = "named";

    private final Work work;

    RollBackStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey active = held.active();
            if (!row.newId().isEmpty() && held.isActive(row.newId())) {
                return putBack(row, held);
            }
            if (row.has(Rotation.NEW_GENERATION) && !row.has(Rotation.BACK_GENERATION) && active != null) {
                if (active.generation() <= row.number(Rotation.NEW_GENERATION)) {
                    // Bots take no older generation than they have: they may still use the new key.
                    return blocked(row, "the store is older than what bots use; bring its newer state back first");
                }
                return Step.go(row.with(Rotation.BACK_GENERATION, active.generation()));
            }
            if (row.has(Rotation.BACK_GENERATION)) {
                List<String> missing = DistributeStep.missing(work, row, row.number(Rotation.BACK_GENERATION));
                if (!missing.isEmpty()) {
                    return Step.waitUntil(
                            row.with(Rotation.WAITING_FOR, missing),
                            work.now().plusSeconds(LOOK_AGAIN_SECONDS),
                            "some still use the new key");
                }
            }
            if (row.is(LEFT)) {
                return end(row, held);
            }
            return row.has(Rotation.NEW_GENERATION) && !isAccepted(active)
                    ? Step.tryAgain(
                            row,
                            work.now(),
                            "the venue does not accept the key that stands under the name, so the new one is kept")
                    : delete(row);
        }
    }

    /** The new key may be the last that works: it goes only beside one that does. */
    private boolean isAccepted(@Nullable ApiKey active) {
        try {
            return active != null && work.door().works(active);
        } catch (KeyMaterialException e) {
            return false;
        }
    }

    private Outcome putBack(Rotation row, Shelf.Held held) {
        ApiKey active = java.util.Objects.requireNonNull(held.active());
        if (held.old() == null) {
            return blocked(row, "the old key is not in the store any more");
        }
        // Whoever was fenced for the new generation has not left the one that comes back.
        return work.shelf().putBack(row, held)
                ? Step.go(row.with(Rotation.BACK_GENERATION, active.generation() + 1)
                        .without(Rotation.FENCED))
                : Step.tryAgain(row, work.now(), "somebody else has replaced the key");
    }

    private Outcome blocked(Rotation row, String why) {
        return Step.go(row.with(Rotation.FROM, RotationState.ROLLING_BACK.name())
                .to(RotationState.BLOCKED, work.now())
                .because(why));
    }

    private Outcome delete(Rotation row) {
        var ghosts = new ArrayList<>(row.list(Rotation.GHOSTS));
        if (!row.newId().isEmpty() && !ghosts.contains(row.newId())) {
            ghosts.add(row.newId());
        }
        if (ghosts.isEmpty()) {
            return Step.go(row.with(LEFT, "yes"));
        }
        String byHand = "delete at the venue what is called " + String.join(" or ", row.list(Rotation.LABELS));
        if (!work.door().administers(row)) {
            return Step.go(row.with(Rotation.GHOSTS, ghosts).with(LEFT, "yes").note(byHand));
        }
        return new Ghosts(work)
                .away(
                        row,
                        ghosts,
                        gone -> Step.go(gone.with(LEFT, "yes")),
                        () -> Step.go(row.with(LEFT, "yes").note(byHand)));
    }

    private Outcome end(Rotation row, Shelf.Held held) {
        if (held.old() != null && !held.isActive(row.oldId()) && !row.is(NAMED)) {
            // Somebody has put a third key in the place of both. Written down before the store forgets it.
            String named = Names.old(row) + " (" + row.oldId() + "), is in use nowhere: delete it at the venue by hand";
            return Step.go(row.with(NAMED, "yes").note(named));
        }
        String why = row.text(Rotation.THEN_WHY);
        RotationState then = RotationState.valueOf(row.text(Rotation.THEN));
        Rotation over = without(row);
        if (then == RotationState.PLANNED
                && work.door().venue(row).credentials().passphrase()) {
            // What an earlier attempt made, and shows late, is deleted with this passphrase.
            return work.anotherAttempt(over, why);
        }
        work.shelf().clear(row, held);
        if (then == RotationState.PLANNED) {
            return work.anotherAttempt(over, why);
        }
        if (row.is(Rotation.PAUSED) && then == RotationState.ABORTED) {
            ApiKey active = held.active();
            if (active != null && !work.door().works(active)) {
                return Step.go(
                        over.with(Rotation.FROM, RotationState.PLANNED.name())
                                .to(RotationState.BLOCKED, work.now())
                                .because(
                                        why
                                                + "; the old key does not work any more, and trading stays stopped: confirm to try again"));
            }
        }
        return then == RotationState.ABORTED
                ? work.resumeTrading(
                        row,
                        resumed -> Step.go(without(resumed).to(then, work.now()).because(why)))
                : Step.go(over.with(Rotation.FROM, RotationState.PLANNED.name())
                        .to(then, work.now())
                        .because(why));
    }

    private static Rotation without(Rotation row) {
        return row.without(Rotation.THEN, Rotation.THEN_WHY, LEFT, NAMED);
    }
}
