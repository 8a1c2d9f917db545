/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a venue shows, held against what was signed. */
class AccountWatchTest {
    private static final ClientOrderIds IDS =
            new ClientOrderIds("newClientOrderId", Pattern.compile("[a-z0-9-]{1,36}"), "open orders");
    private static final Classification TRADE = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final Classification WITHDRAW = new Classification(Permission.WITHDRAW, Risk.ADDS_RISK);
    private static final KeyId KEY = KeyId.of("grid-binance");
    private static final Instant BEGAN = Instant.parse("2026-11-29T12:00:00Z");

    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now = BEGAN;
    private AccountWatch watch = builder().build();

    private AccountWatch.Builder builder() {
        return AccountWatch.of("binance", "main", IDS).onAlarm(alarms::add).clock(() -> now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    private void place(String clientOrderId) {
        VenueRequest order = VenueRequest.post("/api/v3/order").param("symbol", "BTCUSDT");
        watch.signed(
                KEY,
                1,
                "grid",
                TRADE,
                clientOrderId.isEmpty() ? order : order.param("newClientOrderId", clientOrderId));
    }

    private VenueOrder order(String id, String clientOrderId, State state) {
        return order(id, clientOrderId, "BTCUSDT", now, state);
    }

    private static VenueOrder order(String id, String clientOrderId, String symbol, Instant created, State state) {
        return new VenueOrder(
                id, clientOrderId, symbol, BigDecimal.ONE, Optional.of(new BigDecimal("64000")), created, state, false);
    }

    private List<Signal> signals() {
        return alarms.stream().map(Alarm::signal).toList();
    }

    @Test
    void order_signedHere_isNoAlarm() {
        pass(Duration.ofMinutes(1));
        place("a1");

        watch.order(order("7001", "a1", State.OPEN));
        watch.order(order("7001", "a1", State.FILLED));
        pass(Duration.ofMinutes(1));

        assertThat(alarms).isEmpty();
    }

    @Test
    void order_notSignedHere_isForeignOnceItHasSettled() {
        pass(Duration.ofMinutes(1));
        watch.order(order("7001", "x9", State.OPEN));
        assertThat(alarms).isEmpty();

        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(alarms.get(0))
                .satisfies(alarm -> assertThat(alarm.evidence()).contains("7001", "BTCUSDT"))
                .satisfies(alarm -> assertThat(alarm.advice()).isEqualTo(Advice.RESPOND))
                .satisfies(alarm -> assertThat(alarm.confidence()).isEqualTo(Confidence.CERTAIN));
    }

    @Test
    void order_shownBeforeAnotherProcessSaysThatItSignedIt_isNoAlarm() {
        pass(Duration.ofMinutes(1));
        watch.order(order("7001", "a1", State.OPEN));
        Instant signed = now.minusMillis(50);

        pass(Duration.ofSeconds(4));
        VenueRequest order = VenueRequest.post("/api/v3/order").param("newClientOrderId", "a1");
        watch.signed(KEY, 1, "grid", TRADE, order, signed);
        watch.order(order("7001", "a1", State.FILLED));
        pass(Duration.ofMinutes(1));

        assertThat(alarms).isEmpty();
    }

    @Test
    void order_withACopiedId_isToldAtOnce() {
        pass(Duration.ofMinutes(1));
        place("a1");
        watch.order(order("7001", "a1", State.FILLED));

        watch.order(order("7002", "a1", State.OPEN));

        assertThat(signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void order_whoseIdWasSignedTwice_mayStandOnTwoOrdersAndNoThird() {
        pass(Duration.ofMinutes(1));
        place("a1");
        watch.order(order("7001", "a1", State.FILLED));
        place("a1");
        watch.order(order("7002", "a1", State.OPEN));
        watch.order(order("7001", "a1", State.FILLED));
        assertThat(alarms).isEmpty();

        watch.order(order("7003", "a1", State.OPEN));

        assertThat(signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void order_signedWithoutAnId_explainsOneAndNotTwo() {
        pass(Duration.ofMinutes(1));
        place("");
        watch.order(order("7001", "", State.OPEN));
        watch.order(order("7002", "", State.OPEN));

        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Settings of leverage and amendments are signed without an id too, and so are orders that the venue refuses. */
    @Test
    void signaturesWithoutAnId_explainNoOrderOfAnotherTime() {
        pass(Duration.ofMinutes(1));
        watch.order(order("7001", "thief", State.OPEN));
        pass(Duration.ofSeconds(4));
        for (int n = 0; n < 2_000; n++) {
            place("");
        }
        pass(Duration.ofSeconds(5));
        assertThat(signals()).contains(Signal.FOREIGN_ORDER);
        assertThat(signals()).containsOnly(Signal.FOREIGN_ORDER, Signal.MEMORY_FULL);
        alarms.clear();

        pass(Duration.ofSeconds(30));
        place("");
        watch.order(order("7002", "thief", "VIABTC", now.minusSeconds(20), State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void reductionSignedWithoutAnId_isNoAlarm_andACancellationExplainsNoOrder() {
        pass(Duration.ofMinutes(1));
        Classification order = CANCEL.with(OrderEffect.PLACES);
        watch.signed(KEY, 1, "grid", order, VenueRequest.post("/order").param("reduceOnly", "true"));
        watch.order(order("7001", "", State.OPEN));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).isEmpty();

        watch.signed(KEY, 1, "grid", CANCEL, VenueRequest.post("/order/cancel").param("orderId", "7001"));
        watch.order(order("7002", "", State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Where a venue takes an id again once its order is gone, a thief who can read would take one that was cancelled. */
    @Test
    void idOfAnOrderThatWasCancelled_onAnotherOrder_isToldAtOnce() {
        pass(Duration.ofMinutes(1));
        place("a1");
        watch.order(order("7001", "a1", State.OPEN));
        watch.signed(
                KEY,
                1,
                "grid",
                CANCEL,
                VenueRequest.post("/api/v5/trade/cancel-order").param("newClientOrderId", "a1"));
        watch.order(order("7001", "a1", State.CANCELLED));

        watch.order(order("7002", "a1", State.OPEN));

        assertThat(signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void sameAlarm_isToldAgainAfterAnHour() {
        pass(Duration.ofMinutes(1));
        for (int n = 0; n < 3; n++) {
            watch.order(order("700" + n, "thief" + n, State.OPEN));
            pass(Duration.ofMinutes(31));
        }

        assertThat(alarms).extracting(Alarm::count).containsExactly(1L, 3L);
    }

    @Test
    void listenerThatThrows_hidesNoOtherAlarm_andKeepsNobodyFromSigning() {
        watch = builder()
                .onAlarm(alarm -> {
                    throw new IllegalStateException("the pager is down");
                })
                .build();
        pass(Duration.ofMinutes(1));
        watch.order(order("7001", "thief", State.OPEN));
        watch.order(order("7002", "thief", "VIABTC", now, State.OPEN));
        now = now.plusSeconds(5);

        place("a1");

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER, Signal.FOREIGN_ORDER);
    }

    @Test
    void ruleThatThrows_keepsNeitherTheOthersFromLooking_norAnybodyFromSigning() {
        watch = builder()
                .limits(WatchLimits.usual().budget(1, 1, 1).valuedBy((symbol, quantity, price) -> {
                    throw new IllegalStateException("no price");
                }))
                .build();
        pass(Duration.ofMinutes(1));
        place("a1");
        place("a2");
        watch.order(order("7001", "a1", State.OPEN));
        watch.order(order("7002", "a2", "VIABTC", now, State.OPEN));

        assertThat(signals()).containsExactly(Signal.NEW_SYMBOL);
    }

    @Test
    void namesThatAThiefChose_areInOneLine_andShort_andEventsShowNoValuesOfRequests() {
        pass(Duration.ofMinutes(1));
        watch.order(order("7001\nfrozen: nothing", "x", "VIA\u001B[2J" + "A".repeat(5_000), now, State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(alarms)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.toString())
                        .doesNotContain("\n", "\u001B")
                        .hasSizeLessThan(2_000));
        assertThat(new AccountEvent.Signed(
                        KEY, 1, "grid", TRADE, VenueRequest.post("/withdraw").param("address", "canary-address")))
                .asString()
                .doesNotContain("canary");
    }

    @Test
    void order_byTheVenueItself_isNoAlarm() {
        pass(Duration.ofMinutes(1));
        watch.order(new VenueOrder(
                "7001", "autoclose-1", "BTCUSDT", BigDecimal.TEN, Optional.empty(), now, State.FILLED, true));

        pass(Duration.ofMinutes(1));

        assertThat(alarms).isEmpty();
    }

    @Test
    void order_fromBeforeTheWatch_isSaidToBeUnjudged() {
        watch.order(order("7001", "x9", "BTCUSDT", BEGAN.minusSeconds(60), State.OPEN));

        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED);
        assertThat(alarms.get(0).confidence()).isEqualTo(Confidence.POSSIBLE);
    }

    @Test
    void order_olderThanWhatIsRemembered_isSaidToBeUnjudged() {
        watch = builder().remember(16).build();
        pass(Duration.ofMinutes(1));
        place("first");
        Instant created = now;
        pass(Duration.ofSeconds(1));
        for (int n = 0; n < 16; n++) {
            now = now.plusSeconds(10);
            place("n" + n);
        }

        watch.order(order("7001", "first", "BTCUSDT", created, State.OPEN));
        pass(Duration.ofMinutes(1));
        watch.order(order("7002", "x9", State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
    }

    /** The stream may be late: a fast bot signs more in the meantime than is remembered of a slow one. */
    @Test
    void orders_ofAFastBot_areRememberedForTwoMinutes() {
        pass(Duration.ofMinutes(1));
        Instant begun = now;
        for (int n = 0; n < 20_000; n++) {
            now = now.plusMillis(5);
            place("n" + n);
        }
        pass(Duration.ofSeconds(10));

        for (int n = 0; n < 20_000; n++) {
            watch.order(order("o" + n, "n" + n, "BTCUSDT", begun.plusMillis(5L * (n + 1)), State.OPEN));
        }
        watch.order(order("7001", "x9", "BTCUSDT", now.minusSeconds(100), State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void order_notSignedHere_isForeign_howeverManyAreSignedWhileItWaits() {
        watch = builder().remember(16).build();
        pass(Duration.ofMinutes(1));
        watch.order(order("7001", "x9", State.OPEN));
        for (int n = 0; n < 40; n++) {
            place("n" + n);
            now = now.plusMillis(100);
        }

        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void order_inAnAnnouncedWindow_isCountedAndNotTold() {
        watch.announce(Change.MANUAL_TRADING, BEGAN.plusSeconds(60), BEGAN.plusSeconds(120));
        pass(Duration.ofSeconds(90));
        watch.order(order("7001", "by-hand", State.OPEN));
        pass(Duration.ofSeconds(90));
        watch.order(order("7002", "by-hand-too-late", State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(alarms.get(0).evidence()).contains("7002");
        assertThat(watch.announced()).isOne();
    }

    @Test
    void flood_isTold_everMoreRarely_andHidesNoOther() {
        pass(Duration.ofMinutes(1));
        for (int n = 0; n < 1_000; n++) {
            watch.order(order("f" + n, "x" + n, "BTCUSDT", now, State.OPEN));
        }
        watch.order(order("thin", "y", "VIABTC", now, State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(alarms).extracting(Alarm::count).containsExactly(1L, 10L, 100L, 1_000L, 1L);
        assertThat(alarms.get(4).evidence()).contains("VIABTC");
    }

    @Test
    void cancellation_signedHere_isNoAlarm_andAnotherIs() {
        pass(Duration.ofMinutes(1));
        place("a1");
        place("a2");
        watch.order(order("7001", "a1", State.OPEN));
        watch.order(order("7002", "a2", State.OPEN));
        watch.signed(
                KEY, 1, "grid", CANCEL, VenueRequest.delete("/api/v3/order").param("orderId", "7001"));

        watch.order(order("7001", "a1", State.CANCELLED));
        assertThat(alarms).isEmpty();
        watch.order(order("7002", "a2", State.CANCELLED));
        assertThat(alarms).isEmpty();
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    @Test
    void cancellationOfEverything_explainsEveryOrder() {
        pass(Duration.ofMinutes(1));
        place("a1");
        watch.order(order("7001", "a1", State.OPEN));
        watch.signed(
                KEY,
                1,
                "grid",
                CANCEL,
                VenueRequest.delete("/api/v3/openOrders").param("symbol", "BTCUSDT"));

        watch.order(order("7001", "a1", State.CANCELLED));

        assertThat(alarms).isEmpty();
    }

    @Test
    void ids_insideJson_areRead() {
        pass(Duration.ofMinutes(1));
        watch.signed(
                KEY,
                1,
                "grid",
                TRADE,
                VenueRequest.post("/batch")
                        .json("{\"orders\":[{\"newClientOrderId\":\"a1\"},{\"newClientOrderId\":\"a2\",\"size\":3}]}"));

        watch.order(order("7001", "a1", State.OPEN));
        watch.order(order("7002", "a2", State.OPEN));
        watch.order(order("7003", "3", State.OPEN));
        pass(Duration.ofSeconds(5));

        assertThat(alarms)
                .extracting(Alarm::evidence)
                .singleElement()
                .asString()
                .contains("7003");
    }

    private Movement movement(Movement.Kind kind, String id, Instant at) {
        return new Movement(kind, id, "USDT", new BigDecimal("-72"), "", "done", at);
    }

    @Test
    void withdrawal_signedHere_explainsOneAndNotTwo() {
        pass(Duration.ofMinutes(1));
        watch.signed(KEY, 1, "treasury", WITHDRAW, VenueRequest.post("/withdraw"));
        watch.movement(movement(Movement.Kind.WITHDRAWAL, "w1", now));
        watch.movement(movement(Movement.Kind.WITHDRAWAL, "w1", now));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).isEmpty();

        watch.movement(movement(Movement.Kind.WITHDRAWAL, "w2", now));
        watch.movement(movement(Movement.Kind.DEPOSIT, "d1", now));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
        assertThat(alarms.get(0).evidence()).contains("72 USDT");
    }

    /** OKX and KuCoin show what moved between two wallets once in each. */
    @Test
    void transferSignedHere_explainsOneOutAndOneIn_andNoOtherOut() {
        pass(Duration.ofMinutes(1));
        var transfer = new Classification(Permission.TRANSFER_INTERNAL, Risk.ADDS_RISK);
        watch.signed(KEY, 1, "treasury", transfer, VenueRequest.post("/transfer"));
        watch.movement(movement(Movement.Kind.TRANSFER, "b1", now));
        watch.movement(new Movement(
                Movement.Kind.TRANSFER, "b2", "USDT", new BigDecimal("72"), "funding account", "done", now));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).isEmpty();

        watch.movement(movement(Movement.Kind.TRANSFER, "b3", now));
        pass(Duration.ofSeconds(5));

        assertThat(signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
    }

    @Test
    void movement_ofAnotherAssetAmountOrAddress_isNotExplainedByASignature() {
        pass(Duration.ofMinutes(1));
        for (int n = 0; n < 4; n++) {
            watch.signed(
                    KEY,
                    1,
                    "treasury",
                    WITHDRAW,
                    VenueRequest.post("/withdraw")
                            .param("coin", "USDT")
                            .param("amount", "72.5")
                            .param("address", "bc1qOURS"));
        }
        watch.movement(withdrawal("w1", "USDT", "-72", "bc1qours:memo"));
        pass(Duration.ofSeconds(5));
        assertThat(alarms).isEmpty();

        watch.movement(withdrawal("w2", "BTC", "-72.5", "bc1qours"));
        watch.movement(withdrawal("w3", "USDT", "-2400000", "bc1qours"));
        watch.movement(withdrawal("w4", "USDT", "-72.5", "bc1qtheirs"));
        pass(Duration.ofSeconds(5));

        assertThat(watch.alarms()).extracting(Alarm::signal).containsOnly(Signal.FOREIGN_MOVEMENT);
        assertThat(watch.alarms()).extracting(Alarm::count).containsExactlyInAnyOrder(1L, 2L);
    }

    private Movement withdrawal(String id, String asset, String amount, String address) {
        return new Movement(Movement.Kind.WITHDRAWAL, id, asset, new BigDecimal(amount), address, "done", now);
    }

    private static Payout payout(String destination) {
        return new Payout("farm1", "BTC", destination, "");
    }

    @Test
    void payout_toAPlaceThatIsNotPinned_isAnAlarm() {
        watch = builder().pinPayout("bc1qours").build();
        watch.payouts(List.of(payout("bc1qours")));
        assertThat(alarms).isEmpty();
        watch.payouts(List.of(payout("bc1qtheirs")));

        assertThat(signals()).containsExactly(Signal.FOREIGN_PAYOUT);
        assertThat(alarms.get(0).evidence()).contains("farm1", "bc1qtheirs");
    }

    @Test
    void payout_whereNothingIsPinned_isHeldAgainstWhatWasSeenFirst() {
        watch.payouts(List.of());
        watch.payouts(List.of(payout("bc1qours")));
        watch.payouts(List.of(payout("bc1qours")));
        assertThat(alarms).isEmpty();
        watch.payouts(List.of(payout("bc1qours"), payout("bc1qtheirs")));

        assertThat(signals()).containsExactly(Signal.FOREIGN_PAYOUT);
    }

    /** A list that is read again and again shows more movements than are remembered: of what comes later than all of them it is said that nobody knows. */
    @Test
    void movements_moreThanAreRemembered_areJudgedOnce_andOneThatIsShownLaterThanThoseIsNotPassedOver() {
        pass(Duration.ofMinutes(1));
        Instant before = now;
        List<Movement> list = new ArrayList<>();
        for (int n = 0; n < 4_200; n++) {
            pass(Duration.ofSeconds(61));
            watch.signed(KEY, 1, "treasury", WITHDRAW, VenueRequest.post("/withdraw"));
            list.add(movement(Movement.Kind.WITHDRAWAL, "w" + n, now));
            list.subList(Math.max(0, n - 5), n + 1).forEach(watch::movement);
        }
        pass(Duration.ofSeconds(6));
        assertThat(alarms).isEmpty();
        list.subList(0, 5).forEach(watch::movement);

        watch.movement(movement(Movement.Kind.WITHDRAWAL, "stolen before", before.plusSeconds(30)));
        watch.movement(movement(Movement.Kind.WITHDRAWAL, "stolen", now));
        pass(Duration.ofSeconds(6));

        assertThat(signals()).containsExactly(Signal.UNJUDGED, Signal.FOREIGN_MOVEMENT);
    }

    /** As many as a bot moves within hours. */
    @Test
    void movement_shownLaterThanThreeHundredOthers_isTold() {
        pass(Duration.ofMinutes(1));
        Instant stolen = now;
        for (int n = 0; n < 300; n++) {
            pass(Duration.ofSeconds(61));
            watch.signed(KEY, 1, "treasury", WITHDRAW, VenueRequest.post("/withdraw"));
            watch.movement(movement(Movement.Kind.WITHDRAWAL, "w" + n, now));
        }
        pass(Duration.ofSeconds(6));

        watch.movement(movement(Movement.Kind.WITHDRAWAL, "stolen", stolen));
        pass(Duration.ofSeconds(6));

        assertThat(signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
        assertThat(alarms.get(0).confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void key_thatNobodyKnows_isTold() {
        VenueKeyId known = VenueKeyId.of("binance", "api-key-1");
        VenueKeyId other = VenueKeyId.of("binance", "api-key-2");

        watch.keys(List.of(listed(known), listed(other)), Set.of(known));
        watch.keys(List.of(listed(known), listed(other)), Set.of(known));

        assertThat(signals()).containsExactly(Signal.UNKNOWN_KEY);
        assertThat(alarms.get(0).evidence()).contains(other.value());
    }

    private static ListedKey listed(VenueKeyId id) {
        return new ListedKey(id, "", Observed.unknown(), Observed.unknown(), Observed.unknown(), Observed.unknown());
    }

    @Test
    void key_ofAStoppedStrategy_orOfAnOldGeneration_orAfterLongSleep_isTold() {
        place("a1");
        watch.running("grid", false);
        place("a2");
        watch.running("grid", true);
        place("a3");
        watch.replaced(KEY, 2);
        place("a4");
        pass(Duration.ofDays(15));
        watch.replaced(KEY, 1);
        watch.signed(KEY, 2, "grid", TRADE, VenueRequest.post("/api/v3/order").param("newClientOrderId", "a5"));

        assertThat(signals()).containsExactly(Signal.STOPPED_STRATEGY, Signal.OLD_GENERATION, Signal.DORMANT_KEY);
        assertThat(alarms).allSatisfy(alarm -> assertThat(alarm.key()).contains(KEY));
    }

    @Test
    void refusals_oneIsAMishap_fiveInAMinuteAreNot() {
        var bad = new VenueError("-2015", Set.of(VenueError.Kind.BAD_KEY, VenueError.Kind.PERMISSION));
        for (int n = 0; n < 8; n++) {
            watch.error(KEY, bad);
            pass(Duration.ofSeconds(20));
        }
        assertThat(alarms).isEmpty();
        for (int n = 0; n < 5; n++) {
            watch.error(KEY, bad);
        }

        assertThat(signals()).containsExactly(Signal.REFUSALS);
    }

    /** A number of HTX that is one of the signature, or of a fault of its own. */
    @Test
    void refusals_thatMayBeFaultsOfTheVenue_blameNoKey() {
        var either = new VenueError(
                "1003",
                Set.of(VenueError.Kind.SIGNATURE, VenueError.Kind.MAINTENANCE, VenueError.Kind.OUTCOME_UNKNOWN));
        for (int n = 0; n < 5; n++) {
            watch.error(KEY, either);
        }

        assertThat(alarms).isEmpty();
    }

    @Test
    void errors_ofClockRateAndRequest_areNoAlarm_andTheAddressIsOne() {
        for (int n = 0; n < 50; n++) {
            watch.error(KEY, new VenueError("-1021", Set.of(VenueError.Kind.CLOCK)));
            watch.error(KEY, new VenueError("-1003", Set.of(VenueError.Kind.RATE)));
            watch.error(KEY, new VenueError("-2010", Set.of(VenueError.Kind.REQUEST)));
        }
        assertThat(alarms).isEmpty();

        watch.error(KEY, new VenueError("10010", Set.of(VenueError.Kind.IP)));

        assertThat(signals()).containsExactly(Signal.REFUSED_ADDRESS);
    }

    @Test
    void newSymbol_isSaid_theFirstIsNot() {
        pass(Duration.ofMinutes(1));
        place("a1");
        place("a2");
        watch.order(order("7001", "a1", State.OPEN));
        watch.order(order("7002", "a2", "VIABTC", now, State.OPEN));

        assertThat(signals()).containsExactly(Signal.NEW_SYMBOL);
        assertThat(alarms.get(0).advice()).isEqualTo(Advice.LOOK);
    }

    /** As a second host does that shares no disk with the first: by its tag it knows the order, and not what the first has changed. */
    @Test
    void changeOfOurOrder_beforeTheWatchBegan_isNotJudged() {
        try (OrderTags tags = tags()) {
            String id = tags.next("BTCUSDT", BigDecimal.ONE, Optional.of(new BigDecimal("64000")));
            Instant placed = now;
            now = now.plusSeconds(5);
            watch = builder().tags(tags).build();
            for (String price : List.of("64000", "64100")) {
                watch.order(new VenueOrder(
                        "7001",
                        id,
                        "BTCUSDT",
                        BigDecimal.ONE,
                        Optional.of(new BigDecimal(price)),
                        placed,
                        State.OPEN,
                        false));
            }
            pass(Duration.ofSeconds(6));
        }

        assertThat(signals()).containsExactly(Signal.UNJUDGED);
    }

    private OrderTags tags() {
        return tags(IDS);
    }

    private OrderTags tags(ClientOrderIds ids) {
        byte[] secret = "SYNTHETIC-tag-key-0123456789-abcdefgh".getBytes(StandardCharsets.UTF_8);
        try (SecretBytes key = SecretBytes.take(secret, InsecureSecretAccess.get())) {
            return OrderTags.of("binance", "main", ids, key, () -> now);
        }
    }

    @Test
    void tag_ofAnOrderThatTheLedgerLost_isOurs_andItsCopyIsNot() {
        try (OrderTags tags = tags()) {
            watch = builder().tags(tags).build();
            pass(Duration.ofMinutes(1));
            String id = tags.next("BTCUSDT", new BigDecimal("1.0"), Optional.of(new BigDecimal("64000.00")));
            assertThat(id).matches("[0-9a-z]{18}");

            watch.order(order("7001", id, State.OPEN));
            pass(Duration.ofSeconds(5));
            assertThat(alarms).isEmpty();
            watch.order(order("7002", id, State.OPEN));
            // Who signed the first of them may have yet to tell that he signed it again.
            pass(Duration.ofSeconds(5));

            assertThat(signals()).containsExactly(Signal.COPIED_ORDER_ID);
        }
    }

    /** The last that was forgotten, and the venue took it a moment after it was signed. */
    @Test
    void cancellationOfTheOrderThatWasForgottenLast_isNoAlarm() {
        try (OrderTags tags = tags()) {
            watch = builder().tags(tags).build();
            pass(Duration.ofMinutes(1));
            Instant created = now.plusMillis(180);
            String id = tags.next("BTCUSDT", BigDecimal.ONE, Optional.of(new BigDecimal("64000")));
            place(id);
            watch.signed(
                    KEY, 1, "grid", CANCEL, VenueRequest.delete("/api/v3/order").param("origClientOrderId", id));
            pass(Duration.ofMinutes(20));
            for (int n = 0; n < 64; n++) {
                place("other-" + n);
            }

            watch.order(order("7001", id, "BTCUSDT", created, State.CANCELLED));
            pass(Duration.ofSeconds(5));

            assertThat(alarms).isEmpty();
        }
    }

    /** What took it away was forgotten with it. */
    @Test
    void cancellationOfAnOrderThatItsTagAloneStillProves_isNoAlarm() {
        try (OrderTags tags = tags()) {
            watch = builder().tags(tags).build();
            pass(Duration.ofMinutes(1));
            Instant created = now;
            String id = tags.next("BTCUSDT", BigDecimal.ONE, Optional.of(new BigDecimal("64000")));
            place(id);
            watch.signed(
                    KEY, 1, "grid", CANCEL, VenueRequest.delete("/api/v3/order").param("origClientOrderId", id));
            pass(Duration.ofMinutes(20));
            for (int n = 0; n < 200; n++) {
                place("other-" + n);
            }

            watch.order(order("7001", id, "BTCUSDT", created, State.CANCELLED));
            pass(Duration.ofSeconds(5));

            assertThat(alarms).isEmpty();
        }
    }

    @Test
    void tag_asUuid_provesTheSame() {
        var uuids = new ClientOrderIds("client_order_id", Pattern.compile("[0-9a-f-]{36}"), "all");
        try (OrderTags tags = tags(uuids)) {
            for (int n = 0; n < 200; n++) {
                now = now.plusMillis(977);
                String id = tags.next("BTC-USD", BigDecimal.valueOf(n + 1), Optional.empty());
                VenueOrder ours = new VenueOrder(
                        "7001", id, "BTC-USD", BigDecimal.valueOf(n + 1), Optional.empty(), now, State.OPEN, false);
                VenueOrder larger = new VenueOrder(
                        "7002", id, "BTC-USD", BigDecimal.valueOf(n + 2), Optional.empty(), now, State.OPEN, false);

                assertThat(UUID.fromString(id).version()).isEqualTo(4);
                assertThat(tags.isOurs(ours)).as(id).isTrue();
                assertThat(tags.isOurs(larger)).isFalse();
            }
            assertThat(tags.isOurs(order("7003", UUID.randomUUID().toString(), State.OPEN)))
                    .isFalse();
        }
    }

    @Test
    void tag_behindAPrefix_provesTheSame() {
        var ids = new ClientOrderIds("text", Pattern.compile("t-[0-9A-Za-z]{1,28}"), "open orders", "t-");
        try (OrderTags tags = tags(ids)) {
            String id = tags.next("BTC_USDT", BigDecimal.ONE, Optional.empty());
            assertThat(id).matches("t-[0-9a-z]{18}");
            for (String shown : new String[] {id, id.substring(2), "x-" + id.substring(2), "t-"}) {
                VenueOrder order = new VenueOrder(
                        "7001", shown, "BTC_USDT", BigDecimal.ONE, Optional.empty(), now, State.OPEN, false);
                assertThat(tags.isOurs(order)).as(shown).isEqualTo(shown.equals(id));
            }
        }
    }

    @Test
    void tag_ofAnotherOrder_orTooOld_isForeign() {
        try (OrderTags tags = tags()) {
            watch = builder().tags(tags).build();
            pass(Duration.ofMinutes(1));
            String id = tags.next("BTCUSDT", BigDecimal.ONE, Optional.of(new BigDecimal("64000")));

            watch.order(order("7001", id, "VIABTC", now, State.OPEN));
            watch.order(order("7002", id.substring(0, 17) + (id.endsWith("0") ? "1" : "0"), State.OPEN));
            pass(Duration.ofSeconds(61));
            watch.order(order("7003", id, State.OPEN));
            pass(Duration.ofSeconds(5));

            assertThat(signals()).containsOnly(Signal.FOREIGN_ORDER);
            assertThat(alarms).extracting(Alarm::count).containsExactlyInAnyOrder(1L, 1L);
        }
    }

    /** What was signed is remembered for longer than a tag is good for. */
    @Test
    void tag_ofAnOrderThatAFastBotHasForgotten_doesNotProveASecond() {
        try (OrderTags tags = tags()) {
            watch = builder().remember(16).tags(tags).build();
            pass(Duration.ofMinutes(1));
            String id = tags.next("BTCUSDT", BigDecimal.ONE, Optional.of(new BigDecimal("64000")));
            place(id);
            watch.order(order("7001", id, State.FILLED));
            for (int n = 0; n < 40; n++) {
                pass(Duration.ofSeconds(4));
                place("n" + n);
            }

            watch.order(order("7002", id, State.OPEN));
            pass(Duration.ofSeconds(5));

            assertThat(signals()).containsExactly(Signal.FOREIGN_ORDER);
        }
    }

    @Test
    void tags_ofAThousandOrdersASecond_stayWithTheClock() {
        try (OrderTags tags = tags()) {
            String last = "";
            for (int second = 0; second < 20; second++) {
                for (int n = 0; n < 1_000; n++) {
                    now = now.plusMillis(1);
                    last = tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty());
                }
            }
            VenueOrder taken =
                    new VenueOrder("7001", last, "BTCUSDT", BigDecimal.ONE, Optional.empty(), now, State.OPEN, false);

            assertThat(tags.isOurs(taken)).isTrue();
            String oldest = last;
            for (int n = 0; n < 50_000; n++) {
                last = tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty());
            }
            // Fifty thousand within one moment are five seconds ahead.
            assertThat(Long.parseLong(last.substring(0, 8), 36) - Long.parseLong(oldest.substring(0, 8), 36))
                    .isEqualTo(50_000);
        }
    }

    @Test
    void tags_grow_alsoWhenTheClockIsSetBack() {
        try (OrderTags tags = tags()) {
            String first = tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty());
            now = now.minusSeconds(3_600);
            String second = tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty());

            assertThat(second.substring(0, 8)).isGreaterThan(first.substring(0, 8));
            assertThat(tags).hasToString("OrderTags[binance/main]");
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> builder().remember(500)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WatchLimits.usual().settle(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> watch.announce(Change.MANUAL_TRADING, BEGAN, BEGAN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
