/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;

/** A handle to one generation of one key, narrowed to what was asked for; meant for one request. Thread-safe. */
public interface ScopedKey {
    /** Returns the name of the key. */
    KeyId id();

    /** Returns the generation of the key's material: a number that only grows. */
    long generation();

    /** Returns what this handle may do. */
    KeyScope scope();

    /**
     * Signs {@code request}, after its host and its meaning have been checked against the scope.
     *
     * @throws KeyScopeException if the host is not one of the key's environment, or the request needs a right outside the scope, is not
     *     written canonically, or is not known
     * @throws KeyRetiredException if the key was replaced longer ago than the overlap; ask the provider again
     */
    SignedRequest sign(VenueRequest request);
}
