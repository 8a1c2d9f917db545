/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.Optional;

/** Tells what a venue's error means. Thread-safe. */
@FunctionalInterface
public interface ErrorClassifier {
    /** Returns the error in {@code reply}; empty if it is none. An ambiguous code stays ambiguous. */
    Optional<VenueError> classify(HttpReply reply);
}
