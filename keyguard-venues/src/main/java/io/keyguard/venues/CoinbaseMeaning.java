/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.regex.Pattern;

/** What the trading requests of Coinbase mean: the product hangs on {@code product_id}, and no field of an order makes it reduce a position for certain. */
final class CoinbaseMeaning {
    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]+-(?!PERP$)[A-Z0-9]+");
    /** Of Coinbase Derivatives, as in BIT-28JUL23-CDE, and of the international exchange, as in BTC-PERP-INTX. */
    private static final Pattern FUTURE = Pattern.compile("[A-Z0-9]+-(?:\\d{2}[A-Z]{3}\\d{2}-CDE|PERP-INTX)");

    private static final Pattern SNAKE = Pattern.compile("[a-z0-9_]+");

    private CoinbaseMeaning() {}

    static Classification order(CheckedRequest request) {
        Fields order = single(request);
        Permission product = product(order);
        // Leverage is for futures; what it would make of an order of a pair is not documented.
        if (product == TRADE_SPOT && (order.has("leverage") || order.has("margin_type"))) {
            throw refused("an order of a pair has neither 'leverage' nor 'margin_type'");
        }
        return new Classification(product, Risk.ADDS_RISK);
    }

    static Classification closing(CheckedRequest request) {
        if (product(single(request)) != TRADE_DERIVATIVES) {
            throw refused("positions are closed in futures; 'product_id' names none");
        }
        return new Classification(TRADE_DERIVATIVES, Risk.REDUCES_RISK).with(OrderEffect.BOTH);
    }

    private static Fields single(CheckedRequest request) {
        JsonBody body = request.items();
        if (body.isArray()) {
            throw refused("this endpoint takes one object");
        }
        // Servers of this kind read productId like product_id, and would take the one that is not looked at here.
        Fields only = body.items().get(0);
        if (!only.names().stream().allMatch(name -> SNAKE.matcher(name).matches())) {
            throw refused("names are small letters, digits and '_'");
        }
        return only;
    }

    private static Permission product(Fields order) {
        String id =
                order.path("product_id").isTextual() ? order.path("product_id").asText() : "";
        if (PAIR.matcher(id).matches()) {
            return TRADE_SPOT;
        }
        if (FUTURE.matcher(id).matches()) {
            return TRADE_DERIVATIVES;
        }
        throw refused("'product_id' names no kind of product that keyguard knows");
    }

    /** Whether {@code product} is a future. */
    static boolean isFuture(String product) {
        return FUTURE.matcher(product).matches();
    }

    private static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Coinbase.ID, rule);
    }
}
