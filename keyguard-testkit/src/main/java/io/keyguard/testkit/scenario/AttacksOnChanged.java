/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static io.keyguard.testkit.scenario.Attacks.strike;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.keyguard.testkit.scenario.Changers.Slot;
import io.keyguard.testkit.scenario.Conditions.Pace;
import io.keyguard.testkit.scenario.Wording.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What thieves do to orders that the bot has changed itself, and with their ids. */
final class AttacksOnChanged {
    /** What becomes of an order before the thief takes it. */
    private enum Past {
        REPLACED_ONCE,
        REPLACED_OFTEN,
        RENAMED,
        UNNAMED,
        UNNAMED_AND_REPLACED;

        boolean isUnnamed() {
            return this == UNNAMED || this == UNNAMED_AND_REPLACED;
        }

        int changes() {
            return switch (this) {
                case UNNAMED -> 0;
                case REPLACED_OFTEN -> 30;
                case REPLACED_ONCE, RENAMED, UNNAMED_AND_REPLACED -> 1;
            };
        }

        /** As far as the venue does that. */
        Kind change(Wording wording) {
            List<Kind> wanted = switch (this) {
                case RENAMED -> List.of(Kind.RENAMED, Kind.ANEW_RENAMED, Kind.ANEW);
                case UNNAMED, UNNAMED_AND_REPLACED -> List.of(Kind.ANEW, Kind.AMENDED);
                case REPLACED_ONCE, REPLACED_OFTEN -> List.of(Kind.ANEW, Kind.RENAMED);
            };
            return wanted.stream().filter(wording::allows).findFirst().orElseThrow();
        }
    }

    private static final Duration APART = ofMillis(500);

    private AttacksOnChanged() {}

    /** Makes orders large and dear that the bot has replaced, once or often, or given another id, or that have none: half of them in the seconds after the bot changed them. */
    static void taken(World world) {
        Duration begins = strike(world, ofMinutes(1), () -> {});
        Past[] pasts = Past.values();
        for (int n = 0; n < 2 * pasts.length; n++) {
            boolean soon = n < pasts.length;
            Duration before = soon
                    ? world.dice().between(ofSeconds(1), ofSeconds(6))
                    : world.dice().between(ofSeconds(8), ofSeconds(25));
            take(world, pasts[n % pasts.length], begins.plusSeconds(5L * n), before);
        }
    }

    /** @param before how long before the attack the bot changed it for the last time */
    private static void take(World world, Past past, Duration at, Duration before) {
        Desk desk = world.desk();
        Bot bot = desk.bot();
        Duration last = at.minus(before);
        Duration placed = last.minus(APART.multipliedBy(past.changes()))
                .minus(past.changes() == 0 ? Duration.ZERO : world.dice().between(ofSeconds(1), ofSeconds(9)));
        world.time().at(placed, () -> {
            Wish wish = Traders.wish(bot, 0.01);
            var slot = new Slot(bot.place(past.isUnnamed() ? wish.unnamed() : wish), bot);
            for (int n = 0; n < past.changes(); n++) {
                world.time().at(last.minus(APART.multipliedBy(n)), () -> slot.change(bot, past.change(desk.wording())));
            }
            world.time().at(at, () -> takeOnceShown(world, slot));
        });
    }

    /** What an order was before it was first shown nobody can say, so that its changes until then pass for its beginning. */
    private static void takeOnceShown(World world, Slot slot) {
        Desk desk = world.desk();
        slot.resting(desk).ifPresent(order -> {
            if (desk.exchange().isDelivered(order)) {
                desk.thief().amend(order, 5_000, 0.02);
            } else {
                world.time().in(ofSeconds(1), () -> takeOnceShown(world, slot));
            }
        });
    }

    /** Ids of orders that the bot replaces or changes by them all day, on orders of the thief in another market: each after the latest time at which the last change may be shown. */
    static void copied(World world) {
        Desk desk = world.desk();
        Bot bot = desk.bot();
        List<Slot> slots = new ArrayList<>();
        Duration begins = strike(
                world,
                ofMinutes(1),
                () -> Attacks.times(
                        world,
                        5,
                        ofSeconds(5),
                        () -> slots.remove(0)
                                .resting(desk)
                                .ifPresent(order -> desk.thief().take(Market.PUMPED, 5_000, order.clientOrderId()))));
        int changes = world.conditions().pace() == Pace.FAST ? 8 : 120;
        Duration last = begins.minusSeconds(40);
        for (int n = 0; n < 5; n++) {
            Kind kind = n % 2 == 0 ? Past.REPLACED_OFTEN.change(desk.wording()) : inPlace(desk.wording());
            world.time().at(last.minusSeconds(2L * changes), () -> {
                var slot = new Slot(Traders.quote(bot, 0.01), bot);
                slots.add(slot);
                Attacks.times(world, changes, ofSeconds(2), () -> slot.change(bot, kind));
            });
        }
    }

    private static Kind inPlace(Wording wording) {
        return wording.allows(Kind.AMENDED) ? Kind.AMENDED : Kind.ANEW;
    }
}
