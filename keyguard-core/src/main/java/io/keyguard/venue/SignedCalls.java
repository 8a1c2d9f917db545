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

    /** Returns the account's id at the venue that the key was stored with; empty where there is none. At venues that sign it, and accept the signature, it is the true one. */
    default Optional<String> accountId() {
        return Optional.empty();
    }

    /** Returns whether the API key of the key that signs begins with {@code prefix}, for venues that show keys cut off; empty where the caller does not tell. */
    default Optional<Boolean> keyBeginsWith(String prefix) {
        return Optional.empty();
    }
}
