/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.AccountEvent.Accessed;
import io.keyguard.detection.AccountEvent.Egress;
import io.keyguard.detection.AccountEvent.Limit;
import io.keyguard.detection.AccountEvent.LimitUsed;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules about what a venue says of addresses, limits and requests. */
class VenueRulesTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private Watched bot = new Watched();

    private void access(String address) {
        bot.tell(new Accessed(new AccessEvent(bot.now, "login", address)));
    }

    @Test
    void address_thatWasNotNamed_isToldAtOnce_andOneFromBeforeTheWatchIsNot() {
        bot = new Watched(limits -> limits.addresses(Set.of("192.0.2.1")));
        bot.tell(new Egress("192.0.2.1"));
        access("192.0.2.1");
        access("");
        bot.tell(new Accessed(new AccessEvent(bot.now.minusSeconds(60), "login", "198.51.100.9")));
        assertThat(bot.alarms).isEmpty();

        access("198.51.100.9");
        bot.tell(new Egress("203.0.113.5"));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ADDRESS, Signal.FOREIGN_ADDRESS);
        assertThat(bot.alarms.get(0).confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void address_whereNoneWasNamed_isLearntForADay_andThenTold() {
        access("192.0.2.1");
        bot.pass(Duration.ofDays(2));
        access("192.0.2.1");
        assertThat(bot.alarms).isEmpty();

        access("198.51.100.9");

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ADDRESS);
        assertThat(bot.alarms.get(0).confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void address_ofAnAnnouncedMove_isOursFromThenOn() {
        bot = new Watched(limits -> limits.addresses(Set.of("192.0.2.1")));
        bot.watch.announce(Change.ADDRESSES, bot.now, bot.now.plusSeconds(60));
        access("192.0.2.2");
        bot.pass(Duration.ofDays(1));

        access("192.0.2.2");

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void venueThatCountsMoreOrdersThanWereSigned_isTold_oneThatCountsTheSameIsNot() {
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 3));
        for (int window = 0; window < 20; window++) {
            for (int n = 1; n <= 5; n++) {
                bot.sign();
                bot.tell(new LimitUsed(Limit.ORDERS, TEN, n));
            }
            bot.pass(TEN);
        }
        assertThat(bot.alarms).isEmpty();

        bot.pass(Duration.ofSeconds(15));
        bot.sign();
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 3));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
        assertThat(bot.alarms.get(0).evidence()).contains("counts 3", "1 were sent");
    }

    @Test
    void batch_countsEachOfItsOrders_withAnIdOrWithout() {
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 0));
        bot.pass(Duration.ofMinutes(1));
        bot.watch.signed(
                Watched.KEY,
                1,
                "grid",
                Watched.TRADE,
                VenueRequest.post("/fapi/v1/batchOrders")
                        .param(
                                "batchOrders",
                                "[{\"newClientOrderId\":\"a1\"},{\"side\":\"BUY\"},{\"side\":\"SELL\"}]"));

        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 4));
        assertThat(bot.alarms).isEmpty();
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    /** The venue counts at once what the other process tells seconds later. */
    @Test
    void countOfOrdersThatAnotherProcessTellsLate_isNoAlarm_andMoreThanItTellsIs() {
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 0));
        bot.pass(Duration.ofMinutes(1));
        elsewhere(1);
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 9));
        bot.pass(Duration.ofSeconds(4));
        elsewhere(8);
        bot.pass(Duration.ofSeconds(20));
        assertThat(bot.alarms).isEmpty();

        elsewhere(1);
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 19));
        bot.pass(Duration.ofSeconds(4));
        assertThat(bot.alarms).isEmpty();
        elsewhere(8);
        bot.pass(Duration.ofSeconds(2));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
        assertThat(bot.alarms.get(0).evidence()).contains("counts 19");
    }

    private void elsewhere(int orders) {
        for (int n = 0; n < orders; n++) {
            VenueRequest order = VenueRequest.post("/api/v3/order").param("newClientOrderId", "other-" + bot.now + n);
            bot.tell(new AccountEvent.Signed(
                    Watched.KEY, 1, "grid", Watched.TRADE, order, Optional.of(bot.now.minusSeconds(3))));
        }
    }

    /** It says how many there were when the venue gave it. */
    @Test
    void countOfTheVenue_inAnAnswerThatComesLate_isNoAlarm_andMoreThanEverWasSentIs() {
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 0));
        bot.pass(Duration.ofMillis(60_123));
        for (int n = 0; n < 40; n++) {
            bot.sign();
        }
        bot.pass(Duration.ofSeconds(13));
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 40));
        assertThat(bot.alarms).isEmpty();

        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 42));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    /** As a bot begins in an outage: what it sent before the first answer is not known, and is told late. */
    @Test
    void countOfTheVenue_inALateAnswer_rightAfterTheFirst_isNoAlarm_andTheSameLaterIs() {
        for (int n = 0; n < 40; n++) {
            bot.sign();
        }
        bot.pass(Duration.ofSeconds(1));
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 1));
        bot.pass(Duration.ofMillis(12_100));
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 40));
        assertThat(bot.alarms).isEmpty();

        bot.pass(Duration.ofSeconds(15));
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 40));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    @Test
    void clock_thatIsSetBackAnHour_hidesNoUsageForLongerThanAWindow() {
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 0));
        bot.pass(Duration.ofHours(1));
        for (int n = 0; n < 500; n++) {
            bot.sign();
        }
        bot.now = bot.now.minusSeconds(3_600);
        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 500));
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(1));

        bot.tell(new LimitUsed(Limit.ORDERS, TEN, 400));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    @Test
    void weight_isComparedWhereItIsKnown_andOnlyThere() {
        for (int n = 0; n < 2; n++) {
            bot.tell(new LimitUsed(Limit.WEIGHT, TEN, 1_000));
            bot.pass(Duration.ofSeconds(15));
        }
        assertThat(bot.alarms).isEmpty();

        bot = new Watched(limits -> limits.weights(request -> 20));
        bot.tell(new LimitUsed(Limit.WEIGHT, TEN, 0));
        bot.pass(Duration.ofSeconds(30));
        bot.sign();
        bot.tell(new LimitUsed(Limit.WEIGHT, TEN, 20));
        assertThat(bot.alarms).isEmpty();
        bot.tell(new LimitUsed(Limit.WEIGHT, TEN, 40));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    @Test
    void conflictsOfNonces_sixInAMinuteAreTold_fiveAreNot() {
        for (int n = 0; n < 10; n++) {
            bot.pass(n == 5 ? Duration.ofMinutes(2) : Duration.ZERO);
            bot.answer(Kind.NONCE);
        }
        assertThat(bot.alarms).isEmpty();

        bot.answer(Kind.NONCE);

        assertThat(bot.signals()).containsExactly(Signal.NONCES);
    }

    @Test
    void refusedAddress_inAnAnnouncedMove_isNotTold() {
        bot.watch.announce(Change.ADDRESSES, bot.now, bot.now.plusSeconds(60));
        bot.answer(Kind.IP);
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(2));

        bot.answer(Kind.IP);

        assertThat(bot.signals()).containsExactly(Signal.REFUSED_ADDRESS);
    }
}
