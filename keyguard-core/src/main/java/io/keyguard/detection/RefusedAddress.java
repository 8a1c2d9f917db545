/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The venue refuses a key for the address it comes from, and says so without a doubt: once is enough. */
final class RefusedAddress implements Rule {
    private final Watching watching;

    RefusedAddress(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Answered answered
                && answered.error()
                        .filter(error -> error.kinds().equals(Set.of(Kind.IP)))
                        .isPresent()
                && !watching.announcements().explain(Change.ADDRESSES, now)) {
            VenueError error = answered.error().get();
            watching.alarms()
                    .raise(
                            now,
                            Signal.REFUSED_ADDRESS,
                            Optional.of(answered.key()),
                            error.code(),
                            Confidence.CERTAIN,
                            "the venue answered with " + error.code());
        }
    }
}
