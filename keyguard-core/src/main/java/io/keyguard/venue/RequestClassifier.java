/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/** Tells what a request means, before it is signed. Thread-safe. */
@FunctionalInterface
public interface RequestClassifier {
    /**
     * Returns what {@code request} means.
     *
     * @throws io.keyguard.KeyScopeException if the request is not written canonically (path, duplicate parameter or JSON key, trailing data,
     *     method override, a parameter that the signer sets), or is not known
     */
    Classification classify(VenueRequest request);
}
