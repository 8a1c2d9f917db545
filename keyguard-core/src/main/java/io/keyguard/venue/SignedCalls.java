/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.Optional;

/** Calls that are signed with one key, one after the other. Thread-safe. */
@FunctionalInterface
public interface SignedCalls {
    /**
     * Signs and sends {@code request} and returns the answer, whatever its status.
     *
     * @throws io.keyguard.VenueUnavailableException if there is no answer
     */
    HttpReply call(VenueRequest request);

    /** Returns which key signs; empty where the caller does not tell. Some venues show all keys of an account to each of them, and not which one is asking. */
    default Optional<VenueKeyId> key() {
        return Optional.empty();
    }
}
