/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time that requests of one key are signed with, and nonces that only grow: over threads, and over restarts as long as the clock is not set back, or it is known when the key was used last.
 * Timestamps follow the venue's clock where its distance is known; nonces follow this machine's, so that no change of the distance lets them fall back. Thread-safe.
 */
public final class SigningTime {
    /** Microseconds. */
    private static final long MILLI = 1_000;

    private final InstantSource clock;
    private final LongSupplier offset;
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
        this(clock, used, () -> 0);
    }

    /**
     * Makes the signing time of a key at a venue whose clock differs from {@code clock}.
     *
     * @param used as above, by {@code clock}
     * @param offset how many milliseconds the venue's clock is ahead now; read for every timestamp
     */
    public SigningTime(InstantSource clock, Instant used, LongSupplier offset) {
        this.clock = clock;
        this.offset = offset;
        this.lastNonce = new AtomicLong(micros(used));
    }

    /** Returns the time now, by the venue's clock as far as it is known. */
    public Instant now() {
        long ahead = offset.getAsLong();
        return ahead == 0 ? clock.instant() : clock.instant().plusMillis(ahead);
    }

    /** Returns a nonce above every earlier one: the microseconds since 1970, or one more than the last. */
    public long nextNonce() {
        long micros = micros(clock.instant());
        return lastNonce.accumulateAndGet(micros, (last, wanted) -> Math.max(last + 1, wanted));
    }

    /** Returns a nonce in milliseconds since 1970 above every earlier one, also above those of {@link #nextNonce}: for venues that compare it with their clock. */
    public long nextMillis() {
        long now = micros(clock.instant());
        return lastNonce.accumulateAndGet(
                        now - now % MILLI, (last, wanted) -> Math.max(last - last % MILLI + MILLI, wanted))
                / MILLI;
    }

    private static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }
}
