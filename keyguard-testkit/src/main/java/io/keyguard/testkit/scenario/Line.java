/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How what a bot sends gets to the venue, and what is said of it to the watch: at once, where the watch is in the bot's own process, or as much later as processes tell each other. Not thread-safe. */
final class Line {
    private static final Duration MOST_DELAYED = Duration.ofSeconds(14);
    /** What waits for another process to tell is judged after five seconds. */
    private static final Duration TOLD_BY_THEN = Duration.ofMillis(4_500);

    private final Desk desk;
    private final World world;
    private final String strategy;
    private final boolean elsewhere;
    private long generation = 1;
    private boolean open = true;
    private boolean answersAreLate;
    private Duration lastTold = Duration.ZERO;

    /** @param elsewhere whether the bot runs in another process than the watch */
    Line(Desk desk, String strategy, boolean elsewhere) {
        this.desk = desk;
        this.world = desk.world();
        this.strategy = strategy;
        this.elsewhere = elsewhere;
    }

    boolean isOpen() {
        return open;
    }

    /** Nobody hears answers any more; what was sent still arrives. */
    void closes() {
        open = false;
    }

    void uses(long newGeneration) {
        generation = newGeneration;
    }

    /** The venue takes what is sent, and answers late, from now on or no longer. */
    void answersAreLate(boolean late) {
        answersAreLate = late;
    }

    void sign(Classification meaning, VenueRequest request) {
        if (elsewhere) {
            Instant at = world.time().instant();
            // Never before what was signed earlier.
            Duration told = world.time().passed().plus(desk.dice().between(Duration.ZERO, TOLD_BY_THEN));
            lastTold = told.compareTo(lastTold) > 0 ? told : lastTold;
            world.time().at(lastTold, () -> {
                world.wake();
                tell(meaning, request, Optional.of(at));
            });
        } else {
            tell(meaning, request, Optional.empty());
        }
    }

    private void tell(Classification meaning, VenueRequest request, Optional<Instant> at) {
        desk.tell(new AccountEvent.Signed(Bot.KEY, generation, strategy, meaning, request, at));
    }

    /** The request arrives, and its answer comes back as long after, with what the venue counts. */
    void send(Runnable arrives) {
        Duration way = desk.dice().between(Duration.ofMillis(5), Duration.ofMillis(80));
        world.time().in(way, () -> {
            arrives.run();
            Instant counted = desk.exchange().now();
            var orders = new AccountEvent.LimitUsed(
                    AccountEvent.Limit.ORDERS,
                    Usage.ORDERS,
                    desk.exchange().usage().orders(counted));
            var weight = new AccountEvent.LimitUsed(
                    AccountEvent.Limit.WEIGHT,
                    Usage.WEIGHT,
                    desk.exchange().usage().weight(counted));
            world.time().in(way.plus(answerDelayed()), () -> answered(orders, weight));
        });
    }

    /** Where it is rough, some answers come long after their request was taken. */
    private Duration answerDelayed() {
        boolean rough = world.conditions().noise() == Conditions.Noise.ROUGH;
        boolean late = answersAreLate || (rough && desk.dice().happens(0.02));
        return late ? desk.dice().between(Duration.ZERO, MOST_DELAYED) : Duration.ZERO;
    }

    /** Another process has its answers for itself. */
    private void answered(AccountEvent.LimitUsed orders, AccountEvent.LimitUsed weight) {
        if (open && !elsewhere) {
            desk.tell(new AccountEvent.Answered(Bot.KEY, strategy, Optional.empty()));
            desk.tell(orders);
            desk.tell(weight);
        }
    }
}
