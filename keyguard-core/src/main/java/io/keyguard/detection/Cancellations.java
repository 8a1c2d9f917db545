/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was signed that takes orders away.
 *
 * <p>A request that names none of our orders, such as one that cancels all of them or arms the venue's own timer, explains every cancellation for a while. Not thread-safe.
 */
final class Cancellations {
    private static final int MOST = 512;
    /** How long after it was signed a request that names no order may still take some away: the usual timers are shorter. */
    private static final Duration SWEEP = Duration.ofMinutes(2);

    private final Digest64 digest;
    private final OwnOrders own;
    private final RecentNumbers names = new RecentNumbers(MOST);
    private Instant sweptUntil = Instant.MIN;

    Cancellations(Digest64 digest, OwnOrders own) {
        this.digest = digest;
        this.own = own;
    }

    void signed(List<String> values, Instant at) {
        List<String> ours = values.stream().filter(own::know).toList();
        if (ours.isEmpty()) {
            sweptUntil = at.plus(SWEEP);
        }
        ours.forEach(value -> names.add(digest.of(value)));
    }

    boolean explain(VenueOrder order, Instant now) {
        return !now.isAfter(sweptUntil)
                || names.contains(digest.of(order.id()))
                || names.contains(digest.of(order.clientOrderId()));
    }

    void save(DataOutput out) throws IOException {
        names.save(out);
    }

    void load(DataInput in) throws IOException {
        names.load(in);
    }
}
