/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.Risk;
import io.keyguard.detection.OwnOrders.Judgement;
import io.keyguard.internal.RequestNames;
import io.keyguard.venue.VenueRequest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells orders that were signed here from those that were not.
 *
 * <p>An order is ours if it has a client order id that was signed here and that stands on no other order, or a tag that fits it. One that is unknown waits for the time to settle and is judged then. Not
 * thread-safe.
 */
final class ForeignOrders implements Rule {
    /** How far the venue's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    private static final int MOST_WAITING = 256;
    private static final int MOST_JUDGED = 512;
    private static final int MOST_NAMELESS = 1024;

    /** @param knownFrom from when on all that was signed was remembered as the order was first shown: what a fast bot signs while it waits makes nobody forget that it was unknown */
    private record Waiting(VenueOrder order, Instant until, Instant knownFrom) {}

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
    private final RecentNumbers judged = new RecentNumbers(MOST_JUDGED);
    /** When orders were signed without an id; each explains one order that the venue took then. */
    private final Deque<Instant> nameless = new ArrayDeque<>(1);
    /** When orders were changed. At some venues that makes a new one, without an id: each explains one such. */
    private final Deque<Instant> changed = new ArrayDeque<>(1);

    /** @param found is told of each order of ours, once */
    ForeignOrders(Watching watching, int remember, @Nullable OrderTags tags, BiConsumer<VenueOrder, Instant> found) {
        this.found = found;
        this.digest = watching.digest();
        this.own = new OwnOrders(digest, remember);
        // What a process signed that did not end well, may have cancelled anything.
        Instant since = watching.gap().equals(Gap.NONE) ? watching.began() : watching.started();
        this.cancellations = new Cancellations(digest, own, since, this::cancelled);
        this.settle = watching.limits().settle;
        this.orderId = watching.orderId();
        this.tags = tags;
        this.began = watching.began();
        this.gap = watching.gap();
        this.alarms = watching.alarms();
        this.announcements = watching.announcements();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            switch (signed.meaning().permission()) {
                case TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS, TRADE_HASHPOWER -> trade(signed, now);
                default -> {
                    // No order.
                }
            }
        } else if (event instanceof AccountEvent.OrderShown shown) {
            seen(shown.order(), now);
        }
        settle(now);
    }

    private void trade(AccountEvent.Signed signed, Instant now) {
        boolean adds = signed.meaning().risk() == Risk.ADDS_RISK;
        // A cancellation that counted as a second order of its id would explain whoever copies the id afterwards.
        if (adds || !RequestNames.cancels(signed.request())) {
            placed(signed.request(), now);
        }
        if (!adds) {
            cancellations.signed(RequestNames.all(signed.request()), now);
        }
    }

    private void placed(VenueRequest request, Instant at) {
        List<String> clientOrderIds = RequestNames.of(request, orderId::equals);
        clientOrderIds.forEach(id -> own.signed(id, at));
        if (clientOrderIds.isEmpty()) {
            Deque<Instant> reasons = RequestNames.changes(request) ? changed : nameless;
            if (reasons.size() == MOST_NAMELESS) {
                reasons.removeFirst();
            }
            reasons.addLast(at);
        }
    }

    private void seen(VenueOrder order, Instant now) {
        if (order.byVenue() || judged.contains(digest.of(order.id()))) {
            return;
        }
        switch (judge(order)) {
            case FIRST -> first(order, now);
            case OURS -> follow(order, now);
            case COPIED -> copied(order, now);
            case UNKNOWN -> later(order, now);
            default -> throw new IllegalStateException("a judgement that nobody makes");
        }
    }

    private Judgement judge(VenueOrder order) {
        Judgement known = own.judge(order);
        if (known != Judgement.UNKNOWN || tags == null || !tags.isOurs(order)) {
            return known;
        }
        // Ours, and lost in a crash, or forgotten, with whatever took it away; from now on a copy of it is told.
        own.signed(order.clientOrderId(), order.created());
        if (!order.created().isAfter(own.forgottenUntil())) {
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
        if (order.state() == VenueOrder.State.CANCELLED) {
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

    private void later(VenueOrder order, Instant now) {
        if (waiting.size() == MOST_WAITING) {
            // Somebody floods: the oldest has waited long enough.
            Waiting oldest = waiting.values().iterator().next();
            waiting.remove(oldest.order().id());
            decide(oldest, now);
        }
        Instant knownFrom = began.isAfter(own.forgottenUntil()) ? began : own.forgottenUntil();
        waiting.putIfAbsent(order.id(), new Waiting(order, now.plus(settle), knownFrom));
    }

    /** Judges what has waited long enough. */
    private void settle(Instant now) {
        cancellations.settle(now);
        Iterator<Waiting> oldestFirst = waiting.values().iterator();
        while (oldestFirst.hasNext()) {
            Waiting one = oldestFirst.next();
            if (one.until().isAfter(now)) {
                return;
            }
            oldestFirst.remove();
            decide(one, now);
        }
    }

    private void decide(Waiting one, Instant now) {
        VenueOrder order = one.order();
        Judgement last = judge(order);
        if (last == Judgement.FIRST) {
            first(order, now);
        } else if (last == Judgement.OURS) {
            follow(order, now);
        } else if (last == Judgement.COPIED) {
            copied(order, now);
        } else if (!isNameless(order, now)) {
            foreign(one, now);
        }
    }

    /** Whether an order that was signed without an id explains it: a weaker reason than an id, so each explains one, and none that the venue took before it or long after. */
    private boolean isNameless(VenueOrder order, Instant now) {
        if (judged.contains(digest.of(order.id()))) {
            return false;
        }
        boolean explained =
                explained(order, nameless) || (order.clientOrderId().isEmpty() && explained(order, changed));
        if (explained) {
            finished(order);
            found.accept(order, now);
        }
        return explained;
    }

    private boolean explained(VenueOrder order, Deque<Instant> reasons) {
        Iterator<Instant> oldestFirst = reasons.iterator();
        while (oldestFirst.hasNext()) {
            Instant at = oldestFirst.next();
            boolean fits = !order.created().isBefore(at.minus(SKEW))
                    && !order.created().isAfter(at.plus(settle).plus(SKEW));
            if (fits) {
                oldestFirst.remove();
                return true;
            }
        }
        return false;
    }

    private void foreign(Waiting one, Instant now) {
        VenueOrder order = one.order();
        finished(order);
        if (announcements.explain(Change.MANUAL_TRADING, order.created())) {
            return;
        }
        boolean judgeable = order.created().isAfter(one.knownFrom().plus(SKEW)) && !gap.holds(order.created(), SKEW);
        alarms.raise(
                now,
                judgeable ? Signal.FOREIGN_ORDER : Signal.UNJUDGED,
                Optional.empty(),
                order.symbol(),
                judgeable ? Confidence.CERTAIN : Confidence.POSSIBLE,
                "order " + order.id() + " for " + order.symbol() + ", taken by the venue at " + order.created());
    }

    /** Says no more about {@code order}, however often it comes. */
    private void finished(VenueOrder order) {
        judged.add(digest.of(order.id()));
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        own.save(out);
        cancellations.save(out);
        judged.save(out);
        out.writeInt(waiting.size());
        for (Waiting one : waiting.values()) {
            Saved.order(one.order(), out);
            Saved.time(one.until(), out);
            Saved.time(one.knownFrom(), out);
        }
        times(nameless, out);
        times(changed, out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        own.load(in);
        cancellations.load(in);
        judged.load(in);
        for (int left = in.readInt(); left > 0; left--) {
            VenueOrder order = Saved.order(in);
            waiting.put(order.id(), new Waiting(order, Saved.time(in), Saved.time(in)));
        }
        times(nameless, in);
        times(changed, in);
    }

    private static void times(Deque<Instant> times, DataOutputStream out) throws IOException {
        out.writeInt(times.size());
        for (Instant at : times) {
            Saved.time(at, out);
        }
    }

    private static void times(Deque<Instant> times, DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            times.addLast(Saved.time(in));
        }
    }
}
