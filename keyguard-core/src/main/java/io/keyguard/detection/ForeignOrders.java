/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.detection.OwnOrders.Judgement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells orders that were signed here from those that were not.
 *
 * <p>An order is ours if it has a client order id that was signed here and that stands on no other order, or a tag that fits it. One that is unknown waits for the time to settle and is judged then. Not
 * thread-safe.
 */
final class ForeignOrders {
    /** How far the venue's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    private static final int MOST_WAITING = 256;
    private static final int MOST_SYMBOLS = 256;
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
    private final Alarms alarms;
    private final Announced announced = new Announced();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Set<Long> judged = new LinkedHashSet<>();
    private final Set<String> symbols = new LinkedHashSet<>();
    /** When orders were signed without an id; each explains one order that the venue took then. */
    private final Deque<Instant> nameless = new ArrayDeque<>();

    ForeignOrders(
            int remember,
            Duration settle,
            @Nullable OrderTags tags,
            SecureRandom random,
            Instant began,
            Alarms alarms) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        this.digest = new Digest64(salt);
        this.own = new OwnOrders(digest, remember);
        this.cancellations = new Cancellations(digest, own);
        this.settle = settle;
        this.tags = tags;
        this.began = began;
        this.alarms = alarms;
    }

    void announce(Instant from, Instant to) {
        announced.add(from, to);
    }

    long announced() {
        return announced.explained();
    }

    void placed(List<String> clientOrderIds, Instant at) {
        clientOrderIds.forEach(id -> own.signed(id, at));
        if (clientOrderIds.isEmpty()) {
            if (nameless.size() == MOST_NAMELESS) {
                nameless.removeFirst();
            }
            nameless.addLast(at);
        }
    }

    void cancelled(List<String> names, Instant at) {
        cancellations.signed(names, at);
    }

    void seen(VenueOrder order, Instant now) {
        if (order.byVenue() || judged.contains(digest.of(order.id()))) {
            return;
        }
        switch (judge(order)) {
            case OURS -> ours(order, now);
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
        // Ours, and lost in a crash; from now on a copy of it is told.
        own.signed(order.clientOrderId(), order.created());
        return own.judge(order);
    }

    private void ours(VenueOrder order, Instant now) {
        waiting.remove(order.id());
        boolean isNew = symbols.size() < MOST_SYMBOLS && symbols.add(order.symbol());
        if (isNew && symbols.size() > 1) {
            alarms.raise(
                    now,
                    Signal.NEW_SYMBOL,
                    Optional.empty(),
                    order.symbol(),
                    false,
                    "the first order for " + order.symbol() + " since the watch began");
        }
        if (order.state() == VenueOrder.State.CANCELLED && !cancellations.explain(order, now)) {
            finished(order);
            alarms.raise(
                    now,
                    Signal.FOREIGN_CANCEL,
                    Optional.empty(),
                    order.symbol(),
                    false,
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
                true,
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
    void settle(Instant now) {
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
        if (last == Judgement.OURS) {
            ours(order, now);
        } else if (last == Judgement.COPIED) {
            copied(order, now);
        } else if (!isNameless(order)) {
            foreign(one, now);
        }
    }

    /** Whether an order that was signed without an id explains it: a weaker reason than an id, so each explains one, and none that the venue took before it or long after. */
    private boolean isNameless(VenueOrder order) {
        if (judged.contains(digest.of(order.id()))) {
            return false;
        }
        Iterator<Instant> oldestFirst = nameless.iterator();
        while (oldestFirst.hasNext()) {
            Instant at = oldestFirst.next();
            boolean fits = !order.created().isBefore(at.minus(SKEW))
                    && !order.created().isAfter(at.plus(settle).plus(SKEW));
            if (fits) {
                oldestFirst.remove();
                finished(order);
                return true;
            }
        }
        return false;
    }

    private void foreign(Waiting one, Instant now) {
        VenueOrder order = one.order();
        finished(order);
        if (announced.explains(order.created())) {
            return;
        }
        boolean judgeable = order.created().isAfter(one.knownFrom().plus(SKEW));
        alarms.raise(
                now,
                judgeable ? Signal.FOREIGN_ORDER : Signal.UNJUDGED,
                Optional.empty(),
                order.symbol(),
                judgeable,
                "order " + order.id() + " for " + order.symbol() + ", taken by the venue at " + order.created());
    }

    /** Says no more about {@code order}, however often it comes. */
    private void finished(VenueOrder order) {
        if (judged.size() == MOST_JUDGED) {
            Iterator<Long> oldest = judged.iterator();
            oldest.next();
            oldest.remove();
        }
        judged.add(digest.of(order.id()));
    }
}
