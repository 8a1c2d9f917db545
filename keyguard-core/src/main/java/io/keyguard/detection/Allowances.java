/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Signatures that name no order. Each explains one that the venue took soon after, whichever is shown first: a set of orders is explained if every one of them can have a signature of its own. Not thread-safe.
 */
final class Allowances {
    /** How far the venue's clock may be behind ours. */
    private static final long SKEW_MILLIS = Duration.ofSeconds(2).toMillis();

    private static final int MOST = 1024;
    private static final long[] NONE = {};

    private final long latestMillis;
    private final Alarms alarms;
    /** When they were signed, and when the venue took what they explain: both in order. */
    private long[] signed = NONE;

    private long[] taken = NONE;
    private int signatures;
    private int explained;
    private long forgottenMillis = Long.MIN_VALUE;

    /** @param settle how long after the signature the venue may take the order */
    Allowances(Duration settle, Alarms alarms) {
        this.latestMillis = settle.toMillis() + SKEW_MILLIS;
        this.alarms = alarms;
    }

    void signed(Instant at) {
        long millis = at.toEpochMilli();
        if (signatures == MOST) {
            forgetFirst(millis);
        }
        signed = insert(signed, signatures++, millis);
    }

    /** Whether the order that the venue took at {@code created} is explained beside all those before; from then on it uses a signature up. */
    boolean explain(Instant created) {
        if (signatures == explained) {
            return false;
        }
        taken = insert(taken, explained, created.toEpochMilli());
        explained++;
        if (!isPossible()) {
            release(created);
            return false;
        }
        return true;
    }

    /**
     * Whether the order that the venue took at {@code created} is explained once one of those before is explained by {@code others} instead, which are as good for it: an order may have had a signature that another needs more.
     */
    boolean explain(Instant created, Allowances others) {
        for (int order = explained - 1; order >= 0 && others.signatures > others.explained; order--) {
            Instant moved = Instant.ofEpochMilli(taken[order]);
            if (others.explain(moved)) {
                release(moved);
                if (explain(created)) {
                    return true;
                }
                others.release(moved);
                taken = insert(taken, explained++, moved.toEpochMilli());
            }
        }
        return false;
    }

    /** It needs no signature here any more. */
    private void release(Instant created) {
        explained--;
        remove(taken, explained, Arrays.binarySearch(taken, 0, explained + 1, created.toEpochMilli()));
    }

    /** Since each signature is good for as long as any other, the first order needs the first that it can have. */
    private boolean isPossible() {
        int next = 0;
        for (int order = 0; order < explained; order++) {
            while (next < signatures && signed[next] + latestMillis < taken[order]) {
                next++;
            }
            if (next == signatures || signed[next] - SKEW_MILLIS > taken[order]) {
                return false;
            }
            next++;
        }
        return true;
    }

    private void forgetFirst(long nowMillis) {
        long latest = signed[0] + latestMillis;
        boolean used = explained > 0 && taken[0] <= latest && taken[0] >= signed[0] - SKEW_MILLIS;
        remove(signed, --signatures, 0);
        if (used) {
            remove(taken, --explained, 0);
        } else {
            forgottenMillis = Math.max(forgottenMillis, latest);
        }
        if (latest >= nowMillis) {
            alarms.full("orders signed without an id", MOST, Instant.ofEpochMilli(nowMillis));
        }
    }

    /** Up to when an order may have been taken whose signature is forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        return forgottenMillis == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(forgottenMillis);
    }

    private static long[] insert(long[] times, int count, long time) {
        long[] wide = count == times.length ? Arrays.copyOf(times, Math.max(4, 2 * count)) : times;
        int found = Arrays.binarySearch(wide, 0, count, time);
        int at = found < 0 ? -found - 1 : found;
        System.arraycopy(wide, at, wide, at + 1, count - at);
        wide[at] = time;
        return wide;
    }

    /** @param count how many are left */
    private static void remove(long[] times, int count, int at) {
        System.arraycopy(times, at + 1, times, at, count - at);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(forgottenMillis);
        save(signed, signatures, out);
        save(taken, explained, out);
    }

    private static void save(long[] times, int count, DataOutput out) throws IOException {
        out.writeInt(count);
        for (int n = 0; n < count; n++) {
            out.writeLong(times[n]);
        }
    }

    void load(DataInput in) throws IOException {
        forgottenMillis = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            signed = insert(signed, signatures++, in.readLong());
        }
        for (int left = in.readInt(); left > 0; left--) {
            taken = insert(taken, explained++, in.readLong());
        }
        if (explained > signatures) {
            throw new IOException("more orders are explained than were signed");
        }
    }
}
