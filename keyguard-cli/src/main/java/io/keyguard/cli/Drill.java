/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.Responder;
import io.keyguard.incident.ResponseLimits;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venues.Venues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An incident on simulated venues: real HTTP, real signatures, nothing outside of this machine. Of the venues the first is down, the second slow, the third says that keys are deleted while they still work, and of the
 * fourth only a person deletes keys, who here is quick; the others do what they should.
 */
final class Drill implements AutoCloseable {
    /** Its venues do not slip. */
    private static final Duration SETTLES = Duration.ofSeconds(1);

    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration PERSON = Duration.ofSeconds(2);
    private static final int STILL_ACCEPTED = 3;

    /** How the drill goes. */
    record Plan(int venues, int keys, Duration latency, Duration slow, Duration call, Duration givesUp) {}

    private final Plan plan;
    private final HttpTransport transport;
    private final List<DrillVenue> venues = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(Drill::daemon);
    private final ScheduledExecutorService person = Executors.newSingleThreadScheduledExecutor(Drill::daemon);

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "keyguard-drill");
        thread.setDaemon(true);
        return thread;
    }

    Drill(Plan plan) {
        this.plan = plan;
        this.transport = HttpTransport.jdk(plan.call());
        for (int i = 0; i < plan.venues(); i++) {
            venues.add(venue(i));
        }
    }

    private DrillVenue venue(int number) {
        boolean byHand = number == 3;
        switch (number % 3) {
            case 0 -> {
                BinanceSimulator simulator = BinanceSimulator.start();
                return new DrillVenue(
                        "binance-" + number,
                        Venues.binance().servedAt(Environment.PRODUCTION, simulator.uri()),
                        simulator,
                        byHand);
            }
            case 1 -> {
                OkxSimulator simulator = OkxSimulator.start();
                return new DrillVenue(
                        "okx-" + number,
                        Venues.okx().servedAt(Environment.PRODUCTION, simulator.uri()),
                        simulator,
                        byHand);
            }
            default -> {
                BybitSimulator simulator = BybitSimulator.start();
                return new DrillVenue(
                        "bybit-" + number,
                        Venues.bybit().servedAt(Environment.PRODUCTION, simulator.uri()),
                        simulator,
                        byHand);
            }
        }
    }

    private static SimulatedKey make(DrillVenue venue) {
        if (venue.simulator() instanceof BinanceSimulator binance) {
            return binance.createKey("enableReading", "enableSpotAndMarginTrading");
        }
        if (venue.simulator() instanceof OkxSimulator okx) {
            return okx.createKey("read_only", "trade");
        }
        if (venue.simulator() instanceof BybitSimulator bybit) {
            return bybit.createKey("Spot/SpotTrade");
        }
        throw new IllegalStateException("a simulator that the drill does not know");
    }

    private ApiKey store(DrillVenue venue, String name, SimulatedKey key) {
        ApiKey stored = venue.simulator()
                .toApiKey(name, key)
                .strategies(Set.of("drill"))
                .build();
        opened.add(stored);
        return stored;
    }

    private MaterialCalls calls(DrillVenue venue, ApiKey key) {
        MaterialCalls calls = MaterialCalls.of(key, venue, transport, CLOCK);
        opened.add(calls);
        return calls;
    }

    /** Runs it in {@code state}, which should be a folder of its own. */
    IncidentReport run(Path state, Consumer<IncidentEvent> listener) {
        Responder.Builder responder = Responder.builder(state)
                .by("drill")
                .executor(threads)
                .freeze(FreezeScope.all())
                .limits(ResponseLimits.usual()
                        .call(plan.call())
                        .byApi(plan.givesUp())
                        .byHand(plan.givesUp())
                        .settles(SETTLES))
                .listener(event -> {
                    listener.accept(event);
                    if (event.step() == IncidentStep.REVOKE && event.outcome() == IncidentEvent.Outcome.BY_HAND) {
                        askPerson(event.venue());
                    }
                });
        for (int i = 0; i < plan.keys(); i++) {
            DrillVenue venue = venues.get(i % venues.size());
            responder.key(exposed(venue, venue.id() + "-key-" + i / venues.size(), i % venues.size() == 2));
        }
        venues.forEach(venue -> venue.simulator().latency(plan.latency()));
        trouble();
        return responder.build().start("a drill");
    }

    private ExposedKey exposed(DrillVenue venue, String name, boolean lies) {
        SimulatedKey key = make(venue);
        if (lies) {
            key.worksAfterRevocation(STILL_ACCEPTED);
        }
        venue.add(key);
        ApiKey stored = store(venue, name, key);
        ApiKey administrator = store(venue, name + "-admin", make(venue));
        return ExposedKey.builder(stored, venue, calls(venue, stored))
                .administrator(calls(venue, administrator))
                .build();
    }

    private void trouble() {
        venues.get(0).simulator().outage(true);
        if (venues.size() > 1) {
            venues.get(1).simulator().latency(plan.slow());
        }
    }

    private void askPerson(String venue) {
        venues.stream().filter(one -> one.id().equals(venue) && one.isByHand()).forEach(one -> {
            var unused = person.schedule(one::revokeAll, PERSON.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
        person.shutdownNow();
        venues.forEach(venue -> venue.simulator().close());
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("a key of a drill could not be wiped", e);
            }
        }
    }
}
