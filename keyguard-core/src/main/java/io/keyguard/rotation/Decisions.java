/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What somebody may decide about a rotation under way, and what follows from it. */
final class Decisions {
    private static final Set<RotationState> BEFORE_USE = Set.of(
            RotationState.PLANNED,
            RotationState.AWAITING_OPERATOR,
            RotationState.CREATED,
            RotationState.STORED,
            RotationState.VERIFIED);
    private static final Set<RotationState> UNCLEAR = Set.of(RotationState.CREATE_INTENT, RotationState.CREATE_UNKNOWN);
    private static final Set<RotationState> IN_USE =
            Set.of(RotationState.PROMOTED, RotationState.DISTRIBUTING, RotationState.DRAINING);
    private static final String WHY = "somebody ended it";

    private Decisions() {}

    static Rotation confirmed(Rotation row, Work work) {
        if (row.state() == RotationState.REVOKE_UNKNOWN && row.is(Rotation.MANUAL)) {
            return row.without(Rotation.MANUAL).to(RotationState.REVOKE_INTENT, work.now());
        }
        if (row.state() != RotationState.BLOCKED) {
            throw RotationExceptions.cannot("there is nothing to confirm", row.key(), row.state());
        }
        RotationState from = RotationState.valueOf(row.text(Rotation.FROM));
        Rotation on = row.without(Rotation.FROM, Rotation.GHOSTS);
        return switch (from) {
            case CREATE_UNKNOWN ->
                work.anotherAttempt(on, "somebody has seen to it that no key is left")
                        .row();
            case PLANNED ->
                on.with(Rotation.ATTEMPT, row.number(Rotation.ATTEMPT) + 1)
                        .without(Rotation.WRONG, Rotation.NEW_ID)
                        .to(RotationState.PLANNED, work.now());
            default -> on.to(from, work.now());
        };
    }

    /** The state that counts: where it was before it was blocked. */
    private static RotationState standing(Rotation row) {
        return row.state() == RotationState.BLOCKED && row.has(Rotation.FROM)
                ? RotationState.valueOf(row.text(Rotation.FROM))
                : row.state();
    }

    static Rotation aborted(Rotation row, Work work) {
        RotationState standing = standing(row);
        if (UNCLEAR.contains(standing)) {
            // First it has to be known whether there is a key.
            return row.with(Work.ABORTING, "yes")
                    .to(RotationState.CREATE_UNKNOWN, work.now())
                    .because(WHY);
        }
        if (!BEFORE_USE.contains(standing)) {
            throw RotationExceptions.cannot("the new key is in use; roll back instead", row.key(), row.state());
        }
        if (standing == RotationState.VERIFIED && isPromoted(row, work)) {
            throw RotationExceptions.cannot("the new key is in use; resume and roll back", row.key(), row.state());
        }
        return work.takeBack(row, RotationState.ABORTED, WHY).row();
    }

    private static boolean isPromoted(Rotation row, Work work) {
        try (Shelf.Held held = work.shelf().read(row)) {
            return held.isActive(row.newId());
        }
    }

    static Rotation rolledBack(Rotation row, Work work) {
        if (!IN_USE.contains(standing(row))) {
            throw RotationExceptions.cannot(
                    "rolling back is possible from the new key's use to the end of the old one",
                    row.key(),
                    row.state());
        }
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey old = held.old();
            if (old == null || work.door().probe(old) != KeyProbe.Answer.ACCEPTED) {
                throw RotationExceptions.cannot(
                        "the old key is dead, or the venue does not say that it works", row.key(), row.state());
            }
        }
        return work.takeBack(row, RotationState.ABORTED, "somebody rolled it back")
                .row();
    }

    /** Everything that this rotation knows of, living or not. */
    static Rotation emergency(Rotation row, RotationPlan plan, Work work) {
        var targets = new TreeSet<String>(row.list(Rotation.GHOSTS));
        targets.add(row.oldId());
        targets.add(row.newId());
        try (Shelf.Held held = work.shelf().read(row)) {
            RevokeStep.all(held)
                    .filter(key -> !isPlaceholder(row, key))
                    .forEach(key -> targets.add(Keys.idOf(key).value()));
        }
        Rotation urgent = row.with(
                        "administrator",
                        plan.administrator().map(Object::toString).orElse(row.text("administrator")))
                .with(Rotation.EMERGENCY, "yes")
                .with(Rotation.CAUSE, "emergency");
        targets.addAll(unseen(urgent, work));
        targets.remove("");
        return urgent.with(RevokeStep.TARGETS, List.copyOf(targets))
                .without(Rotation.MANUAL, Rotation.GHOSTS)
                .without(RevokeStep.WEAKENING, RevokeStep.REFUSAL, RevokeStep.WEAKENED)
                .to(RotationState.REVOKE_INTENT, work.now());
    }

    /** What was chosen here before the venue was asked has no API key yet. */
    private static boolean isPlaceholder(Rotation row, ApiKey key) {
        return key.id().equals(Shelf.nextName(row)) && row.newId().isEmpty();
    }

    private static List<String> unseen(Rotation row, Work work) {
        try {
            return row.list(Rotation.LABELS).isEmpty() || !work.door().administers(row)
                    ? List.of()
                    : Ghosts.find(row, work.door().list(row), Set.of());
        } catch (VenueRefusedException | VenueUnavailableException e) {
            // The sweep at the end finds them.
            return List.of();
        }
    }
}
