/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/** Calls that are signed with one key, one after the other. Thread-safe. */
@FunctionalInterface
public interface SignedCalls {
    /**
     * Signs and sends {@code request} and returns the answer, whatever its status.
     *
     * @throws io.keyguard.VenueUnavailableException if there is no answer
     */
    HttpReply call(VenueRequest request);
}
