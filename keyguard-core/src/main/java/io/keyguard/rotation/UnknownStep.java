/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** CREATE_UNKNOWN: looks for the key whose making nobody saw end. Its secret was shown once and is lost, so it is deleted by its id, and another is asked for. */
final class UnknownStep implements Step {
    /** After these, the list decides. */
    static final long MOST_REPEATS = 5;

    static final String REPEATS = "repeats";

    private final Work work;

    UnknownStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        KeyTraits traits = work.door().keys(row).traits();
        if (traits.idempotent() && !row.is(Work.ABORTING) && row.number(REPEATS) < MOST_REPEATS) {
            Rotation again = row.with(REPEATS, row.number(REPEATS) + 1).to(RotationState.CREATE_INTENT, work.now());
            work.hand().unsent(again);
            return Step.go(again.because("the venue answers with the same key again"));
        }
        try {
            return look(row, work.door().list(row), traits);
        } catch (VenueRefusedException e) {
            return blocked(row, "the venue does not let the administering key list keys");
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked for the list of keys", e);
        }
    }

    private Outcome look(Rotation row, List<ListedKey> list, KeyTraits traits) {
        List<String> ghosts = Ghosts.find(row, list, Set.of());
        if (!ghosts.isEmpty() || row.has(Rotation.GHOSTS)) {
            return new Ghosts(work)
                    .away(
                            row,
                            ghosts.isEmpty() ? row.list(Rotation.GHOSTS) : ghosts,
                            gone -> work.anotherAttempt(gone, "a key was made whose secret is lost; it was deleted"),
                            () -> blocked(row, "the venue does not let the administering key delete keys"));
        }
        Instant until = row.at(Rotation.ASKED_AT).plus(traits.appears()).plus(Work.MARGIN);
        if (work.now().isBefore(until)) {
            return Step.waitUntil(row, until, "a key that was made may not be in the list yet");
        }
        boolean nameless = list.stream()
                .anyMatch(key -> key.label().isEmpty()
                        && !row.list(Rotation.BASELINE).contains(key.id().value()));
        return nameless
                ? blocked(row, "a key without a label has appeared, which may be ours or somebody's")
                : work.anotherAttempt(row, "the venue made no key");
    }

    private Outcome blocked(Rotation row, String why) {
        return Step.go(row.with(Rotation.FROM, row.state().name())
                .to(RotationState.BLOCKED, work.now())
                .because(why + "; see to it at the venue that no key is called " + row.text(Rotation.LABEL)
                        + ", then confirm"));
    }
}
