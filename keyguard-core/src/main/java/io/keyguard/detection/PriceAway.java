/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Fill;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** An order of ours would buy far above the market or sell far below it, or an execution did. Far on the other side is a limit that waits, and no harm. */
final class PriceAway implements Rule {
    private final Watching watching;
    private final Quotes quotes;

    PriceAway(Watching watching, Quotes quotes) {
        this.watching = watching;
        this.quotes = quotes;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Filled filled) {
            Fill fill = filled.fill();
            quotes.at(fill.symbol(), fill.at())
                    .ifPresent(quote ->
                            look(fill.symbol(), fill.quantity(), fill.price(), quote, "execution " + fill.id(), now));
        }
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        if (order.price().isPresent()) {
            quotes.at(order.symbol(), order.created())
                    .ifPresent(quote -> look(
                            order.symbol(), order.quantity(), order.price().get(), quote, "order " + order.id(), now));
        }
    }

    private void look(
            String symbol, BigDecimal quantity, BigDecimal price, Quotes.Quote quote, String what, Instant now) {
        boolean buys = quantity.signum() > 0;
        double worse = buys ? price.doubleValue() / quote.ask() - 1 : 1 - price.doubleValue() / quote.bid();
        if (worse > watching.limits().priceAway && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.PRICE_AWAY,
                            Optional.empty(),
                            symbol,
                            Confidence.LIKELY,
                            what + (buys ? " buys " : " sells ") + symbol
                                    + String.format(Locale.ROOT, " %.1f %% ", worse * 100)
                                    + (buys ? "above" : "below") + " the market");
        }
    }
}
