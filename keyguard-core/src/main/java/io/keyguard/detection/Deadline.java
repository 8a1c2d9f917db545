/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Duration;
import java.time.Instant;

/** When what waits has waited long enough. */
final class Deadline {
    private Deadline() {}

    /** Whether {@code until}, which was {@code wait} away when it was set, has come; also if the clock was set back since. */
    static boolean isDue(Instant until, Duration wait, Instant now) {
        return !until.isAfter(now) || until.isAfter(now.plus(wait));
    }
}
