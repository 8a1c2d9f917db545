/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** REVOKE_INTENT: deletes the old key, or in an emergency every key of the rotation, by the ids in the journal and no other. */
final class RevokeStep implements Step {
    static final String TARGETS = "revoking";
    static final String TRIES = "revokes";
    /** What the venue refuses to delete, and why, written down before it is weakened. */
    static final String WEAKENING = "weakening";

    static final String REFUSAL = "refusal";
    static final String WEAKENED = "weakened";

    private final Work work;

    RevokeStep(Work work) {
        this.work = work;
    }

    static List<String> targets(Rotation row) {
        return row.is(Rotation.EMERGENCY) ? row.list(TARGETS) : List.of(row.oldId());
    }

    @Override
    public Outcome take(Rotation row) {
        Rotation asked = row.with(TRIES, row.number(TRIES) + 1).to(RotationState.REVOKE_UNKNOWN, work.now());
        if (!work.door().administers(row)) {
            return byHand(asked, "no key administers keys here");
        }
        try (Shelf.Held held = work.shelf().read(row)) {
            if (!row.is(Rotation.EMERGENCY) && (held.isActive(row.oldId()) || !isOld(row, held))) {
                return Step.go(row.with(Rotation.FROM, row.state().name())
                        .to(RotationState.BLOCKED, work.now())
                        .because("the key to delete is not the one that was put aside; nothing was deleted"));
            }
            return row.has(WEAKENING) ? weaken(row, asked) : delete(row, asked, held);
        }
    }

    /** Every one of them, whatever becomes of the others. */
    private Outcome delete(Rotation row, Rotation asked, Shelf.Held held) {
        var refused = EnumSet.noneOf(VenueError.Kind.class);
        boolean silent = false;
        var kept = new ArrayList<String>();
        for (String id : targets(row)) {
            try {
                var unused = work.door().delete(row, new VenueKeyId(id), passphrase(held, id));
            } catch (VenueRefusedException e) {
                if (DrainStep.PASSING.containsAll(e.kinds())) {
                    silent = true;
                    continue;
                }
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
                ? byHand(asked, why)
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
                asked.without(WEAKENING, REFUSAL).with(WEAKENED, all ? "yes" : "no"),
                row.text(REFUSAL) + (all ? "; until then it may only read" : "; it may do what it could before"));
    }

    private static Outcome byHand(Rotation row, String why) {
        return Step.go(row.with(Rotation.MANUAL, "yes").because(why + "; delete the old key at the venue"));
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
        return all(held)
                .filter(key -> Keys.idOf(key).value().equals(id))
                .findFirst()
                .flatMap(ApiKey::passphrase);
    }
}
