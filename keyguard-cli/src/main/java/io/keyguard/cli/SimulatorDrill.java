/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.Responder;
import io.keyguard.incident.ResponseLimits;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.VenueStats;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An incident at every venue but Hyperliquid, whose agents are made of pairs of one's own, with an order of each key in the book: the definitions as they are, their own key administrators, real HTTP and signatures; round trips and minutes pass in {@linkplain VirtualTime virtual time}, so that the
 * figures are those of the protocol and not of this machine.
 *
 * <p>One venue is down, one for a minute, one slow, one says that keys are deleted while they still work, two accept deleted keys every third time for a while, and at one the key that administers others may not delete them; where only people delete keys, one person does, one key after the other.
 */
final class SimulatorDrill implements AutoCloseable {
    static final String DOWN = "kucoin";
    static final String SLOW = "deribit";
    static final String LIES = "bybit";
    /** Whose requests may be used for a minute, and for six seconds. */
    static final Set<String> FLICKER = Set.of("gate", "binance");

    static final String COMES_BACK = "okx";
    static final String KEEPS = "htx";
    private static final String DELETION = "/v2/sub-user/api-key-deletion";
    private static final long ACCEPTED_STILL = 6;
    private static final Duration FLICKERS_FOR = Duration.ofMinutes(2);
    private static final int ACCEPTED_EVERY = 3;
    private static final Duration DOWN_FOR = Duration.ofMinutes(1);
    private static final int SLOWER = 5;
    private static final int AT_ONCE = 8;
    private static final Duration PERSON_COMES = Duration.ofMinutes(2);
    private static final Duration PERSON_NEEDS = Duration.ofSeconds(20);
    /** In real time, which a machine under load may need. */
    private static final Duration CALL = Duration.ofMinutes(2);

    /**
     * How the drill goes.
     *
     * @param keys in all
     * @param latency of each round trip
     * @param late whether deleted keys go on for as long as each venue's sheet allows
     * @param flicker the venues that accept deleted keys now and then, for two minutes
     * @param every which time they do
     */
    record Plan(int keys, Duration latency, boolean late, Set<String> flicker, int every) {
        /** As it goes usually: some venues accept deleted keys every third time. */
        Plan(int keys, Duration latency, boolean late) {
            this(keys, latency, late, late ? Set.of() : FLICKER, ACCEPTED_EVERY);
        }
    }

