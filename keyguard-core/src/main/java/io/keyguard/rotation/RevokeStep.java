/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** REVOKE_INTENT: deletes the old key, or in an emergency every key of the rotation, by the ids in the journal and no other. */
final class RevokeStep implements Step {
    static final String TARGETS = "revoking";
    static final String TRIES = "revokes";
    /** What the venue refuses to delete, and why, written down before it is weakened. */
    static final String WEAKENING = "weakening";

    static final String REFUSAL = "refusal";
    static final String WEAKENED = "weakened";

    private static final String ENDED = "the new key ends the old one here; waiting for the venue to refuse it";

    private final Work work;

    RevokeStep(Work work) {
        this.work = work;
    }

    /** Whether nothing is left to delete, as the key that was made has ended the old one; in an emergency the new one is to end too. */
    static boolean isEndedByTheNew(Rotation row, KeyTraits traits) {
        return !traits.overlap() && !row.is(Rotation.EMERGENCY);
    }

    static List<String> targets(Rotation row) {
        return row.is(Rotation.EMERGENCY) ? row.list(TARGETS) : List.of(row.oldId());
    }

    @Override
    public Outcome take(Rotation row) {
        Rotation asked = row.with(TRIES, row.number(TRIES) + 1)
                .without(Rotation.MANUAL, Rotation.KEPT)
                .to(RotationState.REVOKE_UNKNOWN, work.now());
        Set<KeyId> shared = row.is(Rotation.EMERGENCY) ? Set.of() : work.shelf().alsoCalled(row, row.oldId());
        if (!shared.isEmpty()) {
            return blocked(row, "the key to delete is also the one called " + shared + "; rotate that first");
        }
        if (!work.door().administers(row)) {
            return isEndedByTheNew(row, work.door().keys(row).traits())
                    ? Step.go(asked.with(Rotation.MANUAL, "yes").because(ENDED))
                    : byHand(asked, "no key administers keys here");
        }
        try (Shelf.Held held = work.shelf().read(row)) {
            if (!row.is(Rotation.EMERGENCY) && (held.isActive(row.oldId()) || !isOld(row, held))) {
                return blocked(row, "the key to delete is not the one that was put aside");
            }
            if (!row.is(Rotation.EMERGENCY) && !works(held.active())) {
                return newKeyFails(row);
            }
            return row.has(WEAKENING) ? weaken(row, asked) : delete(row, asked, held);
        }
    }

    private Outcome blocked(Rotation row, String why) {
        return Step.go(row.with(Rotation.FROM, row.state().name())
                .to(RotationState.BLOCKED, work.now())
                .because(why + "; nothing was deleted"));
    }

    /** It may be long since it was verified, and the old key may be the last that works. */
    private boolean works(@Nullable ApiKey active) {
        return active != null && work.door().works(active);
    }

    /** Before anything was deleted, it is looked whether the old key has to come back. */
    private Outcome newKeyFails(Rotation row) {
        String why = "the venue does not accept the new key, so the old one is not deleted";
        return row.number(TRIES) == 0
                ? Step.waitUntil(
                        row.to(RotationState.DRAINING, work.now()), work.now().plusSeconds(1), why)
                : Step.tryAgain(row, work.now(), why);
    }

    /** Every one of them, whatever becomes of the others. */
    private Outcome delete(Rotation row, Rotation asked, Shelf.Held held) {
        var refused = EnumSet.noneOf(VenueError.Kind.class);
        boolean silent = false;
        var kept = new ArrayList<String>();
        for (String id : targets(row)) {
            try {
                work.door().delete(row, new VenueKeyId(id), passphrase(held, id));
            } catch (VenueRefusedException e) {
                kept.add(id);
                refused.addAll(e.kinds());
            } catch (VenueUnavailableException e) {
                silent = true;
            }
        }
        if (silent) {
            return Step.go(asked.because("the venue did not say whether it is deleted"));
        }
        if (kept.isEmpty()) {
            return Step.go(asked.because("deleted; waiting for the venue to refuse it"));
        }
        String why = "the venue refuses to delete it: " + refused;
        return row.has(WEAKENED)
                ? byHand(asked.with(Rotation.KEPT, kept), why)
                : Step.go(row.with(WEAKENING, kept).with(REFUSAL, why));
    }

    /** What cannot be deleted can at least be kept from trading, until a person deletes it. */
    private Outcome weaken(Rotation row, Rotation asked) {
        boolean all = true;
        for (String id : row.list(WEAKENING)) {
            try {
                all &= work.door().weaken(row, new VenueKeyId(id));
            } catch (VenueRefusedException | VenueUnavailableException e) {
                all = false;
            }
        }
        return byHand(
                asked.without(WEAKENING, REFUSAL)
                        .with(Rotation.KEPT, row.list(WEAKENING))
                        .with(WEAKENED, all ? "yes" : "no"),
                row.text(REFUSAL) + (all ? "; until then it may only read" : "; it may do what it could before"));
    }

    private static Outcome byHand(Rotation row, String why) {
        return Step.go(
                row.with(Rotation.MANUAL, "yes").because(why + "; delete at the venue " + Names.of(row, left(row))));
    }

    /** What a person has to delete. */
    static List<String> left(Rotation row) {
        return row.has(Rotation.KEPT) ? row.list(Rotation.KEPT) : targets(row);
    }

    private static boolean isOld(Rotation row, Shelf.Held held) {
        ApiKey old = held.old();
        return old != null && Keys.idOf(old).value().equals(row.oldId());
    }

    static Stream<ApiKey> all(Shelf.Held held) {
        return Stream.of(
                        Optional.ofNullable(held.active()),
                        Optional.ofNullable(held.next()),
                        Optional.ofNullable(held.old()))
                .flatMap(Optional::stream);
    }

    private static Optional<SecretBytes> passphrase(Shelf.Held held, String id) {
        // All attempts have the same as the one that is to come: what nobody saw the making of, too.
        return all(held)
                .filter(key -> Keys.idOf(key).value().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(held.next()))
                .or(() -> Optional.ofNullable(held.active()))
                .flatMap(ApiKey::passphrase);
    }
}
