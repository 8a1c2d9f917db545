/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.venue.Balance;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an account holds; below zero where it trades on credit. Not thread-safe. */
final class Wallet {
    private final Map<String, BigDecimal> totals = new TreeMap<>();

    private static final int DOLLARS = 200_000;

    /** Half in dollars, half in what the bot trades. */
    Wallet(Market market, String home) {
        totals.put(Market.QUOTE, BigDecimal.valueOf(DOLLARS));
        totals.put(Market.base(home), market.quantity(home, DOLLARS));
        totals.put("BNB", BigDecimal.valueOf(1_000));
    }

    void add(String asset, BigDecimal amount) {
        totals.merge(asset, amount, BigDecimal::add);
    }

    void traded(String symbol, BigDecimal quantity, BigDecimal price) {
        add(Market.base(symbol), quantity);
        add(Market.QUOTE, quantity.multiply(price).negate());
    }

    List<Balance> balances() {
        return totals.entrySet().stream()
                .map(one -> new Balance("spot", one.getKey(), one.getValue()))
                .toList();
    }
}
