/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.detection.OwnOrders.Judgement;
import io.keyguard.venue.VenueRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final Duration SKEW = OrderSignatures.SKEW;

    /** For so long after it was shown an order may be made of another that the stream has yet to show. */
    private static final Duration REPLACED = Duration.ofMinutes(2);

    private static final int MOST_JUDGED = 512;
    /** For how long after the begin, or a crash, an order from before it may be shown with terms whose signature is not known. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private final Digest64 digest;
    private final OwnOrders own;
    private final Cancellations cancellations;
    private final Duration settle;
    private final @Nullable OrderTags tags;
    private final Instant began;
    private final Gap gap;
    private final Alarms alarms;
    private final Announcements announcements;
    private final BiConsumer<VenueOrder, Instant> found;
    /** Orders that are unknown. */
    private final WaitingOrders waiting = new WaitingOrders();
    /** Orders of ours with a price or a size that nobody signed, by what they were shown as. */
    private final WaitingOrders moved = new WaitingOrders();
    /** Orders with an id that stands on another, which another process may have signed again. */
    private final WaitingOrders copies = new WaitingOrders();

    private final OrderSignatures signatures;
    /** What was told. */
    private final RecentEvents judged = new RecentEvents(MOST_JUDGED, MOST_JUDGED);

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
        this.cancellations = new Cancellations(digest, own, since, watching.limits().settle, this::cancelled);
        this.settle = watching.limits().settle;
        this.tags = tags;
        this.began = watching.began();
        this.gap = watching.gap();
        this.alarms = watching.alarms();
        this.signatures = new OrderSignatures(watching, own, cancellations, waiting);
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
        signatures.signed(signed, now);
        boolean late = signed.elsewhere().isPresent();
        if (late && signed.meaning().orders().places() && !waiting.isEmpty()) {
            explained(signed.request(), signed.at(now), now);
        }
    }

    /** What was shown before another process told that it signed it is judged again, before anything else with its id is. */
    private void explained(VenueRequest request, Instant at, Instant now) {
        Set<String> ids = Set.copyOf(signatures.ids(request));
        for (WaitingOrder one : waiting.named(ids, at.minus(SKEW))) {
            Judgement known = judge(one.order(), false);
            if (known == Judgement.FIRST || known == Judgement.OURS) {
                waiting.remove(one.order().id());
                decide(one, known, now);
            }
        }
    }

    private void seen(VenueOrder order, Instant now) {
        if (order.byVenue() || isJudged(order)) {
            return;
        }
        if (standsBehind(order)) {
            wait(copies, order.id(), this::decideCopy, order, now);
            return;
        }
        switch (judge(order, waiting.isPreceded(order.id()))) {
            case FIRST -> first(order, now);
            case OURS -> follow(order, now);
            case COPIED -> copied(order, now);
            case UNKNOWN, EARLIER -> unknown(order, now);
            default -> throw new IllegalStateException("a judgement that nobody makes");
        }
    }

    /** Whether an order with its id waits already: none that comes later may use up what explains that. */
    private boolean standsBehind(VenueOrder order) {
        String id = order.clientOrderId();
        return !id.isEmpty()
                && !waiting.contains(order.id())
                && (waiting.holdsId(id) || copies.holdsId(id))
                && !own.isShown(order);
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
        // Ours, and lost in a crash, forgotten with whatever took it away, or signed by another process; from now on a
        // copy of it is told.
        own.proven(order.clientOrderId(), order.created());
        if (order.created().isAfter(began)
                && own.forgottenUntil().isBefore(order.created())
                && !gap.holds(order.created(), SKEW)) {
            signatures.provenElsewhere();
        }
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
        waiting.remove(order.id()).ifPresent(one -> shownBefore(one, now));
        look(order, now);
    }

    /** What it was shown as while nobody knew whose it is counts too. */
    private void shownBefore(WaitingOrder one, Instant now) {
        look(one.order(), now);
        one.later().forEach(order -> look(order, now));
    }

    private void look(VenueOrder order, Instant now) {
        if (own.termsOf(order, now) != OrderTerms.Whose.OURS) {
            doubt(order, now);
        }
        if (order.state() == VenueOrder.State.CANCELLED && !own.isNameless(order)) {
            cancellations.gone(order, now);
        }
    }

    private void doubt(VenueOrder order, Instant now) {
        String what = order.id() + "\n" + order.price() + "\n" + order.quantity();
        if (!moved.contains(what)) {
            own.keepTerms(order, now);
        }
        wait(moved, what, this::decideTerms, order, now);
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
        if (signatures.isShared() || own.mayBeReplacement(order)) {
            wait(copies, order.id(), this::decideCopy, order, now);
        } else {
            tellCopy(order, now);
        }
    }

    /** What it was made of may be shown later still. */
    private void again(WaitingOrder one, Instant now) {
        boolean isRecent = now.isBefore(one.since().plus(REPLACED));
        if (isRecent && own.mayBeReplacement(one.order())) {
            copies.put(one.order().id(), one.until(now.plus(settle)));
        } else {
            tellCopy(one.order(), now);
        }
    }

    private void decideCopy(WaitingOrder one, Instant now) {
        decide(one, judge(one.order(), false), now);
    }

    private void tellCopy(VenueOrder order, Instant now) {
        // Its own signature may be lost.
        boolean lost = gap.mayHaveLost(order.created(), SKEW);
        if (lost) {
            own.signed(order.clientOrderId(), order.created());
        }
        if (!lost || own.judge(order) != Judgement.FIRST) {
            own.toldCopy(order);
            finished(order);
        }
        alarms.raise(
                now,
                lost ? Signal.UNJUDGED : Signal.COPIED_ORDER_ID,
                Optional.empty(),
                lost ? order.symbol() : order.id(),
                lost || gap.holds(order.created(), SKEW) ? Confidence.POSSIBLE : Confidence.CERTAIN,
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
            WaitingOrders where, String what, BiConsumer<WaitingOrder, Instant> decide, VenueOrder order, Instant now) {
        if (where.isFull()) {
            // Somebody floods: the oldest has waited long enough.
            alarms.full("orders that wait to be judged", WaitingOrders.MOST, now);
            decide.accept(where.removeOldest(), now);
        }
        Instant knownFrom = Stream.of(began, own.forgottenUntil(), signatures.forgottenUntil())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        where.add(what, new WaitingOrder(order, now.plus(settle), knownFrom, false, now, List.of()));
    }

    /** Judges what has waited long enough. */
    private void settle(Instant now) {
        cancellations.settle(now);
        waiting.settle(this::decide, settle, now);
        moved.settle(this::decideTerms, settle, now);
        copies.settle(this::decideCopy, settle, now);
    }

    /** Whether somebody else gave an order of ours its price or its size. */
    private void decideTerms(WaitingOrder one, Instant now) {
        VenueOrder order = one.order();
        OrderTerms.Whose whose = own.termsSince(order, now);
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

    private void decide(WaitingOrder one, Instant now) {
        decide(one, judge(one.order(), one.preceded()), now);
    }

    private void decide(WaitingOrder one, Judgement last, Instant now) {
        VenueOrder order = one.order();
        if (last == Judgement.FIRST) {
            first(order, now);
            shownBefore(one, now);
        } else if (last == Judgement.OURS) {
            shownBefore(one, now);
        } else if (last == Judgement.COPIED) {
            again(one, now);
        } else if (last == Judgement.UNKNOWN && keepsForgottenId(order)) {
            own.proven(order.clientOrderId(), order.created());
            decide(one, own.judge(order), now);
        } else if (last == Judgement.UNKNOWN || (!one.preceded() && own.isRenamed(order))) {
            nameless(one, now);
        } else {
            foreign(one, !one.preceded(), now);
        }
    }

    /** Whether a change, which names an order that is forgotten by the venue's id, may have made {@code order}, with the id of that: each may have made one. */
    private boolean keepsForgottenId(VenueOrder order) {
        return !order.clientOrderId().isEmpty()
                && own.forgottenUntil().isAfter(Instant.MIN)
                && own.mayBeReplacement(order)
                && signatures.explainChanged(order.created());
    }

    /** An order that was signed without an id explains it, or a change that makes another without one: a weaker reason than an id, so each explains one, and none that the venue took before it or long after. */
    private void nameless(WaitingOrder one, Instant now) {
        VenueOrder order = one.order();
        Instant created = order.created();
        // Its own signature may be lost; it must not use up that of another.
        boolean lost = gap.mayHaveLost(created, SKEW);
        Instant from = created.minus(settle).minus(SKEW);
        Instant to = created.plus(SKEW);
        // The better reason first: each explains as many as it can.
        boolean asRemade = !lost && own.isAsRemade(order, from, to) && signatures.explainRemade(order);
        boolean placed = !lost && !asRemade && signatures.explainNameless(created);
        boolean remade = !lost
                && !asRemade
                && !placed
                && (signatures.explainRemade(order) || signatures.explainBesidePlaced(order));
        if (!asRemade && !placed && !remade) {
            foreign(one, false, now);
            return;
        }
        own.nameless(order);
        found.accept(order, now);
        if (!placed) {
            own.compareWithChanges(order, from, to);
        }
        shownBefore(one, now);
    }

    /** @param byClocks whether nothing but clocks says so, one of which may have been set */
    private void foreign(WaitingOrder one, boolean byClocks, Instant now) {
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
        waiting.save(out);
        moved.save(out);
        copies.save(out);
        signatures.save(out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        own.load(in);
        cancellations.load(in);
        judged.load(in);
        waiting.load(in);
        moved.load(in);
        copies.load(in);
        signatures.load(in);
    }
}
