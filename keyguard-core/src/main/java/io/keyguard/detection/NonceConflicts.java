/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.VenueError.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Nonces are used up that nobody here used: two use one key. Requests that overtake each other look the same, so one conflict is none. */
final class NonceConflicts implements Rule {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Alarms alarms;
    private final Bursts bursts;

    NonceConflicts(Watching watching) {
        this.alarms = watching.alarms();
        this.bursts = new Bursts(watching.limits().nonces, MINUTE, watching, "keys with conflicts of nonces");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Answered answered
                && answered.error()
                        .filter(error -> error.kinds().equals(Set.of(Kind.NONCE)))
                        .isPresent()
                && bursts.isOne(answered.key().value(), now)) {
            alarms.raise(
                    now,
                    Signal.NONCES,
                    Optional.of(answered.key()),
                    "",
                    Confidence.POSSIBLE,
                    "the venue answered with " + answered.error().get().code());
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        bursts.save(out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        bursts.load(in);
    }
}
