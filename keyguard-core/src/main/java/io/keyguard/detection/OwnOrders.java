/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

    /** Beside whether it was signed again: it was signed that takes the order away. */
    private static final int CANCELLED = 4;
    /** It was signed to place an order more than once. */
    private static final int AGAIN = 1;
    /** It was signed for another order since it was remembered, or since somebody had to make room. */
    private static final int USED = 8;
    /** A tag proved it before anybody told that it was signed. */
    private static final int PROVEN = 2;

    private static final int SMALLEST = 16;
    /** Up to so many are searched one by one, which takes less room than a table. */
    private static final int SCANNED = 128;

    private static final int[] NO_TABLE = {};
    private static final long[] NO_NAMES = {};
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
    /** The order that was shown first with the id; zero: none yet. */
    private long[] firstOrders = new long[0];

    /** The one that the venue took last, where that is another. */
    private long[] lastOrders = new long[0];
    /** {@link #AGAIN}, {@link #USED}, {@link #PROVEN} and {@link #CANCELLED}. */
    private byte[] marks = new byte[0];

    /** Tenths of a second since the first, rounded up. */
    private int[] signed = new int[0];

    /** By how many the first signature was earlier than the last. */
    private int[] earlier = new int[0];

    private final OrderTerms terms;
    private final VenueLag lag = new VenueLag();
    /** Null until an id is signed again. */
    private @Nullable Repeats repeats;
    /** Null until a change gives an order another id. */
    private @Nullable Renames renames;

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
        signed(clientOrderId, false, at);
    }

    /** A tag proves that it was signed, which nobody told, or not yet. */
    void proven(String clientOrderId, Instant at) {
        signed(clientOrderId, false, at);
        int known = find(digest.of(clientOrderId));
        marks[known] = (byte) (marks[known] | PROVEN);
    }

    /** @param late whether it is told after it was signed */
    void signed(String clientOrderId, boolean late, Instant at) {
        long id = digest.of(clientOrderId);
        int known = find(id);
        if (known == EMPTY) {
            add(id, 0, 0, (byte) 0, at.toEpochMilli());
        } else if (late && (marks[known] & PROVEN) != 0) {
            marks[known] = (byte) (marks[known] & ~PROVEN);
            again(known, at);
        } else {
            marks[known] = (byte) (marks[known] | AGAIN);
            another(known, at);
        }
    }

    /** Remembers that it was signed that makes an order with this id of another, which may have it too. */
    void replaced(String clientOrderId, Instant at) {
        long id = digest.of(clientOrderId);
        int known = find(id);
        if (known == EMPTY) {
            add(id, 0, 0, (byte) 0, at.toEpochMilli());
            terms.another(find(id), true);
        } else {
            another(known, at);
        }
    }

    /** The first signature is known of the entry itself, whichever is told first. */
    private void another(int known, Instant at) {
        long first = millis(known) - earlier(known) * TENTH_MILLIS;
        again(known, at);
        repeats().signed(clientIds[known], Math.max(first, at.toEpochMilli()));
    }

    private Repeats repeats() {
        if (repeats == null) {
            repeats = new Repeats(full);
        }
        return repeats;
    }

    /** Remembers that it was signed that gives {@code clientOrderId} to the order that is known as {@code name}, and stays the same. */
    void renamed(String clientOrderId, String name, Instant at) {
        if (renames == null) {
            renames = new Renames();
        }
        renames.add(digest.of(clientOrderId), digest.of(name), at);
    }

    /** Halves of the digests of what the order was called before that has the id with this one. */
    long[] namesBefore(long id) {
        return renames == null ? NO_NAMES : renames.of(id);
    }

    /** Whether a change gave {@code order} its id. */
    boolean isRenamed(VenueOrder order) {
        return namesBefore(digest.of(order.clientOrderId())).length > 0;
    }

    /** What is sent again may be taken then: once it is forgotten, orders up to that moment cannot be judged. */
    private void again(int known, Instant at) {
        int tenths = tenths(at.toEpochMilli());
        marks[known] = (byte) (marks[known] | USED);
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

    private void add(long id, long first, long last, byte mark, long atMillis) {
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
        firstOrders[entry] = first;
        last(entry, last);
        marks[entry] = mark;
        signed[entry] = tenths(atMillis);
        earlier(entry, 0);
        terms.set(entry, 0);
        insert(entry);
    }

    /** Who replaces one order all day under its id is not to forget it for its age. */
    private void passUsed() {
        while ((marks[next] & USED) != 0) {
            marks[next] = (byte) (marks[next] & ~USED);
            next = (next + 1) % clientIds.length;
        }
    }

    /** Tells that more than {@code size} of what is young are remembered at once. */
    void isFull(int size, Instant now) {
        full.accept(size, now);
    }

    boolean knows(String clientOrderId) {
        return find(digest.of(clientOrderId)) != EMPTY;
    }

    /** The order that the venue took last with the id. */
    private long last(int entry) {
        return entry < lastOrders.length && lastOrders[entry] != 0 ? lastOrders[entry] : firstOrders[entry];
    }

    /** Few ids are signed twice: there is room for another order once one is. */
    private void last(int entry, long order) {
        if (order != 0 && entry >= lastOrders.length) {
            lastOrders = Arrays.copyOf(lastOrders, clientIds.length);
        }
        if (entry < lastOrders.length) {
            lastOrders[entry] = order;
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
        long[] last = lastOrders.length == 0 ? lastOrders : new long[capacity];
        byte[] marked = new byte[capacity];
        int[] tenths = new int[capacity];
        int[] before = earlier.length == 0 ? earlier : new int[capacity];
        for (int n = 0; n < count; n++) {
            ids[n] = clientIds[order[n]];
            first[n] = firstOrders[order[n]];
            if (last.length > 0) {
                last[n] = last(order[n]);
            }
            marked[n] = marks[order[n]];
            tenths[n] = signed[order[n]];
            if (before.length > 0) {
                before[n] = earlier(order[n]);
            }
        }
        clientIds = ids;
        firstOrders = first;
        lastOrders = last;
        marks = marked;
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
        if (standsOn(entry, id)) {
            return Judgement.OURS;
        }
        boolean before = lag.isBefore(order, firstMillis(entry));
        boolean known = before && standing(id) != EMPTY;
        if (before && !known && !isRenamed(entry, id, order)) {
            return Judgement.EARLIER;
        }
        if (firstOrders[entry] == 0) {
            return first(entry, id, order);
        }
        return known ? Judgement.OURS : another(entry, id, order);
    }

    /** Whether {@code order} was found to be ours, by its id. */
    boolean isShown(VenueOrder order) {
        int entry = find(digest.of(order.clientOrderId()));
        return entry != EMPTY && standsOn(entry, digest.of(order.id()));
    }

    private boolean standsOn(int entry, long order) {
        return firstOrders[entry] == order
                || last(entry) == order
                || (repeats != null && repeats.holds(clientIds[entry], order));
    }

    /** Some venues give an order another id when it is changed, and keep their own: then it is known already, or what it was called before explains it. */
    private Judgement first(int entry, long id, VenueOrder order) {
        int other = renames == null && !lag.isBefore(order, firstMillis(entry)) ? EMPTY : standing(id);
        firstOrders[entry] = id;
        if (other != EMPTY) {
            terms.inherit(entry, other);
            marks[entry] = (byte) (marks[entry] | (marks[other] & CANCELLED));
            return Judgement.OURS;
        }
        if (!lag.isBefore(order, firstMillis(entry))) {
            lag.learn(order, firstMillis(entry));
        }
        for (long name : namesBefore(clientIds[entry])) {
            namedByHalf(name).filter(before -> firstOrders[before] == 0).forEach(before -> firstOrders[before] = id);
        }
        long[] replacements = terms.replacements(id);
        if (replacements.length > 0 || (repeats != null && repeats.isKnown(clientIds[entry]))) {
            take(entry, id, order, replacements);
        }
        return Judgement.FIRST;
    }

    /** Remembers an order, and that it was signed that makes others of it. */
    private void take(int entry, long id, VenueOrder order, long[] replacements) {
        for (long signed : replacements) {
            repeats().signed(clientIds[entry], signed);
        }
        repeats().taken(clientIds[entry], id, order.created().toEpochMilli());
    }

    /** Entries of ids that have {@code half} of a digest. */
    private IntStream namedByHalf(long half) {
        return IntStream.range(0, count).filter(entry -> OrderTerms.withoutChange(clientIds[entry]) == half);
    }

    /** Whether an order that has an id of before it was signed is one of ours that was given it: by what it was called before, or by the venue's id, if one of ours is missing. */
    private boolean isRenamed(int entry, long id, VenueOrder order) {
        long[] names = namesBefore(clientIds[entry]);
        for (long name : names) {
            boolean byVenuesId = name == OrderTerms.withoutChange(id);
            IntStream before = byVenuesId ? IntStream.range(0, count) : namedByHalf(name);
            if (before.anyMatch(other -> other != entry && isMissing(other, order))) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code order} may be the one that was signed with this id, and that was not shown yet. */
    private boolean isMissing(int entry, VenueOrder order) {
        return firstOrders[entry] == 0
                && !lag.isBefore(order, firstMillis(entry))
                && order.created().toEpochMilli() <= millis(entry) + Repeats.ANOTHER_MILLIS;
    }

    /** An entry that stands on the venue's order. */
    private int standing(long order) {
        for (int entry = 0; entry < count; entry++) {
            if (firstOrders[entry] == order || last(entry) == order) {
                return entry;
            }
        }
        return EMPTY;
    }

    /** Whether an order, whose id stands on one already, was made by what was signed again. */
    private Judgement another(int entry, long id, VenueOrder order) {
        long created = order.created().toEpochMilli();
        long[] replacements = terms.replacements(id);
        if (repeats == null && replacements.length == 0) {
            return Judgement.COPIED;
        }
        if (repeats().isForgotten(created)) {
            return Judgement.OURS;
        }
        long[] signed = Arrays.copyOf(replacements, replacements.length + 1);
        signed[replacements.length] = firstMillis(entry);
        int others = repeats().holds(clientIds[entry], firstOrders[entry]) ? 0 : 1;
        if (!repeats().explains(clientIds[entry], order, signed, others, lag)) {
            return Judgement.COPIED;
        }
        boolean latest = replacements.length == 0 && repeats().isLatest(clientIds[entry], created);
        take(entry, id, order, replacements);
        if (latest) {
            last(entry, id);
            terms.another(entry, (marks[entry] & AGAIN) == 0);
        }
        return Judgement.FIRST;
    }

    /** {@code order} was told as a copy: what a change of ours makes of it is ours all the same. */
    void toldCopy(VenueOrder order) {
        int entry = find(digest.of(order.clientOrderId()));
        long id = digest.of(order.id());
        if (entry != EMPTY) {
            repeats().signed(clientIds[entry], order.created().toEpochMilli());
            take(entry, id, order, terms.replacements(id));
        }
    }

    /** Whether {@code order} may have been made by a change of one that is not shown yet: then its id is known when that is. */
    boolean mayBeReplacement(VenueOrder order) {
        Instant from = order.created().minusMillis(Repeats.ANOTHER_MILLIS);
        Instant to = order.created().plusMillis(Repeats.ANOTHER_MILLIS);
        var names = new HashSet<Long>();
        for (long name : terms.replaced(from, to)) {
            if (repeats == null || repeats.idOf(name) == 0) {
                names.add(name);
            }
        }
        for (int entry = 0; entry < count && !names.isEmpty(); entry++) {
            names.remove(OrderTerms.withoutChange(firstOrders[entry]));
            names.remove(OrderTerms.withoutChange(last(entry)));
        }
        return !names.isEmpty();
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
            add(id, digest.of(order.id()), 0, (byte) 0, order.created().toEpochMilli());
        }
    }

    /** Compares a nameless order, which a change of ours made, with what was signed from {@code from} until {@code to}: what it has of other terms is nobody's here. */
    void compareWithChanges(VenueOrder order, Instant from, Instant to) {
        int entry = find(digest.of(NAMELESS + order.id()));
        if (entry != EMPTY) {
            terms.compare(entry, clientIds[entry], order, from, to);
        }
    }

    /** Whether {@code order} is as a change says that was signed from {@code from} until {@code to}, and makes an order without an id. */
    boolean isAsRemade(VenueOrder order, Instant from, Instant to) {
        return terms.isAsRemade(order, from, to);
    }

    boolean isNameless(VenueOrder order) {
        return find(digest.of(NAMELESS + order.id())) != EMPTY;
    }

    /**
     * Remembers that it was signed here that takes {@code name} away; false if no order is known by that name. Of two that only look alike by half a digest both are marked, so that neither rings in vain; and what looks like
     * one that was taken away already may be another, which is not shown yet.
     */
    boolean cancelled(String name) {
        long number = digest.of(name);
        boolean known = find(number) != EMPTY;
        for (int entry : named(number)) {
            known |= (marks[entry] & CANCELLED) == 0;
            marks[entry] = (byte) (marks[entry] | CANCELLED);
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
            if (half(firstOrders[entry]) == number || half(last(entry)) == number) {
                found = found.isEmpty() ? new ArrayList<>(1) : found;
                found.add(entry);
            }
        }
        long id = found.isEmpty() && repeats != null ? repeats.idOf(name) : 0;
        return id == 0 ? found : namedByHalf(id).boxed().toList();
    }

    /** Returns whether it was signed here that takes {@code order} away. */
    boolean isCancelled(VenueOrder order) {
        int byId = find(digest.of(order.clientOrderId()));
        int entry = byId == EMPTY ? standing(digest.of(order.id())) : byId;
        return entry != EMPTY
                && (isCancelled(entry)
                        || Arrays.stream(namesBefore(clientIds[entry]))
                                .anyMatch(name -> namedByHalf(name).anyMatch(this::isCancelled)));
    }

    private boolean isCancelled(int entry) {
        return (marks[entry] & CANCELLED) != 0;
    }

    /**
     * Remembers that it was signed that changes an order, and what that is to be.
     *
     * @param late whether it was told after it was signed
     */
    void changed(OrderChange change, boolean late, Instant at) {
        for (String text : change.names()) {
            long name = digest.of(text);
            if (late) {
                named(name).forEach(entry -> terms.late(entry, clientIds[entry], change.prices()));
            }
            terms.signed(name, change, at);
        }
    }

    /** Remembers that it was signed that makes another order of one, without saying what id that gets: it keeps it, or has none. */
    void remade(OrderChange change, Instant at) {
        var entries = new TreeSet<Integer>();
        for (String text : change.names()) {
            long name = digest.of(text);
            List<Integer> known = named(name);
            entries.addAll(known);
            if (known.isEmpty()) {
                terms.replaced(name, at);
            }
        }
        entries.forEach(entry -> another(entry, at));
        terms.remade(entries.size() == 1 ? entries.first() : EMPTY, change, at);
    }

    /** A change of the order whose digest begins like {@code name} is forgotten. */
    void forgotChange(long name) {
        for (int entry = 0; entry < count; entry++) {
            boolean byId = OrderTerms.withoutChange(clientIds[entry]) == name;
            int number = half(name);
            if (byId || half(firstOrders[entry]) == number || half(last(entry)) == number) {
                terms.forgot(entry);
            }
        }
    }

    /** Returns whose the terms are that {@code order}, which is ours, is shown with; those that are ours are known from then on. */
    OrderTerms.Whose termsOf(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        return entry == EMPTY ? OrderTerms.Whose.OURS : terms.judge(entry, clientIds[entry], order, now);
    }

    /** Keeps the terms that {@code order} had until now for as long as it may have others since. */
    void keepTerms(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        if (entry != EMPTY) {
            terms.keep(entry, order, now);
        }
    }

    /** Returns whose the terms are with which {@code order} was shown a while ago, when they were nobody's here. */
    OrderTerms.Whose termsSince(VenueOrder order, Instant now) {
        if (lastOf(order) != EMPTY) {
            return termsOf(order, now);
        }
        // Its id stands on another since.
        boolean signed = terms.isSigned(digest.of(order.clientOrderId()), order);
        return signed ? OrderTerms.Whose.OURS : OrderTerms.Whose.SOMEBODYS;
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
        return last(entry) == digest.of(order.id()) ? entry : EMPTY;
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
            out.writeLong(last(entry));
            out.writeByte(marks[entry]);
            out.writeLong(millis(entry));
            out.writeInt(earlier(entry));
            out.writeInt(terms.get(entry));
        }
        terms.save(out);
        lag.save(out);
        out.writeBoolean(repeats != null);
        if (repeats != null) {
            repeats.save(out);
        }
        out.writeBoolean(renames != null);
        if (renames != null) {
            renames.save(out);
        }
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
                add(id, first, last == first ? 0 : last, mark, millis);
                earlier((next + clientIds.length - 1) % clientIds.length, before);
                terms.set((next + clientIds.length - 1) % clientIds.length, shown);
            }
        }
        terms.load(in);
        lag.load(in);
        if (in.readBoolean()) {
            repeats().load(in);
        }
        if (in.readBoolean()) {
            renames = new Renames();
            renames.load(in);
        }
    }
}
