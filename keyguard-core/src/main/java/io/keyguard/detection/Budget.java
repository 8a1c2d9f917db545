/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Fill;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** More is traded than was agreed, in one order, an hour or a day. Nothing was agreed: nothing is said. */
final class Budget implements Rule {
    private final Watching watching;
    private final Quotes quotes;
    private final Executions executions;
    private final @Nullable SlidingCount hour;
    private final @Nullable SlidingCount day;

    Budget(Watching watching, Quotes quotes, Executions executions) {
        this.watching = watching;
        this.quotes = quotes;
        this.executions = executions;
        this.hour = watching.limits().hourly < Double.MAX_VALUE ? new SlidingCount(Duration.ofHours(1)) : null;
        this.day = watching.limits().daily < Double.MAX_VALUE ? new SlidingCount(Duration.ofDays(1)) : null;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        boolean counts = hour != null || day != null;
        if (counts && event instanceof AccountEvent.Filled filled && executions.isNew()) {
            Fill fill = filled.fill();
            double value = watching.limits()
                    .value(
                            fill.symbol(),
                            fill.quantity().doubleValue(),
                            fill.price().doubleValue());
            add("an hour", hour, value, watching.limits().hourly, now);
            add("a day", day, value, watching.limits().daily, now);
        }
    }

    private void add(String what, @Nullable SlidingCount sum, double value, double budget, Instant now) {
        if (sum != null) {
            sum.add(value, now);
            compare(what, sum.sum(now), budget, now);
        }
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        order.price()
                .map(price -> price.doubleValue())
                .or(() -> quotes.at(order.symbol(), order.created()).map(Quotes.Quote::mid))
                .ifPresent(price -> compare(
                        "an order",
                        watching.limits().value(order.symbol(), order.quantity().doubleValue(), price),
                        watching.limits().perOrder,
                        now));
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        for (SlidingCount sum : sums()) {
            out.writeBoolean(sum != null);
            if (sum != null) {
                sum.save(out);
            }
        }
    }

    /** What was not agreed then, or is not any more, is not counted. */
    @Override
    public void load(DataInputStream in) throws IOException {
        for (SlidingCount sum : sums()) {
            if (in.readBoolean()) {
                (sum == null ? new SlidingCount(Duration.ZERO) : sum).load(in);
            }
        }
    }

    private List<@Nullable SlidingCount> sums() {
        return Arrays.asList(hour, day);
    }

    private void compare(String what, double value, double budget, Instant now) {
        if (value > budget && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.BUDGET,
                            Optional.empty(),
                            what,
                            Confidence.LIKELY,
                            String.format(Locale.ROOT, "%.2f in %s, and %.2f were agreed", value, what, budget));
        }
    }
}
