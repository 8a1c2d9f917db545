/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.metrics.Metrics;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch knows outlives its process, and what nobody knows is not judged. */
class RestartTest {
    private final List<Alarm> alarms = new ArrayList<>();
    /** Those that say that nobody watched for a while. */
    private final List<Alarm> unwatched = new ArrayList<>();

    private Instant now = BEGAN;
    private AccountWatch watch = start(Optional.empty());

    private AccountWatch start(Optional<byte[]> before) {
        return AccountWatch.of("binance", "main", IDS)
                .onAlarm(alarm -> (alarm.signal() == Signal.UNWATCHED ? unwatched : alarms).add(alarm))
                .clock(() -> now)
                .limits(WatchLimits.usual().channel("pager", Duration.ofHours(1)))
                .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
    }

    private void restart(boolean ended, Duration away) {
        Optional<byte[]> saved = watch.save(ended);
        now = now.plus(away);
        watch = start(saved);
    }

    private void place(String id) {
        watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("newClientOrderId", id));
    }

    private void shown(String id, String clientOrderId, Instant created) {
        watch.order(new VenueOrder(
                id, clientOrderId, "BTCUSDT", BigDecimal.ONE, Optional.empty(), created, VenueOrder.State.OPEN, false));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    private List<Signal> signals() {
        return alarms.stream().map(Alarm::signal).toList();
    }

    @Test
    void ordersFromBefore_areOursAfterwards_andTheirCopiesAreTold() {
        pass(Duration.ofMinutes(1));
        place("a1");
        shown("7001", "a1", now);
        place("a2");
        restart(true, Duration.ofHours(1));

        shown("7001", "a1", BEGAN.plusSeconds(60));
        shown("7002", "a2", BEGAN.plusSeconds(60));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).isEmpty();
        shown("7003", "a1", now);

        assertThat(signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void restart_betweenTheOrderAndTheSignatureOfItsId_makesNothingOfItOurs() {
        pass(Duration.ofMillis(60_123));
        shown("7001", "grid-102", now);
        place("grid-102");
        place("grid-103");
        Instant signed = now;
        pass(Duration.ofMillis(2_500));
        place("grid-103");
        restart(true, Duration.ofSeconds(1));

        shown("7001", "grid-102", now.minusMillis(3_500));
        shown("7002", "grid-103", signed);
        pass(Duration.ofSeconds(5));

        assertThat(alarms)
                .extracting(Alarm::evidence)
                .singleElement()
                .asString()
                .contains("7001");
        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Of a crash it is not known what was signed last, so nobody says whose an order of that time is; but that nobody watched is said. */
    @Test
    void crash_isSaid_withTheTimeThatNobodyWatched_andWhatHappenedSinceIsJudgedWhenItIsShown() {
        pass(Duration.ofMinutes(1));
        Instant saved = now;
        restart(false, Duration.ofSeconds(90));
        Instant restarted = now;
        pass(Duration.ofSeconds(1));

        assertThat(unwatched).singleElement().satisfies(alarm -> {
            assertThat(alarm.advice()).isEqualTo(Advice.LOOK);
            assertThat(alarm.confidence()).isEqualTo(Confidence.CERTAIN);
            assertThat(alarm.evidence())
                    .startsWith("nothing was watched from " + saved + " to " + restarted + ", after a crash");
        });
        assertThat(watch.unwatchedFrom()).contains(saved);
        shown("7001", "theirs", now.minusSeconds(30));
        watch.movement(new Movement(
                Movement.Kind.WITHDRAWAL, "w1", "USDT", new BigDecimal("-10"), "", "done", now.minusSeconds(30)));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactlyInAnyOrder(Signal.FOREIGN_ORDER, Signal.FOREIGN_MOVEMENT);
    }

    /** What a process signs is saved seconds later: what the venue took after those, no process signed. */
    @Test
    void orderBetweenACrashAndTheStart_isToldAsPossible_thoseOfTheLastMomentsOfEachProcessAreNotJudged() {
        pass(Duration.ofMinutes(1));
        List<Instant> deaths = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            deaths.add(now);
            restart(false, Duration.ofMinutes(20));
            pass(Duration.ofMinutes(1));
        }
        shown("7001", "lost-1", deaths.get(0).plusSeconds(20));
        shown("7002", "lost-2", deaths.get(1).plusSeconds(20));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).allMatch(alarm -> alarm.signal() == Signal.UNJUDGED).isNotEmpty();
        alarms.clear();

        shown("7003", "theirs", deaths.get(1).plusSeconds(600));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(alarms.get(0).confidence()).isEqualTo(Confidence.POSSIBLE);
    }

    @Test
    void crashes_moreThanAreRemembered_leaveWhatCameBeforeThemUnjudged() {
        pass(Duration.ofMinutes(1));
        Instant first = now;
        for (int n = 0; n < 20; n++) {
            restart(false, Duration.ofMinutes(10));
        }
        shown("7001", "theirs", first.plusSeconds(300));
        pass(Duration.ofSeconds(5));
        assertThat(signals()).containsExactly(Signal.UNJUDGED);

        shown("7002", "theirs too", now.minusSeconds(200));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
    }

    private void priced(String id, String clientOrderId, String price, Instant created) {
        watch.order(new VenueOrder(
                id,
                clientOrderId,
                "BTCUSDT",
                BigDecimal.ONE,
                Optional.of(new BigDecimal(price)),
                created,
                VenueOrder.State.OPEN,
                false));
    }

    private void amend(String price) {
        watch.signed(
                KEY,
                1,
                "grid",
                TRADE,
                VenueRequest.put("/amend").param("orderId", "7001").param("price", price));
    }

    @Test
    void changeOfOurOrder_overARestart_isOurs_andSomebodysIsTold() {
        pass(Duration.ofMinutes(1));
        Instant placed = now;
        place("a1");
        priced("7001", "a1", "60000", placed);
        amend("60500");
        restart(true, Duration.ofSeconds(20));
        priced("7001", "a1", "60500", placed);
        priced("7001", "a1", "60000", placed);
        pass(Duration.ofSeconds(10));
        assertThat(alarms).isEmpty();

        priced("7001", "a1", "60501", placed);
        restart(true, Duration.ofSeconds(1));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void changesOfOurOrder_moreThanAreRemembered_leaveItUnjudgedOverARestart_forAQuarterOfAnHour() {
        pass(Duration.ofMinutes(1));
        Instant placed = now;
        place("a1");
        priced("7001", "a1", "60000", placed);
        for (int n = 0; n < (1 << 14) + 100; n++) {
            amend("6" + n);
        }
        restart(true, Duration.ofSeconds(20));
        priced("7001", "a1", "60", placed);
        pass(Duration.ofSeconds(10));
        assertThat(signals()).contains(Signal.UNJUDGED).doesNotContain(Signal.FOREIGN_ORDER);

        pass(Duration.ofMinutes(15));
        priced("7001", "a1", "3", placed);
        pass(Duration.ofSeconds(10));

        assertThat(signals()).containsOnlyOnce(Signal.FOREIGN_ORDER);
    }

    /** What was signed twice is as young as the second time. */
    @Test
    void changeOfOurOrder_thatWasSignedTwice_isOursAfterARestart_thoughMuchIsSignedSince() {
        pass(Duration.ofMinutes(1));
        Instant placed = now;
        place("a1");
        priced("7001", "a1", "60000", placed);
        amend("60500");
        pass(Duration.ofMinutes(14));
        amend("60500");
        restart(true, Duration.ofSeconds(90));
        for (int n = 0; n < 300; n++) {
            amend("6" + n);
        }
        priced("7001", "a1", "60500", placed);
        pass(Duration.ofSeconds(10));

        assertThat(alarms).isEmpty();
    }

    /** Like a cancellation: of what was placed before it nobody knows for a while what became of it. */
    @Test
    void changeOfOurOrder_thatACrashLost_isNotJudged_andOneMuchLaterIsTold() {
        pass(Duration.ofMinutes(1));
        Instant placed = now;
        place("a1");
        priced("7001", "a1", "60000", placed);
        Optional<byte[]> saved = watch.save(false);
        amend("60500");
        now = now.plusSeconds(30);
        watch = start(saved);
        priced("7001", "a1", "60500", placed);
        pass(Duration.ofSeconds(5));
        assertThat(signals()).containsExactly(Signal.UNJUDGED);
        pass(Duration.ofMinutes(15));

        priced("7001", "a1", "62900", placed);
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
    }

    @Test
    void longTimeWithoutAProcess_isSaid_andWhatHappenedInItIsForeign() {
        pass(Duration.ofMinutes(1));
        restart(true, Duration.ofMinutes(6));
        shown("7001", "theirs", now.minusSeconds(200));
        pass(Duration.ofSeconds(5));

        assertThat(unwatched)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.evidence()).contains("after a good end"));
        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void restart_thatIsOverSoon_andFirstStart_areNotSaid() {
        pass(Duration.ofMinutes(1));
        assertThat(watch.unwatchedFrom()).isEmpty();
        restart(true, Duration.ofMinutes(4));
        pass(Duration.ofMinutes(1));

        assertThat(unwatched).isEmpty();
    }

    /** The one that came after the crash was told nothing before it ended. */
    @Test
    void crash_isSaidByTheProcessAfterTheNext_ifThatEndsAtOnce() {
        pass(Duration.ofMinutes(1));
        restart(false, Duration.ofSeconds(20));
        restart(true, Duration.ofSeconds(20));
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));

        assertThat(unwatched)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.evidence()).contains("after a crash"));
    }

    /** On a quiet account too it is known until when somebody watched. */
    @Test
    void save_ofAWatchToldNothing_leavesASignOfLifeEveryTenSeconds() {
        assertThat(watch.save(false)).isPresent();
        pass(Duration.ofSeconds(9));
        assertThat(watch.save(false)).isEmpty();
        pass(Duration.ofSeconds(1));

        restart(false, Duration.ofSeconds(5));

        assertThat(watch.unwatchedFrom()).contains(now.minusSeconds(5));
    }

    @Test
    void payoutThatWasMovedWhileTheBotWasStopped_isAnAlarm() {
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        restart(true, Duration.ofHours(1));
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        assertThat(alarms).isEmpty();
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qtheirs", "")));

        assertThat(signals()).containsExactly(Signal.FOREIGN_PAYOUT);
    }

    @Test
    void withdrawalWhileNobodyWatched_afterACrash_isToldAsPossible() {
        pass(Duration.ofMinutes(1));
        place("a1");
        restart(false, Duration.ofHours(60));
        watch.movement(new Movement(
                Movement.Kind.WITHDRAWAL, "w1", "USDT", new BigDecimal("-10"), "", "done", now.minusSeconds(90_000)));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
        assertThat(alarms.get(0).confidence()).isEqualTo(Confidence.POSSIBLE);
    }

    /** A process that dies before anything has happened leaves since when it was there. */
    @Test
    void movementAfterACrashOfAProcessThatSawNothing_isTold() {
        Optional<byte[]> saved = watch.save(false);
        now = now.plusSeconds(600);
        watch = start(saved);

        watch.movement(new Movement(
                Movement.Kind.WITHDRAWAL, "w1", "USDT", new BigDecimal("-10"), "", "done", now.minusSeconds(300)));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
    }

    @Test
    void alarmOfATick_isSaved() {
        pass(Duration.ofMinutes(1));
        shown("7001", "theirs", now);
        watch.save(false);
        pass(Duration.ofSeconds(5));
        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);

        assertThat(watch.save(false)).isPresent();
    }

    @Test
    void orderWhileTheBotWasStopped_isForeign_ifItEndedWell() {
        pass(Duration.ofMinutes(1));
        restart(true, Duration.ofHours(1));

        shown("7001", "theirs", now.minusSeconds(1_800));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void orderOfTheLastMomentsBeforeACrash_isNotJudged_oneAfterItIsForeign() {
        pass(Duration.ofMinutes(1));
        place("a1");
        Optional<byte[]> saved = watch.save(false);
        now = now.plusSeconds(9);
        place("lost");
        Instant lost = now;
        now = now.plusSeconds(60);
        watch = start(saved);

        shown("7001", "lost", lost);
        pass(Duration.ofSeconds(5));
        shown("7002", "theirs", now);
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
    }

    @Test
    void cancellationThatACrashLost_isNoAlarm() {
        pass(Duration.ofMinutes(1));
        place("a1");
        shown("7001", "a1", now);
        pass(Duration.ofHours(1));
        Optional<byte[]> saved = watch.save(false);
        now = now.plusSeconds(20);
        watch = start(saved);

        watch.order(new VenueOrder(
                "7001",
                "a1",
                "BTCUSDT",
                BigDecimal.ONE,
                Optional.empty(),
                BEGAN.plusSeconds(60),
                VenueOrder.State.CANCELLED,
                false));
        pass(Duration.ofMinutes(5));

        assertThat(alarms).isEmpty();
    }

    /** A start that fails ends well, and knows no more than the crash before it left. */
    @Test
    void crash_isNotForgotten_byAnotherRestart() {
        pass(Duration.ofMinutes(1));
        Optional<byte[]> saved = watch.save(false);
        now = now.plusSeconds(9);
        place("lost");
        Instant lost = now;
        now = now.plusSeconds(10);
        watch = start(saved);
        restart(true, Duration.ofMinutes(5));

        shown("7001", "lost", lost);
        pass(Duration.ofSeconds(5));
        shown("7002", "theirs", now.minusSeconds(60));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
    }

    @Test
    void store_ofAnAccountThatIsUsedUnwatched_isThrownAway_oneOfOthersIsLeft(@TempDir Path state) throws Exception {
        pass(Duration.ofMinutes(1));
        place("a1");
        Path left;
        try (ProcessFolder first = ProcessFolder.start(state, now);
                WatchStore store = WatchStore.start(state, first.path(), Set.of("binance/main"), Set.of())) {
            store.save(List.of(watch.save(true).orElseThrow()));
            left = first.path().resolve("watch");
        }
        try (ProcessFolder other = ProcessFolder.start(state, now.plusSeconds(1));
                WatchStore store = WatchStore.start(state, other.path(), Set.of(), Set.of("kraken/main"))) {
            assertThat(store.before("binance", "main")).isEmpty();
            assertThat(left).exists();
        }
        try (ProcessFolder unwatched = ProcessFolder.start(state, now.plusSeconds(2));
                WatchStore store = WatchStore.start(state, unwatched.path(), Set.of(), Set.of("binance/main"))) {
            assertThat(store.before("binance", "main")).isEmpty();
            assertThat(left).doesNotExist();
        }
        assertThat(WatchView.read(state)).isEmpty();
    }

    /** A bot may say by the address of a webhook where a channel leads. */
    @Test
    void whereAChannelLeads_isNotWritten() {
        watch.tell(new AccountEvent.ChannelAlive("pager", "https://hooks.invalid/SYNTHETIC-SECRET"));

        assertThat(new String(watch.save(true).orElseThrow(), StandardCharsets.ISO_8859_1))
                .contains("pager")
                .doesNotContain("SYNTHETIC-SECRET");
        assertThat(new AccountEvent.ChannelAlive("pager", "SYNTHETIC-SECRET").toString())
                .doesNotContain("SYNTHETIC-SECRET");
    }

    /** Two hosts watch one account, and save in turn. */
    @Test
    void viewOfTwoProcesses_hasTheAlarmsOfBoth(@TempDir Path state) throws Exception {
        pass(Duration.ofMinutes(1));
        watch.running("grid", false);
        place("a1");
        try (ProcessFolder first = ProcessFolder.start(state, now);
                ProcessFolder second = ProcessFolder.start(state, now.plusSeconds(1));
                WatchStore one = WatchStore.start(state, first.path(), Set.of("binance/main"), Set.of());
                WatchStore other = WatchStore.start(state, second.path(), Set.of("binance/main"), Set.of())) {
            one.save(List.of(watch.save(false).orElseThrow()));
            AccountWatch elsewhere = start(Optional.empty());
            now = now.plusSeconds(1);
            elsewhere.movement(
                    new Movement(Movement.Kind.WITHDRAWAL, "w1", "USDT", new BigDecimal("-10"), "", "done", now));
            now = now.plusSeconds(5);
            elsewhere.tick();
            other.save(List.of(elsewhere.save(true).orElseThrow()));

            assertThat(WatchView.read(state)).singleElement().satisfies(view -> {
                assertThat(view.alarms())
                        .extracting(Alarm::signal)
                        .containsExactly(Signal.FOREIGN_MOVEMENT, Signal.STOPPED_STRATEGY);
                assertThat(view.ended()).isFalse();
                assertThat(view.saved()).isEqualTo(now);
                assertThat(view.rates()).hasSize(1);
            });
        }
        // The first died, the second ended as it should, and nobody runs.
        assertThat(WatchView.read(state))
                .singleElement()
                .satisfies(view -> assertThat(view.ended()).isTrue());
    }

    /** As an older version sees what a newer one wrote. */
    @Test
    void alarmThatOnlyANewerVersionKnows_isCounted_andTheOthersAreRead(@TempDir Path state) throws Exception {
        pass(Duration.ofMinutes(1));
        watch.running("grid", false);
        place("a1");
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qtheirs", "")));
        byte[] saved = watch.save(true).orElseThrow();
        String newer = new String(saved, StandardCharsets.ISO_8859_1).replace("FOREIGN_PAYOUT", "FOREIGN_CUSTOM");
        try (ProcessFolder folder = ProcessFolder.start(state, now);
                WatchStore store = WatchStore.start(state, folder.path(), Set.of("binance/main"), Set.of())) {
            store.save(List.of(newer.getBytes(StandardCharsets.ISO_8859_1)));
        }

        assertThat(WatchView.read(state)).singleElement().satisfies(view -> {
            assertThat(view.alarms()).extracting(Alarm::signal).containsExactly(Signal.STOPPED_STRATEGY);
            assertThat(view.unknown()).isOne();
        });
        alarms.clear();
        watch = start(Optional.of(newer.getBytes(StandardCharsets.ISO_8859_1)));
        watch.tick();
        assertThat(alarms).isEmpty();
        assertThat(watch.alarms()).hasSize(1);
    }

    @Test
    void longNames_areCutAndKept() {
        watch.running("s".repeat(100_000), false);

        assertThat(watch.save(true)).isPresent();
    }

    @Test
    void orderThatWaited_isJudgedAfterTheRestart() {
        pass(Duration.ofMinutes(1));
        shown("7001", "theirs", now);
        restart(true, Duration.ofSeconds(1));
        assertThat(alarms).isEmpty();

        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void cancellationsMovementsAndWindowsFromBefore_stillExplain() {
        pass(Duration.ofMinutes(1));
        place("a1");
        shown("7001", "a1", now);
        watch.signed(
                KEY,
                1,
                "grid",
                new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK),
                VenueRequest.delete("/order").param("orderId", "7001"));
        watch.signed(
                KEY,
                1,
                "treasury",
                new Classification(Permission.WITHDRAW, Risk.ADDS_RISK),
                VenueRequest.post("/withdraw").param("coin", "USDT").param("amount", "10"));
        watch.announce(Change.MANUAL_TRADING, BEGAN, BEGAN.plusSeconds(30));
        restart(true, Duration.ofSeconds(5));

        watch.order(new VenueOrder(
                "7001", "a1", "BTCUSDT", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.CANCELLED, false));
        watch.movement(new Movement(
                Movement.Kind.WITHDRAWAL, "w1", "USDT", new BigDecimal("-10"), "", "done", now.minusSeconds(4)));
        shown("7002", "by hand", BEGAN.plusSeconds(20));
        pass(Duration.ofSeconds(5));

        assertThat(alarms).isEmpty();
        assertThat(watch.announced()).isOne();
    }

    @Test
    void habitsFromBefore_areKnown() {
        VenueKeyId listed = VenueKeyId.of("binance", "listed-1");
        watch.running("grid", false);
        watch.replaced(KEY, 2);
        place("a1");
        shown("7001", "a1", now);
        watch.keys(List.of(key(listed, "read")), Set.of(listed));
        watch.tell(new AccountEvent.Accessed(new AccessEvent(now, "login", "192.0.2.1")));
        watch.tell(new AccountEvent.ChannelAlive("pager", "here"));
        watch.error(KEY, new VenueError("-1", Set.of(VenueError.Kind.REQUEST)));
        alarms.clear();
        restart(true, Duration.ofDays(20));

        place("a2");
        watch.order(new VenueOrder(
                "7002", "a2", "VIABTC", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
        watch.keys(List.of(key(listed, "withdraw")), Set.of(listed));
        watch.tell(new AccountEvent.Accessed(new AccessEvent(now, "login", "198.51.100.9")));
        watch.tell(new AccountEvent.ChannelAlive("pager", "elsewhere"));

        // Stopped and old were told before, and so long ago that they are told again.
        assertThat(signals())
                .containsExactlyInAnyOrder(
                        Signal.STOPPED_STRATEGY,
                        Signal.OLD_GENERATION,
                        Signal.DORMANT_KEY,
                        Signal.NEW_SYMBOL,
                        Signal.RIGHTS_WIDENED,
                        Signal.FOREIGN_ADDRESS,
                        Signal.ALARM_CHANNEL);
        assertThat(alarms)
                .filteredOn(alarm -> alarm.signal() == Signal.STOPPED_STRATEGY)
                .extracting(Alarm::count)
                .containsExactly(2L);
    }

    private static ListedKey key(VenueKeyId id, String right) {
        return new ListedKey(
                id, "", Observed.of(Set.of(right)), Observed.unknown(), Observed.unknown(), Observed.unknown());
    }

    @Test
    void ratesFromBefore_areKnown() {
        for (int window = 0; window < 400; window++) {
            place("b" + window);
            now = now.plusSeconds(10);
        }
        restart(true, Duration.ofMinutes(1));
        pass(Duration.ofMinutes(10));

        for (int n = 0; n < 40; n++) {
            place("c" + n);
        }

        assertThat(signals()).containsExactly(Signal.ORDER_RATE);
    }

    @Test
    void stateThatCannotBeRead_isLeftOut_andTheWatchBeginsAnew() {
        pass(Duration.ofMinutes(1));
        for (int n = 0; n < 40; n++) {
            place("a" + n);
        }
        byte[] whole = watch.save(true).orElseThrow();
        for (int length = 0; length < whole.length; length += 7) {
            watch = start(Optional.of(Arrays.copyOf(whole, length)));
            alarms.clear();
            watch.tick();
            assertThat(signals()).containsExactly(Signal.TAMPERED_TRAIL);
        }
        alarms.clear();

        shown("7001", "a1", BEGAN.plusSeconds(60));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED);
    }

    /** As if somebody had made one part of it unreadable, so that all of it would be forgotten. */
    @Test
    void partThatCannotBeRead_isSaid_andTakesNoOtherWithIt() throws Exception {
        pass(Duration.ofMinutes(1));
        watch.running("grid", false);
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        place("a1");
        place("a2");
        alarms.clear();
        Optional<byte[]> saved = broken("ForeignOrders");
        now = now.plusSeconds(60);
        watch = start(saved);

        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qtheirs", "")));
        shown("7001", "a1", now.minusSeconds(60));
        pass(Duration.ofSeconds(5));

        assertThat(signals())
                .as("payouts are known, orders from before are not judged")
                .containsExactly(Signal.TAMPERED_TRAIL, Signal.FOREIGN_PAYOUT, Signal.UNJUDGED);
        assertThat(alarms.get(0).evidence()).contains("ForeignOrders", "not judged");
        assertThat(watch.alarms())
                .as("those from before go on counting")
                .filteredOn(alarm -> alarm.signal() == Signal.STOPPED_STRATEGY)
                .extracting(Alarm::count)
                .containsExactly(2L);
    }

    private Optional<byte[]> broken(String part) throws Exception {
        WatchState state = WatchState.of(watch.save(true).orElseThrow());
        var parts = new LinkedHashMap<>(state.parts());
        assertThat(parts.put(part, new byte[] {-1, 2, 3})).isNotNull();
        return Optional.of(new WatchState(
                        state.venue(),
                        state.account(),
                        state.saved(),
                        state.ended(),
                        state.began(),
                        state.gap(),
                        state.salt(),
                        parts)
                .toRecord());
    }

    @Test
    void store_handsOnTheNewest_alsoAfterACrash_andIsSeenFromOutside(@TempDir Path state) throws Exception {
        pass(Duration.ofMinutes(1));
        watch.running("grid", false);
        try (ProcessFolder first = ProcessFolder.start(state, now);
                WatchStore store = WatchStore.start(state, first.path(), Set.of("binance/main"), Set.of())) {
            assertThat(store.before("binance", "main")).isEmpty();
            store.save(List.of(watch.save(false).orElseThrow()));
            place("a1");
            assertThat(watch.hasNews()).isTrue();
            store.save(List.of(watch.save(false).orElseThrow()));
            assertThat(watch.hasNews()).isFalse();
            assertThat(watch.save(false)).isEmpty();
            assertThat(WatchView.read(state))
                    .singleElement()
                    .satisfies(view -> assertThat(view.alarms())
                            .extracting(Alarm::signal)
                            .containsExactly(Signal.STOPPED_STRATEGY))
                    .satisfies(view -> assertThat(view.rates()).hasSize(1))
                    .satisfies(view -> assertThat(view.ended()).isFalse());
            // The end of the last record is lost.
            Path file = first.path().resolve("watch");
            byte[] content = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(content, content.length - 3));
        }
        try (ProcessFolder second = ProcessFolder.start(state, now.plusSeconds(60));
                WatchStore store = WatchStore.start(state, second.path(), Set.of("binance/main"), Set.of())) {
            watch = start(store.before("binance", "main"));
            alarms.clear();

            place("a2");

            assertThat(signals()).containsExactly(Signal.STOPPED_STRATEGY);
        }
    }
}
