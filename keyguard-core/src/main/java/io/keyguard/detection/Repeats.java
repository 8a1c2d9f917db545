/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Ids that were signed more than once, or of whose order a change made another with the same id: each further signature, and each order that came of one. An order is explained if every one of its id can have a
 * signature of its own, whichever is shown first.
 *
 * <p>One ring for all ids, which grows as long as it would have to forget what is younger than five minutes. What was taken in the minute after a signature that is forgotten, or before, is not judged. Not thread-safe.
 */
final class Repeats {
    /** How long after the signature of an id the venue may take an order with it. */
    static final long ANOTHER_MILLIS = Duration.ofMinutes(1).toMillis();

    private static final int SMALLEST = 16;
    private static final int LEAST = 256;
    private static final int MOST = 1 << 14;
    private static final long YOUNG_MILLIS = Duration.ofMinutes(5).toMillis();
    /** Whoever forgets what is younger says so. */
    private static final long TOLD_MILLIS = Duration.ofMinutes(2).toMillis();

    /** In the place of when the venue took an order: somebody else placed it, so that it needs no signature. */
    private static final long SOMEBODYS = -1;

    private static final long ORDER = (1L << Integer.SIZE) - 1;

    private final BiConsumer<Integer, Instant> full;

    /** Half of the digest of the id, and half of that of the order; zero there: it is a signature. */
    private long[] events = new long[SMALLEST];
    /** When it was signed, or when the venue took it. */
    private long[] millis = new long[SMALLEST];

    private int next;
    private int count;
    private long forgottenMillis = Long.MIN_VALUE;

    /** @param full is told when it forgets what is young, for want of room, of how many it remembers */
    Repeats(BiConsumer<Integer, Instant> full) {
        this.full = full;
    }

    private static long event(long id, long order) {
        long half = order >>> Integer.SIZE;
        return (id & ~ORDER) | (half == 0 ? 1 : half);
    }

    void signed(long id, long atMillis) {
        put(id & ~ORDER, atMillis);
    }

    /** Remembers that the venue took {@code order} with this id. */
    void taken(long id, long order, long createdMillis) {
        put(event(id, order), createdMillis);
    }

    /** Remembers that {@code order}, which is told as somebody's, has this id. */
    void told(long id, long order, long createdMillis) {
        put(event(id, order), SOMEBODYS, createdMillis);
    }

    private void put(long event, long atMillis) {
        put(event, atMillis, atMillis);
    }

    private void put(long event, long atMillis, long nowMillis) {
        if (count == events.length && grows(nowMillis)) {
            grow();
        }
        if (count < events.length) {
            count++;
        } else if ((events[next] & ORDER) == 0) {
            forget(millis[next], nowMillis);
        }
        events[next] = event;
        millis[next] = atMillis;
        next = (next + 1) % events.length;
    }

    private void forget(long signedMillis, long nowMillis) {
        forgottenMillis = Math.max(forgottenMillis, signedMillis);
        if (nowMillis - signedMillis < TOLD_MILLIS) {
            full.accept(MOST, Instant.ofEpochMilli(nowMillis));
        }
    }

    private boolean grows(long nowMillis) {
        return count < LEAST || (count < MOST && nowMillis - millis[next] < YOUNG_MILLIS);
    }

    private void grow() {
        long[] older = events;
        long[] times = millis;
        events = new long[2 * count];
        millis = new long[2 * count];
        for (int n = 0; n < count; n++) {
            events[n] = older[(next + n) % count];
            millis[n] = times[(next + n) % count];
        }
        next = count;
    }

    /** Whether {@code order} is known to have this id. */
    boolean holds(long id, long order) {
        long event = event(id, order);
        for (int n = 0; n < count; n++) {
            if (events[n] == event) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code order} is known to have this id, and the venue took it after {@code createdMillis}. */
    boolean holdsAfter(long id, long order, long createdMillis) {
        long event = event(id, order);
        for (int n = 0; n < count; n++) {
            if (events[n] == event && millis[n] > createdMillis) {
                return true;
            }
        }
        return false;
    }

    /** Whether the id was signed again. */
    boolean isKnown(long id) {
        for (int n = 0; n < count; n++) {
            if (isOf(id, n)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOf(long id, int n) {
        return ((events[n] ^ id) & ~ORDER) == 0;
    }

    /** Whether no order with this id is known that the venue took after {@code createdMillis}. */
    boolean isLatest(long id, long createdMillis) {
        for (int n = 0; n < count; n++) {
            if (isOf(id, n) && (events[n] & ORDER) != 0 && millis[n] > createdMillis) {
                return false;
            }
        }
        return true;
    }

    /** Half of the digest of the id that the order has whose digest begins like {@code order}; zero if none is known. */
    long idOf(long order) {
        long half = event(0, order) & ORDER;
        for (int n = 0; n < count; n++) {
            if ((events[n] & ORDER) == half) {
                return events[n] & ~ORDER;
            }
        }
        return 0;
    }

    /** Shows {@code search} all orders, each with half of the digest of its id. */
    void search(NameSearch search) {
        for (int n = 0; n < count; n++) {
            if ((events[n] & ORDER) != 0) {
                search.isCalled(events[n] << Integer.SIZE, events[n] & ~ORDER);
            }
        }
    }

    /** Whether what explains an order that the venue took at {@code createdMillis} may be forgotten. */
    boolean isForgotten(long createdMillis) {
        return forgottenMillis != Long.MIN_VALUE && createdMillis <= forgottenMillis + ANOTHER_MILLIS;
    }

    /**
     * Whether {@code order} and all others with its id can have a signature each.
     *
     * @param signed when else it was signed, beside what is known here
     * @param others how many orders with it are not known here: each needs a signature too, whichever
     */
    boolean explains(long id, VenueOrder order, long[] signed, int others, VenueLag lag) {
        long[] signatures = ofId(id, true, signed);
        long[] taken = ofId(id, false, new long[] {order.created().toEpochMilli()});
        if (signatures.length - taken.length < others) {
            return false;
        }
        int free = 0;
        for (long created : taken) {
            while (free < signatures.length && signatures[free] + ANOTHER_MILLIS < created) {
                free++;
            }
            if (free == signatures.length || lag.isBefore(created, signatures[free])) {
                return false;
            }
            free++;
        }
        return true;
    }

    /** In order: when this id was signed, or orders with it were taken of which no signature may be forgotten; and {@code more}. */
    private long[] ofId(long id, boolean signatures, long[] more) {
        long[] found = Arrays.copyOf(more, more.length + count);
        int size = more.length;
        for (int n = 0; n < count; n++) {
            boolean isSignature = (events[n] & ORDER) == 0;
            boolean counts = isOf(id, n) && millis[n] != SOMEBODYS;
            if (counts && isSignature == signatures && (signatures || !isForgotten(millis[n]))) {
                found[size++] = millis[n];
            }
        }
        long[] all = Arrays.copyOf(found, size);
        Arrays.sort(all);
        return all;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(forgottenMillis);
        out.writeInt(count);
        for (int n = 0; n < count; n++) {
            int event = (next - count + n + events.length) % events.length;
            out.writeLong(events[event]);
            out.writeLong(millis[event]);
        }
    }

    void load(DataInput in) throws IOException {
        forgottenMillis = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            long event = in.readLong();
            put(event, in.readLong());
        }
    }
}
