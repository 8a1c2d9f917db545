/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time that requests of one key are signed with, and nonces that only grow: over threads, and over restarts as long as the clock is not
 * set back. Thread-safe.
 */
public final class SigningTime {
    private final InstantSource clock;
    private final AtomicLong lastNonce = new AtomicLong();

    /** Makes the signing time of one key. */
    public SigningTime(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the time now. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns a nonce above every earlier one: the microseconds since 1970, or one more than the last. */
    public long nextNonce() {
        Instant now = clock.instant();
        long micros = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
        return lastNonce.accumulateAndGet(micros, (last, wanted) -> Math.max(last + 1, wanted));
    }
}
