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
    private static final Duration CLOSE = Duration.ofHours(1);

    static final Gap NONE = new Gap(Instant.EPOCH, Instant.EPOCH.minusSeconds(3_600));

    /** This gap and what is not known now, {@code from} on: one, if both lie close together; otherwise the newer. */
    Gap and(Instant from, Instant to) {
        boolean close = this.from.isBefore(this.to) && this.to.plus(CLOSE).isAfter(from);
        return new Gap(close ? this.from : from, to);
    }

    /** Whether something that a venue's clock puts at {@code at} may have been signed in it. */
    boolean holds(Instant at, Duration skew) {
        return from.isBefore(to) && !at.isBefore(from.minus(skew)) && !at.isAfter(to.plus(skew));
    }
}
