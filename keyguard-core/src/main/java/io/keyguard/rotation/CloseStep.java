/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** REVOKED: leaves nothing behind. */
final class CloseStep implements Step {
    private static final String SWEPT = "swept";

    private final Work work;

    CloseStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            Set<String> dead = Set.copyOf(RevokeStep.targets(row));
            if (keys(held, dead).anyMatch(key -> work.door().probe(key) == KeyProbe.Answer.ACCEPTED)) {
                return Step.go(
                        row.to(RotationState.REVOKE_INTENT, work.now()).because("the old key came back to life"));
            }
            if (!row.is(SWEPT) && work.door().administers(row)) {
                return sweep(row);
            }
            keys(held, dead).forEach(this::remember);
            work.shelf().clear(row, held);
        }
        // After an emergency there is no key to trade with, and a person decides when there is.
        return row.is(Rotation.EMERGENCY) ? closed(row) : work.resumeTrading(row, this::closed);
    }

    private Outcome closed(Rotation row) {
        return Step.go(row.to(RotationState.CLOSED, work.now()));
    }

    private static Stream<ApiKey> keys(Shelf.Held held, Set<String> ids) {
        return RevokeStep.all(held).filter(key -> ids.contains(Keys.idOf(key).value()));
    }

    private Outcome sweep(Rotation row) {
        try {
            List<ListedKey> list = work.door().list(row);
            if (list.stream()
                    .anyMatch(key -> RevokeStep.targets(row).contains(key.id().value()))) {
                return Step.go(row.to(RotationState.REVOKE_INTENT, work.now())
                        .because("the venue has the old key in its list again"));
            }
            // In an emergency they are dead, though the list may still have them.
            Set<String> known = row.is(Rotation.EMERGENCY) ? Set.copyOf(RevokeStep.targets(row)) : Set.of(row.newId());
            List<String> ghosts = Ghosts.find(row, list, known);
            Rotation told = row.with(SWEPT, "yes").with(Rotation.STRANGERS, Ghosts.strangers(row, list));
            return ghosts.isEmpty()
                    ? Step.go(told.without(Rotation.GHOSTS))
                    : new Ghosts(work)
                            .away(row, ghosts, Step::go, () -> Step.go(told.note("delete what is left by hand")));
        } catch (VenueRefusedException e) {
            return Step.go(row.with(SWEPT, "yes")
                    .note("the venue does not tell the list of keys: " + e.kinds()
                            + "; look there whether keys are left"));
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked for the list of keys", e);
        }
    }

    private void remember(ApiKey key) {
        work.effectful("remember revoked", () -> {
            try {
                work.revoked().revoked(key);
                return key.id();
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(null, "remembering that a key is revoked", e);
            }
        });
    }
}
