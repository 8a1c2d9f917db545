/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static io.keyguard.testkit.scenario.Attacks.AFTERWARDS;
import static io.keyguard.testkit.scenario.Attacks.strike;
import static io.keyguard.testkit.scenario.Attacks.times;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.keyguard.venue.VenueError.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** What malicious or broken code in the bot's own process does, with our own signatures. */
final class AttacksInside {
    private AttacksInside() {}

    /** Malicious code in the bot's own process trades what the bot never traded. */
    static void outOfScope(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(4), () -> {
                    desk.tell(world.market().quote(Market.PUMPED));
                    inside(world, desk, Market.PUMPED, 4_000);
                }));
    }

    /** A dependency signs through our handle, sends that to a host of its own, and from there it comes to the venue seconds later. */
    static void wrongHost(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(4), () -> {
                    desk.tell(world.market().quote(Market.PUMPED));
                    Ticket ticket = signed(world, desk);
                    BigDecimal quantity = world.market().quantity(Market.PUMPED, 4_000);
                    world.truth().malice(world.market().costOfTaking(Market.PUMPED, 4_000));
                    world.time()
                            .in(
                                    desk.dice().between(ofMillis(200), ofSeconds(3)),
                                    () -> desk.exchange()
                                            .place(ticket.clientId(), Market.PUMPED, quantity, Optional.empty()));
                }));
    }

    /** The same, and nothing of it ever comes to the venue. */
    static void wrongHostUnseen(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(4), () -> {
                    world.truth().malice(0);
                    signed(world, desk);
                }));
    }

    private static Ticket signed(World world, Desk desk) {
        return desk.bot().lose(Market.PUMPED, world.market().quantity(Market.PUMPED, 4_000), Optional.empty());
    }

    /** An order that passes our own signer, and is not meant by anybody. */
    static void inside(World world, Desk desk, String symbol, double dollars) {
        double size = Math.abs(dollars);
        world.truth().malice(world.market().costOfTaking(symbol, size));
        BigDecimal quantity = world.market().quantity(symbol, size);
        desk.bot().place(symbol, dollars < 0 ? quantity.negate() : quantity, Optional.empty());
    }

    /** A wide spread, in which our own orders are executed. */
    static void wideSpread(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 3, ofSeconds(10), () -> {
                    double dollars = 500;
                    world.truth().malice(dollars * 0.3);
                    BigDecimal price = world.market().price(world.home(), 0.3);
                    Ticket ticket = Traders.buy(desk.bot(), dollars);
                    world.time()
                            .in(
                                    ofSeconds(1),
                                    () -> ticket.taken()
                                            .ifPresent(order -> desk.exchange().fill(order, price)));
                }));
    }

    /** Code in our process buys dear and sells cheap. */
    static void washInside(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(2),
                () -> times(world, 20, ofSeconds(5), () -> {
                    inside(world, desk, Market.PUMPED, 800);
                    world.time().in(ofSeconds(2), () -> inside(world, desk, Market.PUMPED, -800));
                }));
    }

    /** Code in our process sends as fast as it can. */
    static void runaway(World world) {
        Desk desk = world.desk();
        rate(world, () -> {
            for (int n = 0; n < 8_000; n++) {
                world.time().in(ofMillis(n), () -> inside(world, desk, world.home(), 20));
            }
        });
    }

    /** Code in our process sends an order a hundred times larger than any. */
    static void oversize(World world) {
        Desk desk = world.desk();
        rate(world, () -> inside(world, desk, world.home(), 90_000));
    }

    /** Code in our process tries what the key may not do, in vain. */
    static void errors(World world) {
        Desk desk = world.desk();
        rate(
                world,
                () -> times(world, 300, ofSeconds(1), () -> {
                    world.truth().malice(0);
                    desk.bot().refused(Kind.REQUEST);
                }));
        world.lasts(world.end().plusSeconds(300));
    }

    /** As {@link Attacks#strike}, after long enough to know what is usual. */
    private static void rate(World world, Runnable attack) {
        Duration begins = switch (world.conditions().pace()) {
            case FAST -> ofMinutes(12);
            case BRISK -> ofMinutes(20);
            case SLOW -> ofHours(3);
        };
        Traders.usual(world.desk().bot(), begins.plusSeconds(30));
        world.time().at(begins, attack);
        world.lasts(begins.plusSeconds(60).plus(AFTERWARDS));
    }
}
