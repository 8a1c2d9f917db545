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
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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
            Set.of(Signal.FOREIGN_ORDER, Signal.COPIED_ORDER_ID, Signal.FOREIGN_MOVEMENT, Signal.UNJUDGED);

    /** One run: what happens at which millisecond, in the order in which the watch is told. */
    private static final class Run implements AutoCloseable {
        private record Step(long at, Runnable done) {}

        private final Random random;
        private final List<Step> steps = new ArrayList<>();
        private final List<Alarm> alarms = new ArrayList<>();
        private final Set<String> theirs = new HashSet<>();
        private final OrderTags tags;
        private Instant now = BEGAN;
        private AccountWatch watch;

        Run(long seed) {
            random = new Random(seed);
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
                    .onAlarm(alarm -> {
                        if (ACCUSING.contains(alarm.signal())) {
                            alarms.add(alarm);
                        }
                    })
                    .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
        }

        private void step(long at, Runnable done) {
            steps.add(new Step(at, done));
        }

        /** Each shown up to three times in each state, up to {@code late} milliseconds late. */
        private void show(String id, String clientOrderId, String symbol, long created, int late) {
            for (State state : List.of(State.OPEN, State.FILLED)) {
                for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                    Instant at = BEGAN.plusMillis(created);
                    step(
                            created + 1 + random.nextInt(late),
                            () -> watch.order(new VenueOrder(
                                    id, clientOrderId, symbol, BigDecimal.ONE, Optional.empty(), at, state, false)));
                }
            }
        }

        private void sign(String clientOrderId) {
            watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("newClientOrderId", clientOrderId));
        }

        /** Told to the watch by another process, a little after the venue took it. */
        void ours(int n, int late) {
            long at = 61_000 + random.nextInt(60_000);
            String id = "ours-" + n;
            step(at + random.nextInt(3_000), () -> sign("c" + n));
            show(id, "c" + n, "BTCUSDT", at, late);
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
                step(at + 1 + random.nextInt(late), () -> watch.movement(movement));
            }
        }

        /** All of it, with a restart in the middle. */
        void run(boolean restart) {
            Collections.shuffle(steps, random);
            steps.sort(java.util.Comparator.comparingLong(Step::at));
            int middle = random.nextInt(Math.max(1, steps.size()));
            for (int n = 0; n < steps.size(); n++) {
                now = BEGAN.plusMillis(steps.get(n).at());
                if (restart && n == middle) {
                    watch = start(watch.save(true));
                }
                steps.get(n).done().run();
            }
            now = now.plus(Duration.ofMinutes(1));
            watch.tick();
        }

        private String subject(Alarm alarm) {
            return alarm.signal() == Signal.FOREIGN_MOVEMENT
                    ? "stolen-" + alarm.subject().replaceAll(".* B", "")
                    : alarm.evidence().split(" ")[1];
        }

        Set<String> accused() {
            var accused = new HashSet<String>();
            watch.alarms().stream()
                    .filter(alarm -> ACCUSING.contains(alarm.signal()))
                    .forEach(alarm -> accused.add(subject(alarm)));
            return accused;
        }

        @Override
        public void close() {
            tags.close();
        }
    }

    @Property(tries = 200)
    void whateverAStreamDoes_theirsAreTold_andOursAreNot(
            @ForAll long seed,
            @ForAll @IntRange(max = 60) int ours,
            @ForAll @IntRange(max = 10) int lost,
            @ForAll @IntRange(max = 12) int theirs,
            @ForAll @IntRange(min = 1, max = 90_000) int late,
            @ForAll boolean restart) {
        try (Run run = new Run(seed)) {
            for (int n = 0; n < ours; n++) {
                run.ours(n, late);
            }
            for (int n = 0; n < lost; n++) {
                run.lost(n, late);
            }
            for (int n = 0; n < theirs; n++) {
                run.theirs(n, late, ours);
                run.move(n, n % 2 == 0, late);
            }
            run.run(restart);

            assertThat(run.accused()).isEqualTo(run.theirs);
        }
    }

    /** A thief who reads our ids, or guesses the next: which of the two orders is told depends on which was shown first, but one is. */
    @Property(tries = 100)
    void ofTwoOrdersWithOneId_oneIsTold_whateverTheStreamDoes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 90_000) int late, @ForAll boolean restart) {
        try (Run run = new Run(seed)) {
            run.ours(0, late);
            run.show("copy", "c0", "BTCUSDT", 90_000, late);
            run.run(restart);

            assertThat(run.accused()).hasSize(1).isSubsetOf("copy", "ours-0");
        }
    }
}
