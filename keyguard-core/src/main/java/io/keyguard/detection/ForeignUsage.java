/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestFields;
import io.keyguard.internal.RequestNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The venue counts more than was sent from here: somebody else uses the account, or the address.
 *
 * <p>The venue's window is one of many of its length; ours slides and is a little longer, so that ours is never less. It takes a whole window to begin, and as long as the answers to what was sent before may be late. Once
 * another process has told what it signed, what the venue counts is judged when that process has had its time to tell.
 */
final class ForeignUsage implements Rule {
    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final int MOST = 8;
    /** A single one may be counted on the wrong side of an edge. */
    private static final int MARGIN = 1;
    /** How late an answer may come, twice over. */
    private static final Duration ANSWERED = Duration.ofSeconds(30);

    private record Counted(AccountEvent.Limit limit, Duration window) {}

    /** What the venue counted, until it is known what others sent. */
    private record Waiting(AccountEvent.LimitUsed used, Instant shown) {}

    /** What was sent. */
    private static final class Own {
        private final Duration window;
        private final Instant from;
        private final SlidingCount here;
        private final Highest highest = new Highest(ANSWERED);
        /** Of other processes, which tell it late; null until one has. */
        private @Nullable SlidingCount elsewhere;

        private @Nullable Waiting waiting;
        /** The most that was sent since that was shown. */
        private double most;

        Own(Duration window, Instant from) {
            this.window = window;
            this.from = from;
            this.here = new SlidingCount(window.plus(SKEW));
        }

        void sent(double amount, Instant now) {
            here.add(amount, now);
            highest.see(here.sum(now), now);
        }

        void sentElsewhere(double amount, Duration late, Instant now) {
            elsewhere = elsewhere == null ? new SlidingCount(window.plus(SKEW).plus(late)) : elsewhere;
            elsewhere.add(amount, now);
        }

        /** The answer of the venue may be late, and say what was so when it gave it. */
        double sum(Instant now) {
            double others = elsewhere == null ? 0 : elsewhere.sum(now);
            double sum = others + Math.max(here.sum(now), highest.of(now));
            most = Math.max(most, sum);
            return sum;
        }

        void wait(AccountEvent.LimitUsed used, Instant now) {
            waiting = new Waiting(used, now);
            most = 0;
        }

        boolean isBegun(Instant now) {
            return !now.isBefore(from.plus(window).plus(SKEW).plus(ANSWERED.dividedBy(2)));
        }
    }

    private final Watching watching;
    private Map<Counted, Own> counts = Map.of();

    ForeignUsage(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            counts.forEach((counted, own) -> sent(signed, amount(counted.limit(), signed), own, now));
        } else if (event instanceof AccountEvent.LimitUsed used) {
            used(used, now);
        }
        counts.forEach((counted, own) -> settle(own, now));
    }

    private void sent(AccountEvent.Signed signed, double amount, Own own, Instant now) {
        if (signed.elsewhere().isPresent()) {
            own.sentElsewhere(amount, watching.limits().settle, now);
        } else {
            own.sent(amount, now);
        }
    }

    private double amount(AccountEvent.Limit limit, AccountEvent.Signed signed) {
        if (limit == AccountEvent.Limit.WEIGHT) {
            return watching.limits().weight(signed.request());
        }
        if (!signed.meaning().orders().places()) {
            return 0;
        }
        RequestFields request = RequestFields.of(signed.request());
        int ids = request.values(watching.orderId()::equals).size();
        // Some orders of a batch may have none.
        return Math.max(ids, RequestNames.orders(request));
    }

    private void used(AccountEvent.LimitUsed used, Instant now) {
        if (used.limit() == AccountEvent.Limit.WEIGHT && !watching.limits().knowsWeights()) {
            return;
        }
        var counted = new Counted(used.limit(), used.window());
        Own own = counts.get(counted);
        if (own == null) {
            if (counts.isEmpty()) {
                counts = new HashMap<>();
            }
            if (counts.size() < MOST) {
                counts.put(counted, new Own(used.window(), now));
            } else {
                watching.alarms().full("limits that are counted", MOST, now);
            }
            return;
        }
        double ours = own.sum(now);
        if (used.used() <= ours + MARGIN || !own.isBegun(now) || byHand(used.window(), now)) {
            return;
        }
        if (own.elsewhere == null) {
            raise(used, ours, now);
        } else if (own.waiting == null) {
            own.wait(used, now);
        }
    }

    private void settle(Own own, Instant now) {
        Waiting waiting = own.waiting;
        if (waiting == null) {
            return;
        }
        own.sum(now);
        Duration settle = watching.limits().settle;
        if (Deadline.isDue(waiting.shown().plus(settle), settle, now)) {
            own.waiting = null;
            if (waiting.used().used() > own.most + MARGIN) {
                raise(waiting.used(), own.most, now);
            }
        }
    }

    private void raise(AccountEvent.LimitUsed used, double ours, Instant now) {
        watching.alarms()
                .raise(
                        now,
                        Signal.FOREIGN_USAGE,
                        Optional.empty(),
                        used.limit() + " " + used.window(),
                        Confidence.LIKELY,
                        "the venue counts " + used.used() + " of " + used.limit() + " in " + used.window() + ", and "
                                + Math.round(ours) + " were sent from here");
    }

    /** What people do by hand is counted until the window ends. */
    private boolean byHand(Duration window, Instant now) {
        return watching.announcements().explain(Change.MANUAL_TRADING, now)
                || watching.announcements()
                        .explain(Change.MANUAL_TRADING, now.minus(window).minus(SKEW));
    }
}
