/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountEvent.How;
import io.keyguard.detection.Change;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueError.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What happens to honest bots. Nothing of it may ring. */
final class NormalTraffic {
    private static final Duration CALM_END = ofMinutes(4);

    private NormalTraffic() {}

    private static void trades(World world, Duration until) {
        Traders.usual(world.desk().bot(), until);
        world.lasts(until.plus(CALM_END));
    }

    static void marketMaker(World world) {
        Traders.marketMaker(world.desk().bot(), 50, ofMinutes(2));
        world.lasts(ofMinutes(2).plus(CALM_END));
    }

    static void savings(World world) {
        Traders.savings(world.desk().bot(), ofHours(6), ofDays(30));
        world.lasts(ofDays(30));
    }

    static void grid(World world) {
        double pace = Math.min(1, world.conditions().pace().perSecond());
        Duration length = pace < 1 ? ofDays(1) : ofHours(1);
        Traders.grid(world.desk().bot(), pace, length);
        world.lasts(length.plus(CALM_END));
    }

    static void together(World world) {
        double pace = Math.min(1, world.conditions().pace().perSecond());
        Traders.together(world.desk().bot(), pace, ofMinutes(20));
        world.lasts(ofMinutes(20).plus(CALM_END));
    }

    static void sameIds(World world) {
        double pace = Math.min(1, world.conditions().pace().perSecond());
        Traders.sameIds(world.desk().bot(), pace, ofMinutes(30));
        world.lasts(ofMinutes(30).plus(CALM_END));
    }

    static void replaced(World world) {
        changed(world, (pace, until) -> Changers.replace(world.desk().bot(), pace, until));
    }

    static void altered(World world) {
        changed(world, (pace, until) -> Changers.alter(world.desk().bot(), pace, until));
    }

    /** A second process trades with the same orders, and tells what it signs when it comes to it. */
    static void twoProcesses(World world) {
        Bot second = new Bot(world.desk(), "second", true);
        changed(world, (pace, until) -> {
            Changers.replaceTogether(world.desk().bot(), second, pace, until);
            Traders.sameIds(second, pace / 4, until);
        });
    }

    /** Where it is rough, a part of the stream is lost every ten minutes, and read from a list within the minute. */
    private static void changed(World world, BiConsumer<Double, Duration> trade) {
        double pace = Math.min(1, world.conditions().pace().perSecond());
        Duration until = pace < 1 ? ofHours(6) : ofMinutes(30);
        trade.accept(pace, until);
        boolean rough = world.conditions().noise() == Conditions.Noise.ROUGH;
        for (Duration at = ofMinutes(5); rough && at.compareTo(until) < 0; at = at.plusMinutes(10)) {
            Duration lost = world.dice().between(ofSeconds(5), ofSeconds(40));
            world.time().at(at, () -> world.desk().stream().breaksOff(0.4, lost));
        }
        world.lasts(until.plus(CALM_END));
    }

    static void arbitrage(World world) {
        Traders.bursts(world.desk().bot(), ofHours(1));
        world.lasts(ofHours(1).plus(CALM_END));
    }

    static void news(World world) {
        Bot bot = world.desk().bot();
        double pace = Math.min(1, world.conditions().pace().perSecond());
        Traders.grid(bot, pace, ofMinutes(50));
        world.time().at(ofMinutes(40), () -> {
            Traders.grid(bot, 19 * pace, ofMinutes(43));
            for (int n = 0; n < 180; n++) {
                // The market runs away from orders that are to rest.
                world.time().in(ofSeconds(n), () -> bot.refused(Kind.REQUEST));
            }
        });
        world.lasts(ofMinutes(50).plus(CALM_END));
    }

    /** Each time the process ends well, and the next begins with what it saved. */
    static void restarts(World world) {
        restarts(world, Desk::ends);
    }

    /** Each time the process dies, and the next begins with what it had saved up to ten seconds before. */
    static void crashes(World world) {
        restarts(world, Desk::dies);
    }

    /** Five times: gone, back, everything cancelled, quoted again. */
    private static void restarts(World world, Consumer<Desk> gone) {
        Duration until = ofMinutes(20);
        Desk desk = world.desk();
        trades(world, until);
        for (int n = 1; n <= 5; n++) {
            world.time().at(ofMinutes(3L * n), () -> gone.accept(desk));
            world.time().at(ofMinutes(3L * n).plus(desk.dice().between(ofSeconds(2), ofSeconds(90))), () -> {
                desk.starts();
                desk.bot().cancelAll(world.home());
                Traders.usual(desk.bot(), until);
            });
        }
    }

