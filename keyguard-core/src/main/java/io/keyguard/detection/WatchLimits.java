/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * From where on something is worth an alarm. The usual ones: 5 s to settle, dormant after 14 days, five refusals or three conflicts of nonces within a minute.
 *
 * <p>Immutable: every method returns new ones.
 */
public final class WatchLimits implements Cloneable {
    private static final WatchLimits USUAL = new WatchLimits();

    Duration settle = Duration.ofSeconds(5);
    Duration dormant = Duration.ofDays(14);
    int refusals = 5;
    int nonces = 3;

    private WatchLimits() {}

    /** Returns the usual limits. */
    public static WatchLimits usual() {
        return USUAL;
    }

    private WatchLimits with(Consumer<WatchLimits> change) {
        try {
            var copy = (WatchLimits) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it can be cloned", e);
        }
    }

    /**
     * Sets how long an order or a movement that nobody knows may wait for its explanation, such as the ledger of another process.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public WatchLimits settle(Duration settle) {
        require(!settle.isNegative(), "the time to settle is not negative");
        return with(copy -> copy.settle = settle);
    }

    /** Sets after how long without use a key counts as dormant. */
    public WatchLimits dormantAfter(Duration dormant) {
        requireNonNull(dormant, "dormant");
        return with(copy -> copy.dormant = dormant);
    }

    /**
     * Sets how many refusals of a key within a minute are too many.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public WatchLimits refusalsAMinute(int refusals) {
        require(refusals > 0 && refusals <= 1000, "a number of refusals is from 1 to 1000");
        return with(copy -> copy.refusals = refusals);
    }

    /**
     * Sets how many conflicts of nonces within a minute are too many.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public WatchLimits noncesAMinute(int nonces) {
        require(nonces > 0 && nonces <= 1000, "a number of conflicts is from 1 to 1000");
        return with(copy -> copy.nonces = nonces);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    @Override
    public String toString() {
        return "WatchLimits[settle=" + settle + ", dormant=" + dormant + "]";
    }
}
