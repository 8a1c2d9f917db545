/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.incident.Market;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The account holds less than executions, movements and the venue's own bookings explain.
 *
 * <p>Balances and bookings come by different ways and at different times, so what is missing has to be missing twice. Where the market of an execution cannot be read from its symbol, as with derivatives, it is
 * not known what it changes, and the comparison begins anew.
 */
final class MissingBalance implements Rule {
    private final Watching watching;
    private final RecentNumbers seen = new RecentNumbers(256);
    private final Map<String, BigDecimal> totals = new HashMap<>();
    private final Map<String, BigDecimal> explained = new HashMap<>();
    /** What was found to be missing by balances before the last, and is still. */
    private final Map<String, Instant> missingSince = new HashMap<>();

    private final Map<String, BigDecimal> gap = new HashMap<>();
    private boolean blind;

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
            if (isNew("f" + filled.fill().id())) {
                filled(filled.fill());
            }
        } else if (event instanceof AccountEvent.Moved moved) {
            Movement movement = moved.movement();
            if (isNew(movement.kind() + movement.id())) {
                explained.merge(movement.asset(), movement.amount(), BigDecimal::add);
            }
        } else if (event instanceof AccountEvent.Adjusted adjusted && isNew("a" + adjusted.id())) {
            explained.merge(adjusted.asset(), adjusted.amount(), BigDecimal::add);
        }
    }

    private boolean isNew(String id) {
        return seen.add(watching.digest().of(id));
    }

    private void filled(Fill fill) {
        Optional<Market> market = Market.of(fill.symbol(), totals.keySet());
        if (market.isEmpty() || (fill.fee().signum() != 0 && fill.feeAsset().isEmpty())) {
            blind = true;
            return;
        }
        explained.merge(market.get().base(), fill.quantity(), BigDecimal::add);
        explained.merge(
                market.get().quote(), fill.quantity().multiply(fill.price()).negate(), BigDecimal::add);
        if (fill.fee().signum() != 0) {
            explained.merge(fill.feeAsset(), fill.fee().negate(), BigDecimal::add);
        }
    }

    private void held(AccountEvent.Held held, Instant now) {
        Map<String, BigDecimal> sums = new HashMap<>();
        for (Balance balance : held.balances()) {
            sums.merge(balance.asset(), balance.total(), BigDecimal::add);
        }
        if (blind || totals.isEmpty()) {
            begin(sums);
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

    private void begin(Map<String, BigDecimal> sums) {
        totals.clear();
        totals.putAll(sums);
        explained.clear();
        gap.clear();
        missingSince.clear();
        blind = false;
    }

    private void compare(String asset, BigDecimal held, Instant now) {
        BigDecimal missing = gap.getOrDefault(asset, BigDecimal.ZERO).negate();
        double tolerance = held.abs().doubleValue() * watching.limits().balanceShare;
        if (missing.doubleValue() <= tolerance) {
            missingSince.remove(asset);
            return;
        }
        Instant since = missingSince.putIfAbsent(asset, now);
        if (since == null || now.isBefore(since.plus(watching.limits().settle))) {
            return;
        }
        missingSince.remove(asset);
        gap.remove(asset);
        if (!watching.announcements().explain(Change.MANUAL_TRADING, now)
                && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.UNEXPLAINED_BALANCE,
                            Optional.empty(),
                            asset,
                            Confidence.LIKELY,
                            missing.stripTrailingZeros().toPlainString() + " " + asset + " are missing since " + since);
        }
    }
}
