/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.metrics.Metrics;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever a stream does to its events - repeats them, changes their order, holds them back, mixes them with what is signed meanwhile, loses the process in between - no foreign order or movement is explained away, and
 * none of ours is called foreign.
 */
class StreamPropertyTest {
    private static final Set<Signal> ACCUSING =
            Set.of(Signal.FOREIGN_ORDER, Signal.COPIED_ORDER_ID, Signal.FOREIGN_MOVEMENT, Signal.FOREIGN_CANCEL);
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);

    /** How a process ends in the middle. */
    enum End {
        NEVER,
        WELL,
        /** What it saved last is older, and what it was told since is shown again from lists. */
        CRASH
    }

    /** One run: what happens at which millisecond, in the order in which the watch is told. */
    private static final class Run implements AutoCloseable {
        private static final long CANCELLED_AFTER = 2_000;
        private static final long SAVED_MILLIS = 10_000;
        /** @param shown whether the venue shows it, and again to whoever asks */
        private record Step(long at, boolean shown, Runnable done) {}

        private final Random random;
        private final List<Step> steps = new ArrayList<>();
        private final Set<String> accused = new HashSet<>();
        private final Set<String> unjudged = new HashSet<>();
        private final Set<String> theirs = new HashSet<>();
        private final End end;
        private final OrderTags tags;
        private final SecureRandom salts;
        private Instant now = BEGAN;
        private AccountWatch watch;

        Run(long seed, End end) {
            this.end = end;
            random = new Random(seed);
            salts = Watched.salts(seed);
            byte[] secret = "SYNTHETIC-tag-key-0123456789-abcdefgh".getBytes(StandardCharsets.UTF_8);
            try (SecretBytes key = SecretBytes.take(secret, InsecureSecretAccess.get())) {
                tags = OrderTags.of("binance", "main", IDS, key, () -> now);
            }
            watch = start(Optional.empty());
            now = BEGAN.plusSeconds(60);
        }

        private AccountWatch start(Optional<byte[]> before) {
            return AccountWatch.of("binance", "main", IDS)
                    .tags(tags)
                    .clock(() -> now)
                    .random(salts)
                    .onEveryAlarm(alarm -> {
                        if (ACCUSING.contains(alarm.signal())) {
                            accused.add(subject(alarm));
                        } else if (alarm.signal() == Signal.UNJUDGED) {
                            unjudged.add(subject(alarm));
                        }
                    })
                    .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
        }

        private void step(long at, Runnable done) {
            steps.add(new Step(at, false, done));
        }

        private void shows(long at, Runnable done) {
            steps.add(new Step(at, true, done));
        }

        /** Each shown up to three times in each state, up to {@code late} milliseconds late. */
        private void show(String id, String clientOrderId, String symbol, long created, int late) {
            show(id, clientOrderId, symbol, created, late, State.FILLED);
        }

        private void show(String id, String clientOrderId, String symbol, long created, int late, State last) {
            for (State state : List.of(State.OPEN, last)) {
                for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                    Instant at = BEGAN.plusMillis(created);
                    long shown = state == State.CANCELLED ? created + CANCELLED_AFTER : created;
                    shows(
                            shown + 1 + random.nextInt(late),
                            () -> watch.order(new VenueOrder(
                                    id, clientOrderId, symbol, BigDecimal.ONE, Optional.empty(), at, state, false)));
                }
            }
        }

        private static VenueRequest order(String clientOrderId) {
            return VenueRequest.post("/order").param("newClientOrderId", clientOrderId);
        }

        private void sign(String clientOrderId) {
            watch.signed(KEY, 1, "grid", TRADE, order(clientOrderId));
        }

        /** Told to the watch by another process, a little after the venue took it; or signed by the one that crashes. */
        void ours(int n, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "ours-" + n;
            Instant signed = BEGAN.plusMillis(at);
            if (end == End.CRASH) {
                step(at, () -> sign("c" + n));
            } else {
                step(at + random.nextInt(3_000), () -> watch.signed(KEY, 1, "grid", TRADE, order("c" + n), signed));
            }
            show(id, "c" + n, "BTCUSDT", at, late);
        }

        /** Somebody guesses an id that the bot gives an order of its own later, in a moment or in minutes. */
        void guessed(int n, int late) {
            // No whole second, so that it looks like none that was cut.
            long at = (61_000 + random.nextInt(60_000)) | 1;
            String id = "guessed-" + n;
            String clientOrderId = "g" + n;
            theirs.add(id);
            show(id, clientOrderId, "G" + n, at, late);
            // Either it was shown before, or, once, it lies so far back that no clock is so wrong.
            long shownBy = late < 1_000 ? late + 1 : 125_000;
            long signed = at + (n == 0 ? Math.min(shownBy, 65_000) : shownBy) + random.nextInt(10_000);
            step(signed, () -> sign(clientOrderId));
            if (random.nextBoolean()) {
                show("ours-g" + n, clientOrderId, "BTCUSDT", signed + 1, late);
            }
        }

        /** Placed and cancelled by us, under one of its names or together with everything; or by somebody else. */
        void cancelled(int n, boolean byUs, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "cancelled-" + n;
            step(at, () -> sign("k" + n));
            int way = random.nextInt(2);
            if (byUs) {
                String word = List.of("order_id", "name").get(random.nextInt(2));
                step(at + CANCELLED_AFTER, () -> cancel(word, way == 0 ? id : "k" + n));
            } else if (end != End.CRASH) {
                theirs.add(id);
            }
            show(id, "k" + n, "BTCUSDT", at, late, State.CANCELLED);
        }

        /** An order with a price, which is changed twice: by us, here or in another process, or by somebody else. */
        void amended(int n, boolean byUs, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "amended-" + n;
            step(at, () -> sign("a" + n));
            priced(id, "a" + n, "60000", at, at, late);
            for (int change = 1; change <= 2; change++) {
                String price = "6000" + change;
                long changed = at + CANCELLED_AFTER * change;
                if (byUs) {
                    String name = random.nextBoolean() ? id : "a" + n;
                    VenueRequest request = amendment(name, price);
                    boolean here = end == End.CRASH || random.nextBoolean();
                    step(
                            here ? changed : changed + random.nextInt(3_000),
                            () -> amend(request, here ? now : BEGAN.plusMillis(changed), here));
                } else if (end != End.CRASH) {
                    theirs.add(id);
                }
                priced(id, "a" + n, price + ".0", at, changed, late);
            }
        }

        /** An order with a price, which we change 150 times, and somebody else once, or not. */
        void busy(int n, boolean byUs, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "busy-" + n;
            step(at, () -> sign("b" + n));
            priced(id, "b" + n, "60000", at, at, late);
            for (int change = 1; change <= 150; change++) {
                String price = Integer.toString(61_000 + change);
                long changed = at + 200L * change;
                step(changed, () -> amend(amendment(id, price), now, true));
                priced(id, "b" + n, price, at, changed, late);
            }
            if (!byUs && end != End.CRASH) {
                theirs.add(id);
                priced(id, "b" + n, "62900", at, at + 40_000, late);
            }
        }

        private static VenueRequest amendment(String name, String price) {
            return VenueRequest.put("/amend").param("id", name).param("price", price);
        }

        /** One id for several orders with prices of their own: it is signed again, or each is made into another; and somebody copies it, or not. */
        void again(int n, boolean copied, int late) {
            // A change that gives no id excuses an order without one, so it comes when nobody else trades.
            long at = 200_000 + random.nextInt(60_000);
            String id = "r" + n;
            String name = "again-" + n + "-";
            step(at, () -> sign(id));
            priced(name + 0, id, "60000", at, at, late);
            for (int order = 1; order <= 5; order++) {
                at += List.of(50L, CANCELLED_AFTER, 70_000L).get(random.nextInt(3));
                another(name, order, id, at);
                priced(name + order, id, "6000" + order, at + 1, at + 1, late);
                if (copied && order == 3) {
                    theirs.add("again-" + n);
                    priced(name + "copy", id, "62900", at + 20, at + 20, late);
                }
            }
        }

        private void another(String name, int order, String id, long at) {
            VenueRequest request = switch (random.nextInt(4)) {
                case 0 -> VenueRequest.post("/alter").param("newClientOrderId", id);
                case 1 -> VenueRequest.post("/alter").param("orderId", name + (order - 1));
                case 2 ->
                    VenueRequest.post("/order/cancelReplace")
                            .param("cancelOrderId", name + (order - 1))
                            .param("newClientOrderId", id);
                default -> order(id);
            };
            boolean replaces = !request.path().equals("/order");
            Classification meaning = replaces ? TRADE.with(OrderEffect.BOTH) : TRADE;
            VenueRequest priced = request.param("price", "6000" + order);
            if (random.nextBoolean()) {
                step(at, () -> watch.signed(KEY, 1, "grid", meaning, priced));
            } else {
                Instant signed = BEGAN.plusMillis(at);
                step(at + random.nextInt(3_000), () -> watch.signed(KEY, 1, "grid", meaning, priced, signed));
            }
        }

        private void amend(VenueRequest request, Instant at, boolean here) {
            if (here) {
                watch.signed(KEY, 1, "grid", TRADE, request);
            } else {
                watch.signed(KEY, 1, "grid", TRADE, request, at);
            }
        }

        private void priced(String id, String clientOrderId, String price, long created, long changed, int late) {
            for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                shows(
                        changed + 1 + random.nextInt(late),
                        () -> watch.order(new VenueOrder(
                                id,
                                clientOrderId,
                                id,
                                BigDecimal.ONE,
                                Optional.of(new BigDecimal(price)),
                                BEGAN.plusMillis(created),
                                State.OPEN,
                                false)));
            }
        }

        /** @param word what the venue calls it, which is recognised as the name of an id, or not */
        private void cancel(String word, String name) {
            String json = "[{\"" + word + "\":\"" + name + "\"}]";
            watch.signed(KEY, 1, "grid", CANCEL, VenueRequest.post("/batch").json(json));
        }

        /** Signed without an id, at a time of which nobody else trades: it excuses what is taken in the same seconds. */
        void nameless(int n, int late) {
            long at = 300_000 + random.nextInt(60_000);
            step(
                    at,
                    () -> watch.signed(
                            KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("symbol", "BTCUSDT")));
            show(
                    "nameless-" + n,
                    random.nextBoolean() ? "" : "by-venue-" + n,
                    "BTCUSDT",
                    at + random.nextInt(500),
                    late);
        }

        /** Signed by a process that died before it could tell anybody. */
        void lost(int n, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "lost-" + n;
            now = BEGAN.plusMillis(at);
            show(id, tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty()), "BTCUSDT", at, late);
        }

        void theirs(int n, int late, int ofOurs) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "theirs-" + n;
            theirs.add(id);
            now = BEGAN.plusMillis(at);
            String clientOrderId = switch (random.nextInt(5)) {
                case 0 -> "";
                case 1 -> "x" + n;
                // Looks like ours, of the past and of the future.
                case 2 -> "c" + (1_000 + n);
                // A tag for another order.
                case 3 -> tags.next("ETHUSDT", BigDecimal.ONE, Optional.empty());
                default -> Integer.toString(ofOurs + n, 36) + "0123456789abcdefgh".substring(0, 16);
            };
            show(id, clientOrderId, "T" + n, at, late);
        }

        void move(int n, boolean signed, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = (signed ? "moved-" : "stolen-") + n;
            if (!signed) {
                theirs.add(id);
            }
            BigDecimal amount = BigDecimal.valueOf(100L * (n + 1));
            if (signed) {
                step(
                        at,
                        () -> watch.signed(
                                KEY,
                                1,
                                "treasury",
                                new Classification(Permission.WITHDRAW, Risk.ADDS_RISK),
                                VenueRequest.post("/withdraw")
                                        .param("coin", "A" + n)
                                        .param("amount", amount.toPlainString())
                                        .param("address", "ours")));
            }
            var movement = new Movement(
                    Movement.Kind.WITHDRAWAL,
                    id,
                    signed ? "A" + n : "B" + n,
                    amount.negate(),
                    signed ? "ours" : "theirs",
                    "done",
                    BEGAN.plusMillis(at));
            for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                shows(at + 1 + random.nextInt(late), () -> watch.movement(movement));
            }
        }

        /** All of it, with an end in the middle. */
        void run() {
            Collections.shuffle(steps, random);
            steps.sort(java.util.Comparator.comparingLong(Step::at));
            int middle = random.nextInt(Math.max(1, steps.size()));
            int back = middle - random.nextInt(Math.min(middle, 40) + 1);
            // It is saved every ten seconds.
            while (back < middle && steps.get(middle).at() - steps.get(back).at() > SAVED_MILLIS) {
                back++;
            }
            int savedAt = back;
            Optional<byte[]> saved = Optional.empty();
            for (int n = 0; n < steps.size(); n++) {
                now = BEGAN.plusMillis(steps.get(n).at());
                if (end == End.CRASH && n == savedAt) {
                    saved = watch.save(false);
                }
                if (end != End.NEVER && n == middle) {
                    watch = start(end == End.WELL ? watch.save(true) : saved);
                    steps.subList(savedAt, middle).stream()
                            .filter(step -> end == End.CRASH && step.shown())
                            .forEach(step -> step.done().run());
                }
                steps.get(n).done().run();
            }
            for (int minute = 0; minute < 20; minute++) {
                now = now.plus(Duration.ofMinutes(1));
                watch.tick();
            }
        }

        private static String subject(Alarm alarm) {
            // Which of two orders with one id is told depends on which was shown first.
            return alarm.signal() == Signal.FOREIGN_MOVEMENT
                    ? "stolen-" + alarm.subject().replaceAll(".* B", "")
                    : alarm.evidence().split(" ")[1].replace(",", "").replaceAll("(again-\\d+)-.*", "$1");
        }

        @Override
        public void close() {
            tags.close();
        }
    }

    @Property(tries = 200, seed = "20261130")
    void whateverAStreamDoes_theirsAreTold_andOursAreNot(
            @ForAll long seed,
            @ForAll @IntRange(max = 60) int ours,
            @ForAll @IntRange(max = 10) int lost,
            @ForAll @IntRange(max = 12) int theirs,
            @ForAll @IntRange(min = 1, max = 90_000) int late,
            @ForAll End end) {
        try (Run run = new Run(seed, end)) {
            for (int n = 0; n < ours; n++) {
                run.ours(n, late);
                run.nameless(n, late);
                run.cancelled(n, n % 5 != 0, late);
                run.amended(n, n % 5 != 0, late);
            }
            for (int n = 0; n < lost; n++) {
                run.lost(n, late);
            }
            for (int n = 0; n < theirs; n++) {
                run.theirs(n, late, ours);
                run.move(n, n % 2 == 0 && end != End.CRASH, late);
                run.guessed(n, late);
            }
            run.busy(0, true, late);
            run.busy(1, false, late);
            // A second signature of an id that a crash loses leaves a copy of the first.
            for (int n = 0; n < ours && end != End.CRASH; n++) {
                run.again(n, n % 5 == 0, late);
            }
            run.run();

            // What a crash left unknown is said to be, and neither hides theirs nor accuses ours.
            var said = new HashSet<>(run.accused);
            said.addAll(end == End.CRASH ? run.unjudged : Set.of());
            assertThat(run.theirs).isEqualTo(end == End.CRASH ? intersection(said, run.theirs) : said);
            assertThat(run.theirs).containsAll(accusedOrders(run));
            assertThat(end == End.CRASH || run.unjudged.isEmpty()).isTrue();
        }
    }

    /** After a crash, a cancellation or a change of what was placed before is excused, or told: which, depends on what it had saved. */
    private static Set<String> accusedOrders(Run run) {
        var accused = new HashSet<>(run.accused);
        accused.removeIf(id -> run.end == End.CRASH && id.matches("(cancelled|amended)-.*") && isTheirs(id));
        return accused;
    }

    private static boolean isTheirs(String order) {
        return Integer.parseInt(order.substring(order.indexOf('-') + 1)) % 5 == 0;
    }

    private static Set<String> intersection(Set<String> one, Set<String> other) {
        var both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /** A thief who reads our ids, or guesses the next: which of the two orders is told depends on which was shown first, but one is. */
    @Property(tries = 100, seed = "20261130")
    void ofTwoOrdersWithOneId_oneIsTold_whateverTheStreamDoes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 90_000) int late, @ForAll boolean restart) {
        try (Run run = new Run(seed, restart ? End.WELL : End.NEVER)) {
            run.ours(0, late);
            run.show("copy", "c0", "BTCUSDT", 90_000, late);
            run.run();

            assertThat(run.accused).hasSize(1).isSubsetOf("copy", "ours-0");
        }
    }
}
