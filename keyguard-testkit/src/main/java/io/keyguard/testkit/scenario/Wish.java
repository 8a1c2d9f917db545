/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * What an order is to be.
 *
 * @param clientId empty if it gets none
 * @param quantity below zero if it sells
 * @param price empty if it is to be executed at the market
 */
record Wish(String symbol, String clientId, BigDecimal quantity, Optional<BigDecimal> price) {
    /** The same without an id. */
    Wish unnamed() {
        return new Wish(symbol, "", quantity, price);
    }

    String side() {
        return quantity.signum() > 0 ? "BUY" : "SELL";
    }

    String type() {
        return price.isPresent() ? "LIMIT" : "MARKET";
    }

    String size() {
        return quantity.abs().toPlainString();
    }

    /** Empty if there is none. */
    String limit() {
        return price.map(BigDecimal::toPlainString).orElse("");
    }

    static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
