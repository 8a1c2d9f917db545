/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Prices that wander, and what it costs to take from a book. Money is in dollars. Not thread-safe. */
final class Market {
    static final String QUOTE = "USDT";
    /** What the bot trades where it is not thin. */
    static final String LIQUID = "BTCUSDT";

    static final String THIN = "ALTUSDT";
    /** Coins that a thief drives up. */
    static final String PUMPED = "VIAUSDT";

    /** @param percent how much money moves the price by a percent */
    private record Kind(double price, double spread, double percent) {}

    private static final class Quote {
        private double price;
        private Duration at = Duration.ZERO;

        Quote(double price) {
            this.price = price;
        }
    }

    private static final Kind OTHERS = new Kind(20, 0.001, 100_000);
    private static final Map<String, Kind> KINDS = Map.of(
            LIQUID, new Kind(64_000, 0.0001, 5_000_000),
            THIN, new Kind(4, 0.004, 20_000),
            PUMPED, new Kind(0.5, 0.015, 200));
    /** How far a price wanders in the root of a second. */
    private static final double RESTLESS = 0.0001;

    private final VirtualTime time;
    private final Dice dice;
    private final Map<String, Quote> quotes = new HashMap<>();

    Market(VirtualTime time, Dice dice) {
        this.time = time;
        this.dice = dice;
    }

    private static Kind kind(String symbol) {
        return KINDS.getOrDefault(symbol, OTHERS);
    }

    /** The middle between bid and ask, now. */
    double middle(String symbol) {
        Quote quote = quotes.computeIfAbsent(symbol, s -> new Quote(kind(s).price()));
        double seconds = time.passed().minus(quote.at).toNanos() / 1e9;
        quote.price *= 1 + RESTLESS * Math.sqrt(Math.min(seconds, 3_600)) * dice.between(-1, 1);
        quote.at = time.passed();
        return quote.price;
    }

    static String base(String symbol) {
        return symbol.substring(0, symbol.length() - QUOTE.length());
    }

    private static double spread(String symbol) {
        return kind(symbol).spread();
    }

    /** What the bot is told of the market. */
    AccountEvent.Quoted quote(String symbol) {
        double half = spread(symbol) / 2;
        return new AccountEvent.Quoted(
                symbol,
                price(symbol, -half),
                price(symbol, half),
                Optional.of(BigDecimal.valueOf(kind(symbol).percent())));
    }

    /** The price at which {@code quantity} is taken from the book. */
    BigDecimal taken(String symbol, BigDecimal quantity) {
        double dollars = quantity.abs().doubleValue() * middle(symbol);
        double share = costOfTaking(symbol, dollars) / Math.max(dollars, 1e-9);
        return price(symbol, quantity.signum() > 0 ? share : -share);
    }

    /** What is lost against the middle by taking {@code dollars} from the book at once. */
    double costOfTaking(String symbol, double dollars) {
        double moved = 0.01 * dollars / kind(symbol).percent();
        return dollars * Math.min(0.9, spread(symbol) / 2 + moved / 2);
    }

    /** How much of {@code symbol} {@code dollars} are worth. */
    BigDecimal quantity(String symbol, double dollars) {
        return BigDecimal.valueOf(Math.max(1, Math.round(1e6 * dollars / middle(symbol))), 6);
    }

    /** A price that is {@code away} from the middle, as a share of it. */
    BigDecimal price(String symbol, double away) {
        return BigDecimal.valueOf(Math.max(1, Math.round(1e4 * middle(symbol) * (1 + away))), 4);
    }
}
