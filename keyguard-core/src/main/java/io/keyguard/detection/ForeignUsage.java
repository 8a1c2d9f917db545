/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.internal.RequestNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The venue counts more than was sent from here: somebody else uses the account, or the address.
 *
 * <p>The venue's window is one of many of its length; ours slides and is a little longer, so that ours is never less. It takes a whole window to begin, and as long as the answers to what was sent before may be late.
 */
final class ForeignUsage implements Rule {
    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final int MOST = 8;
    /** A single one may be counted on the wrong side of an edge. */
    private static final int MARGIN = 1;
    /** How late an answer may come, twice over. */
    private static final Duration ANSWERED = Duration.ofSeconds(30);

    private record Counted(AccountEvent.Limit limit, Duration window) {}

    private record Own(SlidingCount count, Highest highest, Instant from) {}

    private final Watching watching;
    private Map<Counted, Own> counts = Map.of();

    ForeignUsage(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            counts.forEach((counted, own) -> {
                own.count().add(amount(counted.limit(), signed), now);
                own.highest().see(own.count().sum(now), now);
            });
        } else if (event instanceof AccountEvent.LimitUsed used) {
            used(used, now);
        }
    }

    private double amount(AccountEvent.Limit limit, AccountEvent.Signed signed) {
        if (limit == AccountEvent.Limit.WEIGHT) {
            return watching.limits().weight(signed.request());
        }
        return signed.meaning().orders().places()
                ? Math.max(
                        1,
                        RequestNames.of(signed.request(), watching.orderId()::equals)
                                .size())
                : 0;
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
                counts.put(counted, new Own(new SlidingCount(used.window().plus(SKEW)), new Highest(ANSWERED), now));
            } else {
                watching.alarms().full("limits that are counted", MOST, now);
            }
            return;
        }
        // The answer may be late, and say what was so when the venue gave it.
        double ours = Math.max(own.count().sum(now), own.highest().of(now));
        Instant known = own.from().plus(used.window()).plus(SKEW).plus(ANSWERED.dividedBy(2));
        boolean begun = !now.isBefore(known);
        if (begun && used.used() > ours + MARGIN && !byHand(used.window(), now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.FOREIGN_USAGE,
                            Optional.empty(),
                            used.limit() + " " + used.window(),
                            Confidence.LIKELY,
                            "the venue counts " + used.used() + " of " + used.limit() + " in " + used.window()
                                    + ", and " + Math.round(ours) + " were sent from here");
        }
    }

    /** What people do by hand is counted until the window ends. */
    private boolean byHand(Duration window, Instant now) {
        return watching.announcements().explain(Change.MANUAL_TRADING, now)
                || watching.announcements()
                        .explain(Change.MANUAL_TRADING, now.minus(window).minus(SKEW));
    }
}
