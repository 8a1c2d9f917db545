/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rates, held against what is usual. */
class RateRulesTest {
    private final Watched bot = new Watched();

    /** One to three orders in each ten seconds, for {@code minutes}. */
    private void usual(int minutes) {
        for (int window = 0; window < minutes * 6; window++) {
            burst(1 + window % 3);
            bot.pass(Duration.ofSeconds(10));
        }
    }

    private void burst(int orders) {
        for (int n = 0; n < orders; n++) {
            bot.sign();
        }
    }

    @Test
    void orders_farMoreThanUsualInTenSeconds_areTold_whileTheyCome() {
        usual(60);
        burst(60);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        burst(97);

        assertThat(bot.signals()).containsExactly(Signal.ORDER_RATE);
        assertThat(bot.alarms.get(0).key()).contains(Watched.KEY);
    }

    @Test
    void orders_ofASpike_twentyTimesTheUsual_areNoAlarm() {
        usual(60);
        for (int window = 0; window < 180; window++) {
            burst(20 * (1 + window % 3));
            bot.pass(Duration.ofSeconds(10));
        }

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void orders_farMoreThanUsualMinuteAfterMinute_areTold_thoughNoWindowIs() {
        // Bursts are usual, but few of them.
        for (int minute = 0; minute < 300; minute++) {
            burst(minute % 20 == 0 ? 100 : 1);
            bot.pass(Duration.ofMinutes(1));
        }
        for (int window = 0; window < 60; window++) {
            burst(150);
            bot.pass(Duration.ofSeconds(10));
        }

        assertThat(bot.signals()).contains(Signal.ORDER_RATE);
    }

    @Test
    void orders_whileTheUsualIsLearnt_afterAStart_anOutage_orAnAnnouncement_areNoAlarm() {
        burst(500);
        usual(60);
        bot.watch.running("grid", true);
        burst(500);
        bot.pass(Duration.ofMinutes(10));
        bot.answer(Kind.MAINTENANCE);
        burst(500);
        bot.pass(Duration.ofMinutes(10));
        bot.watch.announce(Change.TRAFFIC, bot.now, bot.now.plusSeconds(60));
        burst(500);

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void orders_afterASilentWeekend_areAsUsual() {
        usual(60);
        bot.pass(Duration.ofDays(2).plusHours(12));

        burst(60);

        assertThat(bot.alarms).isEmpty();
    }

    private void answers(int minutes, int errorsOfTen, Kind kind) {
        for (int minute = 0; minute < minutes; minute++) {
            for (int n = 0; n < 10; n++) {
                if (n < errorsOfTen) {
                    bot.answer(kind);
                } else {
                    bot.answer();
                }
            }
            bot.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void errors_farMoreThanUsual_areTold_afterTwoMinutes() {
        answers(30, 1, Kind.REQUEST);
        answers(30, 2, Kind.REQUEST);
        assertThat(bot.alarms).isEmpty();

        answers(3, 10, Kind.REQUEST);

        assertThat(bot.signals()).containsExactly(Signal.ERROR_RATE);
    }

    @Test
    void errors_ofAnOutage_areNoAlarm() {
        answers(30, 1, Kind.REQUEST);

        answers(30, 10, Kind.MAINTENANCE);

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void quantiles_areWithinAnEighth_andHalveWhatIsLongPast() {
        var quantiles = new Quantiles();
        var random = new Random(3);
        long[] values = new long[10_000];
        for (int n = 0; n < values.length; n++) {
            values[n] = (long) Math.exp(random.nextDouble() * 20);
            quantiles.add(values[n]);
        }
        java.util.Arrays.sort(values);

        for (double quantile : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
            double exact = values[(int) (quantile * values.length)];
            assertThat((double) quantiles.at(quantile)).isBetween(exact * 0.99 - 1, exact * 1.15 + 1);
        }
        assertThat(new Quantiles().at(0.5)).isZero();
    }
}
