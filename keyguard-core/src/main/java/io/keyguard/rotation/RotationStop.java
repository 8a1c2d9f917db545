/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.time.Instant;

/**
 * That somebody has asked every rotation to stop, since a key is to end at once. Names only. Immutable.
 *
 * @param key the name of that key, or of the incident that ends several
 * @param by who asked; empty if that is not known
 * @param at when; the beginning of time if that is not known
 */
public record RotationStop(String key, String by, Instant at) {
    /** Prints what a person wants to read in one line. */
    @Override
    public String toString() {
        return "an emergency for '" + key + "'" + (by.isEmpty() ? "" : ", by " + by)
                + (at.equals(Instant.EPOCH) ? "" : ", at " + at);
    }
}
