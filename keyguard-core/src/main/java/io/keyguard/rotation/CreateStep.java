/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** CREATE_INTENT: asks for the key, once. After a crash nobody knows whether it was asked for. */
final class CreateStep implements Step {
    private final Work work;

    CreateStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        if (!work.hand().takeUnsent(row)) {
            return unknown(row, "it was not seen whether the venue made a key");
        }
        try (Shelf.Held held = work.shelf().read(row);
                NewKey made = work.door().create(row, order(row, held.next()))) {
            if (row.list(Rotation.BASELINE).contains(made.id().value())) {
                return work.takeBack(row, RotationState.ABORTED, "the venue answered with a key that was there before");
            }
            ApiKey active = held.active();
            if (active == null) {
                return unknown(row.with(Rotation.NEW_ID, made.id().value()), "the key was removed from the store");
            }
            work.hand().hold(together(row, active, held.next(), made));
            return Step.go(row.with(Rotation.NEW_ID, made.id().value()).to(RotationState.CREATED, work.now()));
        } catch (VenueRefusedException e) {
            return refused(row, e);
        } catch (VenueUnavailableException e) {
            return unknown(row, "the venue did not say whether it made a key");
        }
    }

    private Outcome unknown(Rotation row, String why) {
        return Step.go(row.to(RotationState.CREATE_UNKNOWN, work.now()).because(why));
    }

    private Outcome refused(Rotation row, VenueRefusedException refusal) {
        Set<Kind> kinds = refusal.kinds();
        // Perhaps nobody was asked, and somebody has to hand something in first.
        String why = "no key was made: " + refusal.getMessage();
        if (row.number(UnknownStep.REPEATS) > 0) {
            // That it makes none now says nothing of the time before.
            return unknown(row.with(UnknownStep.REPEATS, UnknownStep.MOST_REPEATS), why);
        }
        if (kinds.contains(Kind.CLOCK) || kinds.contains(Kind.NONCE)) {
            return work.anotherAttempt(row, why);
        }
        if (kinds.contains(Kind.RATE) || kinds.contains(Kind.MAINTENANCE)) {
            // It says that it has made none: there is time.
            return new Outcome(
                    row.to(RotationState.PLANNED, work.now()).because(why),
                    work.now().plus(Work.MARGIN));
        }
        return work.takeBack(row, RotationState.ABORTED, why);
    }

    private KeyOrder order(Rotation row, @Nullable ApiKey chosen) {
        Venue venue = work.door().venue(row);
        KeyOrder.Builder order = KeyOrder.builder(row.text("account"), row.text(Rotation.LABEL))
                .rights(venue.rights().smallestKeyFor(row.rights("needs")))
                .boundTo(row.ips())
                .algorithm(chosen == null ? row.algorithm() : chosen.algorithm());
        if (chosen != null && row.making() == RotationPlan.Making.OWN_PAIR) {
            order.publicKey(KeyPairs.publicKey(chosen));
        }
        if (chosen != null) {
            chosen.passphrase().ifPresent(order::passphrase);
        }
        return order.build();
    }

    /** What the venue made, with what was chosen here. */
    private ApiKey together(Rotation row, ApiKey active, @Nullable ApiKey chosen, NewKey made) {
        Optional<SecretBytes> theirs = made.secret();
        SecretBytes secret =
                theirs.orElseGet(() -> java.util.Objects.requireNonNull(chosen).secret());
        return Keys.labelled(active, Shelf.nextName(row), active.generation(), work.now(), Set.of())
                .algorithm(chosen == null ? row.algorithm() : chosen.algorithm())
                .material(
                        Keys.copy(made.apiKey()),
                        Keys.copy(secret),
                        chosen == null
                                ? null
                                : chosen.passphrase().map(Keys::copy).orElse(null))
                .build();
    }
}
