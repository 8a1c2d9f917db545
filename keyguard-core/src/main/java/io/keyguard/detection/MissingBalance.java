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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The account holds less than executions, movements and the venue's own bookings explain.
 *
 * <p>Balances and bookings come by different ways and at different times, so what is missing waits ten minutes for what explains it. Where the market of an execution cannot be read from its symbol, as with derivatives, it is
 * not known what it changes, and the comparison begins anew. What is executed in the moment in which it begins may be in what was held, or not: in its first minutes so much, once, is nothing that is missing.
 *
 * <p>It begins anew with each process too: what was executed while none ran is shown to the next only if the bot asks for it, so what is missing after a restart need not be stolen.
 */
final class MissingBalance implements Rule {
    /** How late it may be shown what explains that something is missing. */
    private static final Duration LATE = Duration.ofMinutes(10);
    /** How far the venue's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofSeconds(2);

    /** How long a venue may take to pay out. */
    private static final Duration PENDING = Duration.ofDays(1);

    private static final int LEAST = 64;
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

    /** What is known of one asset. */
    private static final class Asset {
        /** Whether it was ever held, by what the account shows. */
        private boolean known;

        private BigDecimal total = BigDecimal.ZERO;
        /** Of what came or went since somebody looked. */
        private BigDecimal explained = BigDecimal.ZERO;
        /** What came beyond that, below zero: what went. */
        private BigDecimal gap = BigDecimal.ZERO;

        /** What may be missing because nobody knows whether it was in what was held when the comparison began. */
        private BigDecimal doubt = BigDecimal.ZERO;

        private @Nullable Missing waiting;

        /** Takes from what is missing what only seems to be. */
        BigDecimal excuse(BigDecimal missing) {
            BigDecimal excused = missing.min(doubt).max(BigDecimal.ZERO);
            doubt = doubt.subtract(excused);
            gap = gap.add(excused);
            return missing.subtract(excused);
        }
    }

    private final Watching watching;
    private final Executions executions;
    /** Movements and bookings. */
    private final RecentEvents seen = new RecentEvents(LEAST, MOST);

    private final Map<String, Asset> assets = new HashMap<>();
    private boolean blind;
    private Instant began = Instant.MIN;

    MissingBalance(Watching watching, Executions executions) {
        this.watching = watching;
        this.executions = executions;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Held held) {
            held(held, now);
        } else if (assets.isEmpty()) {
            // Nothing to compare with yet.
            return;
        } else if (event instanceof AccountEvent.Filled filled) {
            blind |= executions.isUncertain();
            if (executions.isNew()) {
                filled(filled.fill());
            }
        } else if (event instanceof AccountEvent.Moved moved) {
            Movement movement = moved.movement();
            if (isNew(movement.kind() + movement.id(), movement.at())) {
                moved(movement);
            }
        } else if (event instanceof AccountEvent.Adjusted adjusted && isNew("a" + adjusted.id(), now)) {
            // The venue does not say when.
            count(adjusted.asset(), adjusted.amount(), began);
            if (now.isBefore(began.plus(LATE))) {
                doubt(adjusted.asset(), adjusted.amount());
            }
        }
    }

    private void moved(Movement movement) {
        if (isHeld(movement.at()) && movement.at().isAfter(began.minus(PENDING))) {
            // What goes may be taken off when it has arrived.
            doubt(movement.asset(), movement.amount().negate());
        }
        explain(movement.asset(), movement.amount(), movement.at());
    }

    private boolean isNew(String id, Instant at) {
        boolean known = !seen.mayBeForgotten(at);
        if (!seen.add(watching.digest().of(id), at)) {
            return false;
        }
        blind |= !known;
        return known;
    }

    private void filled(Fill fill) {
        if (isHeld(fill.at())) {
            return;
        }
        Optional<Market> market = Market.of(fill.symbol(), assets.keySet());
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

    private Asset asset(String name) {
        return assets.computeIfAbsent(name, n -> new Asset());
    }

    /** Whether what happened at {@code at} was in what was held when the comparison began, however far clocks differ. */
    private boolean isHeld(Instant at) {
        return at.isBefore(began.minus(SKEW));
    }

    /** About the time when the comparison began, what is not counted may be missing without a thief if it went, and what is counted if it came. */
    private void explain(String name, BigDecimal amount, Instant at) {
        if (isHeld(at)) {
            return;
        }
        if (at.isAfter(began)) {
            count(name, amount, at);
        }
        if (!at.isAfter(began.plus(SKEW))) {
            doubt(name, at.isAfter(began) ? amount : amount.negate());
        }
    }

    private void doubt(String name, BigDecimal amount) {
        Asset asset = asset(name);
        asset.doubt = asset.doubt.add(amount.max(BigDecimal.ZERO));
    }

    private void count(String name, BigDecimal amount, Instant at) {
        Asset asset = asset(name);
        asset.explained = asset.explained.add(amount);
        Missing missing = asset.waiting;
        if (missing != null && !at.isAfter(missing.at.plus(SKEW))) {
            missing.amount = missing.amount.add(amount);
        }
    }

    private void held(AccountEvent.Held held, Instant now) {
        Map<String, BigDecimal> sums = new HashMap<>();
        for (Balance balance : held.balances()) {
            sums.merge(balance.asset(), balance.total(), BigDecimal::add);
        }
        if (blind || assets.isEmpty()) {
            begin(sums, now);
            return;
        }
        sums.keySet().forEach(name -> asset(name).known = true);
        assets.forEach((name, asset) -> look(name, asset, sums.getOrDefault(name, BigDecimal.ZERO), now));
    }

    private void look(String name, Asset asset, BigDecimal total, Instant now) {
        if (asset.known) {
            BigDecimal before = asset.total;
            // What is gone stays known, so that symbols with it can still be read.
            asset.total = total;
            asset.gap = asset.gap.add(asset.total.subtract(before)).subtract(asset.explained);
            compare(name, asset, before, now);
        }
        asset.explained = BigDecimal.ZERO;
    }

    private void begin(Map<String, BigDecimal> sums, Instant now) {
        began = now;
        assets.clear();
        sums.forEach((name, sum) -> {
            asset(name).known = true;
            asset(name).total = sum;
        });
        blind = false;
    }

    private void compare(String name, Asset asset, BigDecimal held, Instant now) {
        BigDecimal missing = asset.gap.negate();
        double tolerance = held.abs().doubleValue() * watching.limits().balanceShare;
        if (missing.doubleValue() <= tolerance) {
            asset.waiting = null;
            return;
        }
        Missing first = asset.waiting == null ? new Missing(now, missing) : asset.waiting;
        asset.waiting = first;
        if (first.isDue(now)) {
            asset.waiting = null;
            boolean early = !first.at.isAfter(began.plus(LATE));
            first.amount = early ? asset.excuse(first.amount) : first.amount;
            if (first.amount.doubleValue() > tolerance) {
                // It is told once.
                asset.gap = asset.gap.add(first.amount);
                missing(name, first, now);
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
