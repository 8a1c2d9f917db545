/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets time pass between two attempts. Thread-safe. */
@FunctionalInterface
public interface Pause {
    /**
     * Returns after {@code time}.
     *
     * @throws InterruptedException if the response is to end
     */
    void pause(Duration time) throws InterruptedException;

    /** Returns what waits. */
    static Pause real() {
        return time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
