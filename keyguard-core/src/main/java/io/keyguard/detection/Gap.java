/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Duration;
import java.time.Instant;

/**
 * A while of which it is not known what was signed.
 *
 * @param from its begin
 * @param to its end; before the begin if there is none
 */
record Gap(Instant from, Instant to) {
    static final Gap NONE = new Gap(Instant.EPOCH, Instant.EPOCH.minusSeconds(3_600));

    /** Whether something that a venue's clock puts at {@code at} may have been signed in it. */
    boolean holds(Instant at, Duration skew) {
        return from.isBefore(to) && !at.isBefore(from.minus(skew)) && !at.isAfter(to.plus(skew));
    }
}
