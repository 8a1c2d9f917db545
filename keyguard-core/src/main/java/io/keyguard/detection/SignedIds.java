/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * The digests of the client order ids that were signed here last, each with what is known of it, as a ring: what is forgotten for want of room is remembered as a moment.
 *
 * <p>It begins small, and grows as long as it would have to forget what is younger than two minutes, so that a fast bot has a larger one than a slow one. Columns of arrays, which few orders need all of: the rare ones are made when first needed. An entry keeps its place until another
 * id is added. Not thread-safe.
 */
final class SignedIds {
    static final int EMPTY = Slots.EMPTY;

    /** It was signed to place an order more than once. */
    static final int AGAIN = 1;
    /** A tag proved it before anybody told that it was signed. */
    static final int PROVEN = 2;
    /** Beside whether it was signed again: it was signed that takes the order away. */
    static final int CANCELLED = 4;
    /** A change of an order gave it, and nothing is known that placed one with it. */
    static final int GIVEN = 16;
    /** It was signed, not long ago, that changes its order to something that is forgotten. */
    static final int CHANGE_FORGOTTEN = 32;
    /** What is known of its order is what a request said that placed it; it was not shown yet. */
    static final int SAID = 64;
    /** A change gave its order the price that it has. */
    static final int PRICE_SIGNED = 128;
    /** It was signed for another order since it was remembered, or since somebody had to make room. */
    private static final int USED = 8;

    private static final int SMALLEST = 16;
    /** Up to so many are searched one by one, which takes less room than a table. */
    private static final int SCANNED = 128;

    private static final int[] NO_TABLE = {};
    private static final long TENTH_MILLIS = 100;
    /** What is grown to without being asked for: five hundred orders a second. */
    private static final int LARGEST = 1 << 16;

    private static final long YOUNG_MILLIS = Duration.ofMinutes(2).toMillis();
    /** Of those that are kept over a restart. */
    private static final int MOST_SAVED = 1 << 14;

    private final int least;
    private final BiConsumer<Integer, Instant> full;
    /** {@link Slots} of the ids. */
    private int[] table = NO_TABLE;

    private long[] clientIds = new long[0];
    /** The order that was shown first with the id; zero: none yet. */
    private long[] firstOrders = new long[0];

    /** The one that the venue took last, where that is another. */
    private long[] lastOrders = new long[0];
    /** {@link #AGAIN}, {@link #USED}, {@link #PROVEN}, {@link #CANCELLED}, {@link #GIVEN}, {@link #CHANGE_FORGOTTEN}, {@link #SAID} and {@link #PRICE_SIGNED}. */
    private byte[] marks = new byte[0];

    /** Tenths of a second since the first, rounded up. */
    private int[] signed = new int[0];

    /** By how many the first signature was earlier than the last. */
    private int[] earlier = new int[0];
    /** What {@link OrderTerms} knows of the last order, or {@link PlacedTerms} of the one that comes. */
    private int[] terms = new int[0];

    private long baseMillis = Long.MIN_VALUE;
    private int next;
    private int count;
    private long forgottenUntil = Long.MIN_VALUE;

    /**
     * Remembers nothing yet.
     *
     * @param least how many ids are remembered, however old they are; a power of two
     * @param full is told when it forgets what is young, for want of room
     */
    SignedIds(int least, BiConsumer<Integer, Instant> full) {
        this.least = least;
        this.full = full;
        resize(SMALLEST);
    }

    /** The entry of an id; {@link #EMPTY} if it is not known. */
    int find(long id) {
        return table.length == 0 ? scan(id) : Slots.find(table, clientIds, id);
    }

    private int scan(long id) {
        for (int entry = 0; entry < count; entry++) {
            if (clientIds[entry] == id) {
                return entry;
            }
        }
        return EMPTY;
    }

    /** An entry that stands on the venue's order. */
    int standing(long order) {
        for (int entry = 0; entry < count; entry++) {
            if (firstOrders[entry] == order || last(entry) == order) {
                return entry;
            }
        }
        return EMPTY;
    }

    /** Entries that stand on the venue's order as the last. */
    IntStream lastOn(long order) {
        return IntStream.range(0, count).filter(entry -> last(entry) == order);
    }

