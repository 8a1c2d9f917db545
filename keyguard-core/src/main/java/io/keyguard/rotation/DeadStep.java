/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** REVOKE_UNKNOWN: asks with the old key until the venue refuses it; nothing else says that it is dead. */
final class DeadStep implements Step {
    private static final int MOST_DOUBLINGS = 6;

    private final Work work;

    DeadStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            if (areDead(row, held)) {
                return Step.go(row.to(RotationState.REVOKED, work.now()));
            }
        }
        String why = row.reason().isEmpty() ? "the venue still takes the old key" : row.reason();
        if (row.is(Rotation.MANUAL)) {
            return Step.tryAgain(row, work.now(), why);
        }
        Duration patience = work.door().keys(row).traits().dies().plus(Work.MARGIN);
        long doublings = Math.min(row.number(RevokeStep.TRIES) - 1, MOST_DOUBLINGS);
        Instant again = row.since().plus(patience.multipliedBy(1L << Math.max(0, doublings)));
        return work.now().isBefore(again)
                ? Step.waitUntil(row, sooner(again), why)
                : Step.go(row.to(RotationState.REVOKE_INTENT, work.now()).because("the venue still takes the old key"));
    }

    private Instant sooner(Instant again) {
        Instant soon = work.now().plusSeconds(1);
        return soon.isBefore(again) ? soon : again;
    }

    private boolean areDead(Rotation row, Shelf.Held held) {
        Set<String> unproven = new HashSet<>(RevokeStep.targets(row));
        for (ApiKey key : RevokeStep.all(held).toList()) {
            String id = Keys.idOf(key).value();
            if (unproven.contains(id)) {
                if (!isDead(row, held, key)) {
                    return false;
                }
                unproven.remove(id);
            }
        }
        return unproven.isEmpty() || areUnlisted(row, unproven);
    }

    /** A witness is asked only once the old key is not accepted: while that lives, nobody is bothered. */
    private boolean isDead(Rotation row, Shelf.Held held, ApiKey key) {
        KeyProbe.Answer alone = work.door().probe(key);
        if (alone == KeyProbe.Answer.ACCEPTED) {
            return false;
        }
        ApiKey active = held.active();
        if (active == null || RevokeStep.targets(row).contains(Keys.idOf(active).value())) {
            return alone == KeyProbe.Answer.DEAD;
        }
        return beside(row, key, active) == KeyProbe.Answer.DEAD;
    }

    /**
     * Beside another key that is accepted: who has changed address meanwhile takes no living key for dead. Where a later nonce ends the earlier ones of a key, the one in use is left to bots, if there is another
     * one to ask with.
     */
    private KeyProbe.Answer beside(Rotation row, ApiKey key, ApiKey active) {
        if (!work.door().hasNonces(row)) {
            return work.door().probeBeside(key, active);
        }
        try (ApiKey separate = work.door().separate(row).orElse(null)) {
            return work.door().probeBeside(key, separate == null ? active : separate);
        }
    }

    /** Of a key whose secret nobody has, the list is the only witness. */
    private boolean areUnlisted(Rotation row, Set<String> ids) {
        if (!work.door().administers(row)) {
            return false;
        }
        try {
            List<String> listed = work.door().list(row).stream()
                    .map(ListedKey::id)
                    .map(Object::toString)
                    .toList();
            return ids.stream().noneMatch(listed::contains);
        } catch (VenueRefusedException | VenueUnavailableException e) {
            return false;
        }
    }
}
