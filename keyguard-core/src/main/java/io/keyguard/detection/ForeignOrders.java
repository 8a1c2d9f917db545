/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.detection.OwnOrders.Judgement;
import io.keyguard.internal.RequestNames;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells orders that were signed here from those that were not.
 *
 * <p>An order is ours if it has a client order id that was signed here before the venue took it and that stands on no other order, or a tag that fits it. One that is unknown waits for the time to settle and is judged then. Not
 * thread-safe.
 */
final class ForeignOrders implements Rule {
    /** How far the venue's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    private static final String NEW = "new";
    private static final int MOST_WAITING = 4096;
    private static final int MOST_JUDGED = 512;
    /** For how long after the begin, or a crash, an order from before it may be shown with terms whose signature is not known. */
    private static final Duration LATE = Duration.ofMinutes(15);

    /**
     * An order that is unknown.
     *
     * @param knownFrom from when on all that was signed was remembered as the order was first shown: what a fast bot signs while it waits makes nobody forget that it was unknown
     * @param preceded whether its id was signed here only after it was shown, so that it is another's
     */
    private record Waiting(VenueOrder order, Instant until, Instant knownFrom, boolean preceded) {
        Waiting precedes() {
            return new Waiting(order, until, knownFrom, true);
        }
    }

    private final Digest64 digest;
    private final OwnOrders own;
    private final Cancellations cancellations;
    private final Duration settle;
    private final @Nullable OrderTags tags;
    private final Instant began;
    private final Gap gap;
    private final Alarms alarms;
    private final Announcements announcements;
    private final String orderId;
    private final BiConsumer<VenueOrder, Instant> found;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    /** Orders of ours with a price or a size that nobody signed, by what they were shown as. */
    private Map<String, Waiting> moved = Map.of();
    /** What was told. */
    private final RecentEvents judged = new RecentEvents(MOST_JUDGED, MOST_JUDGED);
    /** Orders that were signed without an id. */
    private final Allowances nameless;
    /** Orders that were changed. At some venues that makes a new one, without an id. */
    private final Allowances changed;

