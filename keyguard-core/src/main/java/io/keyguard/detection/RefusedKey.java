/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A venue refuses a key: one refusal is a mishap, several within a minute are not. A wrong clock, too many requests and what may be a fault of the venue's own say nothing of the key. */
final class RefusedKey implements Rule {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Alarms alarms;
    private final Bursts bursts;

    RefusedKey(Watching watching) {
        this.alarms = watching.alarms();
        this.bursts = new Bursts(watching.limits().refusals, MINUTE, watching, "keys with refusals");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Answered answered
                && answered.error().filter(RefusedKey::blamesKey).isPresent()
                && bursts.isOne(answered.key().value(), now)) {
            VenueError error = answered.error().get();
            alarms.raise(
                    now,
                    Signal.REFUSALS,
                    Optional.of(answered.key()),
                    error.code(),
                    Confidence.POSSIBLE,
                    "the venue answered with " + error.code() + ", which may mean " + error.kinds());
        }
    }

    private static boolean blamesKey(VenueError error) {
        Set<Kind> kinds = error.kinds();
        return error.mayBeAuth()
                && !kinds.equals(Set.of(Kind.IP))
                && !kinds.contains(Kind.CLOCK)
                && !kinds.contains(Kind.NONCE)
                && !kinds.contains(Kind.MAINTENANCE);
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
