/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;

/** VERIFIED: puts the new key in the old one's place. */
final class PromoteStep implements Step {
    private final Work work;

    PromoteStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey active = held.active();
            if (active != null && held.isActive(row.newId())) {
                return promoted(row, active.generation());
            }
            if (active == null || active.generation() != row.number("oldGeneration")) {
                return work.takeBack(row, RotationState.ABORTED, "somebody else has replaced the key");
            }
            if (!held.hasNext(row)) {
                return work.takeBack(row, RotationState.PLANNED, "the stored key is gone");
            }
            return work.shelf().promote(row, held, work.now())
                    ? promoted(row, active.generation() + 1)
                    : work.takeBack(row, RotationState.ABORTED, "somebody else has replaced the key");
        }
    }

    private Outcome promoted(Rotation row, long generation) {
        return Step.go(row.with(Rotation.NEW_GENERATION, generation)
                .with(
                        Rotation.DEADLINE,
                        work.now().plus(row.seconds("acknowledgeWithin")).toString())
                .to(RotationState.PROMOTED, work.now()));
    }
}
