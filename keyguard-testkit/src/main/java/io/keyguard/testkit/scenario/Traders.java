/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How bots trade. Each of these goes on by itself until a moment after the beginning. */
final class Traders {
    private static final double DOLLARS = 500;

    private Traders() {}

    /** What fits the pace of the world: a market maker, or a grid. */
    static void usual(Bot bot, Duration until) {
        double perSecond = bot.desk().world().conditions().pace().perSecond();
        if (perSecond > 5) {
            marketMaker(bot, perSecond, until);
        } else {
            grid(bot, perSecond, until);
        }
    }

    /** Quotes that are replaced within seconds: of a hundred orders, 95 are cancelled. */
    static void marketMaker(Bot bot, double perSecond, Duration until) {
        again(bot, perSecond, until, () -> {
            Ticket ticket = quote(bot, 0.001);
            Dice dice = bot.desk().dice();
            if (dice.happens(0.95)) {
                in(bot, dice.between(Duration.ofMillis(200), Duration.ofSeconds(3)), () -> bot.cancel(ticket));
            } else {
                fillIn(bot, ticket, dice.between(Duration.ofMillis(100), Duration.ofSeconds(2)));
            }
        });
    }

    /** Orders that rest until the price comes, are moved now and then, or are taken away. */
    static void grid(Bot bot, double perSecond, Duration until) {
        again(bot, perSecond, until, () -> {
            Ticket ticket = quote(bot, 0.01);
            Dice dice = bot.desk().dice();
            Duration rests = dice.untilNext(0.03);
            double fate = dice.share();
            if (fate < 0.5) {
                fillIn(bot, ticket, rests);
            } else if (fate < 0.8) {
                in(bot, rests, () -> bot.cancel(ticket));
            } else {
                in(bot, rests, () -> amend(bot, ticket, 0.01));
                fillIn(bot, ticket, rests.plusSeconds(60));
            }
        });
    }

    /** A few orders that rest, and are moved together again and again. */
    static void together(Bot bot, double perSecond, Duration until) {
        List<Ticket> tickets = new ArrayList<>();
        again(bot, perSecond, until, () -> {
            Exchange exchange = bot.desk().exchange();
            tickets.removeIf(ticket ->
                    ticket.taken().filter(order -> !exchange.isOpen(order)).isPresent());
            if (tickets.size() < 6) {
                tickets.add(quote(bot, 0.01));
            } else if (bot.desk().dice().happens(0.05)) {
                tickets.get(0).taken().ifPresent(exchange::fill);
            }
            Map<VenueOrder, BigDecimal> prices = new LinkedHashMap<>();
            tickets.forEach(ticket -> ticket.taken().ifPresent(order -> prices.put(order, onItsSide(bot, order))));
            if (prices.size() > 1) {
                bot.changes().amendAll(prices);
            }
        });
    }

    /** Orders of which the venue makes others with the same id, and ids that are used again once their order is gone. */
    static void sameIds(Bot bot, double perSecond, Duration until) {
        again(bot, perSecond, until, () -> {
            Ticket ticket = quote(bot, 0.01);
            Dice dice = bot.desk().dice();
            Duration rests = dice.between(Duration.ofMillis(200), Duration.ofSeconds(20));
            if (dice.happens(0.5)) {
                in(
                        bot,
                        rests,
                        () -> ticket.taken()
                                .ifPresent(order -> fillIn(
                                        bot,
                                        bot.changes().replace(ticket, size(order, dice), onItsSide(bot, order)),
                                        dice.untilNext(0.03))));
            } else {
                fillIn(bot, ticket, rests);
                in(
                        bot,
                        rests.plusMillis(150),
                        () -> ticket.taken()
                                .ifPresent(order -> fillIn(
                                        bot,
                                        bot.placeAgain(ticket, size(order, dice), onItsSide(bot, order)),
                                        dice.untilNext(0.03))));
            }
        });
    }

