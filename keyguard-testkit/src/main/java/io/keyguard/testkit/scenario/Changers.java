/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import io.keyguard.testkit.scenario.Wording.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How bots trade that change all day what they have in the book. What was under way as an order was executed, the venue refuses. Not thread-safe. */
final class Changers {
    private static final int RESTING = 4;
    private static final BigDecimal SMALLER = new BigDecimal("0.95");
    /** How soon after it was taken an order may be changed, which the stream may show much later. */
    private static final Duration AT_ONCE = Duration.ofMillis(300);

    /** After how long a process has seen what another did in the book. */
    private static final Duration SEEN = Duration.ofSeconds(10);

    /** A place in the book, and the order that holds it now. */
    static final class Slot {
        private Ticket ticket;
        private Bot by;
        private Duration since;

        /** @param by who placed it, now */
        Slot(Ticket ticket, Bot by) {
            this.ticket = ticket;
            this.by = by;
            this.since = now(by);
        }

        private static Duration now(Bot bot) {
            return bot.desk().world().time().passed();
        }

        /** Who may do something with it: {@code bot}, once it has seen what was done last, and whoever did that until then. */
        private Bot orWhoDidLast(Bot bot) {
            return now(bot).minus(since).compareTo(SEEN) < 0 ? by : bot;
        }

        /** What holds it, if that rests. */
        Optional<VenueOrder> resting(Desk desk) {
            return ticket.taken().filter(desk.exchange()::isOpen);
        }

        /** Makes {@code kind} of a change, if an order rests here. */
        void change(Bot bot, Kind kind) {
            resting(bot.desk()).ifPresent(order -> {
                boolean shrinks = kind == Kind.RENAMED && bot.desk().wording() == Wording.BINANCE;
                BigDecimal quantity = shrinks ? smaller(order) : another(bot, order);
                BigDecimal price = shrinks ? order.price().orElseThrow() : Traders.onItsSide(bot, order);
                ticket = bot.changes().change(kind, ticket, quantity, price);
                by = bot;
                since = now(bot);
            });
        }

        private static BigDecimal another(Bot bot, VenueOrder order) {
            BigDecimal size = Traders.size(bot);
            return order.quantity().signum() > 0 ? size : size.negate();
        }

        private static BigDecimal smaller(VenueOrder order) {
            return order.quantity().multiply(SMALLER).setScale(order.quantity().scale(), RoundingMode.DOWN);
        }
    }

    private final Bot first;
    private final List<Bot> bots;
    private final Desk desk;
    private final Dice dice;
    private final List<Slot> slots = new ArrayList<>();

    /** @param bots who share the orders, each of whom does as the others do */
    private Changers(List<Bot> bots) {
        this.first = bots.get(0);
        this.bots = bots;
        this.desk = first.desk();
        this.dice = desk.dice();
    }

    /** Quotes that are replaced under their ids, one after another and sometimes in a burst, until they are executed or taken away. */
    static void replace(Bot bot, double perSecond, Duration until) {
        var changers = new Changers(List.of(bot));
        Traders.again(bot, perSecond, until, () -> changers.step(bot, Kind.ANEW));
    }

    /** The same by two processes, each with its own orders and with those of the other that it has seen, under their ids or others. */
    static void replaceTogether(Bot bot, Bot elsewhere, double perSecond, Duration until) {
        var changers = new Changers(List.of(bot, elsewhere));
        Traders.again(
                bot,
                perSecond,
                until,
                () -> changers.step(
                        changers.dice.one(changers.bots), changers.dice.happens(0.7) ? Kind.ANEW : Kind.ANEW_RENAMED));
    }

    /** Orders that come with and without ids, alone or several in one request, and are changed in the way of the venue: under other ids, or to another order by the venue's id; half of them at once. */
    static void alter(Bot bot, double perSecond, Duration until) {
        var changers = new Changers(List.of(bot));
        Traders.again(bot, perSecond, until, () -> changers.stepOrPlaceTogether(bot));
    }

    private void step(Bot bot, Kind kind) {
        removeGone();
        if (slots.size() < RESTING) {
            slots.add(new Slot(Traders.quote(bot, 0.01), bot));
        } else {
            Slot slot = dice.one(slots);
            change(slot.orWhoDidLast(bot), slot, kind);
        }
    }

    private void removeGone() {
        slots.removeIf(
                slot -> slot.ticket.taken().isPresent() && slot.resting(desk).isEmpty());
    }

    private void change(Bot bot, Slot slot, Kind kind) {
        double fate = dice.share();
        if (fate < 0.03) {
            slot.resting(desk).ifPresent(desk.exchange()::fill);
        } else if (fate < 0.08) {
            slot.resting(desk).ifPresent(order -> bot.cancel(slot.ticket));
        } else if (fate < 0.11) {
            Optional<VenueOrder> executed = slot.resting(desk);
            slot.change(bot, kind);
            executed.ifPresent(desk.exchange()::fill);
        } else {
            burst(bot, slot, kind, fate < 0.2 ? 4 : 1);
        }
    }

    private void burst(Bot bot, Slot slot, Kind kind, int times) {
        slot.change(bot, kind);
        if (times > 1) {
            Traders.in(
                    first,
                    dice.between(Duration.ofMillis(100), Duration.ofMillis(400)),
                    () -> burst(bot, slot, kind, times - 1));
        }
    }

    private void stepOrPlaceTogether(Bot bot) {
        Kind kind = usual(desk.wording());
        removeGone();
        int before = slots.size();
        if (before < RESTING && desk.wording().takesBatches() && dice.happens(0.5)) {
            bot.changes().placeTogether(several(bot)).forEach(ticket -> slots.add(new Slot(ticket, bot)));
        } else {
            step(bot, kind);
        }
        slots.stream().skip(before).filter(slot -> dice.happens(0.5)).forEach(slot -> changeAtOnce(bot, slot, kind));
    }

    /** After the longest way to the venue, which is 80 ms. */
    private void changeAtOnce(Bot bot, Slot slot, Kind kind) {
        Traders.in(bot, Duration.ofMillis(80).plus(dice.between(Duration.ZERO, AT_ONCE)), () -> slot.change(bot, kind));
    }

    /** How a venue's clients change what they have. */
    private static Kind usual(Wording wording) {
        return wording.allows(Kind.RENAMED)
                ? Kind.RENAMED
                : wording.allows(Kind.ANEW_RENAMED) ? Kind.ANEW_RENAMED : Kind.ANEW;
    }

    /** Half of them without an id. */
    private List<Wish> several(Bot bot) {
        return IntStream.range(0, 2 + dice.below(RESTING - 1))
                .mapToObj(n -> Traders.wish(bot, 0.01))
                .map(wish -> dice.happens(0.5) ? wish : wish.unnamed())
                .toList();
    }
}
