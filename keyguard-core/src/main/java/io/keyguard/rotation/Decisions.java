/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.ListedKey;
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
            case ROLLING_BACK -> isLost(row, work) ? forward(on, work) : on.to(from, work.now());
            default -> on.to(from, work.now());
        };
    }

    /** Whether there is nothing left to roll back to. */
    private static boolean isLost(Rotation row, Work work) {
        try (Shelf.Held held = work.shelf().read(row)) {
            return held.old() == null && held.isActive(row.newId());
        }
    }

    private static Rotation forward(Rotation row, Work work) {
        return row.without(Rotation.THEN, Rotation.THEN_WHY, Rotation.BACK_GENERATION)
                .note("it could not be rolled back: the old key is not in the store any more")
                .to(RotationState.DISTRIBUTING, work.now());
    }

    /** A person has seen to it that the keys are gone of which nothing proves that they are dead. */
    static Rotation gone(Rotation row, Work work) {
        boolean stuck = row.state() == RotationState.BLOCKED
                && row.text(Rotation.FROM).equals(RotationState.REVOKE_INTENT.name());
        if (row.state() != RotationState.REVOKE_UNKNOWN && !stuck) {
            throw RotationExceptions.cannot("nobody is asked whether a key is gone", row.key(), row.state());
        }
        try (Shelf.Held held = work.shelf().read(row)) {
            if (new Death(work).isContradicted(row, held)) {
                throw RotationExceptions.cannot(
                        "the venue accepts a key that is to be gone, or has it in its list", row.key(), row.state());
            }
            if (!row.is(Rotation.EMERGENCY) && held.isActive(row.oldId())) {
                throw RotationExceptions.cannot("the key that is to be gone is in use", row.key(), row.state());
            }
        }
        return row.without(Rotation.MANUAL, Rotation.FROM)
                .note("not proven dead: somebody said that what was to end is gone")
                .to(RotationState.REVOKED, work.now());
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
            if (old == null || !work.door().works(old)) {
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
        List<ListedKey> unseen = unseen(urgent, work);
        unseen.forEach(key -> targets.add(key.id().value()));
        targets.remove("");
        var shared = new TreeSet<KeyId>();
        targets.forEach(id -> shared.addAll(work.shelf().alsoCalled(row, id)));
        Rotation named = shared.isEmpty() ? urgent : urgent.note("it is the same key as " + shared + ", which end too");
        return Names.note(named, unseen)
                .with(RevokeStep.TARGETS, List.copyOf(targets))
                .without(Rotation.MANUAL, Rotation.GHOSTS, Rotation.KEPT)
                .without(RevokeStep.WEAKENING, RevokeStep.REFUSAL, RevokeStep.WEAKENED)
                .to(RotationState.REVOKE_INTENT, work.now());
    }

    /** What was chosen here before the venue was asked has no API key yet. */
    private static boolean isPlaceholder(Rotation row, ApiKey key) {
        return key.id().equals(Shelf.nextName(row)) && row.newId().isEmpty();
    }

    private static List<ListedKey> unseen(Rotation row, Work work) {
        try {
            if (row.list(Rotation.LABELS).isEmpty() || !work.door().administers(row)) {
                return List.of();
            }
            List<ListedKey> list = work.door().list(row);
            List<String> ghosts = Ghosts.find(row, list, Set.of());
            return list.stream()
                    .filter(key -> ghosts.contains(key.id().value()))
                    .toList();
        } catch (VenueRefusedException | VenueUnavailableException e) {
            // The sweep at the end finds them.
            return List.of();
        }
    }
}
