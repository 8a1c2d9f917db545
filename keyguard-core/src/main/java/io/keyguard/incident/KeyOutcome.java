/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a key. Names only. Immutable.
 *
 * @param key its name
 * @param venue its venue
 * @param atVenue which key it is there, as {@link io.keyguard.venue.VenueKeyId} has it; an empty string where that is not known
 * @param state how it stands
 * @param byHand whether a person had to delete it
 * @param toCancel from the alarm until what was open was cancelled; empty if it was not
 * @param toRevoke from the alarm until the venue refused the key; empty if it did not
 * @param why what was said last of it
 * @param next what a person has to do still
 */
public record KeyOutcome(
        String key,
        String venue,
        String atVenue,
        State state,
        boolean byHand,
        Optional<Duration> toCancel,
        Optional<Duration> toRevoke,
        String why,
        List<String> next) {
    /** How a key stands. */
    public enum State {
        /** Its venue refused it, after it had accepted it. */
        DEAD("dead"),
        /** Its venue accepted it when it was asked last. */
        ALIVE("ALIVE"),
        /** Nobody can say. */
        UNKNOWN("NOT PROVEN DEAD"),
        /** It is still being ended, or whoever did that stopped. */
        OPEN("not finished");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** Returns the state in words. */
        public String words() {
            return words;
        }
    }

    /** Copies the steps. */
    public KeyOutcome {
        next = List.copyOf(next);
    }
}
