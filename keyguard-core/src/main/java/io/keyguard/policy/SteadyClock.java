/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Reads the wall clock once and goes on by the ticker, so that a wall clock that jumps makes no running key older or younger. */
final class SteadyClock implements InstantSource {
    private final Instant begin;
    private final long beginTick;
    private final LongSupplier ticker;

    SteadyClock(InstantSource wall, LongSupplier ticker) {
        this.begin = wall.instant();
        this.beginTick = ticker.getAsLong();
        this.ticker = ticker;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(ticker.getAsLong() - beginTick);
    }
}
