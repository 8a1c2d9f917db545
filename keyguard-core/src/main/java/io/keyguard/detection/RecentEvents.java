/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/**
 * The events that came last, by numbers that are never zero, and up to when those happened that are forgotten. Begins small, and grows as long as it would have to forget what is young: younger than two minutes, where nothing else is said. Numbers are searched one by one, which takes less room than a table: a few hundred hardly more time,
 * sixteen thousand some ten microseconds. Not thread-safe.
 */
final class RecentEvents {
    /** Is told what is forgotten. */
    interface Forgetting {
        /**
         * Something is forgotten.
         *
         * @param nowMillis when that happened that takes its place
         */
        void forgets(long number, long happenedMillis, long nowMillis);
    }

    private static final int SMALLEST = 4;
    private static final long[] NONE = {};
    private static final int[] NO_TIMES = {};
    private static final long TENTH_MILLIS = 100;
    private static final Duration YOUNG = Duration.ofMinutes(2);

    private final int least;
    private final int most;
    private final long youngMillis;
    private final Forgetting forgetting;
    /** In the order in which they came, as a ring. */
    private long[] numbers = NONE;
    /** Tenths of a second since the first, rounded up. */
    private int[] happened = NO_TIMES;

    private long baseMillis = Long.MIN_VALUE;
    private long forgottenMillis = Long.MIN_VALUE;
    private int next;
    private int count;

    /**
     * Makes one.
     *
     * @param least how many are remembered, however old they are; a power of two
     * @param most how many at most, where there are more than that in two minutes; a power of two
     */
    RecentEvents(int least, int most) {
        this(least, most, (number, happened, now) -> {});
    }

    /** Makes one that tells what it forgets. */
    RecentEvents(int least, int most, Forgetting forgetting) {
        this(least, most, YOUNG, forgetting);
    }

    /** Makes one that keeps longer what is young. */
    RecentEvents(int least, int most, Duration young, Forgetting forgetting) {
        this.least = least;
        this.most = most;
        this.youngMillis = young.toMillis();
        this.forgetting = forgetting;
    }

    /** Remembers {@code number}, which happened at {@code at}; false if it was known. */
    boolean add(long number, Instant at) {
        boolean isNew = !contains(number);
        if (isNew) {
            put(number, at);
        }
        return isNew;
    }

    /** Remembers {@code number} as if it were new. */
    void put(long number, Instant at) {
        long millis = at.toEpochMilli();
        if (count == numbers.length && grows(millis)) {
            grow();
        }
        long forgotten = 0;
        long forgottenAt = 0;
        if (count == numbers.length) {
            forgotten = numbers[next];
            forgottenAt = millis(next);
            forgottenMillis = Math.max(forgottenMillis, forgottenAt);
        } else {
            count++;
        }
        numbers[next] = number;
        happened[next] = tenths(millis);
        next = (next + 1) % numbers.length;
        if (forgotten != 0) {
            forgetting.forgets(forgotten, forgottenAt, millis);
        }
    }

    /**
     * Remembers {@code wanted} as if they were new, in this order, but those that were put since {@code from}.
     *
     * @param from is younger than what it forgets for its age
     */
    void putUnlessSince(long[] wanted, Instant from, Instant at) {
        long[] sparse = Slots.sparse(wanted);
        int[] slots = Slots.of(sparse, wanted.length);
        boolean[] known = new boolean[wanted.length];
        int young = mark(sparse, slots, known, from);
        // Otherwise what is put may take the place of what is young.
        boolean stays = count + wanted.length <= most || young + wanted.length <= count;
        for (long number : wanted) {
            int place = Slots.find(slots, sparse, number);
            boolean isKnown = stays ? known[place] : containsSince(number, -1, from);
            if (!isKnown) {
                put(number, at);
            }
            known[place] = true;
        }
    }

