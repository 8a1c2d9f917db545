/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.venue.VenueError.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Refusals that say nothing of the key, nor of what was asked: they pass, and it is asked again. */
final class Passing {
    private static final Set<Kind> KINDS = EnumSet.of(Kind.RATE, Kind.MAINTENANCE, Kind.CLOCK, Kind.NONCE);

    private Passing() {}

    /** Where a limit is one of the things that a refusal may mean, nothing is concluded from it. */
    static boolean is(Set<Kind> kinds) {
        return kinds.contains(Kind.RATE) || (!kinds.isEmpty() && KINDS.containsAll(kinds));
    }
}
