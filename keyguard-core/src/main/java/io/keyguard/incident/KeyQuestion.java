/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.HeardCalls;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a venue what it makes of a key, beside another key of the account where that matters. Used by one thread at a time. */
final class KeyQuestion {
    private static final Set<VenueError.Kind> DEATH = EnumSet.of(VenueError.Kind.BAD_KEY, VenueError.Kind.EXPIRED);
    private static final Set<VenueError.Kind> LIKE_DEATH = EnumSet.of(
            VenueError.Kind.BAD_KEY, VenueError.Kind.EXPIRED, VenueError.Kind.IP, VenueError.Kind.PERMISSION);
    /** What depends on who asks from where. */
    private static final Set<VenueError.Kind> OF_THE_PLACE = EnumSet.of(VenueError.Kind.IP, VenueError.Kind.CLOCK);

    private final ExposedKey key;
    private final Outside outside;
    private final Witnesses witnesses;
    private final AtomicBoolean helperWasAccepted = new AtomicBoolean();
    private Answer last = Answer.UNKNOWN;
    private Asking asked = new Asking();

    KeyQuestion(ExposedKey key, Outside outside, Witnesses witnesses) {
        this.key = key;
        this.outside = outside;
        this.witnesses = witnesses;
    }

    /** What the venue makes of the key. */
    enum Answer {
        ACCEPTED,
        DEAD,
        /** As it refuses dead keys, and others: some venues have the same words for them. */
        REFUSED,
        UNKNOWN;

        boolean isRefusal() {
            return this == DEAD || this == REFUSED;
        }
    }

    /** Finds out whether the other key works from here: only then its refusal later says that something else is wrong. */
    void meetHelper() {
        key.helper().ifPresent(helper -> {
            try {
                outside.call(key.venue().id(), () -> new Asking().noting().inspect(helper));
            } catch (KeyguardException e) {
                // Then it is no witness.
            }
        });
    }

    /**
     * Asks once.
     *
     * @param elsewhere whether the key was accepted, and perhaps not from here
     * @param deleted whether the venue says that it is
     * @param bound whether it may be bound to an address that nobody has
     */
    Answer ask(boolean elsewhere, boolean deleted, boolean bound) {
        // Its own, as one that is given up may go on in its thread.
        var asking = new Asking();
        asked = asking;
        try {
            last = switch (outside.call(key.venue().id(), () -> asking.answer(elsewhere, deleted))) {
                case ACCEPTED -> Answer.ACCEPTED;
                case DEAD -> Answer.DEAD;
                case UNKNOWN -> isRefusal(asking.kinds, bound) ? Answer.REFUSED : Answer.UNKNOWN;
            };
        } catch (KeyguardException e) {
            last = Answer.UNKNOWN;
        }
        return last;
    }

    private static boolean isRefusal(Set<VenueError.Kind> kinds, boolean bound) {
        boolean ofItsAddress = kinds.contains(VenueError.Kind.IP) && bound;
        return LIKE_DEATH.containsAll(kinds) && (ofItsAddress || !Collections.disjoint(kinds, DEATH));
    }

    /** Whether the last answer was that the key is dead, as far as a key can tell that was accepted from here. */
    boolean isDeath() {
        return last == Answer.DEAD;
    }

    /** Whether it was that, in words that have nothing to do with who asks from where. */
    boolean isCertain() {
        return isDeath() && Collections.disjoint(asked.kinds, OF_THE_PLACE);
    }

    /** Whether another key was accepted from the same place when this one was refused. */
    boolean isWitnessed() {
        return asked.witnessed;
    }

    /** Whether another key of the account is refused as well, in words that mean nothing else: it may be gone too, or the venue refuse every key. */
    boolean isOfOthersToo() {
        return last.isRefusal() && asked.othersToo;
    }

    /** What is learnt when the venue is asked once. */
    private final class Asking {
        /** What the refusal of the key may mean. */
        private final Set<VenueError.Kind> kinds = Collections.synchronizedSet(EnumSet.noneOf(VenueError.Kind.class));

        private volatile boolean helperWasRefused;
        private volatile boolean othersToo;
        private volatile boolean witnessed;

        @SuppressWarnings("ReferenceEquality") // the very thing, not one like it
        private PermissionInspector noting() {
            PermissionInspector inspector = HeardCalls.inspector(key.venue(), key.environment());
            return asked -> {
                boolean isKey = asked == key.calls();
                try {
                    if (isKey) {
                        return inspector.inspect(asked);
                    }
                    KeyFacts facts = witnesses.ask(asked, () -> inspector.inspect(asked), outside);
                    helperWasAccepted.set(true);
                    return facts;
                } catch (VenueRefusedException e) {
                    if (isKey) {
                        kinds.addAll(e.kinds());
                    } else {
                        helperWasRefused = true;
                        othersToo = !e.kinds().isEmpty() && DEATH.containsAll(e.kinds());
                    }
                    throw e;
                }
            };
        }

        /** Beside another key, if there is one, where that matters: some venues have the same words for dead keys and wrong clocks or addresses, and what an earlier run saw says nothing of this machine's. */
        private KeyProbe.Answer answer(boolean elsewhere, boolean deleted) {
            Optional<SignedCalls> witness = key.helper();
            if (elsewhere && witness.isPresent()) {
                KeyProbe.Answer both = beside(witness.get());
                return both == KeyProbe.Answer.UNKNOWN && othersToo ? KeyProbe.ask(noting(), key.calls()) : both;
            }
            KeyProbe.Answer alone = KeyProbe.ask(noting(), key.calls());
            if (witness.isEmpty() || !isDoubtful(alone, deleted)) {
                return alone;
            }
            Set<VenueError.Kind> said = Set.copyOf(kinds);
            KeyProbe.Answer both = beside(witness.get());
            // Whoever deletes a key deletes others of the account as well, which can be no witnesses any more.
            boolean isNoWitness = othersToo || !helperWasAccepted.get();
            if (both == KeyProbe.Answer.UNKNOWN && isNoWitness) {
                kinds.addAll(said);
                return alone;
            }
            return both;
        }

        private boolean isDoubtful(KeyProbe.Answer alone, boolean deleted) {
            return switch (alone) {
                case UNKNOWN -> !Collections.disjoint(kinds, DEATH);
                // Also in the plainest words: a venue whose authentication is broken has them for every key.
                case DEAD -> !deleted;
                case ACCEPTED -> false;
            };
        }

        private KeyProbe.Answer beside(SignedCalls witness) {
            kinds.clear();
            helperWasRefused = false;
            KeyProbe.Answer answer = KeyProbe.askBeside(noting(), key.venue().requestLife(), key.calls(), witness);
            if (helperWasRefused) {
                // Whatever was refused here is refused to others as well.
                kinds.clear();
            }
            if (answer == KeyProbe.Answer.DEAD) {
                witnessed = true;
                // The other key goes by the same clock, and the nonces were two.
                kinds.remove(VenueError.Kind.CLOCK);
                kinds.remove(VenueError.Kind.NONCE);
            }
            return answer;
        }
    }
}
