/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.util.Objects.requireNonNull;

import io.keyguard.Permission;
import io.keyguard.Risk;
import java.util.Set;

/**
 * What a request means: the right it needs, what it does to the money at stake, and what to orders.
 *
 * @param permission the right that the key must have been granted
 * @param risk what a freeze looks at
 * @param destinations where value goes from then on because of it, in the venue's words: payout addresses, saved addresses, pools; none of them may be one that is not pinned
 * @param orders whether it places orders or takes them away, by which detection tells whose an order is
 */
public record Classification(Permission permission, Risk risk, Set<String> destinations, OrderEffect orders) {
    /** Copies the destinations. */
    public Classification {
        destinations = Set.copyOf(destinations);
        requireNonNull(orders, "orders");
    }

    /** Returns the meaning of a request that does what most of its kind do: with a right to trade, what adds risk places an order and what reduces it takes one away. */
    public Classification(Permission permission, Risk risk, Set<String> destinations) {
        this(permission, risk, destinations, usual(permission, risk));
    }

    /** Returns the meaning of a request that names no destination, and does what most of its kind do. */
    public Classification(Permission permission, Risk risk) {
        this(permission, risk, Set.of());
    }

    private static OrderEffect usual(Permission permission, Risk risk) {
        return switch (permission) {
            case TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS, TRADE_HASHPOWER ->
                switch (risk) {
                    case READ -> OrderEffect.NONE;
                    case REDUCES_RISK -> OrderEffect.CANCELS;
                    case ADDS_RISK -> OrderEffect.PLACES;
                };
            default -> OrderEffect.NONE;
        };
    }

    /** Returns the same with another effect: an order that only reduces {@link OrderEffect#PLACES places} all the same. */
    public Classification with(OrderEffect effect) {
        return new Classification(permission, risk, destinations, effect);
    }
}
