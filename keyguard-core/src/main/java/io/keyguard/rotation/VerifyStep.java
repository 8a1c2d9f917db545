/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyMaterialException;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** STORED: asks the venue with the new key, before anybody uses it. */
final class VerifyStep implements Step {
    /** How long a key is kept that may not be used from here, for somebody to mend the list of addresses. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Work work;

    VerifyStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey next = held.next();
            if (next == null || !held.hasNext(row)) {
                return work.takeBack(row, again(row), "the stored key is not the one that was made");
            }
            return judged(row, next, work.door().inspect(next));
        } catch (KeyMaterialException e) {
            return work.takeBack(row, again(row), "the new key does not have its venue's form");
        } catch (VenueRefusedException e) {
            return refused(row, e.kinds());
        } catch (VenueUnavailableException e) {
            // However long it is so: the key waits in the store.
            return Step.tryAgain(row, work.now(), "the venue cannot be asked, and the new key is kept", e);
        }
    }

    /** A person is asked again by a new plan alone. */
    private static RotationState again(Rotation row) {
        return row.making() == RotationPlan.Making.BY_OPERATOR ? RotationState.ABORTED : RotationState.PLANNED;
    }

    private Outcome judged(Rotation row, ApiKey next, KeyFacts facts) {
        Optional<OldFacts.Problem> problem = OldFacts.compare(row, facts, work.now());
        return problem.isPresent() ? wrong(row, problem.get()) : triedOut(row, next, facts);
    }

    private Outcome triedOut(Rotation row, ApiKey next, KeyFacts facts) {
        Trials.Result result = new Trials(work.door()).of(row, next);
        if (result.refused().isPresent()) {
            String why = "it was refused when it tried " + result.refused().get();
            return mayNotBeKnown(row)
                    ? Step.tryAgain(row, work.now(), why)
                    : wrong(row, new OldFacts.Problem(false, why));
        }
        List<String> tried = result.proven().stream().map(Permission::name).toList();
        List<String> unproven = OldFacts.unproven(row, facts).stream()
                .filter(right -> !tried.contains(right))
                .toList();
        return inList(row.with(Rotation.TRIED, tried).with(Rotation.UNPROVEN, unproven), facts);
    }

    private Outcome wrong(Rotation row, OldFacts.Problem problem) {
        String why = "the new key is not as asked for: " + problem.words();
        if (problem.foreign() || row.making() == RotationPlan.Making.BY_OPERATOR) {
            return work.takeBack(row, RotationState.ABORTED, why);
        }
        return row.is(Rotation.WRONG)
                ? work.takeBack(row, RotationState.BLOCKED, why + "; it was so twice")
                : work.takeBack(row.with(Rotation.WRONG, "yes"), RotationState.PLANNED, why);
    }

    /** What the list tells of the new key counts like what that is told of itself. That the list is not to be had says nothing of the key. */
    private Outcome inList(Rotation row, KeyFacts facts) {
        if (!work.door().administers(row)) {
            return verified(
                    told(row, facts.expiry()).with(Rotation.UNTOLD, OldFacts.untold(row, facts, Optional.empty())));
        }
        List<ListedKey> list;
        try {
            list = work.door().list(row);
        } catch (VenueRefusedException | KeyMaterialException e) {
            return verified(told(row, facts.expiry())
                    .with(Rotation.UNTOLD, OldFacts.untold(row, facts, Optional.empty()))
                    .note("the administering key cannot list keys (" + e.getMessage()
                            + "), so that a second key of the same request would not be seen"));
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked for the list of keys", e);
        }
        Optional<ListedKey> listed = list.stream()
                .filter(key -> key.id().value().equals(row.newId()))
                .findFirst();
        if (listed.isEmpty() && mayNotBeKnown(row)) {
            return Step.tryAgain(row, work.now(), "the venue does not have the new key in its list yet");
        }
        Optional<OldFacts.Problem> problem = listed.flatMap(key -> OldFacts.inList(row, key, work.now()));
        Observed<Instant> end = facts.expiry().isKnown()
                ? facts.expiry()
                : listed.map(ListedKey::expiry).orElse(Observed.unknown());
        return problem.isPresent()
                ? wrong(row, problem.get())
                : duplicates(told(row, end).with(Rotation.UNTOLD, OldFacts.untold(row, facts, listed)), list);
    }

    /** A key that a person made has been refused for that already. */
    private static Rotation told(Rotation row, Observed<Instant> end) {
        return OldFacts.sooner(row, end)
                .map(why -> row.note("of the new key: " + why))
                .orElse(row);
    }

    /** A request that took effect twice made two keys; the one that is not stored goes. */
    private Outcome duplicates(Rotation row, List<ListedKey> list) {
        List<String> twins = Ghosts.find(row, list, Set.of(row.newId()));
        return twins.isEmpty()
                ? verified(row.without(Rotation.GHOSTS))
                : new Ghosts(work).away(row, twins, this::verified, () -> verified(row));
    }

    private Outcome verified(Rotation row) {
        return Step.go(row.to(RotationState.VERIFIED, work.now()));
    }

    /** Whether some part of the venue may not know the new key yet. */
    private boolean mayNotBeKnown(Rotation row) {
        Instant limit =
                row.since().plus(work.door().keys(row).traits().appears()).plus(Work.MARGIN);
        return work.now().isBefore(limit);
    }

    private Outcome refused(Rotation row, Set<Kind> kinds) {
        if (kinds.contains(Kind.IP) && (kinds.size() == 1 || (!mayNotBeKnown(row) && mayLive(row)))) {
            return work.now().isBefore(row.since().plus(KEPT))
                    ? Step.tryAgain(row, work.now(), "the new key may not be used from this address; mend its list")
                    : work.takeBack(row, RotationState.ABORTED, "the new key may not be used from this address");
        }
        return mayNotBeKnown(row)
                ? Step.tryAgain(row, work.now(), "the venue does not know the new key yet")
                : work.takeBack(row, RotationState.ABORTED, "the venue refuses the new key: " + kinds);
    }

    /** Whether the list does not say that there is no such key. */
    private boolean mayLive(Rotation row) {
        try {
            return !work.door().administers(row)
                    || work.door().list(row).stream()
                            .anyMatch(key -> key.id().value().equals(row.newId()));
        } catch (VenueRefusedException | VenueUnavailableException e) {
            return true;
        }
    }
}
