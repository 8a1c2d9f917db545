/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueUnavailableException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is done in one state. Taking a step again is harmless. */
@FunctionalInterface
interface Step {
    Outcome take(Rotation row);

    /**
     * What a step came to.
     *
     * @param row where the rotation stands now; written if it is another than before
     * @param until when to try again; null if it goes on at once
     */
    record Outcome(Rotation row, @Nullable Instant until) {}

    static Outcome go(Rotation row) {
        return new Outcome(row, null);
    }

    static Outcome waitUntil(Rotation row, Instant until, String why) {
        return new Outcome(row.because(why), until);
    }

    /** The same for what the venue says, or does not say, of which names alone are told. */
    static Outcome tryAgain(Rotation row, Instant now, String why, VenueUnavailableException e) {
        return tryAgain(row, now, why + ": " + e.getMessage());
    }

    /** Waits ever longer, from a second to a quarter of an hour, for what has been tried since the state was entered. */
    static Outcome tryAgain(Rotation row, Instant now, String why) {
        long seconds = Duration.between(row.since(), now).toSeconds() / 2;
        return waitUntil(row, now.plusSeconds(Math.max(1, Math.min(seconds, 900))), why);
    }
}
