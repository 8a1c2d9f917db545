/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A token that may live, with when it was asked for: by the wall clock, and in nanoseconds of one that nobody sets. Not thread-safe. */
final class Token implements AutoCloseable {
    private final ApiKey key;
    private final Instant made;
    private final long madeAt;
    private @Nullable Long endAt;

    Token(ApiKey key, Instant made, long madeAt) {
        this.key = key;
        this.made = made;
        this.madeAt = madeAt;
    }

    ApiKey key() {
        return key;
    }

    Instant made() {
        return made;
    }

    /** A computer that sleeps may stop the one clock, and somebody may set the other back. */
    boolean isPast(Duration age, Instant now, long nanos) {
        return isOver(age, nanos) || !now.isBefore(made.plus(age));
    }

    /** Never before {@code life} is over, whatever the wall clock says. */
    boolean isOver(Duration life, long nanos) {
        return nanos - madeAt >= life.toNanos();
    }

    void endAt(long nanos) {
        if (endAt == null) {
            endAt = nanos;
        }
    }

    boolean isToEnd(long nanos) {
        return endAt != null && nanos - endAt >= 0;
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "Token[" + key + "]";
    }
}
