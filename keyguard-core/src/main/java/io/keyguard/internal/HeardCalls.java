/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import io.keyguard.Environment;
import io.keyguard.PermissionSet;
import io.keyguard.VenueRefusedException;
import io.keyguard.venue.ErrorClassifier;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.util.Optional;
import java.util.Set;

/** Calls that remember whether the last of them was answered, and any before: venues have many parts, and a key that one of them answers is alive, whatever the next says. Used by one thread. */
public final class HeardCalls implements SignedCalls {
    private static final KeyFacts NOTHING =
            new KeyFacts(PermissionSet.unknown(), Set.of(), Observed.unknown(), Observed.unknown(), Observed.unknown());

    private final SignedCalls calls;
    private final ErrorClassifier errors;
    private boolean before;
    private boolean last;

    private HeardCalls(SignedCalls calls, ErrorClassifier errors) {
        this.calls = calls;
        this.errors = errors;
    }

    /** The inspector of {@code venue}, for which a key that one question is answered is not refused by the answer to a further one; what it may do is not known then. */
    public static PermissionInspector inspector(Venue venue, Environment environment) {
        PermissionInspector inspector = venue.inspector(environment);
        return calls -> {
            var heard = new HeardCalls(calls, venue.errors());
            try {
                return inspector.inspect(heard);
            } catch (VenueRefusedException e) {
                if (heard.before && !heard.last) {
                    return NOTHING;
                }
                throw e;
            }
        };
    }

    @Override
    public HttpReply call(VenueRequest request) {
        before |= last;
        last = false;
        HttpReply reply = calls.call(request);
        last = reply.status() / 100 == 2 && errors.classify(reply).isEmpty();
        return reply;
    }

    @Override
    public Optional<VenueKeyId> key() {
        return calls.key();
    }

    @Override
    public Optional<String> accountId() {
        return calls.accountId();
    }

    @Override
    public Optional<Boolean> keyBeginsWith(String prefix) {
        return calls.keyBeginsWith(prefix);
    }
}
