/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.util.Optional;

/** Somebody with the same key elsewhere: nothing of what they do passes our signer. Not thread-safe. */
final class Thief {
    private final Desk desk;
    private final World world;

    Thief(Desk desk) {
        this.desk = desk;
        this.world = desk.world();
    }

    private String ownId() {
        return "x" + desk.dice().word(12);
    }

    /** Buys for {@code dollars}, or sells if they are below zero, at the market. */
    VenueOrder take(String symbol, double dollars) {
        return take(symbol, dollars, ownId());
    }

    VenueOrder take(String symbol, double dollars, String clientId) {
        world.truth().malice(world.market().costOfTaking(symbol, Math.abs(dollars)));
        return place(symbol, dollars, Optional.empty(), clientId);
    }

    /** Trades for {@code dollars} with an order of their own, {@code away} from the middle, all of which is lost. */
    VenueOrder takeFar(String symbol, double dollars, double away) {
        world.truth().malice(Math.abs(dollars * away));
        return place(symbol, dollars, Optional.of(world.market().price(symbol, away)), ownId());
    }

    private VenueOrder place(String symbol, double dollars, Optional<BigDecimal> price, String clientId) {
        BigDecimal size = world.market().quantity(symbol, Math.abs(dollars));
        VenueOrder order = desk.exchange().place(clientId, symbol, dollars < 0 ? size.negate() : size, price);
        world.truth().placed(desk.account(), order.id(), symbol);
        if (price.isPresent()) {
            desk.exchange().fill(order);
        }
        return order;
    }

    /** Makes of an order of the bot's one of {@code dollars} that is executed at once, {@code away} from the middle, all of which is lost. */
    void amend(VenueOrder order, double dollars, double away) {
        world.truth().malice(dollars * away);
        world.truth().placed(desk.account(), order.id(), order.symbol());
        BigDecimal size = world.market().quantity(order.symbol(), dollars);
        boolean buys = order.quantity().signum() > 0;
        desk.exchange()
                .amend(order, buys ? size : size.negate(), world.market().price(order.symbol(), buys ? away : -away));
        desk.exchange().fill(order);
    }

    void cancel(VenueOrder order) {
        world.truth().malice(0);
        world.truth().placed(desk.account(), order.id(), order.symbol());
        desk.exchange().cancel(order);
    }

    /** Takes money out of the account, all of which is lost. */
    void withdraw(String asset, long dollars) {
        world.truth().malice((double) dollars);
        desk.exchange().move(Movement.Kind.WITHDRAWAL, asset, BigDecimal.valueOf(-dollars), "thief-" + ownId());
    }

    /** Moves money to another of the owner's accounts, where it is not lost yet. */
    void transfer(String asset, long dollars) {
        world.truth().malice(0);
        desk.exchange().move(Movement.Kind.TRANSFER, asset, BigDecimal.valueOf(-dollars), "sub-7");
    }
}
