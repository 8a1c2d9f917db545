/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.detection.AccountEvent.ChannelAlive;
import io.keyguard.detection.AccountEvent.Disclosed;
import io.keyguard.detection.AccountEvent.How;
import io.keyguard.detection.AccountEvent.KeysListed;
import io.keyguard.detection.AccountEvent.TrailRead;
import io.keyguard.venue.Balance;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueKeyId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules about keys, what happens to them, and to what watches them. */
class KeyRulesTest {
    private Watched bot = new Watched();

    @Test
    void honeyKey_thatIsTouched_isTold_whateverTouchesIt() {
        KeyId honey = KeyId.of("honey");
        bot = new Watched(limits -> limits.honey(honey));
        bot.sign();
        bot.tell(new Disclosed(Optional.of(KEY), How.REVEALED, "grid"));
        assertThat(bot.alarms).isEmpty();

        bot.tell(new Disclosed(Optional.of(honey), How.REVEALED, "grid"), new AccountEvent.Caught("honey", "console"));

        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.HONEY_KEY)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.key()).contains(honey))
                .satisfies(alarm -> assertThat(alarm.count()).isEqualTo(2))
                .satisfies(alarm -> assertThat(alarm.confidence()).isEqualTo(Confidence.CERTAIN));
    }

    @Test
    void honeyAccount_onWhichAnythingHappens_isTold() {
        bot = new Watched(WatchLimits::honeyAccount);
        bot.pass(Duration.ofDays(3));
        assertThat(bot.alarms).isEmpty();

        bot.watch.movement(new Movement(Movement.Kind.DEPOSIT, "d1", "USDT", BigDecimal.ONE, "", "done", bot.now));

        assertThat(bot.signals()).containsExactly(Signal.HONEY_KEY);
    }

    @Test
    void honeyAccount_whateverChangesThere_isTold_andWhatIsShownAgainIsNot() {
        bot = new Watched(WatchLimits::honeyAccount);
        VenueKeyId id = VenueKeyId.of("binance", "listed-1");
        ListedKey key = listed(Observed.of(Set.of("read")), Observed.unknown());
        for (int n = 0; n < 3; n++) {
            bot.tell(
                    new AccountEvent.Held(List.of(held("BTC", "1.0"), held("USDT", "5"))),
                    new KeysListed(List.of(key), Set.of(id)));
            bot.tell(new AccountEvent.Held(List.of(held("USDT", "5.00"), held("BTC", "1"))));
            bot.watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        }
        assertThat(bot.alarms).isEmpty();

        bot.tell(new AccountEvent.Held(List.of(held("BTC", "1"))));
        bot.tell(new KeysListed(List.of(), Set.of(id)));
        bot.watch.payouts(List.of());
        bot.fill("f1", "BTCUSDT", "1", "64000");
        bot.tell(new AccountEvent.Adjusted("b1", "BTC", BigDecimal.ONE));

        assertThat(bot.watch.alarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.signal()).isEqualTo(Signal.HONEY_KEY))
                .satisfies(alarm -> assertThat(alarm.count()).isEqualTo(5));
    }

    private static Balance held(String asset, String total) {
        return new Balance("spot", asset, new BigDecimal(total));
    }

    @Test
    void secretThatRedactionCaught_isToldWithItsKey_andOnceForEachSink() {
        bot.tell(
                new AccountEvent.Caught(KEY.value(), "console"),
                new AccountEvent.Caught(KEY.value(), "console"),
                new AccountEvent.Caught("a PEM of a private key", "file"));

        assertThat(bot.signals()).containsExactly(Signal.LEAKED_SECRET, Signal.LEAKED_SECRET);
        assertThat(bot.alarms.get(0).key()).contains(KEY);
        assertThat(bot.alarms.get(1).key()).isEmpty();
    }

    @Test
    void trailThatDoesNotHold_isTold_oneThatHoldsIsNot() {
        bot.tell(new AccountEvent.TrailChecked(List.of()));
        assertThat(bot.alarms).isEmpty();

        bot.tell(new AccountEvent.TrailChecked(List.of("chain a is gone; an anchor has seen it")));

        assertThat(bot.signals()).containsExactly(Signal.TAMPERED_TRAIL);
    }

    private static ListedKey listed(Observed<Set<String>> rights, Observed<Set<String>> ips) {
        return new ListedKey(
                VenueKeyId.of("binance", "listed-1"), "", rights, ips, Observed.unknown(), Observed.unknown());
    }

    private void list(Observed<Set<String>> rights, Observed<Set<String>> ips) {
        ListedKey key = listed(rights, ips);
        bot.tell(new KeysListed(List.of(key), Set.of(key.id())));
    }

    @Test
    void keyThatMayDoMore_orFromMoreAddresses_isTold_andLessIsNot() {
        list(Observed.of(Set.of("trade", "read")), Observed.of(Set.of("192.0.2.1")));
        list(Observed.of(Set.of("read")), Observed.of(Set.of("192.0.2.1")));
        list(Observed.unknown(), Observed.unknown());
        assertThat(bot.alarms).isEmpty();

        list(Observed.of(Set.of("read")), Observed.of(Set.of("192.0.2.1")));
        list(Observed.of(Set.of("read", "withdraw")), Observed.of(Set.of()));

        assertThat(bot.signals()).containsExactly(Signal.RIGHTS_WIDENED, Signal.RIGHTS_WIDENED);
        assertThat(bot.alarms.get(0).evidence()).contains("withdraw");
        assertThat(bot.alarms.get(1).evidence()).contains("anywhere");
    }

    @Test
    void whatAListDoesNotShow_hidesNothingThatGrewMeanwhile() {
        list(Observed.of(Set.of("read")), Observed.of(Set.of("192.0.2.1")));
        list(Observed.unknown(), Observed.of(Set.of("192.0.2.1")));
        list(Observed.of(Set.of("read", "withdraw")), Observed.unknown());
        assertThat(bot.signals()).containsExactly(Signal.RIGHTS_WIDENED);

        list(Observed.of(Set.of("read", "withdraw")), Observed.of(Set.of()));

        assertThat(bot.signals()).containsExactly(Signal.RIGHTS_WIDENED, Signal.RIGHTS_WIDENED);
        assertThat(bot.alarms.get(1).evidence()).contains("anywhere");
    }

    @Test
    void rightsThatAVenueSaysWereGained_areTold_lostOnesAreNot_norAnnouncedOnes() {
        bot.tell(new AccountEvent.RightsChanged(KEY, Set.of(), Set.of("trade")));
        bot.watch.announce(Change.KEYS, bot.now, bot.now.plusSeconds(60));
        bot.tell(new AccountEvent.RightsChanged(KEY, Set.of("trade"), Set.of()));
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(2));

        bot.tell(new AccountEvent.RightsChanged(KEY, Set.of("withdraw"), Set.of()));

        assertThat(bot.signals()).containsExactly(Signal.RIGHTS_WIDENED);
        assertThat(bot.watch.announced()).isOne();
    }

    @Test
    void keysShownOrExported_aFewADayAreUsual_manyAreTold() {
        for (int day = 0; day < 5; day++) {
            bot.tell(new Disclosed(Optional.of(KEY), How.EXPORTED, "the nightly backup"));
            bot.pass(Duration.ofHours(23));
        }
        assertThat(bot.alarms).isEmpty();

        for (int n = 0; n < 4; n++) {
            bot.tell(new Disclosed(Optional.of(KeyId.of("k" + n)), How.EXPORTED, "mallory"));
        }

        assertThat(bot.signals()).containsExactly(Signal.DISCLOSURE);
        assertThat(bot.alarms.get(0).evidence()).contains("mallory");
    }

    private void trail(int entries, Instant at) {
        bot.tell(new TrailRead(IntStream.range(0, entries)
                .mapToObj(n -> new TrailRead.Entry(
                        "chain-1",
                        3 * n,
                        n == 1,
                        new Disclosed(Optional.empty(), How.EXPORTED, "mallory", 1, Optional.of(at))))
                .toList()));
    }

    @Test
    void whatTheTrailTells_isNewByItsPlace_whateverDateItHas() {
        trail(10, bot.now);
        assertThat(bot.alarms).as("of before anybody watched").isEmpty();
        bot.pass(Duration.ofMinutes(10));
        trail(10, bot.now);
        trail(13, bot.now.plus(Duration.ofDays(3_650)));
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(10));

        trail(14, bot.now.minus(Duration.ofDays(1)));

        assertThat(bot.signals()).containsExactly(Signal.DISCLOSURE);
    }

    @Test
    void backupDatedIntoAnAnnouncedWindow_isTold_oneThatWasMadeInItIsNot() {
        trail(0, bot.now);
        bot.watch.announce(Change.KEYS, bot.now, bot.now.plusSeconds(60));
        Instant announced = bot.now.plusSeconds(30);
        bot.pass(Duration.ofMinutes(10));
        trail(5, announced);
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofMinutes(10));
        trail(5, announced);
        bot.pass(Duration.ofMinutes(10));

        trail(10, announced);

        assertThat(bot.signals()).containsExactly(Signal.DISCLOSURE);
    }

    @Test
    void backupOfAWholeVault_countsForEachKeyInIt_unlessItWasAnnounced() {
        bot.watch.announce(Change.KEYS, bot.now, bot.now.plusSeconds(60));
        Optional<java.time.Instant> inTheWindow = Optional.of(bot.now.plusSeconds(30));
        bot.pass(Duration.ofMinutes(10));
        bot.tell(new Disclosed(Optional.empty(), How.EXPORTED, "the nightly backup", 12, inTheWindow));
        bot.tell(new Disclosed(Optional.empty(), How.EXPORTED, "the nightly backup", 3, Optional.empty()));
        assertThat(bot.alarms).isEmpty();
        bot.pass(Duration.ofDays(2));

        bot.tell(new Disclosed(Optional.empty(), How.EXPORTED, "mallory", 12, Optional.empty()));

        assertThat(bot.signals()).containsExactly(Signal.DISCLOSURE);
        assertThat(bot.alarms.get(0).evidence()).contains("12 at once by mallory");
    }

    @Test
    void channelOfAlarms_thatGoesQuiet_orLeadsElsewhere_isTold() {
        bot = new Watched(limits -> limits.channel("pager", Duration.ofMinutes(1)));
        for (int minute = 0; minute < 5; minute++) {
            bot.tell(new ChannelAlive("pager", "https://pager.invalid/desk"));
            bot.pass(Duration.ofMinutes(1));
        }
        assertThat(bot.alarms).isEmpty();

        bot.tell(new ChannelAlive("pager", "https://elsewhere.invalid/"));
        bot.pass(Duration.ofMinutes(3));
        bot.tell(new ChannelAlive("nobody's", "x"));

        assertThat(bot.watch.alarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.signal()).isEqualTo(Signal.ALARM_CHANNEL))
                .satisfies(alarm -> assertThat(alarm.count()).isEqualTo(2));
    }
}
