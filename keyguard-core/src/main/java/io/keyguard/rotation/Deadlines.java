/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.time.Duration;
import java.time.Instant;

/** What a process wrote whose clock was ahead: nobody waits until then. */
final class Deadlines {
    private Deadlines() {}

    /** {@code row} with no time that can only come from a clock that was ahead of {@code now}. */
    static Rotation mended(Rotation row, Instant now) {
        if (row.isForeign()) {
            return row;
        }
        Rotation mended = at(at(row, Rotation.SINCE, now), Rotation.ASKED_AT, now);
        return at(mended, Rotation.DEADLINE, now.plus(longest(row)));
    }

    private static Rotation at(Rotation row, String name, Instant latest) {
        Instant stored = row.time(name);
        return stored == null || !stored.isAfter(latest) ? row : row.with(name, latest.toString());
    }

    /** The longest that any state waits. */
    private static Duration longest(Rotation row) {
        return switch (row.state()) {
            case PROMOTED, DISTRIBUTING -> row.seconds("acknowledgeWithin");
            case DRAINING -> row.seconds("overlap");
            default -> OperatorStep.LONGEST;
        };
    }
}
