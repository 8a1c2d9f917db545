/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory is bounded: what it cannot hold is said, and makes nobody blind for what comes after. */
class BoundsTest {
    private final Watched bot = new Watched();

    @BeforeEach
    void settle() {
        bot.pass(Duration.ofMinutes(1));
    }

    private void show(String id, String symbol, Instant created) {
        show(id, "", symbol, created);
    }

    private void show(String id, String clientId, String symbol, Instant created) {
        bot.watch.order(
                new VenueOrder(id, clientId, symbol, BigDecimal.ONE, Optional.empty(), created, State.OPEN, false));
    }

    private void placeWithoutId(String id) {
        bot.watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("symbol", "BTCUSDT"));
        show(id, "BTCUSDT", bot.now);
        bot.pass(Duration.ofSeconds(6));
    }

    private long count(Signal signal) {
        return bot.watch.alarms().stream()
                .filter(alarm -> alarm.signal() == signal)
                .mapToLong(Alarm::count)
                .sum();
    }

    @Test
    void orderWithoutAnId_afterManyOthers_isSaidNotToBeKnown_andNoForeignOrder() {
        Instant created = bot.now;
        for (int n = 0; n < 600; n++) {
            placeWithoutId("n" + n);
        }
        show("n599", "BTCUSDT", bot.now.minusSeconds(6));
        bot.pass(Duration.ofSeconds(6));
        assertThat(bot.alarms).isEmpty();

        show("n0", "BTCUSDT", created);
        bot.pass(Duration.ofSeconds(6));
        assertThat(bot.signals()).containsExactly(Signal.UNJUDGED);
        assertThat(bot.alarms.get(0).evidence()).contains("n0");
        show("theirs", "BTCUSDT", bot.now);
        bot.pass(Duration.ofSeconds(6));

        assertThat(bot.signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
        assertThat(count(Signal.UNJUDGED)).isOne();
    }

    @Test
    void ordersOfTheLastTwoMinutes_withoutAnId_areKnown_howeverManyTheyAre() {
        Instant created = bot.now;
        for (int n = 0; n < 700; n++) {
            bot.watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("symbol", "BTCUSDT"));
            show("n" + n, "BTCUSDT", bot.now);
            bot.now = bot.now.plusMillis(50);
        }
        bot.pass(Duration.ofSeconds(6));

        for (int n = 0; n < 700; n++) {
            show("n" + n, "BTCUSDT", created.plusMillis(50L * n));
        }
        bot.pass(Duration.ofSeconds(6));

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void moreOrdersThanAreRemembered_inTwoMinutes_areTold() {
        for (int n = 0; n <= 1 << 16; n++) {
            bot.sign();
        }

        assertThat(bot.signals()).contains(Signal.MEMORY_FULL);
        assertThat(bot.alarms)
                .filteredOn(alarm -> alarm.signal() == Signal.MEMORY_FULL)
                .first()
                .satisfies(alarm -> assertThat(alarm.subject())
                        .contains("orders of the last two minutes, or changes of the last quarter of an hour"));
    }

    /** Another process sends them in a burst, and tells of them a moment later. */
    @Test
    void ordersOfAnotherProcess_byTheHundredInAMoment_areOurs_andMoreThanCanWaitAreSaid() {
        bot.pass(Duration.ofMillis(60_123));
        Instant first = bot.now;
        for (int n = 0; n < 4_000; n++) {
            show("v" + n, "v" + n, "BTCUSDT", first.plusMillis(n % 300));
        }
        bot.now = first.plusMillis(900);
        for (int n = 0; n < 4_000; n++) {
            VenueRequest order = VenueRequest.post("/order").param("newClientOrderId", "v" + n);
            bot.watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, order, first.plusMillis(n % 300));
        }
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        for (int n = 0; n < 4_100; n++) {
            show("w" + n, "BTCUSDT", bot.now);
        }

        assertThat(bot.signals()).contains(Signal.MEMORY_FULL);
    }

    @Test
    void newSymbol_afterAThousandOthers_isStillTold_andThatTheMemoryIsFull() {
        for (int n = 0; n < 1_024; n++) {
            bot.trade("S" + n + "USDT", "1", "");
        }
        assertThat(count(Signal.NEW_SYMBOL)).isEqualTo(1_023);
        bot.trade("ONEMOREUSDT", "1", "");
        assertThat(count(Signal.NEW_SYMBOL)).isEqualTo(1_024);

        bot.trade("S1023USDT", "1", "");

        assertThat(count(Signal.NEW_SYMBOL)).isEqualTo(1_024);
        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.MEMORY_FULL)
                .extracting(Alarm::subject)
                .contains("symbols");
    }

    @Test
    void symbol_thatWasNotTradedForMonths_isNewAgain() {
        bot.trade("BTCUSDT", "1", "");
        bot.trade("ETHUSDT", "1", "");
        bot.alarms.clear();
        for (int day = 0; day < 91; day++) {
            bot.pass(Duration.ofDays(1));
            bot.trade("BTCUSDT", "1", "");
        }
        assertThat(bot.alarms).isEmpty();

        bot.trade("ETHUSDT", "1", "");

        assertThat(bot.signals()).containsExactly(Signal.NEW_SYMBOL);
    }

    /** A hundred strategies have come and gone; the next is watched like the first. */
    @Test
    void strategy_afterAHundredOthers_isWatched() {
        for (int n = 0; n < 100; n++) {
            bot.watch.signed(
                    KEY, 1, "strategy-" + n, TRADE, VenueRequest.post("/order").param("newClientOrderId", "s" + n));
        }
        assertThat(bot.signals()).contains(Signal.MEMORY_FULL);
        bot.alarms.clear();
        bot.pass(Duration.ofMinutes(10));
        for (int window = 0; window < 400; window++) {
            sign("last", "b" + window);
            bot.now = bot.now.plusSeconds(10);
        }

        for (int n = 0; n < 40; n++) {
            sign("last", "c" + n);
        }

        assertThat(bot.signals()).contains(Signal.ORDER_RATE);
    }

    @Test
    void strategiesAndKeys_thatComeAndGo_fillNoMemory_andThatIsSaid() {
        for (int n = 0; n < 3_000; n++) {
            bot.watch.running("strategy-" + n, false);
            bot.watch.signed(KeyId.of("key-" + n), 1, "grid", TRADE, VenueRequest.get("/time"));
        }
        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.MEMORY_FULL)
                .extracting(Alarm::subject)
                .contains("strategies that were stopped", "keys that were used");
        bot.alarms.clear();
        bot.pass(Duration.ofDays(20));

        bot.watch.signed(KeyId.of("key-2999"), 1, "strategy-2999", TRADE, VenueRequest.get("/time"));

        assertThat(bot.signals()).contains(Signal.STOPPED_STRATEGY, Signal.DORMANT_KEY);
    }

    private void sign(String strategy, String id) {
        bot.watch.signed(
                KeyId.of("key-65"),
                1,
                strategy,
                TRADE,
                VenueRequest.post("/order").param("newClientOrderId", id));
    }

    @Test
    void subjects_ofYesterday_makeRoom_andThoseOfAFloodAreSaidToBeTooMany() {
        for (int n = 0; n < 200; n++) {
            bot.tell(new AccountEvent.Caught("secret of kind " + n, "sink-" + n));
        }
        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.MEMORY_FULL)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.subject()).isEqualTo("subjects of LEAKED_SECRET"));
        bot.pass(Duration.ofDays(2));
        bot.alarms.clear();

        bot.tell(new AccountEvent.Caught("another", "console"));

        assertThat(bot.alarms)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.subject()).isEqualTo("console"));
    }

    @Test
    void everyAlarm_isHandedOver_alsoThoseThatAreOnlyCounted() {
        var every = new java.util.ArrayList<Alarm>();
        AccountWatch watch = bot.builder().onEveryAlarm(every::add).build();
        watch.running("grid", false);
        for (int n = 0; n < 25; n++) {
            watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/order").param("newClientOrderId", "e" + n));
        }

        assertThat(every).hasSize(25);
        assertThat(bot.alarms).hasSize(2);
    }
}