    /** Entries of ids that have {@code half} of a digest. */
    IntStream namedByHalf(long half) {
        return IntStream.range(0, count).filter(entry -> SignedChanges.withoutChange(clientIds[entry]) == half);
    }

    /** Shows {@code search} which orders all entries stand on. */
    void search(NameSearch search) {
        for (int entry = 0; entry < count; entry++) {
            search.stands(firstOrders[entry], entry);
            if (entry < lastOrders.length && lastOrders[entry] != 0) {
                search.stands(lastOrders[entry], entry);
            }
        }
    }

    /** How many entries there are, from zero on. */
    int size() {
        return count;
    }

    /** Remembers an id that is not known, with the order that was shown with it, or zero. */
    int add(long id, long order, long atMillis) {
        if (count == clientIds.length) {
            passUsed();
        }
        if (count == clientIds.length && grows(atMillis)) {
            resize(2 * clientIds.length);
        }
        int entry = next;
        next = (next + 1) % clientIds.length;
        if (count == clientIds.length) {
            forget(entry, atMillis);
        } else {
            count++;
        }
        clientIds[entry] = id;
        firstOrders[entry] = order;
        last(entry, 0);
        marks[entry] = 0;
        signed[entry] = tenths(atMillis);
        earlier(entry, 0);
        terms(entry, 0);
        if (table.length > 0) {
            Slots.insert(table, clientIds, entry);
        }
        return entry;
    }

    /** Who replaces one order all day under its id is not to forget it for its age. */
    private void passUsed() {
        while ((marks[next] & USED) != 0) {
            unmark(next, USED);
            next = (next + 1) % clientIds.length;
        }
    }

    private boolean grows(long nowMillis) {
        return count < least || (isYoung(next, nowMillis) && count < LARGEST);
    }

    private boolean isYoung(int entry, long nowMillis) {
        return nowMillis - lastMillis(entry) < YOUNG_MILLIS;
    }

    private void forget(int entry, long nowMillis) {
        forgottenUntil = Math.max(forgottenUntil, lastMillis(entry));
        if (isYoung(entry, nowMillis)) {
            full.accept(count, Instant.ofEpochMilli(nowMillis));
        }
        if (table.length > 0) {
            Slots.remove(table, clientIds, entry);
        }
    }

    /** Makes everything larger, the oldest entry first. */
    private void resize(int capacity) {
        int[] oldestFirst = IntStream.range(0, count).map(n -> oldest(count, n)).toArray();
        clientIds = moved(clientIds, oldestFirst, capacity);
        firstOrders = moved(firstOrders, oldestFirst, capacity);
        lastOrders = lastOrders.length == 0 ? lastOrders : moved(lastOrders, oldestFirst, capacity);
        signed = moved(signed, oldestFirst, capacity);
        earlier = earlier.length == 0 ? earlier : moved(earlier, oldestFirst, capacity);
        terms = terms.length == 0 ? terms : moved(terms, oldestFirst, count);
        byte[] marked = new byte[capacity];
        for (int n = 0; n < count; n++) {
            marked[n] = marks[oldestFirst[n]];
        }
        marks = marked;
        next = count;
        if (capacity > SCANNED) {
            table = Slots.of(clientIds, count);
        }
    }

    /** The entry that is {@code n} younger than the oldest of the last {@code many}. */
    private int oldest(int many, int n) {
        return (next - many + n + clientIds.length) % clientIds.length;
    }

    /** A column may end before its last entries, which have nothing in it. */
    private static long[] moved(long[] column, int[] entries, int capacity) {
        long[] moved = new long[capacity];
        for (int n = 0; n < entries.length; n++) {
            moved[n] = entries[n] < column.length ? column[entries[n]] : 0;
        }
        return moved;
    }

    private static int[] moved(int[] column, int[] entries, int capacity) {
        int[] moved = new int[capacity];
        for (int n = 0; n < entries.length; n++) {
            moved[n] = entries[n] < column.length ? column[entries[n]] : 0;
        }
        return moved;
    }

    long id(int entry) {
        return clientIds[entry];
    }

    /** The order that was shown first with the id; zero if none was. */
    long first(int entry) {
        return firstOrders[entry];
    }

    void first(int entry, long order) {
        firstOrders[entry] = order;
    }

