/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static io.keyguard.testkit.scenario.Attacks.strike;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.keyguard.KeyId;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountEvent.How;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueError.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What thieves do with keys, rights and money. */
final class AttacksOnKeys {
    private AttacksOnKeys() {}

    static void transferThenTrade(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(2), () -> {
            desk.thief().transfer("USDT", 30_000);
            for (int n = 0; n < 4; n++) {
                world.time().in(ofSeconds(20 + 3L * n), () -> desk.thief().take(Market.PUMPED, 5_000));
            }
        });
    }

    static void probeThenJump(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(20), () -> {
            desk.thief().withdraw("USDT", 72);
            world.time().in(ofMinutes(15), () -> desk.thief().withdraw("USDT", 60_000));
        });
    }

    static void newAddress(World world) {
        Desk desk = world.desk();
        // The bot itself withdraws now and then.
        world.time()
                .at(
                        ofSeconds(20),
                        () -> desk.bot().move(Movement.Kind.WITHDRAWAL, "USDT", BigDecimal.valueOf(900), "home"));
        strike(world, ofMinutes(2), () -> desk.thief().withdraw("USDT", 50_000));
    }

    private static void listed(Desk desk, boolean withTheThiefs) {
        if (withTheThiefs) {
            Keys.list(desk, "key-1", "key-of-a-thief");
        } else {
            Keys.list(desk, "key-1");
        }
    }

    /** Balances are read from elsewhere, and the venue counts by account what that weighs. */
    static void snooping(World world) {
        Exchange exchange = world.desk().exchange();
        strike(world, ofMinutes(10), () -> reads(world, () -> exchange.usage().request(exchange.now(), 20)));
    }

    /** The same where the venue counts by address. */
    static void snoopingUnseen(World world) {
        strike(world, ofMinutes(10), () -> reads(world, () -> {}));
    }

    private static void reads(World world, Runnable read) {
        for (int n = 0; n < 300; n++) {
            world.time().in(ofSeconds(2L * n), () -> {
                world.truth().malice(0);
                read.run();
            });
        }
    }

    /** The venue's record shows a login from somewhere else. */
    static void recorded(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(1), () -> {
            world.truth().malice(0);
            desk.exchange()
                    .tell(new AccountEvent.Accessed(
                            new AccessEvent(desk.exchange().now(), "login", "203.0.113.66")));
        });
    }

    /** The key gains a right, and loses its addresses; keys are listed every minute. */
    static void widened(World world) {
        Desk desk = world.desk();
        Duration begins = strike(world, ofMinutes(2), () -> world.truth().malice(0));
        world.time().at(ofSeconds(10), () -> Keys.list(desk, "key-1"));
        Duration next = Duration.ofMinutes(begins.toMinutes() + 1);
        world.time().at(next, () -> Keys.listWidened(desk));
    }

    static void disclosed(World world, How how, int keys) {
        Desk desk = world.desk();
        strike(world, ofMinutes(1), () -> {
            for (int n = 0; n < keys; n++) {
                KeyId key = KeyId.of("key-" + n);
                world.time().in(ofSeconds(3L * n), () -> {
                    world.truth().malice(0);
                    desk.tell(new AccountEvent.Disclosed(Optional.of(key), how, "insider"));
                });
            }
        });
    }

    /** Anything on an account that is there for thieves. */
    static void honey(World world) {
        world.lasts(ofMinutes(3));
        world.time().at(ofMinutes(1), () -> world.desk().thief().take(Market.PUMPED, 10));
    }

    static void webhookChanged(World world) {
        strike(world, ofMinutes(3), () -> {
            world.truth().malice(0);
            world.desk().pagerLeadsTo("elsewhere");
        });
    }

    static void caught(World world) {
        tells(world, new AccountEvent.Caught(Bot.KEY.value(), "log"));
    }

    static void tampered(World world) {
        trail(world, at -> new AccountEvent.TrailChecked(List.of("entry 17 is missing")));
    }

    /** A backup of the whole vault: one line of the trail, which tells of all its keys. */
    static void wholeVault(World world) {
        trail(world, at -> new AccountEvent.Disclosed(Optional.empty(), How.EXPORTED, "insider", 12, Optional.of(at)));
    }

    /** Something is in the audit trail that is seen when somebody looks, which is every ten minutes. */
    private static void trail(World world, Function<Instant, AccountEvent> event) {
        Desk desk = world.desk();
        Duration begins = strike(world, ofMinutes(12), () -> world.truth().malice(0));
        Instant at = VirtualTime.BEGAN.plus(begins);
        world.time().at(begins.plus(world.dice().between(ofSeconds(0), ofMinutes(10))), () -> {
            world.wake();
            desk.tell(event.apply(at));
        });
    }

    private static void tells(World world, AccountEvent event) {
        strike(world, ofMinutes(1), () -> {
            world.truth().malice(0);
            world.desk().tell(event);
        });
    }

    /** Money goes in a way that no list tells. */
    static void unlisted(World world) {
        strike(world, ofMinutes(14), () -> {
            world.truth().malice(40_000);
            world.desk().exchange().wallet().add(Market.QUOTE, BigDecimal.valueOf(-40_000));
        });
    }

    /** Somebody counts nonces up beside us: most of what we send is refused. */
    static void nonceRace(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(5), () -> {
            for (int n = 0; n < 60; n++) {
                Duration at = ofMillis(5_000L * n + desk.dice().below(2_000));
                world.time().in(at, () -> world.truth().malice(0));
                world.time().in(at.plusMillis(400), () -> desk.bot().refused(Kind.NONCE));
            }
        });
    }

    /** The keys of the account are listed every quarter of an hour. */
    static void newKey(World world) {
        Desk desk = world.desk();
        Traders.savings(desk.bot(), ofHours(4), ofDays(15));
        Duration made = ofHours(5).plus(world.dice().between(ofMinutes(0), ofHours(2)));
        for (Duration at = ofMinutes(1); at.compareTo(ofDays(15)) < 0; at = at.plusMinutes(15)) {
            boolean there = at.compareTo(made) > 0;
            world.time().at(at, () -> listed(desk, there));
        }
        world.time().at(made, () -> world.truth().malice(0));
        world.time().at(made.plus(ofDays(14)), () -> desk.thief().take(Market.PUMPED, 20_000));
        world.lasts(ofDays(15));
    }

    static void oldGeneration(World world) {
        Desk desk = world.desk();
        Duration begins = strike(world, ofMinutes(1), () -> {
            desk.bot().uses(1);
            world.truth().malice(0);
        });
        world.time().at(begins.minusSeconds(40), () -> desk.bot().uses(2));
        world.time().at(begins.minusSeconds(20), () -> desk.tell(new AccountEvent.Replaced(Bot.KEY, 2)));
    }

    static void stoppedInside(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(1), () -> {
            desk.running(false);
            AttacksInside.inside(world, desk, world.home(), 400);
        });
    }

    static void dormantInside(World world) {
        Desk desk = world.desk();
        Traders.usual(desk.bot(), ofMinutes(2));
        world.time().at(ofMinutes(5), desk::rests);
        world.time().at(ofDays(20), () -> AttacksInside.inside(world, desk, world.home(), 400));
        world.lasts(ofDays(20).plusMinutes(5));
    }

    static void foreignAddress(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(1), () -> {
            world.truth().malice(0);
            desk.bot().refused(Kind.IP);
        });
    }

    static void testKeyOnLiveHost(World world) {
        Desk desk = world.desk();
        strike(world, ofMinutes(1), () -> {
            for (int n = 0; n < 8; n++) {
                world.time().in(ofSeconds(3L * n), () -> {
                    world.truth().malice(0);
                    desk.bot().refused(Kind.BAD_KEY, Kind.ENVIRONMENT);
                });
            }
        });
    }
}
