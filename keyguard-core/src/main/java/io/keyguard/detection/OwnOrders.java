/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The client order ids that were signed here last, and the orders they came to stand on: whether an order is one of ours, and what is known of those that are.
 *
 * <p>An id belongs to one order for each time that it was signed: whoever copies one places another, and what the venue took before an id was signed is not explained by it. How often one was signed, or an order with it replaced by
 * another with it, is counted. What is forgotten for want of room is remembered as a moment: orders from before it cannot be judged. Not thread-safe.
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

    private static final int EMPTY = SignedIds.EMPTY;
    /** Before the venue's id of an order that has none of ours; no id has such a letter. */
    private static final String NAMELESS = "\n";

    private static final long[] NO_NAMES = {};
    /** After its signature a venue takes an order sooner than that. */
    private static final long PLACED_MILLIS = Duration.ofSeconds(10).toMillis();

    private final Digest64 digest;
    private final BiConsumer<Integer, Instant> full;
    private final SignedIds ids;
    private final SignedChanges changes;
    private final OrderTerms terms;
    private final VenueLag lag = new VenueLag();
    /** Null until an id is signed again. */
    private @Nullable Repeats repeats;
    /** Null until a change gives an order another id. */
    private @Nullable Renames renames;

    /**
     * Remembers nothing yet.
     *
     * @param least how many ids are remembered, however old they are; a power of two
     * @param full is told when it forgets what is young, for want of room
     */
    OwnOrders(Digest64 digest, int least, BiConsumer<Integer, Instant> full) {
        this.full = full;
        this.digest = digest;
        this.ids = new SignedIds(least, full);
        this.changes = new SignedChanges(digest, this);
        this.terms = new OrderTerms(this, ids, changes);
    }

    void signed(String clientOrderId, Instant at) {
        signed(clientOrderId, SaidTerms.NOTHING, false, at);
    }

    /** A tag proves that it was signed, which nobody told, or not yet. */
    void proven(String clientOrderId, Instant at) {
        signed(clientOrderId, at);
        ids.mark(ids.find(digest.of(clientOrderId)), SignedIds.PROVEN);
    }

    /**
     * @param said what was said of the order
     * @param late whether it is told after it was signed
     */
    void signed(String clientOrderId, SaidTerms said, boolean late, Instant at) {
        long id = digest.of(clientOrderId);
        int known = ids.find(id);
        if (known == EMPTY) {
            terms.said(ids.add(id, 0, at.toEpochMilli()), said);
        } else if (late && isToldAfter(known, at)) {
            ids.unmark(known, SignedIds.PROVEN | SignedIds.GIVEN);
            ids.again(known, at);
        } else {
            ids.unmark(known, SignedIds.GIVEN);
            ids.mark(known, SignedIds.AGAIN);
            terms.saidAgain(known, said);
            another(known, at);
        }
    }

    /** Whether it is known already what was placed at {@code at}: from its tag, or from a change of it. */
    private boolean isToldAfter(int entry, Instant at) {
        return ids.isMarked(entry, SignedIds.PROVEN)
                || (ids.isMarked(entry, SignedIds.GIVEN) && at.toEpochMilli() <= ids.lastMillis(entry));
    }

    /** Remembers that it was signed that gives an id, which is not known, to an order that is there. */
    void given(String clientOrderId, Instant at) {
        ids.mark(ids.add(digest.of(clientOrderId), 0, at.toEpochMilli()), SignedIds.GIVEN);
    }

    /** Remembers that it was signed that makes an order with this id of another, which may have it too. */
    void replaced(String clientOrderId, Instant at) {
        long id = digest.of(clientOrderId);
        int known = ids.find(id);
        if (known == EMPTY) {
            terms.another(ids.add(id, 0, at.toEpochMilli()), at);
        } else {
            another(known, at);
        }
    }

    /** The first signature is known of the entry itself, whichever is told first. */
    private void another(int known, Instant at) {
        long first = ids.firstMillis(known);
        ids.again(known, at);
        repeats().signed(ids.id(known), Math.max(first, at.toEpochMilli()));
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

    /** Halves of the digests of the other ids under which the venue's {@code order} is known that has the id with this one. */
    long[] otherIds(long id, long order) {
        if (renames == null) {
            return NO_NAMES;
        }
        return ids.lastOn(order)
                .mapToLong(ids::id)
                .filter(other -> other != id)
                .map(SignedChanges::withoutChange)
                .toArray();
    }

    /** Whether a change gave {@code order} its id. */
    boolean isRenamed(VenueOrder order) {
        return isRenamed(digest.of(order.clientOrderId()));
    }

    boolean isRenamed(long id) {
        return namesBefore(id).length > 0;
    }

    /** Tells that more than {@code size} of what is young are remembered at once. */
    void isFull(int size, Instant now) {
        full.accept(size, now);
    }

    boolean knows(String clientOrderId) {
        return ids.find(digest.of(clientOrderId)) != EMPTY;
    }

    Judgement judge(VenueOrder order) {
        int entry = order.clientOrderId().isEmpty() ? EMPTY : ids.find(digest.of(order.clientOrderId()));
        long id = digest.of(order.id());
        if (entry == EMPTY) {
            return ids.standing(id) == EMPTY ? Judgement.UNKNOWN : Judgement.OURS;
        }
        if (standsOn(entry, id)) {
            return Judgement.OURS;
        }
        boolean before = lag.isBefore(order, ids.notBeforeMillis(entry));
        boolean known = before && ids.standing(id) != EMPTY;
        if (before && !known && !isRenamed(entry, id, order)) {
            return Judgement.EARLIER;
        }
        if (ids.first(entry) == 0) {
            return isYoungerThanGiven(entry, id, order) ? Judgement.UNKNOWN : first(entry, id, order);
        }
        return isRenamedAgain(entry, id, order) || known ? Judgement.OURS : another(entry, id, order);
    }

    /** Whether the id was given to an order that stays the same, which {@code order} is not: the venue took it later. */
    private boolean isYoungerThanGiven(int entry, long id, VenueOrder order) {
        return ids.isMarked(entry, SignedIds.GIVEN)
                && order.created().toEpochMilli() > ids.lastMillis(entry) + OrderSignatures.SKEW.toMillis()
                && ids.standing(id) == EMPTY;
    }

    /** Whether a change gave the id, which stands on another order of ours, to {@code order}, which is ours too; both have it from now on. */
    private boolean isRenamedAgain(int entry, long id, VenueOrder order) {
        int other = renames == null ? EMPTY : ids.standing(id);
        if (other == EMPTY || !isCalled(other, id, namesBefore(ids.id(entry)))) {
            return false;
        }
        long created = order.created().toEpochMilli();
        repeats().signed(ids.id(entry), created);
        repeats().taken(ids.id(entry), id, created);
        ids.last(entry, id);
        terms.another(entry);
        terms.inherit(entry, other);
        return true;
    }

    /** Whether one of {@code names} is that of the order, at the venue or at {@code entry}. */
    private boolean isCalled(int entry, long order, long[] names) {
        long byVenue = SignedChanges.withoutChange(order);
        long here = SignedChanges.withoutChange(ids.id(entry));
        return Arrays.stream(names).anyMatch(name -> name == byVenue || name == here);
    }

    /** Whether the id stands on an order that has none of {@code names}. */
    boolean mayStandOnOther(String clientOrderId, List<String> names) {
        int entry = ids.find(digest.of(clientOrderId));
        return entry != EMPTY
                && ids.first(entry) != 0
                && names.stream().mapToLong(digest::of).noneMatch(name -> standsOn(entry, name));
    }

    /** Whether {@code order} was found to be ours, by its id. */
    boolean isShown(VenueOrder order) {
        int entry = ids.find(digest.of(order.clientOrderId()));
        return entry != EMPTY && standsOn(entry, digest.of(order.id()));
    }

    private boolean standsOn(int entry, long order) {
        return ids.first(entry) == order
                || ids.last(entry) == order
                || (repeats != null && repeats.holds(ids.id(entry), order));
    }

    /** Some venues give an order another id when it is changed, and keep their own: then it is known already, or what it was called before explains it. */
    private Judgement first(int entry, long id, VenueOrder order) {
        int other = renames == null && !lag.isBefore(order, ids.notBeforeMillis(entry)) ? EMPTY : ids.standing(id);
        ids.first(entry, id);
        if (other != EMPTY) {
            boolean asPlaced = ids.isMarked(other, SignedIds.GIVEN) && !ids.isMarked(entry, SignedIds.GIVEN);
            if (!asPlaced) {
                terms.inherit(entry, other);
            }
            if (isCancelled(other)) {
                ids.mark(entry, SignedIds.CANCELLED);
            }
            return Judgement.OURS;
        }
        if (!lag.isBefore(order, ids.notBeforeMillis(entry))) {
            lag.learn(order, ids.notBeforeMillis(entry));
        }
        for (long name : namesBefore(ids.id(entry))) {
            ids.namedByHalf(name).filter(before -> ids.first(before) == 0).forEach(before -> ids.first(before, id));
        }
        if (isMadeOfOther(entry, order)) {
            terms.madeOfUnknown(entry, order);
        }
        long[] replacements = changes.replacements(id);
        if (replacements.length > 0 || (repeats != null && repeats.isKnown(ids.id(entry)))) {
            take(entry, id, order, replacements);
        }
        return Judgement.FIRST;
    }

    /** Whether the order that is shown first with its id came too late for the one that was placed with it: a replacement made it. */
    private boolean isMadeOfOther(int entry, VenueOrder order) {
        return repeats != null
                && !ids.isMarked(entry, SignedIds.AGAIN)
                && repeats.isKnown(ids.id(entry))
                && order.created().toEpochMilli() > ids.firstMillis(entry) + PLACED_MILLIS;
    }

    /** Remembers an order, and that it was signed that makes others of it. */
    private void take(int entry, long id, VenueOrder order, long[] replacements) {
        for (long signed : replacements) {
            repeats().signed(ids.id(entry), signed);
            // What it makes is younger than the id, which is not to be forgotten before.
            ids.again(entry, Instant.ofEpochMilli(signed));
        }
        repeats().taken(ids.id(entry), id, order.created().toEpochMilli());
    }

    /** Whether an order that has an id of before it was signed is one of ours that was given it: by what it was called before, or by the venue's id, if one of ours is missing. */
    private boolean isRenamed(int entry, long id, VenueOrder order) {
        long[] names = namesBefore(ids.id(entry));
        for (long name : names) {
            boolean byVenuesId = name == SignedChanges.withoutChange(id);
            IntStream before = byVenuesId ? IntStream.range(0, ids.size()) : ids.namedByHalf(name);
            if (before.anyMatch(other -> other != entry && isMissing(other, order))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a change gave {@code order} its id, and one that is missing may be the one with which it was placed. */
    boolean mayBePlacedUnderOtherId(int entry, VenueOrder order) {
        return ids.isMarked(entry, SignedIds.GIVEN)
                && ids.lastOn(digest.of(order.id())).noneMatch(other -> other != entry)
                && IntStream.range(0, ids.size()).anyMatch(other -> isMissing(other, order));
    }

    /** Whether {@code order} may be the one that was signed with this id, and that was not shown yet. */
    private boolean isMissing(int entry, VenueOrder order) {
        return ids.first(entry) == 0
                && !lag.isBefore(order, ids.notBeforeMillis(entry))
                && order.created().toEpochMilli() <= ids.lastMillis(entry) + Repeats.ANOTHER_MILLIS;
    }

    /** Whether an order, whose id stands on one already, was made by what was signed again. */
    private Judgement another(int entry, long id, VenueOrder order) {
        long created = order.created().toEpochMilli();
        long[] replacements = changes.replacements(id);
        if (repeats == null && replacements.length == 0) {
            return Judgement.COPIED;
        }
        if (repeats().isForgotten(created)) {
            return Judgement.OURS;
        }
        long[] signed = Arrays.copyOf(replacements, replacements.length + 1);
        signed[replacements.length] = ids.notBeforeMillis(entry);
        int others = repeats().holds(ids.id(entry), ids.first(entry)) ? 0 : 1;
        if (!repeats().explains(ids.id(entry), order, signed, others, lag)) {
            return Judgement.COPIED;
        }
        boolean latest = replacements.length == 0 && repeats().isLatest(ids.id(entry), created);
        boolean byChange = !ids.isMarked(entry, SignedIds.AGAIN);
        take(entry, id, order, replacements);
        if (latest) {
            ids.last(entry, id);
        }
        if (latest && byChange) {
            terms.another(entry, order.created());
        } else if (latest) {
            terms.another(entry);
        } else if (byChange && repeats().holdsAfter(ids.id(entry), ids.last(entry), created)) {
            terms.madeOf(entry, order);
        }
        return Judgement.FIRST;
    }

    /** {@code order} was told as a copy: what a change of ours makes of it is ours all the same. */
    void toldCopy(VenueOrder order) {
        int entry = ids.find(digest.of(order.clientOrderId()));
        long id = digest.of(order.id());
        if (entry != EMPTY) {
            for (long signed : changes.replacements(id)) {
                repeats().signed(ids.id(entry), signed);
            }
            repeats().told(ids.id(entry), id, order.created().toEpochMilli());
        }
    }

    /** Whether {@code order} may have been made by a change of one that is not shown yet: then its id is known when that is. */
    boolean mayBeReplacement(VenueOrder order) {
        Instant from = order.created().minusMillis(Repeats.ANOTHER_MILLIS);
        Instant to = order.created().plusMillis(Repeats.ANOTHER_MILLIS);
        var names = new HashSet<Long>();
        for (long name : changes.replaced(from, to)) {
            if (repeats == null || repeats.idOf(name) == 0) {
                names.add(name);
            }
        }
        for (int entry = 0; entry < ids.size() && !names.isEmpty(); entry++) {
            names.remove(SignedChanges.withoutChange(ids.first(entry)));
            names.remove(SignedChanges.withoutChange(ids.last(entry)));
        }
        return !names.isEmpty();
    }

    /** {@code order}, whose id is known, was told as taken before that was signed. */
    void told(VenueOrder order) {
        int entry = ids.find(digest.of(order.clientOrderId()));
        if (entry != EMPTY) {
            lag.wonder(order, ids.notBeforeMillis(entry));
        }
    }

    /** Remembers that {@code order} is ours although it has no id of ours: it was signed without one. */
    void nameless(VenueOrder order) {
        long id = digest.of(NAMELESS + order.id());
        if (ids.find(id) == EMPTY) {
            ids.add(id, digest.of(order.id()), order.created().toEpochMilli());
        }
    }

    /** Compares a nameless order, which a change of ours made, with what was signed from {@code from} until {@code to}: what it has of other terms is nobody's here. */
    void compareWithChanges(VenueOrder order, Instant from, Instant to) {
        int entry = ids.find(digest.of(NAMELESS + order.id()));
        if (entry != EMPTY) {
            terms.compare(entry, ids.id(entry), order, from, to);
        }
    }

    /** Whether {@code order} is as a change says that was signed from {@code from} until {@code to}, and makes an order without an id. */
    boolean isAsRemade(VenueOrder order, Instant from, Instant to) {
        return changes.isAsRemade(order, from, to);
    }

    boolean isNameless(VenueOrder order) {
        return ids.find(digest.of(NAMELESS + order.id())) != EMPTY;
    }

    /** Remembers that it was signed here that takes {@code name} away; false if no order is known by that name. */
    boolean cancelled(String name) {
        return !cancelled(List.of(name)).isEmpty();
    }

    /**
     * Remembers that it was signed here that takes {@code names} away, and returns those by which an order is known. Of two that only look alike by half a digest both are marked, so that neither rings in vain; and what looks like
     * one that was taken away already may be another, which is not shown yet.
     */
    Set<String> cancelled(List<String> names) {
        long[] digests = digests(names);
        List<List<Integer>> entries = NameSearch.of(digests, ids, repeats);
        var known = new HashSet<String>();
        for (int n = 0; n < digests.length; n++) {
            boolean isKnown = ids.find(digests[n]) != EMPTY;
            for (int entry : entries.get(n)) {
                isKnown |= !isCancelled(entry);
                ids.mark(entry, SignedIds.CANCELLED);
            }
            if (isKnown) {
                known.add(names.get(n));
            }
        }
        return known;
    }

    private long[] digests(Collection<String> names) {
        return names.stream().mapToLong(digest::of).toArray();
    }

    /** Returns whether it was signed here that takes {@code order} away. */
    boolean isCancelled(VenueOrder order) {
        int byId = ids.find(digest.of(order.clientOrderId()));
        int entry = byId == EMPTY ? ids.standing(digest.of(order.id())) : byId;
        return entry != EMPTY
                && (isCancelled(entry)
                        || Arrays.stream(namesBefore(ids.id(entry)))
                                .anyMatch(name -> ids.namedByHalf(name).anyMatch(this::isCancelled)));
    }

    private boolean isCancelled(int entry) {
        return ids.isMarked(entry, SignedIds.CANCELLED);
    }

    /**
     * Remembers that it was signed that changes orders, and what those are to be.
     *
     * @param late whether it was told after it was signed
     */
    void changed(List<OrderChange> all, boolean late, Instant at) {
        if (late) {
            all.forEach(change -> changedBefore(change, at));
            return;
        }
        var signed = LongStream.builder();
        for (OrderChange change : all) {
            long[] numbers = changes.numbers(change);
            for (long name : digests(change.names())) {
                for (long number : numbers) {
                    signed.add(SignedChanges.withoutChange(name) | number);
                }
            }
        }
        changes.signed(signed.build().toArray(), at);
    }

    /** Name by name: what is remembered of one says what may have been shown of the next. */
    private void changedBefore(OrderChange change, Instant at) {
        long[] numbers = changes.numbers(change);
        long[] names = digests(change.names());
        List<List<Integer>> entries = NameSearch.of(names, ids, repeats);
        for (int n = 0; n < names.length; n++) {
            long name = SignedChanges.withoutChange(names[n]);
            entries.get(n).forEach(entry -> terms.late(entry, ids.id(entry), change));
            changes.signed(Arrays.stream(numbers).map(number -> name | number).toArray(), at);
        }
    }

    /** Remembers that it was signed that makes another order of one, without saying what id that gets: it keeps it, or has none. */
    void remade(OrderChange change, Instant at) {
        long[] names = digests(change.names());
        List<List<Integer>> entries = NameSearch.of(names, ids, repeats);
        var all = new TreeSet<Integer>();
        for (int n = 0; n < names.length; n++) {
            all.addAll(entries.get(n));
            if (entries.get(n).isEmpty()) {
                changes.replaced(names[n], at);
            }
        }
        all.forEach(entry -> another(entry, at));
        int known = all.size() == 1 ? terms.shown(all.first()) : 0;
        LongStream others = all.stream().flatMapToLong(entry -> LongStream.of(ids.id(entry), ids.last(entry)));
        long[] halves = LongStream.concat(Arrays.stream(names), others)
                .map(SignedChanges::withoutChange)
                .toArray();
        changes.remade(OrderTerms.price(known), OrderTerms.size(known), change, halves, at);
    }

    /** Changes of orders whose digests begin like {@code names} are forgotten. */
    void forgotChanges(long[] names) {
        var search = new NameSearch(names);
        for (int entry = 0; entry < ids.size(); entry++) {
            if (search.isFor(ids.id(entry)) || search.isFor(ids.first(entry)) || search.isFor(ids.last(entry))) {
                terms.forgot(entry);
            }
        }
    }

    /** Returns whose the terms are that {@code order}, which is ours, is shown with; those that are ours are known from then on. */
    OrderTerms.Whose termsOf(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        return entry == EMPTY ? OrderTerms.Whose.OURS : terms.judge(entry, ids.id(entry), order, now);
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
        boolean signed = changes.isSigned(digest.of(order.clientOrderId()), order);
        return signed ? OrderTerms.Whose.OURS : OrderTerms.Whose.SOMEBODYS;
    }

    /** Says no more about the terms of {@code order}. */
    void acceptTerms(VenueOrder order, Instant now) {
        int entry = lastOf(order);
        if (entry != EMPTY) {
            terms.accept(entry, ids.id(entry), order, now);
        }
    }

    /** The entry of an order, unless its id stands on another since. */
    private int lastOf(VenueOrder order) {
        int byId = order.clientOrderId().isEmpty() ? EMPTY : ids.find(digest.of(order.clientOrderId()));
        int entry = byId == EMPTY ? ids.standing(digest.of(order.id())) : byId;
        if (entry == EMPTY) {
            return EMPTY;
        }
        return ids.last(entry) == digest.of(order.id()) ? entry : EMPTY;
    }

    /** Returns up to when ids were signed that are forgotten; {@link Instant#MIN} if none. */
    Instant forgottenUntil() {
        return ids.forgottenUntil();
    }

    void save(DataOutput out) throws IOException {
        ids.save(out);
        changes.save(out);
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
        ids.load(in);
        changes.load(in);
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