    /** The order that the venue took last with the id. */
    long last(int entry) {
        return entry < lastOrders.length && lastOrders[entry] != 0 ? lastOrders[entry] : firstOrders[entry];
    }

    /** Few ids are signed twice: there is room for another order once one is. */
    void last(int entry, long order) {
        if (order != 0 && entry >= lastOrders.length) {
            lastOrders = Arrays.copyOf(lastOrders, clientIds.length);
        }
        if (entry < lastOrders.length) {
            lastOrders[entry] = order;
        }
    }

    boolean isMarked(int entry, int mark) {
        return (marks[entry] & mark) != 0;
    }

    void mark(int entry, int mark) {
        marks[entry] = (byte) (marks[entry] | mark);
    }

    void unmark(int entry, int mark) {
        marks[entry] = (byte) (marks[entry] & ~mark);
    }

    /** What is sent again may be taken then: once it is forgotten, orders up to that moment cannot be judged. */
    void again(int entry, Instant at) {
        int tenths = tenths(at.toEpochMilli());
        mark(entry, USED);
        int first = Math.min(signed[entry] - earlier(entry), tenths);
        signed[entry] = Math.max(signed[entry], tenths);
        earlier(entry, signed[entry] - first);
    }

    private int earlier(int entry) {
        return entry < earlier.length ? earlier[entry] : 0;
    }

    /** Few ids are signed twice. */
    private void earlier(int entry, int tenths) {
        if (tenths != 0 && entry >= earlier.length) {
            earlier = Arrays.copyOf(earlier, clientIds.length);
        }
        if (entry < earlier.length) {
            earlier[entry] = tenths;
        }
    }

    private int tenths(long atMillis) {
        if (baseMillis == Long.MIN_VALUE) {
            baseMillis = atMillis;
        }
        long tenths = (atMillis - baseMillis + TENTH_MILLIS - 1) / TENTH_MILLIS;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, tenths));
    }

    /** When it was signed last, rounded up to a tenth of a second. */
    long lastMillis(int entry) {
        return baseMillis + signed[entry] * TENTH_MILLIS;
    }

    /** When it was signed first, rounded up. */
    long firstMillis(int entry) {
        return lastMillis(entry) - earlier(entry) * TENTH_MILLIS;
    }

    /** A moment before which it was not signed. */
    long notBeforeMillis(int entry) {
        return firstMillis(entry) - TENTH_MILLIS;
    }

    /** Zero if nothing is known of the order. */
    int terms(int entry) {
        return entry < terms.length ? terms[entry] : 0;
    }

    /** Takes no room until an order is signed, or shown, that has a price. */
    void terms(int entry, int known) {
        if (known != 0 && entry >= terms.length) {
            terms = Arrays.copyOf(terms, Math.max(entry + 1, 2 * terms.length));
        }
        if (entry < terms.length) {
            terms[entry] = known;
        }
    }

    /** Returns up to when ids were signed that are forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        return forgottenUntil == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(forgottenUntil);
    }

    void save(DataOutput out) throws IOException {
        int saved = Math.min(count, MOST_SAVED);
        long forgotten = forgottenUntil;
        for (int n = 0; n < count - saved; n++) {
            forgotten = Math.max(forgotten, lastMillis(oldest(count, n)));
        }
        out.writeLong(forgotten);
        out.writeInt(saved);
        for (int n = 0; n < saved; n++) {
            save(oldest(saved, n), out);
        }
    }

    private void save(int entry, DataOutput out) throws IOException {
        out.writeLong(clientIds[entry]);
        out.writeLong(firstOrders[entry]);
        out.writeLong(last(entry));
        out.writeByte(marks[entry]);
        out.writeLong(lastMillis(entry));
        out.writeInt(earlier(entry));
        out.writeInt(terms(entry));
    }

    void load(DataInput in) throws IOException {
        forgottenUntil = Math.max(forgottenUntil, in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            long id = in.readLong();
            long first = in.readLong();
            long last = in.readLong();
            byte mark = in.readByte();
            long millis = in.readLong();
            int before = in.readInt();
            int shown = in.readInt();
            if (find(id) == EMPTY) {
                int entry = add(id, first, millis);
                last(entry, last == first ? 0 : last);
                marks[entry] = mark;
                earlier(entry, before);
                terms(entry, shown);
            }
        }
    }
}
