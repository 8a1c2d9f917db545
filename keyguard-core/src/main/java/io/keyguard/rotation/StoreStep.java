/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;

/** CREATED: stores the secret, of which this process has the only copy. */
final class StoreStep implements Step {
    private static final int MOST_TRIES = 3;

    private final Work work;

    StoreStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        ApiKey made = work.hand().made();
        if (made == null || !Keys.idOf(made).value().equals(row.newId())) {
            return afterCrash(row);
        }
        Shelf.Put put = Shelf.Put.FAILED;
        for (int left = MOST_TRIES; left > 0 && put == Shelf.Put.FAILED; left--) {
            put = work.shelf().store(row, made);
        }
        return switch (put) {
            case DONE -> {
                work.hand().close();
                yield Step.go(row.to(RotationState.STORED, work.now()));
            }
            case CONFLICT -> work.takeBack(row, RotationState.ABORTED, "somebody else has replaced the key");
            case FAILED -> work.takeBack(row, RotationState.ABORTED, "the store cannot be written");
        };
    }

    private Outcome afterCrash(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            if (held.hasNext(row)) {
                return Step.go(row.to(RotationState.STORED, work.now()));
            }
        }
        if (row.making() == RotationPlan.Making.BY_OPERATOR) {
            // The person may still have it.
            return Step.go(row.without(Rotation.NEW_ID)
                    .to(RotationState.AWAITING_OPERATOR, work.now())
                    .because("the key was not stored; enter it again"));
        }
        return work.takeBack(row, RotationState.PLANNED, "the secret of the new key was lost before it was stored");
    }
}
