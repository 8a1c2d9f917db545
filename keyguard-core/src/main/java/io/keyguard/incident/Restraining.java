/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static io.keyguard.incident.IncidentEvent.Outcome.AGAIN;
import static io.keyguard.incident.IncidentEvent.Outcome.BEGUN;
import static io.keyguard.incident.IncidentEvent.Outcome.DONE;

import io.keyguard.KeyguardException;
import io.keyguard.venue.KeyAdministrator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes a key worth less that is not deleted, as often as is of use, and keeps in the journal what may have been done. Used by one thread. */
final class Restraining {
    /** What stops every key of an account waits for as long as a venue may only be out of breath. */
    private static final Duration BEFORE_FREEZING = Duration.ofSeconds(10);

    private final ExposedKey key;
    private final KeyLog log;
    private final KeyOrders orders;
    private final Outside outside;
    private final int attempts;
    private final boolean isByHandAlone;
    private final Restraint restraint;

    /** How often each was tried, or as often as it may be. */
    private int bindings;

    private int freezings;
    private Outside.Deadline freezesFrom;

    /**
     * @param byApi what the venue does by its API; empty where only a person deletes keys
     */
    Restraining(
            ExposedKey key,
            KeyLog log,
            KeyOrders orders,
            Outside outside,
            int attempts,
            Optional<KeyAdministrator> byApi) {
        this.key = key;
        this.log = log;
        this.orders = orders;
        this.outside = outside;
        this.attempts = attempts;
        this.isByHandAlone = byApi.isEmpty();
        this.restraint = new Restraint(key, outside, byApi);
        this.freezesFrom = outside.in(BEFORE_FREEZING);
    }

    /** From now on it is tried to delete the key, which is better than all of this. */
    void afterDeletions() {
        freezesFrom = outside.in(BEFORE_FREEZING);
    }

    /** While a person is awaited, it is worth as little as can be. */
    void restrain() {
        if (key.administrators().isEmpty() || log.isDone(IncidentStep.RESTRAIN)) {
            return;
        }
        boolean freezes = freezings < attempts && (isByHandAlone || freezesFrom.isOver());
        if (bindings >= attempts && !freezes) {
            return;
        }
        Optional<Restraint.Place> place = restraint.find();
        boolean bound = place.isPresent() && bindings < attempts && bind(place.get());
        if (!bound && freezes) {
            freezings++;
            freeze(place);
        }
    }

    private boolean bind(Restraint.Place place) {
        bindings++;
        log.say(IncidentStep.RESTRAIN, BEGUN, "about to be " + Restraint.BOUND, List.of(place.line()));
        try {
            if (restraint.bind(place)) {
                log.say(IncidentStep.RESTRAIN, DONE, Restraint.BOUND);
                return true;
            }
            bindings = attempts;
            log.say(IncidentStep.RESTRAIN, AGAIN, Restraint.NOT_BOUND + ", which its venue does not change");
        } catch (KeyguardException e) {
            // Also where it is refused: venues that change keys in several requests may have done the first.
            log.say(IncidentStep.RESTRAIN, AGAIN, "perhaps " + Restraint.BOUND + ": " + e.getMessage());
        }
        return false;
    }

    private void freeze(Optional<Restraint.Place> place) {
        // Before its other keys are stopped as well.
        key.helper().ifPresent(orders::cancelNow);
        Optional<Restraint.Frozen> frozen = restraint.freeze(place);
        if (frozen.isPresent()) {
            List<String> step = List.of(frozen.get().toUnfreeze(restraint.freezes()));
            boolean sure = frozen.get().sure();
            freezings = attempts;
            log.say(
                    IncidentStep.RESTRAIN,
                    sure ? DONE : AGAIN,
                    "its sub-account is " + (sure ? "frozen" : "perhaps frozen, which its venue did not say"),
                    step);
        } else {
            String neither = "neither is it bound elsewhere, nor its sub-account frozen";
            boolean isNews = log.last(IncidentStep.RESTRAIN)
                    .map(event -> !event.detail().equals(neither))
                    .orElse(true);
            if (isNews) {
                log.say(IncidentStep.RESTRAIN, AGAIN, neither);
            }
        }
    }

    /** Whether it was, or may have been: an answer that was lost tells nothing. */
    boolean isBound() {
        boolean bound = false;
        for (IncidentEvent event : log.events()) {
            if (event.step() == IncidentStep.RESTRAIN) {
                bound = event.detail().contains(Restraint.BOUND)
                        || (bound && !event.detail().startsWith(Restraint.NOT_BOUND));
            }
        }
        return bound;
    }

    /** Whether the list in which it stood when it was bound can be read, and lacks it. */
    boolean isGone() {
        List<String> lines = log.events().stream()
                .filter(event -> event.step() == IncidentStep.RESTRAIN)
                .flatMap(event -> event.lines().stream())
                .toList();
        return restraint.isGone(lines);
    }
}
