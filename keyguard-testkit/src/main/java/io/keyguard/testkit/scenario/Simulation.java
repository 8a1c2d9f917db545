/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.Advice;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.WatchLimits;
import io.keyguard.testkit.scenario.World.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays scenarios in virtual time and holds what a real {@code AccountWatch} told against what was malicious. The same seed plays the same, everywhere.
 *
 * <pre>{@code
 * ScenarioRun run = Simulation.play(Scenario.A1, 42, conditions, WatchLimits.usual());
 * assertThat(run.missed()).isEmpty();
 * }</pre>
 */
public final class Simulation {
    /** Signals that name an order, so that it is known whether they are right. */
    private static final Set<Signal> OF_ORDERS =
            EnumSet.of(Signal.FOREIGN_ORDER, Signal.COPIED_ORDER_ID, Signal.FOREIGN_CANCEL);

    private static final Pattern ORDER = Pattern.compile("order (\\S+) for \\S+.*");

    private Simulation() {}

    /**
     * Plays {@code scenario}.
     *
     * @param limits what the watch is set to; what is named in it, such as addresses, is added
     */
    public static ScenarioRun play(Scenario scenario, long seed, Conditions conditions, WatchLimits limits) {
        var world = new World(seed, conditions, scenario.limits(limits), scenario.wording(conditions));
        scenario.arrange(world);
        world.play();
        return judge(scenario, seed, world);
    }

    private static ScenarioRun judge(Scenario scenario, long seed, World world) {
        Set<Signal> noticed = EnumSet.noneOf(Signal.class);
        Set<String> toldOrders = new HashSet<>();
        Set<String> leftOpen = new LinkedHashSet<>();
        List<Alarm> wrong = new ArrayList<>();
        Optional<Duration> first = Optional.empty();
        for (Told told : world.told()) {
            if (told.alarm().advice() == Advice.NOTHING) {
                order(told.alarm(), world.truth()).ifPresent(leftOpen::add);
                continue;
            }
            if (told.alarm().signal() == Signal.UNWATCHED && world.truth().wasUnwatched()) {
                // It is true, and tells of no thief.
                noticed.add(Signal.UNWATCHED);
                continue;
            }
            if (!isTrue(scenario, told, world.truth())) {
                wrong.add(told.alarm());
                continue;
            }
            noticed.add(told.alarm().signal());
            order(told.alarm(), world.truth()).ifPresent(toldOrders::add);
            first = first.or(() -> Optional.of(told.at()));
        }
        leftOpen.removeAll(toldOrders);
        toldOrders.addAll(leftOpen);
        Duration began = world.truth().began().orElse(Duration.ZERO);
        return new ScenarioRun(
                scenario,
                seed,
                world.conditions(),
                noticed,
                missed(scenario, world.truth(), noticed, toldOrders),
                List.copyOf(leftOpen),
                wrong,
                unjudged(world),
                first.map(at -> at.minus(began)),
                world.truth().lostUntil(first.orElse(world.end())),
                world.truth().lostUntil(world.end()),
                world.end().multipliedBy(world.desks().size()));
    }

    private static boolean isTrue(Scenario scenario, Told told, Truth truth) {
        boolean began = truth.began().filter(at -> at.compareTo(told.at()) <= 0).isPresent();
        if (!began) {
            return false;
        }
        return OF_ORDERS.contains(told.alarm().signal())
                ? order(told.alarm(), truth).isPresent()
                : scenario.mayRaise(told.alarm().signal());
    }

    /** The order of the thief that {@code alarm} names. */
    private static Optional<String> order(Alarm alarm, Truth truth) {
        Matcher named = ORDER.matcher(alarm.evidence());
        return named.matches() ? truth.stolen(alarm.account(), named.group(1)) : Optional.empty();
    }

    private static List<String> missed(Scenario scenario, Truth truth, Set<Signal> noticed, Set<String> toldOrders) {
        List<String> missed = new ArrayList<>();
        for (Signal signal : Signal.values()) {
            if (scenario.expected().contains(signal) && !noticed.contains(signal)) {
                missed.add(signal.name());
            }
        }
        truth.orders().stream().filter(order -> !toldOrders.contains(order)).forEach(missed::add);
        return missed;
    }

    private static long unjudged(World world) {
        return world.told().stream()
                .filter(told -> told.alarm().signal() == Signal.UNJUDGED)
                .count();
    }
}
