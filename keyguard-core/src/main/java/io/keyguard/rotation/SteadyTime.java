/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Reads the wall clock once and goes on by the ticker: a wall clock that jumps ends no wait early within a process. */
final class SteadyTime implements InstantSource {
    private final Instant begin;
    private final long beginTick;
    private final LongSupplier ticker;

    SteadyTime(InstantSource wall, LongSupplier ticker) {
        this.begin = wall.instant();
        this.beginTick = ticker.getAsLong();
        this.ticker = ticker;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(ticker.getAsLong() - beginTick);
    }
}
