/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What markets were last, for as long as that says something. Not thread-safe. */
final class Quotes implements Rule {
    private static final int MOST = 256;
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** @param depth below zero if nobody looked */
    record Quote(double bid, double ask, double depth, Instant at) {
        double mid() {
            return (bid + ask) / 2;
        }
    }

    private final Latest<String, Quote> last;

    Quotes(Watching watching) {
        last = new Latest<>(MOST, FRESH, watching, "symbols that are quoted");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Quoted quoted
                && quoted.bid().signum() > 0
                && quoted.ask().signum() > 0) {
            double depth = quoted.depth().map(BigDecimal::doubleValue).orElse(-1.0);
            last.put(
                    quoted.symbol(),
                    new Quote(quoted.bid().doubleValue(), quoted.ask().doubleValue(), depth, now),
                    now,
                    now);
        }
    }

    /** The quote of {@code symbol} that tells what the market was at {@code at}. */
    Optional<Quote> at(String symbol, Instant at) {
        return last.peek(symbol)
                .filter(quote -> Duration.between(quote.at(), at).abs().compareTo(FRESH) <= 0);
    }
}
