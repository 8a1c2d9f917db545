/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The system's time and what was let pass beside it, one step after the other: five minutes of a venue need none of a test's. Thread-safe. */
final class PassingTime implements InstantSource {
    private final Duration step;
    private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

    PassingTime(Duration step) {
        this.step = step;
    }

    /** Lets one step pass. */
    void pass() {
        passed.updateAndGet(step::plus);
    }

    /** How much was let pass. */
    Duration passed() {
        return passed.get();
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(passed.get());
    }
}
