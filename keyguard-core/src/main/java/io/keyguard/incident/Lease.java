/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The right to add risk, which ends by itself unless it is renewed: for signers on several machines, where word of a freeze may not arrive. Whoever keeps the word renews it
 * each time that a central place has answered that nothing is frozen. Measured by a ticker, so that a clock that
 * goes back prolongs nothing, and by the clock, as tickers may stand still while a machine sleeps. Thread-safe.
 */
public final class Lease {
    private final long life;
    private final LongSupplier ticker;
    private final InstantSource clock;
    private volatile long end;
    /** The same by the clock, in milliseconds. */
    private volatile long endByClock;

    private volatile Asked asked;
    /** When this was told no, or made. */
    private long refused;

    /**
     * Makes a lease that has ended.
     *
     * @param life how long it lasts after it was renewed; ten seconds if nobody knows better
     * @param ticker in nanoseconds, the one that signs
     * @throws IllegalArgumentException if {@code life} is not positive
     */
    public Lease(Duration life, LongSupplier ticker) {
        this(life, ticker, InstantSource.system());
    }

    /**
     * The same, with {@code clock} in the place of the system's.
     *
     * @throws IllegalArgumentException if {@code life} is not positive
     */
    public Lease(Duration life, LongSupplier ticker, InstantSource clock) {
        if (life.isNegative() || life.isZero()) {
            throw new IllegalArgumentException("the life of a lease is positive");
        }
        this.life = life.toNanos();
        this.ticker = ticker;
        this.clock = clock;
        this.refused = ticker.getAsLong();
        this.end = refused;
        this.asked = new Asked(refused, clock.millis());
    }

    /** A look at both clocks. */
    private record Asked(long ticks, long millis) {}

    /** Returns the time by the ticker, to be taken before a renewal is asked for. */
    public long now() {
        long now = ticker.getAsLong();
        asked = new Asked(now, clock.millis());
        return now;
    }

    /** Renews this from {@code asked} on: the answer may have been on its way for long. An older one changes nothing, nor does one that was asked for before {@link #end}. */
    public synchronized void renewed(long asked) {
        if (asked - refused >= 0 && asked + life - end > 0) {
            end = asked + life;
            endByClock = clockAt(asked) + TimeUnit.NANOSECONDS.toMillis(life);
        }
    }

    /** What the clock said then: between a question and its answer the machine may have slept. */
    private long clockAt(long ticks) {
        Asked last = asked;
        return last.ticks == ticks
                ? last.millis
                : clock.millis() - TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - ticks);
    }

    /** Ends this now, for one that was told no. */
    public synchronized void end() {
        refused = ticker.getAsLong();
        end = refused;
    }

    /** Returns whether nothing may be signed that adds risk. */
    public boolean hasEnded() {
        return ticker.getAsLong() - end >= 0 || clock.millis() >= endByClock;
    }

    @Override
    public String toString() {
        return "Lease[" + (hasEnded() ? "ended" : "alive") + "]";
    }
}
