/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Duration;
import java.time.Instant;

/** How often in a row a venue has refused a key, and since when: one refusal may be a slip of a venue that has many parts. Used by one thread. */
final class Refusals {
    /** In words that may mean something else too, of a key that the venue says is deleted. */
    private static final int OF_A_DELETED_KEY = 2;

    private static final int OF_ANY_KEY = 3;

    private final Outside outside;
    private int inARow;
    private boolean elsewhere;
    private Instant since = Instant.EPOCH;
    private long first;

    Refusals(Outside outside) {
        this.outside = outside;
    }

    /**
     * Counts an answer.
     *
     * @param isElsewhere whether it may be the address that is refused; what is said of the address does not count for the key
     */
    void note(boolean isRefusal, boolean isElsewhere, Instant now) {
        if (!isRefusal || isElsewhere != elsewhere) {
            inARow = 0;
        }
        elsewhere = isElsewhere;
        if (isRefusal && inARow++ == 0) {
            since = now;
            first = outside.ticker().getAsLong();
        }
    }

    /** When the first of them came. */
    Instant since() {
        return since;
    }

    /** Whether the last answer was one. */
    boolean areWatched() {
        return inARow > 0;
    }

    /** Whether they are enough for a key that its venue says is deleted. */
    boolean suffice(boolean isDeath) {
        return inARow >= (isDeath ? 1 : OF_A_DELETED_KEY);
    }

    /** Whether they are enough for a key of which nobody says that it is deleted. */
    boolean stand(Duration time) {
        return inARow >= OF_ANY_KEY && outside.ticker().getAsLong() - first >= time.toNanos();
    }
}
