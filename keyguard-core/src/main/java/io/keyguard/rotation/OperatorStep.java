/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyMaterialException;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** AWAITING_OPERATOR: a person makes the key and enters it. */
final class OperatorStep implements Step {
    static final Duration LONGEST = Duration.ofDays(7);
    /** For a person, who can look it up. */
    private static final Set<String> AS_BEFORE = Set.of("the addresses that the old key is bound to");

    private static final Duration NEXT_LOOK = Duration.ofMinutes(1);

    private final Work work;

    OperatorStep(Work work) {
        this.work = work;
    }

    Outcome begin(Rotation row) {
        return Step.go(row.with(Rotation.DEADLINE, work.now().plus(LONGEST).toString())
                .with(Rotation.ASKED_AT, work.now().toString())
                .to(RotationState.AWAITING_OPERATOR, work.now())
                .because("make the key " + row.text(Rotation.LABEL) + " and enter it"));
    }

    @Override
    public Outcome take(Rotation row) {
        String why = "make the key " + row.text(Rotation.LABEL) + " and enter it";
        if (isMade(row)) {
            why = "the key " + row.text(Rotation.LABEL) + " is made; enter it, or delete it if its secret is lost";
        }
        if (!work.now().isBefore(row.at(Rotation.DEADLINE))) {
            why += "; this is overdue";
        }
        return Step.waitUntil(row, work.now().plus(NEXT_LOOK), why);
    }

    private boolean isMade(Rotation row) {
        try {
            return work.door().administers(row)
                    && !Ghosts.find(row, work.door().list(row), Set.of()).isEmpty();
        } catch (VenueRefusedException | VenueUnavailableException e) {
            return false;
        }
    }

    /** What the person has to do. */
    static List<String> steps(Rotation row, Venue venue) {
        return venue.keys()
                .stepsToCreate(KeyOrder.builder(row.text("account"), row.text(Rotation.LABEL))
                        .rights(venue.rights().smallestKeyFor(row.rights("needs")))
                        .boundTo(OldFacts.hasAddresses(row) && !isUnknown(row) ? row.ips() : AS_BEFORE)
                        .algorithm(row.algorithm())
                        .build());
    }

    /** Of a key that was dead before anybody asked, a person may know more. */
    private static boolean isUnknown(Rotation row) {
        return !row.is(Rotation.FACTS) && row.ips().isEmpty();
    }

    /** Takes the key that was entered, if it is the one that was asked for; nothing is stored otherwise. */
    Rotation entered(Rotation row, ApiKey typed) {
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey active = held.active();
            if (active == null || active.generation() != row.number("oldGeneration")) {
                throw RotationExceptions.notEntered("somebody else has replaced the key");
            }
            ApiKey key = Keys.labelled(active, Shelf.nextName(row), active.generation(), work.now(), Set.of())
                    .algorithm(typed.algorithm())
                    .material(
                            Keys.copy(typed.apiKey()),
                            Keys.copy(typed.secret()),
                            typed.passphrase().map(Keys::copy).orElse(null))
                    .build();
            try {
                refusal(row, active, key).ifPresent(why -> {
                    throw RotationExceptions.notEntered(why);
                });
                work.hand().hold(key);
                return row.with(Rotation.NEW_ID, Keys.idOf(key).value()).to(RotationState.CREATED, work.now());
            } catch (RuntimeException | Error e) {
                key.close();
                throw e;
            }
        }
    }

    /** What the list tells against the new key; once it is stored, it is asked again. */
    private Optional<OldFacts.Problem> listed(Rotation row, VenueKeyId id) {
        try {
            return work.door().administers(row)
                    ? work.door().list(row).stream()
                            .filter(key -> key.id().equals(id))
                            .findFirst()
                            .flatMap(key -> OldFacts.inList(row, key, work.now()))
                    : Optional.empty();
        } catch (VenueRefusedException | VenueUnavailableException e) {
            return Optional.empty();
        }
    }

    private Optional<String> refusal(Rotation row, ApiKey active, ApiKey key) {
        VenueKeyId id = Keys.idOf(key);
        if (id.value().equals(row.oldId()) || key.secret().sameBytes(active.secret())) {
            return Optional.of("it is the old key");
        }
        if (work.revoked().isRevoked(key)) {
            return Optional.of("it was revoked before");
        }
        if (row.list(Rotation.BASELINE).contains(id.value())) {
            return Optional.of("it was there before the rotation began; make a new one");
        }
        try {
            work.door().requireForm(key);
            return OldFacts.compare(row, work.door().inspect(key), work.now())
                    .or(() -> listed(row, id))
                    .map(OldFacts.Problem::words);
        } catch (KeyMaterialException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (VenueRefusedException e) {
            return Optional.of("the venue refuses it: " + e.kinds() + "; is the secret the one of this key?");
        }
    }
}
