/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.AccountEvent.Adjusted;
import io.keyguard.detection.AccountEvent.Held;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules about what is traded, at which price, how much of it, and what is left. */
class TradeRulesTest {
    private Watched bot = new Watched();

    @Test
    void symbol_thatWasNotNamed_isTold_thoseNamedAreNot() {
        bot = new Watched(limits -> limits.symbols(Set.of("BTCUSDT", "ETHUSDT")));
        bot.trade("BTCUSDT", "1", "64000");
        bot.trade("ETHUSDT", "1", "3000");
        assertThat(bot.alarms).isEmpty();

        bot.trade("VIABTC", "1", "0.001");

        assertThat(bot.signals()).containsExactly(Signal.NEW_SYMBOL);
        assertThat(bot.alarms.get(0).confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void symbol_inAnAnnouncedChange_isLearntAndNotTold() {
        bot.trade("BTCUSDT", "1", "64000");
        bot.watch.announce(Change.TRAFFIC, bot.now, bot.now.plusSeconds(60));
        bot.trade("ETHUSDT", "1", "3000");
        bot.pass(Duration.ofHours(1));

        bot.trade("ETHUSDT", "1", "3000");

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void order_largerThanItsMarketCanTake_isTold_oneThatFitsIsNot_norWhereNobodyLooked() {
        bot.quote("BTCUSDT", "63990", "64010", "1000000");
        bot.quote("ETHUSDT", "3000", "3001", "");
        bot.trade("BTCUSDT", "10", "64000");
        bot.watch.announce(Change.TRAFFIC, bot.now, bot.now.plusNanos(1));
        bot.trade("ETHUSDT", "1000", "3000");
        bot.pass(Duration.ofSeconds(1));
        assertThat(bot.alarms).isEmpty();

        bot.trade("BTCUSDT", "-20", "");

        assertThat(bot.signals()).containsExactly(Signal.THIN_MARKET);
        assertThat(bot.alarms.get(0).evidence()).contains("1.3 times");
    }

    @Test
    void price_onTheWrongSideOfTheMarket_isTold_aLimitThatWaitsIsNot() {
        bot.quote("BTCUSDT", "63990", "64010", "");
        bot.trade("BTCUSDT", "1", "30000");
        bot.trade("BTCUSDT", "-1", "90000");
        bot.trade("BTCUSDT", "1", "65000");
        assertThat(bot.alarms).isEmpty();

        bot.trade("BTCUSDT", "1", "70000");
        bot.fill("f1", "BTCUSDT", "-1", "60000");

        assertThat(bot.watch.alarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.count()).isEqualTo(2));
        assertThat(bot.alarms.get(0).evidence()).contains("buys BTCUSDT 9.4 % above");
    }

    @Test
    void price_withoutAFreshQuote_saysNothing() {
        bot.quote("BTCUSDT", "63990", "64010", "");
        bot.pass(Duration.ofMinutes(5));

        bot.trade("BTCUSDT", "1", "99000");

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void budget_ofAnOrderAnHourAndADay_isHeld_andTheSameExecutionCountsOnce() {
        bot = new Watched(limits -> limits.budget(100_000, 200_000, 300_000));
        bot.trade("BTCUSDT", "1", "64000");
        for (int n = 0; n < 3; n++) {
            bot.fill("f" + n, "BTCUSDT", "1", "64000");
            bot.fill("f" + n, "BTCUSDT", "1", "64000");
        }
        assertThat(bot.alarms).isEmpty();

        bot.trade("BTCUSDT", "2", "64000");
        bot.fill("f4", "BTCUSDT", "1", "64000");
        bot.pass(Duration.ofHours(2));
        bot.fill("f5", "BTCUSDT", "1", "64000");

        assertThat(bot.alarms).extracting(Alarm::subject).containsExactly("an order", "an hour", "a day");
        assertThat(bot.signals()).containsOnly(Signal.BUDGET);
    }

    @Test
    void orderFarLargerThanAllBefore_isTold_onceEnoughAreKnown() {
        bot.trade("BTCUSDT", "100", "64000");
        for (int n = 0; n < 200; n++) {
            bot.trade("BTCUSDT", "0.0" + (1 + n % 9), "64000");
        }
        assertThat(bot.alarms).isEmpty();

        bot.trade("BTCUSDT", "1.5", "64000");
        assertThat(bot.alarms).isEmpty();
        bot.trade("BTCUSDT", "3", "64000");

        assertThat(bot.signals()).containsExactly(Signal.ORDER_SIZE);
    }

    @Test
    void roundTripsAtALoss_fiveInAnHourAreTold_thoseOfAMarketMakerAreNot() {
        for (int n = 0; n < 50; n++) {
            bot.fill("b" + n, "BTCUSDT", "1", "64000");
            bot.fill("s" + n, "BTCUSDT", "-1", n % 2 == 0 ? "64030" : "63900");
            bot.pass(Duration.ofSeconds(20));
        }
        assertThat(bot.alarms).isEmpty();

        for (int n = 0; n < 5; n++) {
            bot.fill("t" + n, "DMGUSD", "1000", "0.30");
            bot.fill("t" + n, "DMGUSD", "1000", "0.30");
            bot.fill("u" + n, "DMGUSD", "-950", "0.20");
            bot.pass(Duration.ofSeconds(20));
        }

        assertThat(bot.signals()).containsExactly(Signal.WASH);
        assertThat(bot.alarms.get(0).evidence()).contains("DMGUSD", "33.3 %");
    }

    private void holds(String usdt, String btc) {
        bot.tell(new Held(List.of(
                new Balance("spot", "USDT", new BigDecimal(usdt)), new Balance("spot", "BTC", new BigDecimal(btc)))));
    }

    @Test
    void balance_thatExecutionsMovementsAndBookingsExplain_isNoAlarm_inWhateverOrderTheyCome() {
        holds("100000", "1");
        bot.fill("f1", "BTCUSDT", "0.5", "64000");
        bot.fill("f1", "BTCUSDT", "0.5", "64000");
        bot.pass(Duration.ofSeconds(10));
        holds("68000", "1.5");
        // The booking is late.
        bot.pass(Duration.ofSeconds(10));
        holds("67000", "1.5");
        bot.tell(new Adjusted("funding-1", "USDT", new BigDecimal("-500")));
        bot.watch.movement(new Movement(
                Movement.Kind.TRANSFER, "t1", "USDT", new BigDecimal("-500"), "", "done", bot.now.minusSeconds(60)));
        bot.pass(Duration.ofSeconds(10));
        holds("67000", "1.5");
        bot.pass(Duration.ofSeconds(10));
        holds("90000", "1.5");
        bot.pass(Duration.ofSeconds(10));
        holds("90000", "1.5");

        assertThat(bot.signals()).doesNotContain(Signal.UNEXPLAINED_BALANCE);
    }

    @Test
    void balance_thatNothingExplains_isTold_onceItIsMissingForTenMinutes() {
        holds("100000", "1");
        bot.pass(Duration.ofSeconds(10));
        holds("97600", "1");
        bot.pass(Duration.ofMinutes(9));
        holds("97600", "1");
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(1));

        holds("97600", "1");
        bot.pass(Duration.ofMinutes(11));
        holds("97600", "1");

        assertThat(bot.signals()).containsExactly(Signal.UNEXPLAINED_BALANCE);
        assertThat(bot.alarms.get(0).evidence()).contains("2400 USDT");
    }

    @Test
    void balance_afterAnExecutionThatCannotBeRead_beginsAnew() {
        holds("100000", "1");
        bot.fill("f1", "BTC-PERP", "0.5", "64000");
        for (int n = 0; n < 3; n++) {
            bot.pass(Duration.ofSeconds(10));
            holds("90000", "1");
        }

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void recentEvents_rememberTheLast_andWhenTheForgottenHappened() {
        var recent = new RecentEvents(64, 64);
        var random = new java.util.Random(7);
        List<Long> all = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
            // Many fall on the same slots.
            long number = (random.nextInt() & 0xFFF00L) | 1L | ((long) n << 32);
            all.add(number);
            assertThat(recent.add(number, BEGAN.plusSeconds(n))).isTrue();
            assertThat(recent.add(number, BEGAN.plusSeconds(n))).isFalse();
        }

        for (int n = 0; n < 1_000; n++) {
            assertThat(recent.contains(all.get(n))).as("%s", n).isEqualTo(n >= 1_000 - 64);
        }
        assertThat(recent.mayBeForgotten(BEGAN.plusSeconds(999 - 64))).isTrue();
        assertThat(recent.mayBeForgotten(BEGAN.plusSeconds(1_000 - 64))).isFalse();
    }
}