    /** @param found is told of each order of ours, once */
    ForeignOrders(Watching watching, int remember, @Nullable OrderTags tags, BiConsumer<VenueOrder, Instant> found) {
        this.found = found;
        this.digest = watching.digest();
        this.own = new OwnOrders(
                digest,
                remember,
                (size, at) -> watching.alarms()
                        .full("orders of the last two minutes, or changes of the last quarter of an hour", size, at));
        // What a process signed that did not end well, may have cancelled anything.
        Instant since = watching.gap().equals(Gap.NONE) ? watching.began() : watching.started();
        this.cancellations = new Cancellations(digest, own, since, this::cancelled);
        this.settle = watching.limits().settle;
        this.orderId = watching.orderId();
        this.tags = tags;
        this.began = watching.began();
        this.gap = watching.gap();
        this.alarms = watching.alarms();
        this.nameless = new Allowances(settle, alarms);
        this.changed = new Allowances(settle, alarms);
        this.announcements = watching.announcements();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            signed(signed, now);
        } else if (event instanceof AccountEvent.OrderShown shown) {
            seen(shown.order(), now);
        }
        settle(now);
    }

    private void signed(AccountEvent.Signed signed, Instant now) {
        OrderEffect effect = signed.meaning().orders();
        Instant at = signed.at(now);
        // A cancellation that counted as a second order of its id would explain whoever copies the id afterwards, and
        // an
        // order that counted as a cancellation whoever cancels it.
        if (effect.cancels()) {
            String placed = RequestNames.changes(signed.request()) ? NEW + orderId : effect.places() ? orderId : "";
            cancellations.signed(RequestNames.all(signed.request()), CancelledNames.in(signed.request(), placed), at);
        }
        if (effect.places()) {
            placed(signed, effect == OrderEffect.BOTH, at);
        }
    }

    /** @param cancels whether ids that are known already stand for what it takes away */
    private void placed(AccountEvent.Signed signed, boolean cancels, Instant at) {
        VenueRequest request = signed.request();
        boolean changes = RequestNames.changes(request) || RequestNames.replaces(request);
        boolean edits = RequestNames.edits(request);
        boolean isNew = !changes && (!edits || RequestNames.placesBeside(request));
        boolean here = signed.elsewhere().isEmpty();
        if (changes || edits || cancels) {
            OrderChange.all(request).forEach(change -> own.changed(change, changes && cancels, !here, at));
        }
        List<String> clientOrderIds = RequestNames.of(request, this::isOrderId);
        for (String id : clientOrderIds) {
            if (!own.knows(id)) {
                own.signed(id, at);
                // A change may name an order whose signature another process has yet to tell.
                if (here && isNew) {
                    precede(id);
                }
            } else if (changes) {
                own.changed(id, at);
            } else if (isNew && !cancels) {
                own.signed(id, at);
            }
        }
        if (clientOrderIds.isEmpty() && (changes ? cancels : isNew)) {
            Allowances explained = changes ? changed : nameless;
            for (int order = RequestNames.orders(request); order > 0; order--) {
                explained.signed(at);
            }
        }
    }

    /** Where a change gives an order another id, venues put a word before the parameter. */
    private boolean isOrderId(String name) {
        return name.equals(orderId) || name.equalsIgnoreCase(NEW + orderId);
    }

    /** What was shown before this process signed its id, it did not send. */
    private void precede(String clientOrderId) {
        if (!waiting.isEmpty()) {
            waiting.replaceAll((id, one) -> one.order().clientOrderId().equals(clientOrderId) ? one.precedes() : one);
        }
    }

    private void seen(VenueOrder order, Instant now) {
        if (order.byVenue() || isJudged(order)) {
            return;
        }
        Waiting before = waiting.get(order.id());
        switch (judge(order, before != null && before.preceded())) {
            case FIRST -> first(order, now);
            case OURS -> follow(order, now);
            case COPIED -> copied(order, now);
            case UNKNOWN, EARLIER -> unknown(order, now);
            default -> throw new IllegalStateException("a judgement that nobody makes");
        }
    }

    private boolean isJudged(VenueOrder order) {
        return judged.contains(digest.of(order.id()));
    }

    private Judgement judge(VenueOrder order, boolean preceded) {
        Judgement known = preceded ? Judgement.EARLIER : own.judge(order);
        boolean unknown = known == Judgement.UNKNOWN || known == Judgement.EARLIER;
        if (!unknown || tags == null || !tags.isOurs(order)) {
            return known;
        }
        // Ours, and lost in a crash, or forgotten, with whatever took it away; from now on a copy of it is told.
        own.signed(order.clientOrderId(), order.created());
        if (own.forgottenUntil().isAfter(order.created().minus(SKEW))) {
            own.cancelled(order.clientOrderId());
        }
        return own.judge(order);
    }

    private void first(VenueOrder order, Instant now) {
        cancellations.appeared(order);
        found.accept(order, now);
        follow(order, now);
    }

    private void follow(VenueOrder order, Instant now) {
        waiting.remove(order.id());
        if (own.termsOf(order, now) != OrderTerms.Whose.OURS) {
            // Made when there is one: few watches ever see any.
            moved = moved.isEmpty() ? new LinkedHashMap<>() : moved;
            String what = order.id() + "\n" + order.price() + "\n" + order.quantity();
            wait(moved, what, this::decideTerms, order, now);
        }
        if (order.state() == VenueOrder.State.CANCELLED && !own.isNameless(order)) {
            cancellations.gone(order, now);
        }
    }

    private void cancelled(Cancellations.Gone gone, Instant now) {
        VenueOrder order = gone.order();
        finished(order);
        if (!announcements.explain(Change.MANUAL_TRADING, gone.shown())) {
            alarms.raise(
                    now,
                    Signal.FOREIGN_CANCEL,
                    Optional.empty(),
                    order.symbol(),
                    Confidence.POSSIBLE,
                    "order " + order.id() + " for " + order.symbol());
        }
    }

    private void copied(VenueOrder order, Instant now) {
        finished(order);
        alarms.raise(
                now,
                Signal.COPIED_ORDER_ID,
                Optional.empty(),
                order.id(),
                Confidence.CERTAIN,
                "order " + order.id() + " for " + order.symbol());
    }

    private void unknown(VenueOrder order, Instant now) {
        if (own.isNameless(order)) {
            follow(order, now);
        } else {
            wait(waiting, order.id(), this::decide, order, now);
        }
    }

    private void wait(
            Map<String, Waiting> where,
            String what,
            BiConsumer<Waiting, Instant> decide,
            VenueOrder order,
            Instant now) {
        if (where.size() == MOST_WAITING) {
            // Somebody floods: the oldest has waited long enough.
            alarms.full("orders that wait to be judged", MOST_WAITING, now);
            decide.accept(removeOldest(where), now);
        }
        Instant knownFrom = Stream.of(began, own.forgottenUntil(), nameless.forgottenUntil(), changed.forgottenUntil())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        where.putIfAbsent(what, new Waiting(order, now.plus(settle), knownFrom, false));
    }

    private static Waiting removeOldest(Map<String, Waiting> where) {
        Iterator<Waiting> oldestFirst = where.values().iterator();
        Waiting oldest = oldestFirst.next();
        oldestFirst.remove();
        return oldest;
    }

    /** Judges what has waited long enough. */
    private void settle(Instant now) {
        cancellations.settle(now);
        if (!waiting.isEmpty()) {
            settle(waiting, this::decide, now);
        }
        if (!moved.isEmpty()) {
            settle(moved, this::decideTerms, now);
        }
    }

    private void settle(Map<String, Waiting> where, BiConsumer<Waiting, Instant> decide, Instant now) {
        while (!where.isEmpty()
                && Deadline.isDue(where.values().iterator().next().until(), settle, now)) {
            decide.accept(removeOldest(where), now);
        }
    }

    /** Whether somebody else gave an order of ours its price or its size. */
    private void decideTerms(Waiting one, Instant now) {
        VenueOrder order = one.order();
        OrderTerms.Whose whose = own.termsOf(order, now);
        if (whose == OrderTerms.Whose.OURS) {
            return;
        }
        own.acceptTerms(order, now);
        if (announcements.explain(Change.MANUAL_TRADING, now.minus(settle))) {
            return;
        }
        boolean judgeable = whose == OrderTerms.Whose.SOMEBODYS && !mayHaveLostChange(order, now);
        alarms.raise(
                now,
                judgeable ? Signal.FOREIGN_ORDER : Signal.UNJUDGED,
                Optional.empty(),
                order.symbol(),
                judgeable ? Confidence.LIKELY : Confidence.POSSIBLE,
                "order " + order.id() + " for " + order.symbol() + ", which is ours, was changed to "
                        + order.quantity().abs().toPlainString() + " at "
                        + order.price().orElseThrow().toPlainString());
    }

    /** Whether a change of an order from before this watch, or from before a crash, may be shown whose signature is not known here. */
    private boolean mayHaveLostChange(VenueOrder order, Instant now) {
        Instant known = gap.to().isAfter(began) ? gap.to() : began;
        return !order.created().isAfter(known.plus(SKEW)) && now.isBefore(known.plus(LATE));
    }

    private void decide(Waiting one, Instant now) {
        VenueOrder order = one.order();
        Judgement last = judge(order, one.preceded());
        if (last == Judgement.FIRST) {
            first(order, now);
        } else if (last == Judgement.OURS) {
            follow(order, now);
        } else if (last == Judgement.COPIED) {
            copied(order, now);
        } else if (last == Judgement.EARLIER || !isNameless(order, now)) {
            foreign(one, last == Judgement.EARLIER && !one.preceded(), now);
        }
    }

    /** Whether an order that was signed without an id explains it: a weaker reason than an id, so each explains one, and none that the venue took before it or long after. */
    private boolean isNameless(VenueOrder order, Instant now) {
        // Its own signature may be lost; it must not use up that of another.
        boolean lost = gap.mayHaveLost(order.created(), SKEW);
        boolean explained = !lost
                && (nameless.explain(order.created())
                        || (order.clientOrderId().isEmpty() && changed.explain(order.created())));
        if (explained) {
            own.nameless(order);
            found.accept(order, now);
        }
        return explained;
    }

    /** @param byClocks whether nothing but clocks says so, one of which may have been set */
    private void foreign(Waiting one, boolean byClocks, Instant now) {
        VenueOrder order = one.order();
        finished(order);
        if (announcements.explain(Change.MANUAL_TRADING, order.created())) {
            return;
        }
        boolean judgeable =
                order.created().isAfter(one.knownFrom().plus(SKEW)) && !gap.mayHaveLost(order.created(), SKEW);
        // A disk that hung may have lost more than the last moments.
        boolean certain = judgeable && !byClocks && !gap.holds(order.created(), SKEW);
        if (judgeable && byClocks) {
            own.told(order);
        }
        alarms.raise(
                now,
                judgeable ? Signal.FOREIGN_ORDER : Signal.UNJUDGED,
                Optional.empty(),
                order.symbol(),
                certain ? Confidence.CERTAIN : Confidence.POSSIBLE,
                "order " + order.id() + " for " + order.symbol() + ", taken by the venue at " + order.created()
                        + (byClocks ? ", before its id was signed" : ""));
    }

    /** Says no more about {@code order}, however often it comes. */
    private void finished(VenueOrder order) {
        judged.add(digest.of(order.id()), order.created());
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        own.save(out);
        cancellations.save(out);
        judged.save(out);
        save(waiting, out);
        save(moved, out);
        nameless.save(out);
        changed.save(out);
    }

    private static void save(Map<String, Waiting> where, DataOutputStream out) throws IOException {
        out.writeInt(where.size());
        for (Map.Entry<String, Waiting> one : where.entrySet()) {
            Saved.text(one.getKey(), out);
            Saved.order(one.getValue().order(), out);
            Saved.time(one.getValue().until(), out);
            Saved.time(one.getValue().knownFrom(), out);
            out.writeBoolean(one.getValue().preceded());
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        own.load(in);
        cancellations.load(in);
        judged.load(in);
        load(waiting, in);
        Map<String, Waiting> saved = new LinkedHashMap<>();
        load(saved, in);
        moved = saved.isEmpty() ? Map.of() : saved;
        nameless.load(in);
        changed.load(in);
    }

    private static void load(Map<String, Waiting> where, DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String what = in.readUTF();
            where.put(what, new Waiting(Saved.order(in), Saved.time(in), Saved.time(in), in.readBoolean()));
        }
    }
}
