/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.keyguard.detection.VenueOrder;
import io.keyguard.testkit.scenario.Conditions.Pace;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What thieves do with orders. */
final class Attacks {
    /** Long enough for the slowest stream. */
    static final Duration AFTERWARDS = ofMinutes(3);

    private Attacks() {}

    /** The bot trades for a while, then {@code attack} begins, and lasts for {@code length}; returns the beginning. */
    static Duration strike(World world, Duration length, Runnable attack) {
        boolean fast = world.conditions().pace() == Pace.FAST;
        Duration begins = (fast ? ofMinutes(1) : ofMinutes(6)).plus(world.dice().between(ofSeconds(0), ofMinutes(1)));
        Duration end = begins.plus(length);
        Traders.usual(world.desk().bot(), fast ? begins.plusSeconds(60) : end);
        world.time().at(begins, attack);
        world.lasts(end.plus(AFTERWARDS));
        return begins;
    }

    static void times(World world, int count, Duration apart, Runnable task) {
        for (int n = 0; n < count; n++) {
            world.time().in(apart.multipliedBy(n), task);
        }
    }

    static void pump(World world) {
        Thief thief = world.desk().thief();
        strike(world, ofMinutes(1), () -> {
            times(world, 5, ofSeconds(2), () -> thief.take(world.home(), -12_000));
            world.time()
                    .in(ofSeconds(10), () -> times(world, 10, ofSeconds(2), () -> thief.take(Market.PUMPED, 6_000)));
        });
    }

    static void sellWall(World world) {
        Thief thief = world.desk().thief();
        strike(world, ofMinutes(1), () -> times(world, 6, ofSeconds(5), () -> thief.takeFar(world.home(), 8_000, 0.4)));
    }

    static void slowBleed(World world) {
        Thief thief = world.desk().thief();
        strike(world, ofMinutes(60), () -> times(world, 60, ofSeconds(57), () -> thief.take(Market.PUMPED, 250)));
    }

    static void pingPong(World world) {
        Thief thief = world.desk().thief();
        strike(world, ofMinutes(10), () -> {
            for (int n = 0; n < 5_000; n++) {
                int sign = n % 2 == 0 ? 1 : -1;
                world.time().in(ofMillis(120L * n), () -> thief.take("DMGUSDT", sign * 300));
            }
        });
    }

    static void dormantAccount(World world) {
        Thief thief = world.desk().thief();
        Traders.usual(world.desk().bot(), ofMinutes(2));
        world.time().at(ofMinutes(5), world.desk()::rests);
        Duration wakes = ofDays(20).plus(world.dice().between(ofHours(0), ofHours(24)));
        world.time().at(wakes, () -> times(world, 5, ofSeconds(3), () -> thief.take(Market.PUMPED, 5_000)));
        world.lasts(wakes.plus(AFTERWARDS));
    }

