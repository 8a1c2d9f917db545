/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.venue.VenueError.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to do about a refusal, by what the venue may have meant: a new key does not help against a wrong clock. */
final class VenueRefusal {
    private static final Set<Kind> OF_TIME = EnumSet.of(Kind.CLOCK, Kind.NONCE);

    /** What a venue says of whoever asks too often, or of itself. */
    private static final Set<Kind> PASSING = EnumSet.of(Kind.RATE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);

    private VenueRefusal() {}

    /** The refusal of a key that {@code why} is; empty for what may also be a limit, such as a status of 403 without a code: that says nothing of the key. */
    static Optional<VenueRefusedException> of(KeyguardException why) {
        return why instanceof VenueRefusedException refused && Collections.disjoint(refused.kinds(), PASSING)
                ? Optional.of(refused)
                : Optional.empty();
    }

    static String needed(VenueRefusedException refused) {
        return isOfTimeAlone(refused.kinds())
                ? "a request that the venue takes for one of now"
                : "a key that the venue accepts";
    }

    static String remedy(VenueRefusedException refused) {
        List<String> remedies = new ArrayList<>();
        if (refused.kinds().contains(Kind.CLOCK)) {
            remedies.add("set the clock of this machine, and start again");
        }
        if (refused.kinds().contains(Kind.NONCE)) {
            remedies.add(
                    "let nothing else sign with this key, and set the clock; where it was ahead once, the venue takes nothing earlier of this key, so make a new one");
        }
        if (!isOfTimeAlone(refused.kinds())) {
            remedies.add("check key, address list and rights at the venue");
        }
        return String.join("; or ", remedies);
    }

    private static boolean isOfTimeAlone(Set<Kind> kinds) {
        return !kinds.isEmpty() && OF_TIME.containsAll(kinds);
    }
}
