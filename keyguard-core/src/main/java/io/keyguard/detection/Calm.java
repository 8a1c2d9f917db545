/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.time.Instant;

/** Tells when rates say nothing: after a start, while a strategy begins, and around an outage, when everything is placed again. Not thread-safe. */
final class Calm implements Rule {
    private static final Duration GRACE = Duration.ofMinutes(5);

    private Instant disturbedUntil;

    Calm(Instant began) {
        this.disturbedUntil = began.plus(GRACE);
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        boolean starts = event instanceof AccountEvent.Running running && running.runs();
        boolean outage = event instanceof AccountEvent.Answered answered
                && answered.error()
                        .filter(error -> error.kinds().contains(Kind.MAINTENANCE)
                                || error.kinds().contains(Kind.OUTCOME_UNKNOWN))
                        .isPresent();
        if (starts || outage) {
            disturbedUntil = now.plus(GRACE);
        }
    }

    boolean lasts(Instant now) {
        return !now.isBefore(disturbedUntil);
    }
}
