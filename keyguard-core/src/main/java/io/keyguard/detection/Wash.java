/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Fill;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is bought is sold for less soon after, about as much of it, again and again: how money is carried to whoever stands on the other side. */
final class Wash implements Rule {
    private static final int MOST = 64;
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final double ABOUT = 0.2;

    private final Watching watching;
    private final Bursts<String> losses;
    private final Map<String, Fill> last = new LinkedHashMap<>();
    private final RecentNumbers seen = new RecentNumbers(256);

    Wash(Watching watching) {
        this.watching = watching;
        this.losses = new Bursts<>(watching.limits().washes, Duration.ofHours(1));
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Filled filled
                && seen.add(watching.digest().of(filled.fill().id()))) {
            filled(filled.fill(), now);
        }
    }

    private void filled(Fill fill, Instant now) {
        Fill before = last.remove(fill.symbol());
        if (last.size() == MOST) {
            last.remove(last.keySet().iterator().next());
        }
        if (before == null || !isReturn(before, fill)) {
            last.put(fill.symbol(), fill);
            return;
        }
        // Both legs are used up: the next trip begins anew.
        double loss = loss(before, fill);
        if (loss > watching.limits().washLoss
                && losses.isOne(fill.symbol(), now)
                && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.WASH,
                            Optional.empty(),
                            fill.symbol(),
                            Confidence.LIKELY,
                            watching.limits().washes + " round trips in " + fill.symbol()
                                    + String.format(Locale.ROOT, ", the last at a loss of %.1f %%", loss * 100));
        }
    }

    private static boolean isReturn(Fill one, Fill other) {
        BigDecimal difference = one.quantity().add(other.quantity()).abs();
        Duration between = Duration.between(one.at(), other.at()).abs();
        return one.quantity().signum() == -other.quantity().signum()
                && between.compareTo(SOON) <= 0
                && difference.doubleValue() <= one.quantity().abs().doubleValue() * ABOUT;
    }

    private static double loss(Fill one, Fill other) {
        boolean bought = one.quantity().signum() > 0;
        double buy = (bought ? one : other).price().doubleValue();
        double sell = (bought ? other : one).price().doubleValue();
        return (buy - sell) / Math.max(buy, Double.MIN_NORMAL);
    }
}
