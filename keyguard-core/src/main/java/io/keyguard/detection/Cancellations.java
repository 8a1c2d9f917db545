/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What was signed that takes orders away, and which of our orders went without.
 *
 * <p>A request that names orders explains those and no other, also if they are not shown yet or forgotten. One that names none may cancel all of them, or arm the venue's own timer, or names them in
 * a way that is not recognised: it explains what goes for a while, unless an order is shown that it names after all. Not thread-safe.
 */
final class Cancellations {
    private static final int MOST = 64;
    private static final int MOST_GONE = 256;
    /** How long after it was signed a request that names no order may still take some away: the usual timers are shorter. It is also how long an order that went waits for what takes it to be told. */
    private static final Duration SWEEP = Duration.ofMinutes(2);
    /** How late it may be shown what a request took away. */
    private static final Duration LATE = Duration.ofMinutes(15);

    /**
     * A request, or several, of which it is not known what they take away.
     *
     * @param at when the first was signed
     * @param until how late it may be shown what the last took away
     * @param taken when the venue took the last order that it may take away
     * @param names digests of all that it holds, of which one may be the id of an order
     */
    private record Sweep(Instant at, Instant until, Instant taken, Set<Long> names) {
        static Sweep of(Instant at, Instant taken, Set<Long> names) {
            return new Sweep(at, at.plus(LATE), taken, names);
        }

        boolean mayExplain(VenueOrder order, Instant shown) {
            return !order.created().isAfter(taken) && !shown.isBefore(at) && !shown.isAfter(until);
        }
    }

    /** @param shown when it was said to be cancelled */
    record Gone(VenueOrder order, Instant shown) {}

    private final Digest64 digest;
    private final OwnOrders own;
    private final BiConsumer<Gone, Instant> foreign;
    private final Duration settle;
    private final Deque<Sweep> sweeps = new ArrayDeque<>(1);
    /** What was named and is not known, or not yet. */
    private final NamedOrders named;

    /** Made when there is one. */
    private Map<String, Gone> undecided = Map.of();

    private Instant decided = Instant.MIN;

    /**
     * Knows of none yet, nor of what was signed before {@code began}.
     *
     * @param settle how late another process may tell what it signed
     * @param foreign is told of orders that were cancelled, and nothing explains it
     */
    Cancellations(Digest64 digest, OwnOrders own, Instant began, Duration settle, BiConsumer<Gone, Instant> foreign) {
        this.settle = settle;
        this.digest = digest;
        this.own = own;
        this.foreign = foreign;
        // What is forgotten of names explains more, never less.
        this.named = new NamedOrders(LATE.toSeconds(), at -> add(Sweep.of(at, at, Set.of())));
        // Whoever was here before may have signed anything.
        add(Sweep.of(began, began, Set.of()));
    }

    /**
     * Remembers what was signed.
     *
     * @param values everything that stands in the request
     * @param ids what of it names orders; none if it may take away any
     */
    void signed(List<String> values, List<String> ids, Instant at) {
        Set<String> known = own.cancelled(values);
        Set<String> unknown = new LinkedHashSet<>(ids);
        unknown.removeAll(known);
        unknown.forEach(id -> named.add(digest.of(id), at));
        if (!undecided.isEmpty()) {
            undecided.values().removeIf(one -> values.contains(one.order().id()));
        }
        if (ids.isEmpty() && known.isEmpty()) {
            var names = new HashSet<Long>();
            values.forEach(value -> names.add(digest.of(value)));
            add(Sweep.of(at, at.plus(SWEEP), names));
        }
    }

    private void add(Sweep sweep) {
        while (!sweeps.isEmpty() && sweeps.getFirst().until().isBefore(sweep.at())) {
            sweeps.removeFirst();
        }
        if (sweeps.size() == MOST) {
            // Two become one: more is explained, never less.
            Sweep first = sweeps.removeFirst();
            Sweep second = sweeps.removeFirst();
            sweeps.addFirst(new Sweep(first.at(), second.until(), second.taken(), Set.of()));
        }
        sweeps.addLast(sweep);
    }

    /** One of our orders is shown for the first time: a request that names it took that away, and nothing else. */
    void appeared(VenueOrder order) {
        if (named.isEmpty() && sweeps.stream().allMatch(sweep -> sweep.names().isEmpty())) {
            return;
        }
        long id = digest.of(order.id());
        long clientId = digest.of(order.clientOrderId());
        boolean byId = named.remove(id);
        boolean byClientId = named.remove(clientId);
        boolean bySweep = sweeps.removeIf(
                sweep -> sweep.names().contains(id) || sweep.names().contains(clientId));
        if (byId || byClientId || bySweep) {
            own.cancelled(order.clientOrderId());
            decided = Instant.MIN;
        }
    }

    /** One of our orders was cancelled. */
    void gone(VenueOrder order, Instant now) {
        if (own.isCancelled(order)) {
            return;
        }
        if (undecided.size() == MOST_GONE) {
            undecided.remove(undecided.keySet().iterator().next());
        }
        undecided().putIfAbsent(order.id(), new Gone(order, now));
        decided = Instant.MIN;
    }

    private Map<String, Gone> undecided() {
        if (undecided.isEmpty()) {
            undecided = new LinkedHashMap<>();
        }
        return undecided;
    }

    /** Decides what can be decided. */
    void settle(Instant now) {
        if (undecided.isEmpty() || !Deadline.isDue(decided.plusSeconds(1), Duration.ofSeconds(1), now)) {
            return;
        }
        decided = now;
        Iterator<Gone> each = undecided.values().iterator();
        while (each.hasNext()) {
            Gone one = each.next();
            boolean swept = sweeps.stream().anyMatch(sweep -> sweep.mayExplain(one.order(), one.shown()));
            boolean explained = own.isCancelled(one.order())
                    || (swept && now.isAfter(one.shown().plus(SWEEP)));
            boolean maybe = !explained && (swept || !Deadline.isDue(one.shown().plus(settle), settle, now));
            if (!maybe) {
                each.remove();
            }
            if (!explained && !maybe) {
                foreign.accept(one, now);
            }
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(sweeps.size());
        for (Sweep sweep : sweeps) {
            Saved.time(sweep.at(), out);
            Saved.time(sweep.until(), out);
            Saved.time(sweep.taken(), out);
            out.writeInt(sweep.names().size());
            for (long name : sweep.names()) {
                out.writeLong(name);
            }
        }
        named.save(out);
        out.writeInt(undecided.size());
        for (Gone one : undecided.values()) {
            Saved.order(one.order(), out);
            Saved.time(one.shown(), out);
        }
    }

    void load(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            Instant at = Saved.time(in);
            Instant until = Saved.time(in);
            Instant taken = Saved.time(in);
            var names = new HashSet<Long>();
            for (int more = in.readInt(); more > 0; more--) {
                names.add(in.readLong());
            }
            add(new Sweep(at, until, taken, names));
        }
        named.load(in);
        for (int left = in.readInt(); left > 0; left--) {
            VenueOrder order = Saved.order(in);
            undecided().put(order.id(), new Gone(order, Saved.time(in)));
        }
    }
}
