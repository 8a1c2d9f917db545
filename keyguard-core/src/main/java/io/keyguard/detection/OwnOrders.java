/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The client order ids that were signed here last, and the orders they came to stand on, in bounded memory.
 *
 * <p>An id belongs to one order for each time that it was signed: whoever copies one places another, and what the venue took before an id was signed is not explained by it. Of ids that are signed three times and more, or of
 * orders that were changed, copies cannot be told for a minute. What is forgotten for want of room is remembered as a moment: orders from before it cannot be judged.
 *
 * <p>It begins small, and grows as long as it would have to forget what is younger than two minutes, so that a fast bot has a larger one than a slow one. Open addressing with linear probing over arrays, once it is large. Not thread-safe.
 */
final class OwnOrders {
    /** Whose an order is. */
    enum Judgement {
        /** Ours, and not judged before. */
        FIRST,
        OURS,
        COPIED,
        /** The venue took it before its id was signed. */
        EARLIER,
        UNKNOWN
    }

    private static final int EMPTY = -1;
    /** Before the venue's id of an order that has none of ours; no id has such a letter. */
    private static final String NAMELESS = "\n";

    private static final int MANY = 3;
    /** Beside the number of signatures: it was signed that takes the order away. */
    private static final int CANCELLED = 4;
    /** And it was signed that changes the order, which at some venues makes another one with its id. */
    private static final int CHANGED = 8;

    /** How long after the last signature of an id the venue may take another order with it. */
    private static final long ANOTHER_MILLIS = Duration.ofMinutes(1).toMillis();

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

    private final Digest64 digest;
    private final int least;
    private final BiConsumer<Integer, Instant> full;
    /** Slot of the table to entry. */
    private int[] table = NO_TABLE;

    private long[] clientIds = new long[0];
    /** The orders that the id came to stand on, one for each time that it was signed; zero: none yet. */
    private long[] firstOrders = new long[0];

    private long[] secondOrders = new long[0];
    /** How many times it was signed, at {@link #MANY} copies are no longer told apart; and {@link #CANCELLED}. */
    private byte[] signatures = new byte[0];

    /** Tenths of a second since the first, rounded up. */
    private int[] signed = new int[0];

    /** By how many the first signature was earlier than the last. */
    private int[] earlier = new int[0];

    private final OrderTerms terms;
    private final VenueLag lag = new VenueLag();

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
    OwnOrders(Digest64 digest, int least, BiConsumer<Integer, Instant> full) {
        this.full = full;
        this.digest = digest;
        this.least = least;
        this.terms = new OrderTerms(digest, this);
        resize(SMALLEST);
    }

    void signed(String clientOrderId, Instant at) {
        long id = digest.of(clientOrderId);
        int known = find(id);
        if (known == EMPTY) {
            add(id, 0, 0, (byte) 1, at.toEpochMilli());
        } else {
            again(known, at);
            if (times(known) < MANY) {
                signatures[known]++;
            }
        }
    }

    /** Remembers that it was signed that makes another order of the one with this id, which is known. */
    void changed(String clientOrderId, Instant at) {
        changed(find(digest.of(clientOrderId)), at);
    }

    private void changed(int known, Instant at) {
        again(known, at);
        signatures[known] = (byte) (signatures[known] | CHANGED);
    }

