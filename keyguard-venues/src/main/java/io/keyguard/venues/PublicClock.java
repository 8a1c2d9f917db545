/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueClock;
import java.time.Instant;
import java.util.function.Function;

/** The venue's time at {@code path}, found in the answer by {@code reader}. */
record PublicClock(String path, Function<HttpReply, Instant> reader) implements VenueClock {
    @Override
    public Instant read(HttpReply reply) {
        return reader.apply(reply);
    }
}
