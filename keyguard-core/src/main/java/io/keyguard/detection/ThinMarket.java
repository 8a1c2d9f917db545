/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An order of ours is large for what its market can take: how thin coins are pumped. */
final class ThinMarket implements Rule {
    private final Watching watching;
    private final Quotes quotes;

    ThinMarket(Watching watching, Quotes quotes) {
        this.watching = watching;
        this.quotes = quotes;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        // Whose an order is, is found by another rule.
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        Optional<Quotes.Quote> quote =
                quotes.at(order.symbol(), order.created()).filter(q -> q.depth() >= 0);
        if (quote.isEmpty()) {
            return;
        }
        double price =
                order.price().map(p -> p.doubleValue()).orElse(quote.get().mid());
        double value = watching.limits().value(order.symbol(), order.quantity().doubleValue(), price);
        double share = value / Math.max(quote.get().depth(), Double.MIN_NORMAL);
        if (share > watching.limits().depthShare && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.THIN_MARKET,
                            Optional.empty(),
                            order.symbol(),
                            Confidence.POSSIBLE,
                            String.format(
                                    Locale.ROOT,
                                    "order %s for %s is %.1f times what the market can take near its price",
                                    order.id(),
                                    order.symbol(),
                                    share));
        }
    }
}
