/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Tells orders that a venue took before they were signed. How far its clock is behind ours is learnt from the orders of ours: the first says it, later ones widen it by little at a time; where several in a row are told as another's, it is believed anew. Not thread-safe.
 */
final class VenueLag {
    private static final long SKEW_MILLIS = Duration.ofSeconds(2).toMillis();
    /** As long as no order of ours was shown. */
    private static final long MOST_MILLIS = Duration.ofMinutes(1).toMillis();

    private static final long SECOND_MILLIS = Duration.ofSeconds(1).toMillis();
    /** So many in a row, and it is our clock that was set. */
    private static final int SURPRISES = 3;
    /** By so much at most an order widens it: who guesses our ids must not teach it more. */
    private static final long STEP_MILLIS = 100;

    private long millis = MOST_MILLIS;
    private boolean learnt;
    private int surprises;

    /** Whether the venue took {@code order} before {@code signedMillis}, whatever its clock is behind. */
    boolean isBefore(VenueOrder order, long signedMillis) {
        return isBefore(order.created().toEpochMilli(), signedMillis);
    }

    /** Whether what the venue took at {@code createdMillis} was taken before {@code signedMillis}. */
    boolean isBefore(long createdMillis, long signedMillis) {
        return of(createdMillis, signedMillis) > millis + SKEW_MILLIS;
    }

    /** Learns from an order of ours that was signed at {@code signedMillis}. */
    void learn(VenueOrder order, long signedMillis) {
        long lag = Math.max(0, of(order.created().toEpochMilli(), signedMillis));
        millis = learnt ? Math.max(millis, Math.min(lag, millis + STEP_MILLIS)) : lag;
        learnt = true;
        surprises = 0;
    }

    /** Learns from an order that was told as taken before it was signed at {@code signedMillis}: where no order is taken after it any more, a clock was set. */
    void wonder(VenueOrder order, long signedMillis) {
        surprises++;
        if (surprises == SURPRISES) {
            learnt = false;
            learn(order, signedMillis);
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(millis);
        out.writeBoolean(learnt);
        out.writeInt(surprises);
    }

    void load(DataInput in) throws IOException {
        millis = in.readLong();
        learnt = in.readBoolean();
        surprises = in.readInt();
    }

    private static long of(long createdMillis, long signedMillis) {
        return signedMillis - createdMillis - cut(createdMillis);
    }

    /** By how much a venue may have cut the time. */
    private static long cut(long millis) {
        if (millis % SECOND_MILLIS != 0) {
            return 0;
        }
        return millis % MOST_MILLIS == 0 ? MOST_MILLIS : SECOND_MILLIS;
    }
}
