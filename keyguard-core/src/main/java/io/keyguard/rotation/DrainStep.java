/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** DRAINING: once nothing that the old key signed is under way any more, looks at everything once more before it is deleted. */
final class DrainStep implements Step {
    private final Work work;

    DrainStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        Instant until = row.at(Rotation.DEADLINE);
        if (work.now().isBefore(until)) {
            return Step.waitUntil(row, until, "what the old key signed may still be under way");
        }
        if (!DistributeStep.isInPlace(work, row)) {
            return DistributeStep.replaced(work, row);
        }
        List<String> back = DistributeStep.missing(work, row, row.number(Rotation.NEW_GENERATION));
        if (!back.isEmpty() && !row.has(DistributeStep.FORCED)) {
            return Step.go(row.with(
                            Rotation.DEADLINE,
                            work.now().plus(row.seconds("acknowledgeWithin")).toString())
                    .to(RotationState.DISTRIBUTING, work.now())
                    .with(Rotation.WAITING_FOR, back)
                    .because("some use the old key again"));
        }
        try (Shelf.Held held = work.shelf().read(row)) {
            return judged(row, held);
        }
    }

    private Outcome judged(Rotation row, Shelf.Held held) {
        ApiKey active = java.util.Objects.requireNonNull(held.active());
        ApiKey old = held.old();
        try {
            Optional<OldFacts.Problem> problem =
                    OldFacts.compare(row, work.door().inspect(active), work.now());
            if (problem.isPresent()) {
                return Step.go(row.with(Rotation.FROM, row.state().name())
                        .to(RotationState.BLOCKED, work.now())
                        .because("the new key has changed: " + problem.get().words()
                                + "; mend it at the venue and confirm, or roll back"));
            }
        } catch (VenueRefusedException e) {
            return lost(row, old, e);
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked about the new key", e);
        }
        if (old != null && work.door().probe(old) == KeyProbe.Answer.DEAD) {
            // It may live for other addresses all the same: it is deleted like one that does.
            return Step.go(
                    row.note("the venue refused the old key by itself").to(RotationState.REVOKE_INTENT, work.now()));
        }
        return Step.go(row.to(RotationState.REVOKE_INTENT, work.now()));
    }

    /** The new key fails while the old one works: back. */
    private Outcome lost(Rotation row, @Nullable ApiKey old, VenueRefusedException e) {
        String why = "the venue refuses the new key: " + e.kinds();
        return old != null && work.door().works(old)
                ? work.takeBack(row, RotationState.ABORTED, why)
                : Step.tryAgain(row, work.now(), why + ", and the old one cannot be used either");
    }
}
