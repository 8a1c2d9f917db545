/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that requests of one key are signed with, and nonces that only grow: over threads, and over restarts as long as the clock is not set back, or it is known when the key was used last.
 * Thread-safe.
 */
public final class SigningTime {
    private final InstantSource clock;
    private final AtomicLong lastNonce;

    /** Makes the signing time of one key. */
    public SigningTime(InstantSource clock) {
        this(clock, Instant.EPOCH);
    }

    /**
     * Makes the signing time of a key that was used before.
     *
     * @param used a time that no earlier nonce was taken after; nonces go on from there even if the clock says less
     */
    public SigningTime(InstantSource clock, Instant used) {
        this.clock = clock;
        this.lastNonce = new AtomicLong(micros(used));
    }

    /** Returns the time now. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns a nonce above every earlier one: the microseconds since 1970, or one more than the last. */
    public long nextNonce() {
        long micros = micros(clock.instant());
        return lastNonce.accumulateAndGet(micros, (last, wanted) -> Math.max(last + 1, wanted));
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
