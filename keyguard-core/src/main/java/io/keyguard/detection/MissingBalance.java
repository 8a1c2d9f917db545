/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.incident.Market;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The account holds less than executions, movements and the venue's own bookings explain.
 *
 * <p>Balances and bookings come by different ways and at different times, so what is missing waits ten minutes for what explains it. Where the market of an execution cannot be read from its symbol, as with derivatives, it is
 * not known what it changes, and the comparison begins anew.
 */
final class MissingBalance implements Rule {
    /** How late it may be shown what explains that something is missing. */
    private static final Duration LATE = Duration.ofMinutes(10);
    /** How far the venue's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    private static final int MOST = 256;

    /** What was missing when somebody looked; what is shown later and happened before then takes from it. */
    private static final class Missing {
        private final Instant at;
        private BigDecimal amount;

        Missing(Instant at, BigDecimal amount) {
            this.at = at;
            this.amount = amount;
        }

        boolean isDue(Instant now) {
            return !now.isBefore(at.plus(LATE));
        }
    }

    private final Watching watching;
    private final RecentNumbers seen = new RecentNumbers(MOST);
    /** When what is remembered happened, as a ring. */
    private long[] happened = {};

    private int next;
    /** What happened up to then, and is not remembered, may have been counted or not. */
    private long forgottenMillis = Long.MIN_VALUE;

    private final Map<String, BigDecimal> totals = new HashMap<>();
    private final Map<String, BigDecimal> explained = new HashMap<>();
    private final Map<String, Missing> waiting = new HashMap<>();

    private final Map<String, BigDecimal> gap = new HashMap<>();
    private boolean blind;
    private Instant began = Instant.MIN;

    MissingBalance(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Held held) {
            held(held, now);
        } else if (totals.isEmpty()) {
            // Nothing to compare with yet.
            return;
        } else if (event instanceof AccountEvent.Filled filled) {
            if (isNew("f" + filled.fill().id(), filled.fill().at())) {
                filled(filled.fill());
            }
        } else if (event instanceof AccountEvent.Moved moved) {
            Movement movement = moved.movement();
            if (isNew(movement.kind() + movement.id(), movement.at())) {
                explain(movement.asset(), movement.amount(), movement.at());
            }
        } else if (event instanceof AccountEvent.Adjusted adjusted && isNew("a" + adjusted.id(), now)) {
            // The venue does not say when.
            explain(adjusted.asset(), adjusted.amount(), began);
        }
    }

    private boolean isNew(String id, Instant at) {
        if (!seen.add(watching.digest().of(id))) {
            return false;
        }
        long millis = at.toEpochMilli();
        boolean known = millis > forgottenMillis;
        if (happened.length == 0) {
            happened = new long[MOST];
        }
        if (happened[next] != 0) {
            forgottenMillis = Math.max(forgottenMillis, happened[next]);
        }
        happened[next] = millis;
        next = (next + 1) % MOST;
        // It may have come before, and been forgotten since.
        blind |= !known;
        return known;
    }

    private void filled(Fill fill) {
        if (fill.at().isBefore(began)) {
            // It is in what was held when the comparison began.
            return;
        }
        Optional<Market> market = Market.of(fill.symbol(), totals.keySet());
        if (market.isEmpty() || (fill.fee().signum() != 0 && fill.feeAsset().isEmpty())) {
            blind = true;
            return;
        }
        explain(market.get().base(), fill.quantity(), fill.at());
        explain(market.get().quote(), fill.quantity().multiply(fill.price()).negate(), fill.at());
        if (fill.fee().signum() != 0) {
            explain(fill.feeAsset(), fill.fee().negate(), fill.at());
        }
    }

    private void explain(String asset, BigDecimal amount, Instant at) {
        explained.merge(asset, amount, BigDecimal::add);
        Missing missing = waiting.get(asset);
        if (missing != null && !at.isAfter(missing.at.plus(SKEW))) {
            missing.amount = missing.amount.add(amount);
        }
    }

    private void held(AccountEvent.Held held, Instant now) {
        Map<String, BigDecimal> sums = new HashMap<>();
        for (Balance balance : held.balances()) {
            sums.merge(balance.asset(), balance.total(), BigDecimal::add);
        }
        if (blind || totals.isEmpty()) {
            begin(sums, now);
            return;
        }
        Set<String> assets = new HashSet<>(totals.keySet());
        assets.addAll(sums.keySet());
        for (String asset : assets) {
            BigDecimal before = totals.getOrDefault(asset, BigDecimal.ZERO);
            BigDecimal change = sums.getOrDefault(asset, BigDecimal.ZERO).subtract(before);
            BigDecimal reason = explained.getOrDefault(asset, BigDecimal.ZERO);
            gap.merge(asset, change.subtract(reason), BigDecimal::add);
            compare(asset, before, now);
            // What is gone stays known, so that symbols with it can still be read.
            totals.put(asset, sums.getOrDefault(asset, BigDecimal.ZERO));
        }
        explained.clear();
    }

    private void begin(Map<String, BigDecimal> sums, Instant now) {
        began = now;
        totals.clear();
        totals.putAll(sums);
        explained.clear();
        gap.clear();
        waiting.clear();
        blind = false;
    }

    private void compare(String asset, BigDecimal held, Instant now) {
        BigDecimal missing = gap.getOrDefault(asset, BigDecimal.ZERO).negate();
        double tolerance = held.abs().doubleValue() * watching.limits().balanceShare;
        if (missing.doubleValue() <= tolerance) {
            waiting.remove(asset);
            return;
        }
        Missing first = waiting.computeIfAbsent(asset, a -> new Missing(now, missing));
        if (first.isDue(now)) {
            waiting.remove(asset);
            if (first.amount.doubleValue() > tolerance) {
                // It is told once.
                gap.merge(asset, first.amount, BigDecimal::add);
                missing(asset, first, now);
            }
        }
    }

    private void missing(String asset, Missing first, Instant now) {
        if (!watching.announcements().explain(Change.MANUAL_TRADING, first.at)
                && !watching.announcements().explain(Change.TRAFFIC, first.at)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.UNEXPLAINED_BALANCE,
                            Optional.empty(),
                            asset,
                            Confidence.LIKELY,
                            first.amount.stripTrailingZeros().toPlainString() + " " + asset + " are missing since "
                                    + first.at);
        }
    }
}