    static void newSymbol(World world) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        world.time().at(ofMinutes(10), () -> {
            desk.announce(Change.TRAFFIC, ofMinutes(10));
            for (int n = 0; n < 20; n++) {
                world.time().in(ofSeconds(10L * n), () -> limit(desk.bot(), "NEWUSDT", 300));
            }
        });
    }

    private static Ticket limit(Bot bot, String symbol, double dollars) {
        Market market = bot.desk().world().market();
        return bot.place(symbol, market.quantity(symbol, dollars), Optional.of(market.price(symbol, -0.001)));
    }

    /** People trade by hand in a window, up to its edges. */
    static void byHand(World world) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        Instant from = VirtualTime.BEGAN.plus(ofMinutes(10));
        desk.tell(new AccountEvent.Announced(Change.MANUAL_TRADING, from, from.plus(ofMinutes(5))));
        for (int n = 0; n < 12; n++) {
            Duration at = desk.dice()
                    .between(ofMinutes(10).plusSeconds(3), ofMinutes(15).minusSeconds(3));
            world.time()
                    .at(
                            at,
                            () -> desk.exchange()
                                    .place("web" + desk.dice().word(8), "HANDUSDT", BigDecimal.TEN, Optional.empty()));
        }
        world.time()
                .at(
                        ofMinutes(12),
                        () -> desk.exchange()
                                .move(Movement.Kind.TRANSFER, "USDT", BigDecimal.valueOf(-5_000), "sub-2"));
        world.time()
                .at(
                        ofMinutes(13),
                        () -> desk.exchange().open().stream().limit(2).forEach(desk.exchange()::cancel));
    }

    /** For minutes nothing is answered; orders are sent again under the same ids, and then everybody logs in at once. */
    static void outage(World world) {
        outage(world, ofMinutes(8), ofSeconds(4));
    }

    /** The bot is started in an outage, and begins with a volley. */
    static void startInOutage(World world) {
        outage(world, ofSeconds(0), ofMillis(world.dice().happens(0.5) ? 50 : 500));
    }

    private static void outage(World world, Duration from, Duration apart) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        world.time().at(from, () -> {
            desk.stream().breaksOff(1, ofMinutes(3));
            for (int n = 0; n < 40; n++) {
                world.time().in(apart.multipliedBy(n), () -> unanswered(desk));
            }
        });
        Bot bot = desk.bot();
        Duration end = from.plusMinutes(3);
        world.time().at(from, () -> bot.answersAreLate(true));
        world.time().at(end, () -> bot.answersAreLate(false));
        world.time().at(end, () -> {
            for (int n = 0; n < 30; n++) {
                world.time().in(ofMillis(50L * n), desk.bot()::logIn);
                world.time().in(ofMillis(50L * n + 40), () -> desk.bot().refused(Kind.RATE));
            }
        });
    }

    private static void unanswered(Desk desk) {
        World world = desk.world();
        BigDecimal size = world.market().quantity(world.home(), 200);
        Optional<BigDecimal> price = Optional.of(world.market().price(world.home(), -0.01));
        boolean arrives = desk.dice().happens(0.5);
        Ticket ticket = arrives
                ? desk.bot().place(world.home(), size, price)
                : desk.bot().lose(world.home(), size, price);
        desk.bot().refused(desk.dice().one(List.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN, Kind.RATE)));
        world.time().in(ofSeconds(1), () -> desk.bot().sendAgain(ticket, size, price));
        Traders.fillIn(desk.bot(), ticket, ofSeconds(200));
    }

    /** The machine's clock is off for a while, and threads overtake each other with their nonces. */
    static void clockAndNonces(World world) {
        trades(world, ofMinutes(20));
        Bot bot = world.desk().bot();
        for (int n = 0; n < 60; n++) {
            world.time().at(ofMinutes(5).plusSeconds(n), () -> bot.refused(Kind.CLOCK));
        }
        for (int n = 0; n < 16; n++) {
            Duration at =
                    ofMinutes(8).plus(ofSeconds(35L * n)).plus(world.dice().between(ofSeconds(0), ofSeconds(4)));
            world.time().at(at, () -> bot.refused(Kind.NONCE));
        }
    }

    static void rotation(World world) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        Bot bot = desk.bot();
        Bot slow = new Bot(desk, "slow");
        Traders.grid(slow, 0.05, ofMinutes(20));
        world.time().at(ofMinutes(8), () -> {
            desk.announce(Change.KEYS, ofMinutes(5));
            Keys.list(desk, "key-1", "key-2");
            bot.uses(2);
        });
        world.time().at(ofMinutes(10), () -> slow.uses(2));
        world.time().at(ofMinutes(10).plusSeconds(1), () -> desk.tell(new AccountEvent.Replaced(Bot.KEY, 2)));
        // The venue says of the old key that it is gone, to the one probe that proves it.
        world.time().at(ofMinutes(11), () -> bot.refused(Kind.BAD_KEY, Kind.PERMISSION));
    }

    /** The first host stops, the second goes on with what rests: with what the watch of the first saved, or without where the hosts share no disk. */
    static void failOver(World world) {
        Desk desk = world.desk();
        trades(world, ofMinutes(20));
        world.time().at(ofMinutes(10), () -> {
            desk.running(false);
            desk.ends();
        });
        boolean shared = desk.dice().happens(0.5);
        world.time().at(ofMinutes(10).plusSeconds(20), () -> {
            if (shared) {
                desk.starts();
            } else {
                desk.startsAnew();
            }
            desk.announce(Change.ADDRESSES, ofMinutes(30));
            desk.movesTo("192.0.2.20");
            desk.running(true);
            Traders.usual(desk.bot(), ofMinutes(20));
        });
    }

    static void weekend(World world) {
        trades(world, ofMinutes(5));
        world.time()
                .at(
                        ofHours(62),
                        () -> Traders.usual(world.desk().bot(), ofHours(62).plusMinutes(5)));
        world.lasts(ofHours(62).plusMinutes(10));
    }

    /** A system for risk cancels everything and sells it, also what was bought before this process. */
    static void liquidation(World world) {
        trades(world, ofMinutes(10));
        Desk desk = world.desk();
        world.time().at(ofMinutes(10), () -> {
            desk.announce(Change.TRAFFIC, ofMinutes(5));
            desk.bot().cancelAll(world.home());
            for (String coin : List.of("AAAUSDT", "BBBUSDT", "CCCUSDT", "DDDUSDT", "EEEUSDT", world.home())) {
                desk.bot().place(coin, world.market().quantity(coin, 20_000).negate(), Optional.empty());
            }
        });
    }

    /** The venue closes positions itself, deleverages and funds. */
    static void byVenue(World world) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        for (int n = 1; n <= 10; n++) {
            world.time()
                    .at(
                            ofMinutes(n).plusSeconds(30),
                            () -> desk.exchange()
                                    .placeItself(
                                            world.home(),
                                            world.market()
                                                    .quantity(world.home(), 3_000)
                                                    .negate()));
        }
    }

    /** Three times, much of the stream is lost, and read from a list minutes later. */
    static void lateReplay(World world) {
        trades(world, ofMinutes(30));
        Desk desk = world.desk();
        for (int n = 0; n < 3; n++) {
            world.time()
                    .at(
                            ofMinutes(4 + 8L * n),
                            () -> desk.stream().breaksOff(0.6, desk.dice().between(ofSeconds(30), ofMinutes(6))));
        }
        world.time().at(ofMinutes(12), () -> desk.bot().cancelAll(world.home()));
    }

    /** Somebody converts small amounts, and fees are paid in another asset. */
    static void dust(World world) {
        trades(world, ofMinutes(10));
        world.time()
                .at(
                        ofMinutes(5),
                        () -> world.desk()
                                .exchange()
                                .move(Movement.Kind.DEPOSIT, "BNB", new BigDecimal("0.04"), "dust"));
    }

    /** The whole vault is backed up, as was announced; the trail is looked at minutes after the window has ended. */
    static void backup(World world) {
        trades(world, ofMinutes(20));
        Desk desk = world.desk();
        Instant at = VirtualTime.BEGAN.plus(ofMinutes(7));
        desk.tell(new AccountEvent.Announced(Change.KEYS, at.minusSeconds(60), at.plusSeconds(60)));
        world.time()
                .at(
                        ofMinutes(7).plus(world.dice().between(ofMinutes(0), ofMinutes(10))),
                        () -> desk.tell(new AccountEvent.Disclosed(
                                Optional.empty(), How.EXPORTED, "the nightly backup", 12, Optional.of(at))));
    }
}
