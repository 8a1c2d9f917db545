/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.incident.FreezeScope;
import io.keyguard.metrics.Metrics;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A theft starts the response once, whatever shows it, and no crash swallows it. */
class ResponsesTest {
    private final List<Alarm> responses = new ArrayList<>();
    private final List<Alarm> tickets = new ArrayList<>();
    private final List<Alarm> told = new ArrayList<>();
    private final List<Alarm> notices = new ArrayList<>();
    private final List<FreezeScope> frozen = new ArrayList<>();
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private Executor executor = Runnable::run;
    private Instant now = BEGAN;
    private AccountWatch watch;
    private int orders;

    private void start(AccountWatch.Builder builder, Optional<byte[]> before) {
        Executor now = executor;
        watch = builder.limits(WatchLimits.usual().settle(Duration.ZERO))
                .clock(() -> this.now)
                .build(new Surroundings((scope, reason) -> frozen.add(scope), now, notices::add, Metrics.NONE, before));
        pass(Duration.ofMinutes(1));
    }

    private AccountWatch.Builder watching() {
        return AccountWatch.of("binance", "main", IDS).onAlarm(told::add);
    }

    private AccountWatch.Builder revoking() {
        return watching()
                .respondOn(responses::add, Signal.FOREIGN_ORDER, Signal.COPIED_ORDER_ID, Signal.STOPPED_STRATEGY);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    private void foreign(String symbol) {
        shown("theirs-" + orders++, symbol);
    }

    private void shown(String clientOrderId, String symbol) {
        watch.order(new VenueOrder(
                "venue-" + orders++,
                clientOrderId,
                symbol,
                BigDecimal.ONE,
                Optional.empty(),
                now,
                VenueOrder.State.OPEN,
                false));
        watch.tick();
    }

    private void sign(KeyId key, String strategy, String id) {
        watch.signed(key, 1, strategy, TRADE, VenueRequest.post("/order").param("newClientOrderId", id));
    }

    @Test
    void response_isStartedOnce_overSubjectsAndSignals_andEachIsFrozenFor() {
        start(revoking(), Optional.empty());
        for (int n = 0; n < 65; n++) {
            sign(KEY, "grid", "a" + n);
            shown("a" + n, "BTCUSDT");
            shown("a" + n, "BTCUSDT");
            foreign("S" + n + "USDT");
        }

        assertThat(responses).hasSize(1);
        assertThat(frozen).hasSize(130);
    }

    @Test
    void response_isStartedAgain_ifItStillGoesOnAfterAnHour() {
        start(revoking(), Optional.empty());
        for (int n = 0; n < 121; n++) {
            foreign("BTCUSDT");
            pass(Duration.ofMinutes(1));
        }

        assertThat(responses).hasSize(3);
    }

    @Test
    void clockThatWasSetBack_silencesNeitherAlarmNorResponse() {
        start(revoking(), Optional.empty());
        pass(Duration.ofMinutes(200));
        foreign("BTCUSDT");
        now = now.minus(Duration.ofMinutes(100));

        foreign("BTCUSDT");

        assertThat(told).extracting(Alarm::count).containsExactly(1L, 2L);
        assertThat(responses).hasSize(2);
    }

    @Test
    void response_toAKey_isStartedOnceMore_forAnotherKey_andForTheWholeAccount() {
        start(revoking(), Optional.empty());
        watch.running("grid", false);
        sign(KEY, "grid", "a1");
        sign(KEY, "grid", "a2");
        sign(KeyId.of("other-binance"), "grid", "a3");
        assertThat(responses)
                .extracting(Alarm::key)
                .containsExactly(Optional.of(KEY), Optional.of(KeyId.of("other-binance")));

        foreign("BTCUSDT");
        sign(KeyId.of("third-binance"), "grid", "a4");

        assertThat(responses).hasSize(3);
    }

    @Test
    void severalResponsesAndListeners_areAllStartedAndTold_eachForItsOwn() {
        var second = new ArrayList<Alarm>();
        start(
                revoking()
                        .respondOn(tickets::add, Signal.STOPPED_STRATEGY, Signal.DORMANT_KEY)
                        .onAlarm(second::add),
                Optional.empty());
        foreign("BTCUSDT");
        assertThat(responses).hasSize(1);
        assertThat(tickets).isEmpty();
        watch.running("grid", false);

        sign(KEY, "grid", "a1");

        assertThat(responses).hasSize(1);
        assertThat(tickets).hasSize(1);
        assertThat(second).isEqualTo(told).hasSize(2);
    }

    @Test
    void freezeOn_afterRespondOn_takesNoResponseAway() {
        start(revoking().freezeOn(Signal.FOREIGN_ORDER), Optional.empty());

        foreign("BTCUSDT");

        assertThat(responses).hasSize(1);
    }

    @Test
    void responseThatThrows_isStartedAgain_byTheNextAlarm_aMinuteLater() {
        start(
                watching()
                        .respondOn(
                                alarm -> {
                                    responses.add(alarm);
                                    throw new IllegalStateException("the venue is down");
                                },
                                Signal.FOREIGN_ORDER),
                Optional.empty());
        for (int n = 0; n < 50; n++) {
            foreign("BTCUSDT");
            pass(Duration.ofSeconds(1));
        }
        assertThat(responses).hasSize(1);
        pass(Duration.ofSeconds(11));

        foreign("BTCUSDT");

        assertThat(responses).hasSize(2);
    }

    @Test
    void responseThatWasNotBegun_isBegunByTheNextProcess_onceAndForAll() {
        executor = task -> {
            throw new RejectedExecutionException("closing");
        };
        start(revoking(), Optional.empty());
        foreign("BTCUSDT");
        assertThat(responses).isEmpty();
        Optional<byte[]> saved = watch.save(true);
        executor = Runnable::run;

        start(revoking(), saved);
        foreign("BTCUSDT");
        assertThat(responses).hasSize(1);
        start(revoking(), watch.save(true));
        foreign("ETHUSDT");

        assertThat(responses).hasSize(1);
    }

    @Test
    void alarmThatNobodyHasHeardYet_isToldByTheNextProcess_onceAndForAll() {
        executor = threads::add;
        start(revoking(), Optional.empty());
        foreign("BTCUSDT");
        assertThat(told).isEmpty();
        Optional<byte[]> saved = watch.save(true);
        executor = Runnable::run;
        notices.clear();

        start(watching(), saved);
        assertThat(told).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(notices).hasSize(1);
        start(watching(), watch.save(true));

        assertThat(told).hasSize(1);
    }

    /** The end of a listener is news: or the next process would tell it again. */
    @Test
    void alarmThatWasHeard_isSavedAsHeard() {
        executor = threads::add;
        start(watching(), Optional.empty());
        foreign("BTCUSDT");
        watch.save(false);
        assertThat(watch.hasNews()).isFalse();

        while (!threads.isEmpty()) {
            threads.remove().run();
        }

        assertThat(watch.hasNews()).isTrue();
    }

    /** A notice may have waited for its second try. */
    @Test
    void alarmOfTheLastMinuteBeforeACrash_isToldAgain_anOlderOneIsNot() {
        start(watching(), Optional.empty());
        foreign("BTCUSDT");
        pass(Duration.ofMinutes(2));
        foreign("ETHUSDT");
        Optional<byte[]> saved = watch.save(false);
        notices.clear();

        start(watching(), saved);

        assertThat(notices)
                .filteredOn(alarm -> alarm.signal() == Signal.FOREIGN_ORDER)
                .extracting(Alarm::subject)
                .containsExactly("ETHUSDT");
    }

    @Test
    void alarmThatWasTold_isSilentAfterARestart_forAnHourSinceItWasTold_notSinceItWasNoticed() {
        start(watching(), Optional.empty());
        foreign("BTCUSDT");
        pass(Duration.ofMinutes(50));
        foreign("BTCUSDT");
        start(watching(), watch.save(true));
        assertThat(told).hasSize(1);
        pass(Duration.ofMinutes(9));

        foreign("BTCUSDT");

        assertThat(told).extracting(Alarm::count).containsExactly(1L, 3L);
    }
}
