/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.VenueError.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Finds out whether a venue still accepts a key: only its own refusal says that a key is dead, never a "done", a time-out or a tick in a box. */
public final class KeyProbe {
    private static final Set<Kind> DEATH = EnumSet.of(Kind.BAD_KEY, Kind.EXPIRED);
    /** What some venues say of dead keys in the same words. */
    private static final Set<Kind> LIKE_DEATH =
            EnumSet.of(Kind.BAD_KEY, Kind.EXPIRED, Kind.SIGNATURE, Kind.ENVIRONMENT, Kind.PASSPHRASE, Kind.IP);

    /** What a venue makes of a key. */
    public enum Answer {
        /** It answered a signed question. */
        ACCEPTED,
        /** It does not know the key, or no longer. */
        DEAD,
        /** It did not say: no answer, or a refusal that may have another reason. */
        UNKNOWN
    }

    private KeyProbe() {}

    /**
     * Asks once, with the harmless question that tells a key's rights.
     *
     * @param venue calls that are signed with the key; it must have been accepted before with the same clock and from the same address, or a refusal may mean those
     */
    public static Answer ask(PermissionInspector inspector, SignedCalls venue) {
        try {
            inspector.inspect(venue);
            return Answer.ACCEPTED;
        } catch (VenueRefusedException e) {
            return isDead(e.kinds()) ? Answer.DEAD : Answer.UNKNOWN;
        } catch (VenueUnavailableException e) {
            return Answer.UNKNOWN;
        }
    }

    /** Whether a refusal of {@code kinds}, of a key that was accepted before, means that it is dead. */
    static boolean isDead(Set<Kind> kinds) {
        return LIKE_DEATH.containsAll(kinds) && kinds.stream().anyMatch(DEATH::contains);
    }
}