    /** What is sent again may be taken then: once it is forgotten, orders up to that moment cannot be judged. */
    private void again(int known, Instant at) {
        int tenths = tenths(at.toEpochMilli());
        int first = Math.min(signed[known] - earlier(known), tenths);
        signed[known] = Math.max(signed[known], tenths);
        earlier(known, signed[known] - first);
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

    private void add(long id, long first, long second, byte times, long atMillis) {
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
        firstOrders[entry] = first;
        second(entry, second);
        signatures[entry] = times;
        signed[entry] = tenths(atMillis);
        earlier(entry, 0);
        terms.set(entry, 0);
        insert(entry);
    }

    /** Tells that more than {@code size} of what is young are remembered at once. */
    void isFull(int size, Instant now) {
        full.accept(size, now);
    }

    boolean knows(String clientOrderId) {
        return find(digest.of(clientOrderId)) != EMPTY;
    }

    private long second(int entry) {
        return entry < secondOrders.length ? secondOrders[entry] : 0;
    }

    /** Few ids are signed twice: there is room for the second order once one is. */
    private void second(int entry, long order) {
        if (order != 0 && entry >= secondOrders.length) {
            secondOrders = Arrays.copyOf(secondOrders, clientIds.length);
        }
        if (entry < secondOrders.length) {
            secondOrders[entry] = order;
        }
    }

    private int tenths(long atMillis) {
        if (baseMillis == Long.MIN_VALUE) {
            baseMillis = atMillis;
        }
        long tenths = (atMillis - baseMillis + TENTH_MILLIS - 1) / TENTH_MILLIS;
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, tenths));
    }

    private long millis(int entry) {
        return baseMillis + signed[entry] * TENTH_MILLIS;
    }

    private boolean grows(long nowMillis) {
        return count < least || (isYoung(next, nowMillis) && count < LARGEST);
    }

    private boolean isYoung(int entry, long nowMillis) {
        return nowMillis - millis(entry) < YOUNG_MILLIS;
    }

    /** Makes everything larger, the oldest entry first. */
    private void resize(int capacity) {
        int[] order = new int[count];
        for (int n = 0; n < count; n++) {
            order[n] = (next - count + n + clientIds.length) % clientIds.length;
        }
        long[] ids = new long[capacity];
        long[] first = new long[capacity];
        long[] second = secondOrders.length == 0 ? secondOrders : new long[capacity];
        byte[] times = new byte[capacity];
        int[] tenths = new int[capacity];
        int[] before = earlier.length == 0 ? earlier : new int[capacity];
        for (int n = 0; n < count; n++) {
            ids[n] = clientIds[order[n]];
            first[n] = firstOrders[order[n]];
            if (second.length > 0) {
                second[n] = second(order[n]);
            }
            times[n] = signatures[order[n]];
            tenths[n] = signed[order[n]];
            if (before.length > 0) {
                before[n] = earlier(order[n]);
            }
        }
        clientIds = ids;
        firstOrders = first;
        secondOrders = second;
        signatures = times;
        signed = tenths;
        earlier = before;
        terms.reorder(order);
        next = count;
        if (capacity > SCANNED) {
            table = new int[2 * capacity];
            Arrays.fill(table, EMPTY);
            for (int entry = 0; entry < count; entry++) {
                insert(entry);
            }
        }
    }

    private void insert(int entry) {
        if (table.length == 0) {
            return;
        }
        int slot = home(clientIds[entry]);
        while (table[slot] != EMPTY) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = entry;
    }

    private int home(long id) {
        return (int) id & (table.length - 1);
    }

    /** Half of a digest. */
    private static int half(long digest) {
        return (int) (digest >>> Integer.SIZE);
    }

    Judgement judge(VenueOrder order) {
        int entry = order.clientOrderId().isEmpty() ? EMPTY : find(digest.of(order.clientOrderId()));
        long id = digest.of(order.id());
        if (entry == EMPTY) {
            return standing(id) == EMPTY ? Judgement.UNKNOWN : Judgement.OURS;
        }
        if (firstOrders[entry] == id || second(entry) == id) {
            return Judgement.OURS;
        }
        if (lag.isBefore(order, firstMillis(entry))) {
            return renamed(entry, id);
        }
        if (firstOrders[entry] == 0) {
            firstOrders[entry] = id;
            lag.learn(order, firstMillis(entry));
            return Judgement.FIRST;
        }
        return another(order, entry, id);
    }

    /** Some venues give an order another id when it is changed, and keep their own. */
    private Judgement renamed(int entry, long id) {
        if (standing(id) == EMPTY) {
            return Judgement.EARLIER;
        }
        if (firstOrders[entry] == 0) {
            firstOrders[entry] = id;
        }
        return Judgement.OURS;
    }

    /** An entry that stands on the venue's order. */
    private int standing(long order) {
        for (int entry = 0; entry < count; entry++) {
            if (firstOrders[entry] == order || second(entry) == order) {
                return entry;
            }
        }
        return EMPTY;
    }

    /** Whether an order, whose id stands on one already, was made by what was signed again. */
    private Judgement another(VenueOrder order, int entry, long id) {
        boolean changed =
                (signatures[entry] & CHANGED) != 0 || terms.isReplaced(id) || terms.isReplaced(firstOrders[entry]);
        boolean soon = order.created().toEpochMilli() <= millis(entry) + ANOTHER_MILLIS;
        if (soon && second(entry) == 0 && (times(entry) > 1 || changed)) {
            second(entry, id);
            terms.another(entry, times(entry) == 1);
            return Judgement.FIRST;
        }
        return soon && (times(entry) == MANY || changed) ? Judgement.OURS : Judgement.COPIED;
    }

    private long firstMillis(int entry) {
        return millis(entry) - (earlier(entry) + 1) * TENTH_MILLIS;
    }

    /** {@code order}, whose id is known, was told as taken before that was signed. */
    void told(VenueOrder order) {
        int entry = find(digest.of(order.clientOrderId()));
        if (entry != EMPTY) {
            lag.wonder(order, firstMillis(entry));
        }
    }

    /** Remembers that {@code order} is ours although it has no id of ours: it was signed without one. */
    void nameless(VenueOrder order) {
        long id = digest.of(NAMELESS + order.id());
        if (find(id) == EMPTY) {
            add(id, digest.of(order.id()), 0, (byte) 1, order.created().toEpochMilli());
        }
    }

    boolean isNameless(VenueOrder order) {
        return find(digest.of(NAMELESS + order.id())) != EMPTY;
    }

    private int times(int entry) {
        return signatures[entry] & MANY;
    }

    /**
     * Remembers that it was signed here that takes {@code name} away; false if no order is known by that name. Of two that only look alike by half a digest both are marked, so that neither rings in vain; and what looks like
     * one that was taken away already may be another, which is not shown yet.
     */
    boolean cancelled(String name) {
        long number = digest.of(name);
        boolean known = find(number) != EMPTY;
        for (int entry : named(number)) {
            known |= (signatures[entry] & CANCELLED) == 0;
            signatures[entry] = (byte) (signatures[entry] | CANCELLED);
        }
        return known;
    }

    /** The entries of what has a name here, or at the venue, with this digest. */
    private List<Integer> named(long name) {
        int known = find(name);
        if (known != EMPTY) {
            return List.of(known);
        }
        List<Integer> found = List.of();
        int number = half(name);
        for (int entry = 0; entry < count; entry++) {
            if (half(firstOrders[entry]) == number || half(second(entry)) == number) {
                found = found.isEmpty() ? new ArrayList<>(1) : found;
                found.add(entry);
            }
        }
        return found;
    }

    /** Returns whether it was signed here that takes {@code order} away. */
    boolean isCancelled(VenueOrder order) {
        int byId = find(digest.of(order.clientOrderId()));
        int entry = byId == EMPTY ? standing(digest.of(order.id())) : byId;
        return entry != EMPTY && (signatures[entry] & CANCELLED) != 0;
    }

    /**
     * Remembers that it was signed that changes orders.
     *
     * @param anew whether the venue takes them away and makes others of them
     * @param late whether it was told after it was signed
     */
    void changed(OrderChange change, boolean anew, boolean late, Instant at) {
        for (long name : change.names().stream().mapToLong(digest::of).toArray()) {
            List<Integer> known = anew || late ? named(name) : List.of();
            known.forEach(entry -> changed(entry, change, anew, late, at));
            if (anew && known.isEmpty()) {
                terms.replaced(name, at);
            }
            terms.signed(name, change, at);
        }
    }

    private void changed(int entry, OrderChange change, boolean anew, boolean late, Instant at) {
        if (anew) {
            changed(entry, at);
        }
        if (late) {
            terms.late(entry, clientIds[entry], change.numbers());
        }
    }

    /** A change of the order whose digest begins like {@code name} is forgotten. */
    void forgotChange(long name) {
        for (int entry = 0; entry < count; entry++) {
            boolean byId = OrderTerms.withoutChange(clientIds[entry]) == name;
            int number = half(name);
            if (byId || half(firstOrders[entry]) == number || half(second(entry)) == number) {
                terms.forgot(entry);
            }
        }
    }

    /** Returns whose the terms are that {@code order}, which is ours, is shown with; those that are ours are known from then on. */
    OrderTerms.Whose termsOf(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        return entry == EMPTY ? OrderTerms.Whose.OURS : terms.judge(entry, clientIds[entry], order, now);
    }

    /** Says no more about the terms of {@code order}. */
    void acceptTerms(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        if (entry != EMPTY) {
            terms.accept(entry, clientIds[entry], order, now);
        }
    }

    /** The entry of an order, unless its id stands on another since. */
    private int lastOf(VenueOrder order) {
        int byId = order.clientOrderId().isEmpty() ? EMPTY : find(digest.of(order.clientOrderId()));
        int entry = byId == EMPTY ? standing(digest.of(order.id())) : byId;
        if (entry == EMPTY) {
            return EMPTY;
        }
        long last = second(entry) == 0 ? firstOrders[entry] : second(entry);
        return last == digest.of(order.id()) ? entry : EMPTY;
    }

    /** Returns up to when ids were signed that are forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        return forgottenUntil == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(forgottenUntil);
    }

    private int find(long id) {
        if (table.length == 0) {
            return scan(id);
        }
        for (int slot = home(id); table[slot] != EMPTY; slot = (slot + 1) & (table.length - 1)) {
            if (clientIds[table[slot]] == id) {
                return table[slot];
            }
        }
        return EMPTY;
    }

    private int scan(long id) {
        for (int entry = 0; entry < count; entry++) {
            if (clientIds[entry] == id) {
                return entry;
            }
        }
        return EMPTY;
    }

    private void forget(int entry, long nowMillis) {
        forgottenUntil = Math.max(forgottenUntil, millis(entry));
        if (isYoung(entry, nowMillis)) {
            full.accept(count, Instant.ofEpochMilli(nowMillis));
        }
        if (table.length == 0) {
            return;
        }
        int slot = home(clientIds[entry]);
        while (table[slot] != entry) {
            slot = (slot + 1) & (table.length - 1);
        }
        close(slot);
    }

    /** Empties {@code gap} and moves up what stands behind it, so that no search ends too early. */
    private void close(int gap) {
        int free = gap;
        int mask = table.length - 1;
        table[free] = EMPTY;
        for (int slot = (free + 1) & mask; table[slot] != EMPTY; slot = (slot + 1) & mask) {
            int home = home(clientIds[table[slot]]);
            boolean reachable = ((slot - home) & mask) >= ((slot - free) & mask);
            if (reachable) {
                table[free] = table[slot];
                table[slot] = EMPTY;
                free = slot;
            }
        }
    }

    void save(DataOutput out) throws IOException {
        int saved = Math.min(count, MOST_SAVED);
        long forgotten = forgottenUntil;
        for (int n = count; n > saved; n--) {
            forgotten = Math.max(forgotten, millis((next - n + clientIds.length) % clientIds.length));
        }
        out.writeLong(forgotten);
        out.writeInt(saved);
        for (int n = saved; n > 0; n--) {
            int entry = (next - n + clientIds.length) % clientIds.length;
            out.writeLong(clientIds[entry]);
            out.writeLong(firstOrders[entry]);
            out.writeLong(second(entry));
            out.writeByte(signatures[entry]);
            out.writeLong(millis(entry));
            out.writeInt(earlier(entry));
            out.writeInt(terms.get(entry));
        }
        terms.save(out);
        lag.save(out);
    }

    void load(DataInput in) throws IOException {
        forgottenUntil = Math.max(forgottenUntil, in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            long id = in.readLong();
            long first = in.readLong();
            long second = in.readLong();
            byte times = in.readByte();
            long millis = in.readLong();
            int before = in.readInt();
            int shown = in.readInt();
            if (find(id) == EMPTY) {
                add(id, first, second, times, millis);
                earlier((next + clientIds.length - 1) % clientIds.length, before);
                terms.set((next + clientIds.length - 1) % clientIds.length, shown);
            }
        }
        terms.load(in);
        lag.load(in);
    }
}
