/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Duration;

/**
 * How far this machine's clock is from a venue's, as measured last: names only. Immutable.
 *
 * @param venue its id
 * @param offset how far the venue's clock is ahead, zero if it cannot be told from this machine's
 * @param words why somebody should look at this machine's clock; empty if nobody need
 */
public record ClockHealth(String venue, Duration offset, String words) {
    /** Returns whether nobody need look. */
    public boolean ok() {
        return words.isEmpty();
    }
}
