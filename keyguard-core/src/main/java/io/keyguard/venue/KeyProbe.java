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
    /** What it is not while another key is accepted from the same address, by the same clock. */
    private static final Set<Kind> SHARED = EnumSet.of(Kind.CLOCK, Kind.IP);
    /** What it is not either, if two questions with nonces of their own are refused, where a nonce has to be unused and no more. */
    private static final Set<Kind> SHARED_AND_NONCE = EnumSet.of(Kind.CLOCK, Kind.IP, Kind.NONCE);

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
        return ask(inspector, venue, Set.of());
    }

    private static Answer ask(PermissionInspector inspector, SignedCalls venue, Set<Kind> ruledOut) {
        try {
            inspector.inspect(venue);
            return Answer.ACCEPTED;
        } catch (VenueRefusedException e) {
            var kinds = EnumSet.noneOf(Kind.class);
            kinds.addAll(e.kinds());
            kinds.removeAll(ruledOut);
            return of(kinds);
        } catch (VenueUnavailableException e) {
            return Answer.UNKNOWN;
        }
    }

    /**
     * Asks once, between two questions with another key, such as the one that came in its place: while that is accepted before and after, neither this machine's clock nor its address is why this one is
     * refused. It proves death where a venue refuses a dead key and a wrong clock in the same words; and who has changed address meanwhile takes no living key for dead.
     *
     * @param life of the venue's requests: where nonces need not grow, and each is used once, a second refusal shows that the first was not one of its nonce
     * @param venue as above
     * @param witness calls that are signed with the other key, by the same clock, and sent from the same address; that key must be bound to the same addresses
     */
    public static Answer askBeside(
            PermissionInspector inspector, RequestLife life, SignedCalls venue, SignedCalls witness) {
        if (ask(inspector, witness) != Answer.ACCEPTED) {
            return Answer.UNKNOWN;
        }
        boolean anyNonce = life.longest().isPresent() && !life.repeatable();
        Answer answer = anyNonce ? askTwice(inspector, venue) : ask(inspector, venue, SHARED);
        boolean proven = answer != Answer.DEAD || ask(inspector, witness) == Answer.ACCEPTED;
        return proven ? answer : Answer.UNKNOWN;
    }

    private static Answer askTwice(PermissionInspector inspector, SignedCalls venue) {
        Answer answer = ask(inspector, venue, SHARED_AND_NONCE);
        return answer == Answer.DEAD ? ask(inspector, venue, SHARED_AND_NONCE) : answer;
    }

    /** Returns what a refusal of {@code kinds} says of a key that was accepted before: one that may mean another address says the same, so that whoever cannot rule that out asks something else too. */
    public static Answer of(Set<Kind> kinds) {
        return isDead(kinds) ? Answer.DEAD : Answer.UNKNOWN;
    }

    /** Whether a refusal of {@code kinds}, of a key that was accepted before, means that it is dead. */
    static boolean isDead(Set<Kind> kinds) {
        return LIKE_DEATH.containsAll(kinds) && kinds.stream().anyMatch(DEATH::contains);
    }
}