    /** Up to three times as large. */
    private static BigDecimal size(VenueOrder order, Dice dice) {
        return order.quantity().multiply(BigDecimal.valueOf(1 + dice.below(3)));
    }

    static BigDecimal onItsSide(Bot bot, VenueOrder order) {
        double away = bot.desk().dice().between(0.001, 0.01);
        return bot.desk().world().market().price(home(bot), order.quantity().signum() > 0 ? -away : away);
    }

    /** Buys for the same sum at the market, every {@code every}. */
    static void savings(Bot bot, Duration every, Duration until) {
        again(bot, 1e9 / every.toNanos(), until, () -> bot.place(home(bot), size(bot), Optional.empty()));
    }

    /** Nothing for minutes, then a volley that is to be executed at once or not at all. */
    static void bursts(Bot bot, Duration until) {
        again(bot, 1 / 120.0, until, () -> {
            for (int n = 0; n < 30; n++) {
                in(bot, Duration.ofMillis(10L * n), () -> immediate(bot));
            }
        });
    }

    private static void immediate(Bot bot) {
        Ticket ticket = quote(bot, 0.0005);
        boolean fills = bot.desk().dice().happens(0.4);
        in(
                bot,
                Duration.ofMillis(85),
                () -> ticket.taken().ifPresent(order -> {
                    if (fills) {
                        bot.desk().exchange().fill(order);
                    } else {
                        bot.desk().exchange().expire(order);
                    }
                }));
    }

    /** An order that rests up to {@code away} from the middle. */
    static Ticket quote(Bot bot, double away) {
        return bot.place(wish(bot, away));
    }

    /** What such an order is to be. */
    static Wish wish(Bot bot, double away) {
        Dice dice = bot.desk().dice();
        boolean buys = dice.happens(0.5);
        double where = (buys ? -1 : 1) * dice.between(0, away);
        BigDecimal quantity = buys ? size(bot) : size(bot).negate();
        return bot.wish(
                home(bot), quantity, Optional.of(bot.desk().world().market().price(home(bot), where)));
    }

    /** Buys for {@code dollars}, a little below the market. */
    static Ticket buy(Bot bot, double dollars) {
        Market market = bot.desk().world().market();
        return bot.place(home(bot), market.quantity(home(bot), dollars), Optional.of(market.price(home(bot), -0.001)));
    }

    /** Farther from the middle, on its own side. */
    static void amend(Bot bot, Ticket ticket, double away) {
        ticket.taken().ifPresent(order -> {
            double where = order.quantity().signum() > 0 ? -away : away;
            bot.changes().amend(ticket, bot.desk().world().market().price(home(bot), where));
        });
    }

    static void fillIn(Bot bot, Ticket ticket, Duration wait) {
        in(bot, wait.plusMillis(100), () -> ticket.taken().ifPresent(bot.desk().exchange()::fill));
    }

    /** Executes what rests now. */
    static void fillAll(Desk desk) {
        desk.exchange().open().forEach((VenueOrder order) -> desk.exchange().fill(order));
    }

    private static String home(Bot bot) {
        return bot.desk().world().home();
    }

    static BigDecimal size(Bot bot) {
        double dollars = DOLLARS * bot.desk().dice().between(0.5, 1.5);
        return bot.desk().world().market().quantity(home(bot), dollars);
    }

    static void in(Bot bot, Duration wait, Runnable task) {
        bot.desk().world().time().in(wait, () -> {
            if (bot.alive()) {
                task.run();
            }
        });
    }

    static void again(Bot bot, double perSecond, Duration until, Runnable step) {
        VirtualTime time = bot.desk().world().time();
        time.in(bot.desk().dice().untilNext(perSecond), () -> {
            if (bot.alive() && time.passed().compareTo(until) < 0) {
                step.run();
                again(bot, perSecond, until, step);
            }
        });
    }
}
