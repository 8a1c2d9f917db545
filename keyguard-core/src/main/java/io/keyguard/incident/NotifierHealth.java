/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a notifier works: names and numbers only. Immutable.
 *
 * @param name the notifier's
 * @param delivered how many notices were delivered
 * @param undelivered how many were given up
 * @param waiting how many are being tried
 * @param trouble why the last one could not be delivered; empty if it was
 * @param since since when that is so
 */
public record NotifierHealth(
        String name, long delivered, long undelivered, int waiting, Optional<String> trouble, Optional<Instant> since) {
    /** Returns whether nobody need look. */
    public boolean ok() {
        return trouble.isEmpty();
    }
}
