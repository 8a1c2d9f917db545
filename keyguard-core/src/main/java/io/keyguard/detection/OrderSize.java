/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An order of ours is far larger than nearly all before it. It takes 200 orders to begin. */
final class OrderSize implements Rule {
    private static final int ENOUGH = 200;
    private static final double NEARLY_ALL = 0.99;
    /** Orders of the hundredth part of a unit are told apart too. */
    private static final double SCALE = 100;

    private final Watching watching;
    private final Quotes quotes;
    private final Quantiles sizes = new Quantiles();

    OrderSize(Watching watching, Quotes quotes) {
        this.watching = watching;
        this.quotes = quotes;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        // Whose an order is, is found by another rule.
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        double price = order.price()
                .map(p -> p.doubleValue())
                .or(() -> quotes.at(order.symbol(), order.created()).map(Quotes.Quote::mid))
                .orElse(Double.NaN);
        if (Double.isNaN(price)) {
            return;
        }
        double value = watching.limits().value(order.symbol(), order.quantity().doubleValue(), price);
        double usual = sizes.at(NEARLY_ALL) / SCALE;
        boolean announced = watching.announcements().isAnnounced(Change.TRAFFIC, now);
        if (sizes.count() >= ENOUGH && value > usual * watching.limits().sizeFactor && !announced) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.ORDER_SIZE,
                            Optional.empty(),
                            order.symbol(),
                            Confidence.POSSIBLE,
                            String.format(
                                    Locale.ROOT,
                                    "order %s is worth %.2f, and 99 of 100 up to %.2f",
                                    order.id(),
                                    value,
                                    usual));
        }
        sizes.add(Math.round(value * SCALE));
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        sizes.save(out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        sizes.load(in);
    }
}
