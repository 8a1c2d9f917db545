/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;

import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;

/** What the trading requests of Binance's USD-M futures mean. */
final class BinanceFutures {
    static final String ORDER =
            "TRADE_DERIVATIVES; reduceOnly=true, closePosition=true, or side against positionSide LONG or SHORT reduces";

    private BinanceFutures() {}

    /**
     * In hedge mode the side against the position closes, and {@code reduceOnly} is not taken; in one-way mode {@code reduceOnly} closes. {@code closePosition} goes with stops and takes no
     * quantity. With the number of another order the same signature would be good for changing that one.
     */
    static Classification order(CheckedRequest order) {
        String side = order.param("side");
        boolean closes = switch (order.param("positionSide")) {
            case "LONG" -> side.equals("SELL");
            case "SHORT" -> side.equals("BUY");
            case "", "BOTH" ->
                order.param("reduceOnly").equals("true")
                        || (order.param("closePosition").equals("true")
                                && order.param("quantity").isEmpty());
            default -> false;
        };
        return new Classification(
                        TRADE_DERIVATIVES,
                        closes && order.hasOnly(BinanceNames.OF_A_REDUCING_ORDER) ? Risk.REDUCES_RISK : Risk.ADDS_RISK)
                .with(OrderEffect.PLACES);
    }

    static Classification timer(CheckedRequest timer) {
        boolean arms = timer.param("countdownTime").matches("[1-9]\\d{0,9}");
        return new Classification(TRADE_DERIVATIVES, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }
}