    /** Tells which of {@code wanted} were put since {@code from}, of all at once; returns how many were put since then. */
    private int mark(long[] wanted, int[] slots, boolean[] known, Instant from) {
        long first = Math.floorDiv(from.toEpochMilli() - baseMillis + TENTH_MILLIS - 1, TENTH_MILLIS);
        int entry = next;
        for (int back = 0; back < count; back++) {
            entry = (entry == 0 ? numbers.length : entry) - 1;
            if (happened[entry] < first) {
                return back;
            }
            int place = Slots.find(slots, wanted, numbers[entry]);
            if (place != Slots.EMPTY) {
                known[place] = true;
            }
        }
        return count;
    }

    private boolean grows(long nowMillis) {
        return count < least || (count < most && nowMillis - millis(next) < youngMillis);
    }

    private int tenths(long millis) {
        if (baseMillis == Long.MIN_VALUE) {
            baseMillis = millis;
        }
        long tenths = (millis - baseMillis + TENTH_MILLIS - 1) / TENTH_MILLIS;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, tenths));
    }

    private long millis(int entry) {
        return baseMillis + happened[entry] * TENTH_MILLIS;
    }

    /** The place of the one that came so many before the last. */
    private int before(int back) {
        int entry = next - 1 - back;
        return entry < 0 ? entry + numbers.length : entry;
    }

    boolean contains(long number) {
        for (int entry = 0; entry < count; entry++) {
            if (numbers[entry] == number) {
                return true;
            }
        }
        return false;
    }

    /** Whether one is {@code wanted}: the last are asked first, since what is looked for came a moment ago. */
    boolean any(LongPredicate wanted) {
        for (int back = 0; back < count; back++) {
            if (wanted.test(numbers[before(back)])) {
                return true;
            }
        }
        return false;
    }

    /** Whether one is {@code wanted} that happened from {@code from} until {@code to}. */
    boolean any(LongPredicate wanted, Instant from, Instant to) {
        for (int back = 0; back < count; back++) {
            int entry = before(back);
            long at = millis(entry);
            if (at >= from.toEpochMilli() && at <= to.toEpochMilli() && wanted.test(numbers[entry])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a number that has the bits of {@code mask} like {@code number} was put since {@code from}. What came before something older is not looked for: it is as good as forgotten. */
    boolean containsSince(long number, long mask, Instant from) {
        for (int back = 0; back < count; back++) {
            int entry = before(back);
            if (millis(entry) < from.toEpochMilli()) {
                return false;
            }
            if (((numbers[entry] ^ number) & mask) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Those that have the bits of {@code mask} like {@code number}. */
    long[] matching(long number, long mask) {
        return places(number, mask).mapToLong(entry -> numbers[entry]).toArray();
    }

    /** When those happened that have the bits of {@code mask} like {@code number}, in milliseconds. */
    long[] times(long number, long mask) {
        return places(number, mask).mapToLong(this::millis).toArray();
    }

    private IntStream places(long number, long mask) {
        return IntStream.range(0, count).filter(entry -> ((numbers[entry] ^ number) & mask) == 0);
    }

    /** Whether something that happened at {@code at} may have come before, and been forgotten. */
    boolean mayBeForgotten(Instant at) {
        return at.toEpochMilli() <= forgottenMillis;
    }

    private void grow() {
        int size = Math.max(SMALLEST, 2 * numbers.length);
        long[] older = numbers;
        int[] olderTimes = happened;
        numbers = Arrays.copyOf(older, size);
        happened = Arrays.copyOf(olderTimes, size);
        for (int n = 0; n < count; n++) {
            numbers[n] = older[(next + n) % older.length];
            happened[n] = olderTimes[(next + n) % older.length];
        }
        next = count;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(forgottenMillis);
        out.writeInt(count);
        for (int n = 0; n < count; n++) {
            int entry = (next - count + n + numbers.length) % numbers.length;
            out.writeLong(numbers[entry]);
            out.writeLong(millis(entry));
        }
    }

    void load(DataInput in) throws IOException {
        forgottenMillis = Math.max(forgottenMillis, in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            long millis = in.readLong();
            if (number == 0) {
                throw new IOException("a number that is none");
            }
            // Also what is there: what happened twice is as young as the second time.
            put(number, Instant.ofEpochMilli(millis));
        }
    }
}
