/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Duration;
import java.time.Instant;

/** Asks a venue for its time, without a key. Thread-safe. */
public interface VenueClock {
    /** Returns the path to {@code GET}, with a query where it needs one. */
    String path();

    /** Returns how fine that time is: what follows the last digit is not known. A millisecond, unless the venue tells whole seconds. */
    default Duration resolution() {
        return Duration.ofMillis(1);
    }

    /**
     * Returns the time in {@code reply}.
     *
     * @throws io.keyguard.VenueUnavailableException if there is none
     */
    Instant read(HttpReply reply);
}