    static void whileStopped(World world) {
        Desk desk = world.desk();
        Duration begins = strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(5), () -> desk.thief().take(Market.PUMPED, 5_000)));
        world.time().at(begins.minusSeconds(30), () -> {
            desk.rests();
            desk.running(false);
        });
    }

    /** Ids that look like the bot's. */
    static void copiedPrefix(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(5), () -> {
                    String like = desk.tags().isPresent()
                            ? desk.dice().word(18)
                            : "grid-" + desk.dice().below(5_000) + "wxyz";
                    desk.thief().take(Market.PUMPED, 5_000, like);
                }));
    }

    /** Ids that the bot uses next, where it counts: it signs them seconds later, and the venue refuses its orders. Tags cannot be guessed. */
    static void nextIds(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(12), () -> {
                    BigDecimal price = world.market().price(world.home(), -0.01);
                    Ticket next = desk.bot().next(world.home(), BigDecimal.ONE, Optional.of(price));
                    String guess = desk.tags().isPresent() ? desk.dice().word(18) : next.clientId();
                    desk.thief().take(Market.PUMPED, 5_000, guess);
                    world.time()
                            .in(
                                    desk.dice().between(ofSeconds(4), ofSeconds(10)),
                                    () -> desk.bot().lose(next, BigDecimal.ONE, Optional.of(price)));
                }));
    }

    /** Ids that the bot has used, on orders of the thief. */
    static void replayedIds(World world) {
        Desk desk = world.desk();
        List<Ticket> tickets = new ArrayList<>();
        Duration begins = strike(
                world,
                ofMinutes(1),
                () -> times(
                        world,
                        5,
                        ofSeconds(5),
                        () -> desk.thief()
                                .take(
                                        Market.PUMPED,
                                        5_000,
                                        desk.dice().one(tickets).clientId())));
        for (int n = 1; n <= 10; n++) {
            world.time().at(begins.minusSeconds(2L * n + 20), () -> {
                Ticket ticket = Traders.quote(desk.bot(), 0.01);
                tickets.add(ticket);
                Traders.fillIn(desk.bot(), ticket, ofSeconds(3));
            });
        }
    }

    /** Positions far beyond the account's means, which the venue closes. */
    static void leverage(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(2), () -> {
            times(world, 4, ofSeconds(3), () -> desk.thief().takeFar(world.home(), 200_000, 0.02));
            world.time()
                    .in(
                            ofSeconds(60),
                            () -> times(world, 4, ofSeconds(2), () -> {
                                world.truth().malice(6_000);
                                desk.exchange()
                                        .placeItself(
                                                world.home(),
                                                world.market()
                                                        .quantity(world.home(), 200_000)
                                                        .negate());
                            }));
        });
    }

    /** Nothing but cancellations of what the bot has in the book. */
    static void griefing(World world) {
        List<Ticket> resting = new ArrayList<>();
        quote(world, resting, withResting(world, resting, 10, world.desk().thief()::cancel));
    }

    /** No order but the bot's own, which are made large and dear. */
    static void moved(World world) {
        List<Ticket> resting = new ArrayList<>();
        quote(world, resting, withResting(world, resting, 5, order -> makeDear(world, order)));
    }

    private static void makeDear(World world, VenueOrder order) {
        world.desk().thief().amend(order, 5_000, 0.02);
    }

    /** The same with orders that the bot has moved itself, some of them 150 times. */
    static void movedBefore(World world) {
        Bot bot = world.desk().bot();
        List<Ticket> resting = new ArrayList<>();
        Duration begins = withResting(world, resting, 5, order -> makeDear(world, order));
        for (int n = 0; n < 5; n++) {
            int moves = n < 3 ? 150 : 1;
            world.time().at(begins.minusSeconds(58 - n), () -> {
                Ticket ticket = Traders.quote(bot, 0.01);
                resting.add(ticket);
                for (int move = 1; move <= moves; move++) {
                    world.time().in(ofMillis(100 + 330L * move), () -> Traders.amend(bot, ticket, 0.012));
                }
            });
        }
    }

    /** Takes one after another of what the bot has in the book. */
    private static Duration withResting(World world, List<Ticket> resting, int orders, Consumer<VenueOrder> attack) {
        Desk desk = world.desk();
        return strike(
                world,
                ofMinutes(1),
                () -> times(
                        world,
                        orders,
                        ofSeconds(4),
                        () -> resting.stream()
                                .flatMap(ticket -> ticket.taken().stream())
                                .filter(order -> desk.exchange().isOpen(order))
                                .findFirst()
                                .ifPresent(attack)));
    }

    private static void quote(World world, List<Ticket> resting, Duration begins) {
        for (int n = 1; n <= 10; n++) {
            world.time()
                    .at(
                            begins.minusSeconds(2L * n),
                            () -> resting.add(Traders.quote(world.desk().bot(), 0.01)));
        }
    }

    /** Few, small, from another address. */
    static void secondAddress(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(30),
                () -> times(world, 5, ofMinutes(6), () -> desk.thief().take(world.home(), 300)));
    }

    /** One order under a flood of others. */
    static void flood(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(3), () -> {
            for (int n = 0; n < 3_000; n++) {
                world.time().in(ofMillis(50L * n), () -> desk.thief().take(world.home(), 12));
            }
            world.time().in(ofSeconds(75), () -> desk.thief().take(Market.PUMPED, 40_000));
        });
    }

    /** Ten accounts buy the same in the same minute. */
    static void coordinated(World world) {
        for (int n = 0; n < 9; n++) {
            Traders.usual(world.addDesk().bot(), ofMinutes(2));
        }
        strike(
                world,
                ofMinutes(1),
                () -> world.desks()
                        .forEach(desk -> world.time()
                                .in(
                                        desk.dice().between(ofSeconds(0), ofSeconds(40)),
                                        () -> desk.thief().take(Market.PUMPED, 8_000))));
    }

    /** The thief's orders come while no process runs: the last ended well, so nothing was signed that it did not save. */
    static void duringRestart(World world) {
        restart(world, 5, ofSeconds(2), Desk::ends, ofSeconds(20));
    }

    /** The bot crashes, and the thief trades until after it is back. What was taken while nobody knows what was signed cannot be judged. */
    static void duringCrash(World world) {
        restart(world, 12, ofSeconds(2), Desk::dies, ofSeconds(5));
    }

    /** The bot crashes, and the thief has ten minutes, and has ended before it is back. */
    static void whileDead(World world) {
        restart(world, 40, ofSeconds(15), Desk::dies, ofMinutes(10).plusSeconds(10));
    }

    private static void restart(World world, int orders, Duration apart, Consumer<Desk> gone, Duration backAfter) {
        Desk desk = world.desk();
        Duration begins = strike(
                world,
                backAfter.plusMinutes(1),
                () -> times(world, orders, apart, () -> desk.thief().take(Market.PUMPED, 5_000)));
        world.time().at(begins.minusSeconds(5), () -> gone.accept(desk));
        world.time().at(begins.plus(backAfter), () -> {
            desk.starts();
            Traders.usual(desk.bot(), begins.plus(backAfter).plusSeconds(60));
        });
    }

    /** A simple theft by somebody with the key, wherever they have it from. */
    static void elsewhere(World world) {
        Desk desk = world.desk();
        strike(
                world,
                ofMinutes(1),
                () -> times(world, 5, ofSeconds(4), () -> desk.thief().take(Market.PUMPED, 4_000)));
    }
}