    private final Plan plan;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "keyguard-drill");
        thread.setDaemon(true);
        return thread;
    });
    private final VirtualTime time = new VirtualTime(Instant.now(), threads);
    private final HttpTransport transport = HttpTransport.jdk(CALL);
    private final List<SimulatedPlace> places = SimulatedPlace.all(time);
    private final Map<ApiKey, Lane> lanes = new HashMap<>();
    private final Map<String, Runnable> byHand = new ConcurrentHashMap<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final VirtualTime.Gate person = time.new Gate(1);
    private final AtomicBoolean returns = new AtomicBoolean();
    private boolean personIsHere;

    SimulatorDrill(Plan plan) {
        this.plan = plan;
    }

    /** Runs it in {@code state}, which should be a folder of its own. */
    IncidentReport run(Path state, Consumer<IncidentEvent> listener) {
        Responder.Builder responder = Responder.builder(state)
                .by("drill")
                .clock(time)
                .time(time, time)
                .executor(time.executor())
                .freeze(FreezeScope.all())
                .limits(ResponseLimits.usual().call(CALL))
                .listener(event -> {
                    listener.accept(event);
                    asked(event);
                });
        for (int round = 0, made = 0; made < plan.keys(); round++) {
            for (SimulatedPlace place : places) {
                if (made < plan.keys() && round < place.room()) {
                    responder.key(exposed(place, place.id() + "-" + (1 + round), made++));
                }
            }
        }
        places.forEach(this::trouble);
        return responder.build().start("a drill");
    }

    private ExposedKey exposed(SimulatedPlace place, String name, int number) {
        SimulatedPlace.Made made =
                place.make(name, "drill" + number, lane(place, place.owner()).calls());
        opened.add(made.key());
        place.order(number).ifPresent(order -> rest(place, made.key(), order));
        place.bid();
        byHand.put(name, made.revoke());
        ExposedKey.Builder key = ExposedKey.builder(made.key(), place.venue(), lane(place, made.key()))
                .markets(place.markets());
        place.helper().ifPresent(helper -> key.helper(lane(place, helper)));
        if (place.isByApi()) {
            Lane owner = lane(place, place.owner());
            boolean keeps = place.id().equals(KEEPS);
            key.administrator(keeps ? new Restricted(owner) : owner, place.account());
            if (keeps) {
                VenueKeyId id = lane(place, made.key()).key().orElseThrow();
                byHand.put(name, () -> place.delete(owner.calls(), id));
            }
        }
        return key.build();
    }

    /** Each key has an order in the book when it is stolen. */
    private void rest(SimulatedPlace place, ApiKey key, VenueRequest order) {
        HttpReply reply = lane(place, key).calls().call(order);
        if (reply.status() / 100 != 2 || place.simulator().stats().ordersPlaced() == 0) {
            throw new IllegalStateException("the simulator of " + place.id() + " takes no order");
        }
    }

    /**
     * Orders of a venue.
     *
     * @param placed before the alarm
     * @param open at the end
     */
    record Orders(long placed, long open) {}

    /** The orders of each venue that has any; that are open still are those of a venue that is down. */
    Map<String, Orders> orders() {
        Map<String, Orders> orders = new TreeMap<>();
        for (SimulatedPlace place : places) {
            VenueStats stats = place.simulator().stats();
            if (stats.ordersPlaced() > 0) {
                orders.put(
                        place.id(), new Orders(stats.ordersPlaced(), stats.ordersPlaced() - stats.ordersCancelled()));
            }
        }
        return orders;
    }

    /** One for each key, as in an incident, where those that a key ends share what it may do at once. */
    private Lane lane(SimulatedPlace place, ApiKey key) {
        return lanes.computeIfAbsent(key, k -> {
            MaterialCalls calls = MaterialCalls.of(k, place.venue(), transport, time);
            opened.add(calls);
            boolean nonces = place.venue().requestLife().longest().isEmpty();
            Duration latency = place.id().equals(SLOW) ? plan.latency().multipliedBy(SLOWER) : plan.latency();
            return new Lane(calls, time, time.new Gate(nonces ? 1 : AT_ONCE), latency);
        });
    }

    /** Calls that take a round trip, in virtual time. */
    private record Lane(MaterialCalls calls, VirtualTime time, VirtualTime.Gate gate, Duration latency)
            implements SignedCalls {
        @Override
        public HttpReply call(VenueRequest request) {
            try {
                gate.enter();
                try {
                    time.pause(latency);
                    return calls.call(request);
                } finally {
                    gate.leave();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("the drill was ended");
            }
        }

        @Override
        public Optional<VenueKeyId> key() {
            return calls.key();
        }

        @Override
        public Optional<String> accountId() {
            return calls.accountId();
        }

        @Override
        public Optional<Boolean> keyBeginsWith(String prefix) {
            return calls.keyBeginsWith(prefix);
        }
    }

    /** Calls of a key that may change others, and not delete them. */
    private record Restricted(SignedCalls calls) implements SignedCalls {
        @Override
        public HttpReply call(VenueRequest request) {
            return request.path().startsWith(DELETION) ? new HttpReply(403, "{}") : calls.call(request);
        }

        @Override
        public Optional<VenueKeyId> key() {
            return calls.key();
        }

        @Override
        public Optional<String> accountId() {
            return calls.accountId();
        }

        @Override
        public Optional<Boolean> keyBeginsWith(String prefix) {
            return calls.keyBeginsWith(prefix);
        }
    }

    /** Whoever is asked comes after a while, and does one key after the other; where a venue is down, or was, nobody does. */
    private void asked(IncidentEvent event) {
        if (event.step() == IncidentStep.REVOKE
                && event.outcome() == IncidentEvent.Outcome.BY_HAND
                && !Set.of(DOWN, COMES_BACK).contains(event.venue())) {
            time.spawn(() -> deleteByHand(event.key()));
        }
        if (event.venue().equals(COMES_BACK) && !plan.late() && returns.compareAndSet(false, true)) {
            time.spawn(this::comesBack);
        }
    }

    private void deleteByHand(String key) {
        try {
            person.enter();
            time.pause(personIsHere ? PERSON_NEEDS : PERSON_COMES.plus(PERSON_NEEDS));
            personIsHere = true;
            byHand.getOrDefault(key, () -> {}).run();
            person.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trouble(SimulatedPlace place) {
        if (plan.late()) {
            place.simulator().deletedKeysWorkFor(place.venue().keys().traits().dies());
        }
        if (place.id().equals(DOWN)) {
            place.simulator().outage(true);
        } else if (plan.flicker().contains(place.id())) {
            place.simulator().deletedKeysFlickerFor(FLICKERS_FOR, plan.every());
        } else if (place.id().equals(LIES) && !plan.late()) {
            place.simulator().deletedKeysWorkFor(ACCEPTED_STILL);
        } else if (place.id().equals(COMES_BACK) && !plan.late()) {
            place.simulator().outage(true);
        }
    }

    private void comesBack() {
        try {
            time.pause(DOWN_FOR);
            places.stream()
                    .filter(place -> place.id().equals(COMES_BACK))
                    .forEach(place -> place.simulator().outage(false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        places.forEach(SimulatedPlace::close);
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("a key of a drill could not be wiped", e);
            }
        }
    }
}
