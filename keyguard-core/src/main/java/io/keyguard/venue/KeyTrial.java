/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.internal.JsonText;
import io.keyguard.venue.VenueError.Kind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A request that does nothing, whoever sends it, and for which a venue demands a right: whether a key has that right stands in the answer.
 *
 * @param request what is sent
 * @param answerProves whether an answer without an error, which is a JSON object, proves the right
 * @param provenBy codes of errors that only somebody with the right is told, such as "no such order"
 */
public record KeyTrial(VenueRequest request, boolean answerProves, Set<String> provenBy) {
    /** What has to do with the request, the account or the venue, and not with what the key may. */
    private static final Set<Kind> OTHERWISE =
            EnumSet.of(Kind.REQUEST, Kind.ACCOUNT, Kind.RATE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);

    /** What an answer says of the right. */
    public enum Answer {
        /** The key has it. */
        ALLOWED,
        /** The key has it not. */
        REFUSED,
        /** Something else stood in the way, or nobody knows whether the venue looks at the right first. */
        UNKNOWN
    }

    public KeyTrial {
        provenBy = Set.copyOf(provenBy);
    }

    /** Returns one whose request the venue checks like any other and does not carry out, such as a test order, or that only reads: that it is answered with a JSON object proves the right. */
    public static KeyTrial checked(VenueRequest request) {
        return new KeyTrial(request, true, Set.of());
    }

    /**
     * Returns one that asks to end what is not there, such as an order under an id that no order has: a refusal for the right shows that it is lacking.
     *
     * @param provenBy codes that show that it is there; none where the venue may look for the order before it looks at the right
     */
    public static KeyTrial ofNothing(VenueRequest request, String... provenBy) {
        return new KeyTrial(request, false, Set.of(provenBy));
    }

    /** Reads the answer that a key got which the venue accepted a moment ago, so that a refusal which may mean the key as a whole means the right. */
    public Answer read(HttpReply reply, ErrorClassifier errors) {
        Optional<VenueError> error = errors.classify(reply);
        if (error.isEmpty()) {
            // A page of whatever stands before the venue is no answer of the venue's.
            boolean answered = reply.status() / 100 == 2 && JsonText.isObject(reply.bytes());
            return answerProves && answered ? Answer.ALLOWED : Answer.UNKNOWN;
        }
        if (provenBy.contains(error.get().code())) {
            return Answer.ALLOWED;
        }
        Set<Kind> kinds = error.get().kinds();
        boolean ofTheRight = kinds.contains(Kind.PERMISSION) && Collections.disjoint(kinds, OTHERWISE);
        return ofTheRight ? Answer.REFUSED : Answer.UNKNOWN;
    }
}
