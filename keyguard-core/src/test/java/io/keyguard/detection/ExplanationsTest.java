/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Classification;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What explains what a venue shows, and how much of it. */
class ExplanationsTest {
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);

    private final Watched bot = new Watched();

    private VenueOrder shown(String id, String clientId, Instant created, State state) {
        return new VenueOrder(id, clientId, "BTCUSDT", BigDecimal.ONE, Optional.empty(), created, state, false);
    }

    private void show(String id, String clientId, State state) {
        bot.watch.order(shown(id, clientId, bot.now, state));
    }

    private void cancel(String name, String value) {
        sign(
                CANCEL,
                VenueRequest.delete("/api/v3/order").param("symbol", "BTCUSDT").param(name, value));
    }

    private void sign(Classification meaning, VenueRequest request) {
        bot.watch.signed(Watched.KEY, 1, "grid", meaning, request);
    }

    @Test
    void amendment_ofOurOrder_explainsNoOrderOfSomebodyElse() {
        bot.pass(Duration.ofMinutes(1));
        show("7001", bot.sign(), State.OPEN);
        sign(Watched.TRADE, VenueRequest.put("/amend").param("orderId", "7001").param("price", "63000"));
        show("7002", "thief", State.OPEN);

        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    private static VenueRequest order(String clientId) {
        return VenueRequest.post("/api/v3/order").param("newClientOrderId", clientId);
    }

    private void passMillis(long millis) {
        bot.pass(Duration.ofMillis(millis));
    }

    @Test
    void orderShownBeforeItsIdWasSigned_isForeign_whateverComesOfIt_andOursWithTheIdIsNot() {
        passMillis(60_123);
        show("7001", "grid-102", State.OPEN);
        passMillis(10);
        sign(Watched.TRADE, order("grid-102"));
        show("7001", "grid-102", State.FILLED);
        show("7002", "grid-102", State.OPEN);
        show("7001", "grid-102", State.OPEN);

        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(bot.alarms.get(0).evidence()).contains("7001");
    }

    @Test
    void orderShownLate_thatTheVenueTookBeforeItsIdWasSigned_isForeign() {
        passMillis(60_123);
        show("7001", bot.sign(), State.OPEN);
        Instant taken = bot.now;
        passMillis(2_200);
        sign(Watched.TRADE, order("grid-102"));
        passMillis(500);
        bot.watch.order(shown("7002", "grid-102", taken, State.OPEN));

        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void orderOfAnotherProcess_thatSignsAfterTheVenueTookIt_isForeign() {
        passMillis(60_123);
        show("7001", bot.sign(), State.OPEN);
        show("7002", "grid-102", State.OPEN);
        Instant taken = bot.now;
        passMillis(2_200);
        bot.watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, order("grid-102"), bot.now);
        bot.pass(Duration.ofSeconds(5));
        bot.watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, order("grid-103"), taken.minusMillis(30));
        bot.watch.order(shown("7003", "grid-103", taken, State.OPEN));
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** It is the same for every order; and what is cut off the time hides nothing. */
    @Test
    void orders_ofAVenueWhoseClockIsBehind_orThatCutsTheTime_areOurs() {
        passMillis(60_123);
        for (int n = 0; n < 20; n++) {
            passMillis(1_711);
            bot.watch.order(shown("behind-" + n, bot.sign(), bot.now.minusMillis(40_000 + 90 * n), State.FILLED));
        }
        var cuts = new Watched();
        for (int n = 0; n < 100; n++) {
            cuts.pass(Duration.ofMillis(2_711));
            Instant minute = cuts.now.truncatedTo(ChronoUnit.MINUTES);
            cuts.watch.order(shown("cut-" + n, cuts.sign(), minute, State.FILLED));
        }

        bot.pass(Duration.ofMinutes(1));
        cuts.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
        assertThat(cuts.alarms).isEmpty();
    }

    /** Whoever set the clock hears of it, and not for ever. */
    @Test
    void clock_thatIsSetAnHourAhead_makesThreeOrdersDoubtful_andNoMore() {
        passMillis(60_123);
        show("7001", bot.sign(), State.FILLED);
        bot.pass(Duration.ofHours(1));
        for (int n = 0; n < 30; n++) {
            passMillis(7_013);
            bot.watch.order(
                    shown("set-" + n, bot.sign(), bot.now.minusSeconds(3_600).plusMillis(60), State.FILLED));
        }
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.confidence()).isEqualTo(Confidence.POSSIBLE);
            assertThat(alarm.count()).isEqualTo(3);
        });
    }

    @Test
    void idSignedAgain_minutesLater_stillExplainsTheOrderOfTheFirstTime_alsoAsMoreIsSigned() {
        passMillis(60_123);
        show("7001", bot.sign(), State.FILLED);
        String id = bot.sign();
        Instant taken = bot.now;
        passMillis(90_000);
        sign(Watched.TRADE, order(id));
        for (int n = 0; n < 100; n++) {
            bot.sign();
        }

        bot.watch.order(shown("7002", id, taken, State.FILLED));
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** A venue that takes the order away and makes another of it. */
    @Test
    void amendmentsByClientId_explainWhatTheyMake_andDoNotFreeTheId() {
        passMillis(60_123);
        String id = bot.sign();
        show("7001", id, State.OPEN);
        for (int n = 0; n < 4; n++) {
            passMillis(20_000);
            sign(
                    Watched.TRADE.with(OrderEffect.BOTH),
                    VenueRequest.put("/api/v3/order")
                            .param("newClientOrderId", id)
                            .param("price", "6300" + n));
            show("changed-" + n, id, State.OPEN);
            show("7001", id, State.OPEN);
        }
        show("changed-3", id, State.FILLED);
        bot.pass(Duration.ofSeconds(59));
        assertThat(bot.alarms).isEmpty();

        bot.pass(Duration.ofSeconds(2));
        show("7002", id, State.OPEN);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void idSignedAgainAndAgain_isFreeForAMinute_andNotForGood() {
        passMillis(60_123);
        String id = bot.sign();
        for (int n = 0; n < 3; n++) {
            passMillis(3_000);
            sign(Watched.TRADE, order(id));
            show("again-" + n, id, State.OPEN);
        }
        bot.pass(Duration.ofSeconds(61));
        assertThat(bot.alarms).isEmpty();

        show("7002", id, State.OPEN);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** What somebody has to do who has the key, and wants no order of his own to be seen. */
    @Test
    void changeOfOurOrder_bySomebodyElse_isToldOnce_andAnotherAgain() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        priced("7001", id, "0.01", "60000", placed);
        passMillis(60_000);
        for (int n = 0; n < 3; n++) {
            priced("7001", id, "100", "62900", placed);
            bot.pass(Duration.ofMinutes(1));
        }
        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
        assertThat(bot.alarms.get(0).evidence())
                .isEqualTo("order 7001 for BTCUSDT, which is ours, was changed to 100 at 62900");

        priced("7001", id, "100", "62901", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms()).singleElement().extracting(Alarm::count).isEqualTo(2L);
    }

    private void priced(String id, String clientId, String quantity, String price, Instant created) {
        bot.watch.order(new VenueOrder(
                id,
                clientId,
                "BTCUSDT",
                new BigDecimal(quantity),
                Optional.of(new BigDecimal(price)),
                created,
                State.OPEN,
                false));
    }

    private static VenueOrder order(String id, String clientId, String price, Instant created) {
        BigDecimal one = BigDecimal.ONE;
        return new VenueOrder(
                id, clientId, "BTCUSDT", one, Optional.of(new BigDecimal(price)), created, State.OPEN, false);
    }

    private static VenueRequest amendment(String name, String value, String price) {
        return VenueRequest.put("/amend").param(name, value).param("price", price);
    }

    /** By either id, shown twice, late and in any order, over and over. */
    @Test
    void changesOfOurOrder_byUs_areNoAlarm_howeverTheyAreShown_andSomebodysAfterThemIs() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        priced("7001", id, "1", "60000", placed);
        for (int n = 0; n < 20; n++) {
            bot.pass(Duration.ofSeconds(20));
            boolean byVenuesId = n % 2 == 0;
            sign(
                    Watched.TRADE,
                    amendment(
                            byVenuesId ? "orderId" : "origClientOrderId",
                            byVenuesId ? "7001" : id,
                            "6010" + n + ".50"));
            priced("7001", id, "0.5", "6010" + n + ".5", placed);
            priced("7001", id, "1", "60000", placed);
        }
        bot.pass(Duration.ofMinutes(5));
        assertThat(bot.alarms).isEmpty();

        priced("7001", id, "1", "60101.6", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void changeOfOurOrder_thatIsShownBeforeWhatWasPlaced_orBeforeAnotherProcessTellsOfIt_isNoAlarm() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        sign(Watched.TRADE, amendment("orderId", "7001", "61000"));
        priced("7001", id, "1", "61000", placed);
        priced("7001", id, "1", "60000", placed);
        priced("7001", id, "1", "61000", placed);
        bot.pass(Duration.ofSeconds(10));
        Instant changed = bot.now;
        priced("7001", id, "1", "62000", placed);
        bot.pass(Duration.ofSeconds(2));
        bot.watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, amendment("orderId", "7001", "62000"), changed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void sizeOfOurOrder_thatBecomesLess_isNoAlarm_andMoreThanItEverWasIs() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        for (String size : List.of("1", "0.4", "1")) {
            priced("7001", id, size, "60000", placed);
        }
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        priced("7001", id, "1.02", "60000", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Whatever the venue makes of what is left, or of the best price, is ours. */
    @Test
    void changeOfOurOrder_inTermsThatTheVenueWorksOut_isNoAlarm() {
        passMillis(60_123);
        Instant placed = bot.now;
        List<VenueRequest> changes = List.of(
                amendment("orderId", "v0", "60000").param("leavesQty", "3"),
                amendment("orderId", "v1", "+2.5"),
                VenueRequest.put("/amend").json("{\"orderId\":\"v2\",\"price\":60001,\"post_only\":true}"),
                VenueRequest.post("/batch-amend")
                        .json("[{\"ordId\":\"v3\",\"newPx\":\"60010\"},{\"ordId\":\"x\",\"newPx\":\"1e1\"}]"),
                VenueRequest.post("/batch-amend")
                        .json("{\"price\":60010,\"orders\":[{\"id\":\"v4\",\"qty\":1},{\"id\":\"x\",\"qty\":2}]}"),
                VenueRequest.post("/batch-amend")
                        .json("{\"postOnly\":true,\"orders\":[{\"id\":\"v5\",\"px\":60001},{\"id\":\"x\",\"px\":2}]}"));
        for (int n = 0; n < changes.size(); n++) {
            String id = bot.sign();
            priced("v" + n, id, "1", "60000", placed);
            sign(Watched.TRADE, changes.get(n));
            priced("v" + n, id, n == 0 ? "4.5" : "1", n == 0 ? "60000" : "60010", placed);
        }
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** Binance gives an order another client id when its size is changed, and lets it keep its own. */
    @Test
    void changeOfOurOrder_thatGivesItAnotherId_isNoAlarm_norIsItsCancellation() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        priced("7001", id, "1", "60000", placed);
        bot.pass(Duration.ofHours(1));
        sign(
                Watched.TRADE,
                VenueRequest.put("/api/v3/order/amend/keepPriority")
                        .param("orderId", "7001")
                        .param("newQty", "0.5"));
        priced("7001", "made-by-the-venue", "0.5", "60000", placed);
        sign(
                Watched.TRADE,
                VenueRequest.put("/api/v3/order/amend/keepPriority")
                        .param("orderId", "7001")
                        .param("newClientOrderId", "again")
                        .param("newQty", "0.4"));
        priced("7001", "again", "0.4", "60000", placed);
        bot.pass(Duration.ofMinutes(10));
        cancel("orderId", "7001");
        bot.watch.order(shown("7001", "again", placed, State.CANCELLED));
        bot.watch.order(shown("7001", "made-by-the-venue", placed, State.CANCELLED));
        bot.pass(Duration.ofMinutes(5));

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void changeOfOurOrderWithoutAnId_bySomebodyElse_isTold() {
        passMillis(60_123);
        sign(Watched.TRADE, VenueRequest.post("/order").param("symbol", "BTCUSDT"));
        Instant placed = bot.now;
        priced("7001", "", "1", "60000", placed);
        bot.pass(Duration.ofSeconds(10));
        priced("7001", "", "1", "60000", placed);
        sign(Watched.TRADE, amendment("orderId", "7001", "60500"));
        priced("7001", "", "1", "60500", placed);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        priced("7001", "", "1", "62900", placed);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** However many it signed before, of this order or of others. */
    @Test
    void changeBySomebodyElse_ofAnOrderThatABotChangesAllDay_orOnceLongAgo_isTold() {
        passMillis(60_123);
        Instant placed = bot.now;
        String often = bot.sign();
        priced("often", often, "1", "60000", placed);
        String once = bot.sign();
        priced("once", once, "1", "50000", placed);
        sign(Watched.TRADE, amendment("orderId", "once", "50100"));
        priced("once", once, "1", "50100", placed);
        for (int n = 0; n < 400; n++) {
            bot.pass(Duration.ofSeconds(20));
            sign(Watched.TRADE, amendment("orderId", "often", "6" + n).param("quantity", "1"));
            priced("often", often, "1", "6" + n, placed);
        }
        assertThat(bot.alarms).isEmpty();

        priced("often", often, "100", "62900", placed);
        priced("once", once, "100", "62900", placed);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isEqualTo(2);
        });
    }

    /** However many prices are remembered, hardly any other looks like one of them. */
    @Test
    void changesBySomebodyElse_ofAnOrderThatABotChangesFast_areTold() {
        passMillis(60_123);
        Instant placed = bot.now;
        priced("7001", bot.sign(), "1", "60000", placed);
        for (int n = 0; n < 5_000; n++) {
            sign(Watched.TRADE, amendment("orderId", "7001", "6" + n));
        }
        for (int n = 0; n < 200; n++) {
            priced("7001", "order-0", "1", "5000" + n, placed);
        }
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isBetween(190L, 200L);
        });
    }

    /** Another process, or a stream, may be a quarter of an hour late. */
    @Test
    void changesOfAQuarterOfAnHour_shownAtItsEnd_areOurs_alsoThePricesBefore() {
        passMillis(60_123);
        Instant placed = bot.now;
        String id = bot.sign();
        priced("7001", id, "1", "60000", placed);
        for (int n = 0; n < 880; n++) {
            bot.pass(Duration.ofSeconds(1));
            sign(Watched.TRADE, amendment("orderId", "7001", "6" + n).param("quantity", "1"));
        }
        for (int n = 0; n < 880; n++) {
            priced("7001", id, "1", "6" + n, placed);
        }
        priced("7001", id, "1", "60000", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** Of a price that an order had, fifteen bits are known. */
    @Test
    void priceBefore_thatLooksLikeAnotherThatWasSigned_mayComeAgain() {
        AccountWatch watch = bot.builder().random(new Zeros()).build();
        String alike = alike("60000");
        Instant placed = bot.now;
        watch.signed(
                Watched.KEY,
                1,
                "grid",
                Watched.TRADE,
                VenueRequest.post("/order").param("newClientOrderId", "o"));
        watch.order(order("7001", "o", "60000", placed));
        for (String price : List.of(alike, "61000")) {
            VenueRequest change = amendment("orderId", "7001", price).param("quantity", "1");
            watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, change);
        }
        for (String price : List.of("61000", "60000")) {
            watch.order(order("7001", "o", price, placed));
        }
        bot.pass(Duration.ofSeconds(10));
        watch.tick();
        assertThat(watch.alarms()).isEmpty();

        watch.order(order("7001", "o", "62000", placed));
        bot.pass(Duration.ofSeconds(10));
        watch.tick();
        assertThat(watch.alarms()).hasSize(1);
    }

    /** A price that has the same fifteen bits in the watch with {@link Zeros}. */
    private static String alike(String price) {
        var digest = new Digest64("0".repeat(32).getBytes(StandardCharsets.US_ASCII));
        long bits = digest.of(new BigDecimal(price).stripTrailingZeros().toString()) & SignedChanges.PRICE;
        return LongStream.iterate(70_001, n -> n + 2)
                .filter(n -> (digest.of(Long.toString(n)) & SignedChanges.PRICE) == bits)
                .mapToObj(Long::toString)
                .findFirst()
                .orElseThrow();
    }

    private static final class Zeros extends SecureRandom {
        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** So many that what the bot signed of one order is forgotten: that is said of this one, for a while, and of no other. */
    @Test
    void changes_moreThanAreRemembered_leaveThoseOrdersUnjudged_forAQuarterOfAnHour_andNoOther() {
        passMillis(60_123);
        Instant placed = bot.now;
        String often = bot.sign();
        priced("often", often, "1", "60000", placed);
        String once = bot.sign();
        priced("once", once, "1", "60000", placed);
        for (int n = 0; n < (1 << 14) + 100; n++) {
            sign(Watched.TRADE, amendment("orderId", "often", "6" + n));
        }
        priced("often", often, "1", "60", placed);
        priced("once", once, "1", "2", placed);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.signals()).containsOnlyOnce(Signal.UNJUDGED, Signal.FOREIGN_ORDER);
        assertThat(bot.signals()).contains(Signal.MEMORY_FULL);
        assertThat(bot.alarms)
                .filteredOn(alarm -> alarm.signal() == Signal.UNJUDGED)
                .allMatch(alarm -> alarm.evidence().contains("often"));

        bot.pass(Duration.ofMinutes(15));
        priced("often", often, "1", "3", placed);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.FOREIGN_ORDER)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.count()).isEqualTo(2));
    }

    private static VenueRequest krakenBatch(String items) {
        return VenueRequest.post("/derivatives/api/v3/batchorder").param("json", "{\"batchOrder\":[" + items + "]}");
    }

    private static VenueRequest bitfinexBatch(String items) {
        return VenueRequest.post("/v2/auth/w/order/multi").json("{\"ops\":[" + items + "]}");
    }

    @Test
    void changesInBatches_areOurs_andExcuseNoOrder() {
        passMillis(60_123);
        List<VenueRequest> changes = List.of(
                krakenBatch("{\"order\":\"edit\",\"order_id\":\"v0\",\"limitPrice\":61000,\"size\":2}"),
                krakenBatch("{\"order\":\"edit\",\"newClientOrderId\":\"order-1\",\"limitPrice\":61000,\"size\":2}"),
                bitfinexBatch("[\"ou\",{\"id\":7002,\"price\":\"61000\",\"amount\":\"2\"}]"),
                bitfinexBatch("[\"oc\",{\"id\":6999}],[\"ou\",{\"id\":7003,\"price\":\"61000\",\"amount\":\"2\"}]"),
                bitfinexBatch(
                        "[\"on\",{\"newClientOrderId\":\"new\"}],[\"ou\",{\"id\":7004,\"price\":\"61000\",\"amount\":\"2\"}]"));
        for (int n = 0; n < changes.size(); n++) {
            String id = bot.sign();
            String name = n < 2 ? "v" + n : "700" + n;
            Instant placed = bot.now;
            priced(name, id, "1", "60000", placed);
            passMillis(20_000);
            OrderEffect effect = n == 3 ? OrderEffect.BOTH : OrderEffect.PLACES;
            sign(Watched.TRADE.with(effect), changes.get(n));
            priced(name, id, "2", "61000", placed);
        }
        show("new", "new", State.OPEN);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        changes.subList(0, 4).forEach(request -> sign(Watched.TRADE, request));
        sign(Watched.TRADE.with(OrderEffect.BOTH), changes.get(3));
        show("theirs", "", State.OPEN);
        show("theirs too", "foreign", State.OPEN);
        bot.pass(Duration.ofSeconds(70));
        show("copied", "order-1", State.OPEN);

        assertThat(bot.watch.alarms())
                .extracting(Alarm::signal, Alarm::count)
                .containsExactlyInAnyOrder(tuple(Signal.FOREIGN_ORDER, 2L), tuple(Signal.COPIED_ORDER_ID, 1L));
    }

    /** Each of ten orders has terms of its own, and no batch fills the memory with those of the others. */
    @Test
    void changesInBatches_areOfTheOrdersThatTheyName_andOfNoOther() {
        passMillis(60_123);
        Instant placed = bot.now;
        for (int n = 0; n < 10; n++) {
            priced("v" + n, bot.sign(), "1", "6000" + n, placed);
        }
        for (int round = 1; round <= 200; round++) {
            passMillis(4_000);
            var items = new ArrayList<String>();
            for (int n = 0; n < 10; n++) {
                items.add("{\"ordId\":\"v" + n + "\",\"newPx\":\"" + (round * 10 + n) + "\",\"newSz\":\"1\"}");
            }
            sign(
                    Watched.TRADE,
                    VenueRequest.post("/api/v5/trade/amend-batch-orders").json("[" + String.join(", ", items) + "]"));
            for (int n = 0; n < 10; n++) {
                priced("v" + n, "order-" + n, "1", Integer.toString(round * 10 + n), placed);
            }
        }
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        priced("v3", "order-3", "1", "2004", placed);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** A new order without an id still explains one, beside whatever changes. */
    @Test
    void batchThatPlacesWithoutAnId_besideAChange_explainsOneOrder() {
        bot.pass(Duration.ofMinutes(1));
        sign(
                Watched.TRADE,
                bitfinexBatch("[\"on\",{\"symbol\":\"tBTCUSD\"}],[\"ou\",{\"id\":7001,\"price\":\"61000\"}]"));
        show("ours", "", State.OPEN);
        show("theirs", "", State.OPEN);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.evidence()).contains("theirs");
            assertThat(alarm.count()).isOne();
        });
    }

    @Test
    void batchesWithoutIds_explainAsManyOrdersAsTheyHold_andNoMore() {
        bot.pass(Duration.ofMinutes(1));
        sign(Watched.TRADE, VenueRequest.post("/batch-orders").json("[{\"sz\":1},{\"sz\":2},{\"sz\":3}]"));
        sign(
                Watched.TRADE.with(OrderEffect.BOTH),
                VenueRequest.post("/exchange")
                        .json("{\"type\":\"batchModify\",\"modifies\":[{\"oid\":1},{\"oid\":2}]}"));
        for (int n = 0; n < 5; n++) {
            show("ours-" + n, "", State.OPEN);
        }
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        sign(Watched.TRADE, VenueRequest.post("/batch-orders").json("[{\"sz\":1},{\"sz\":2}]"));
        for (int n = 0; n < 3; n++) {
            show("more-" + n, "", State.OPEN);
        }
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isOne();
        });
    }

    /** KuCoin makes another order with the same id of the one that is named by the venue's id, maybe before the stream has shown that. */
    @Test
    void replacementByTheVenuesId_signedBeforeItsOrderIsShown_isOurs_whicheverIsShownFirst() {
        Classification both = Watched.TRADE.with(OrderEffect.BOTH);
        for (boolean firstIsFirst : List.of(true, false)) {
            passMillis(60_123);
            String id = bot.sign();
            Instant placed = bot.now;
            passMillis(500);
            String name = "first-" + firstIsFirst;
            sign(both, VenueRequest.post("/alter").param("orderId", name).param("newPrice", "61000"));
            Instant again = bot.now;
            for (boolean first : List.of(firstIsFirst, !firstIsFirst)) {
                priced(
                        first ? name : "other-" + firstIsFirst,
                        id,
                        "1",
                        first ? "60000" : "61000",
                        first ? placed : again);
            }
        }
        String copied = bot.sign();
        show("named", copied, State.OPEN);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("theirs", copied, State.OPEN);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** It was shown as it was changed to; as it was placed, it may come late, and not for ever. */
    @Test
    void orderOfWhichOnlyAChangeWasShown_mayBeShownAsItWasPlaced_forAQuarterOfAnHour() {
        passMillis(60_123);
        Instant placed = bot.now;
        for (String order : List.of("late", "theirs")) {
            String id = bot.sign();
            sign(Watched.TRADE, amendment("orderId", order, "61000"));
            priced(order, id, "1", "61000", placed);
        }
        bot.pass(Duration.ofMinutes(14));
        priced("late", "order-0", "1", "60000", placed);
        bot.pass(Duration.ofMinutes(10));
        assertThat(bot.alarms).isEmpty();

        priced("theirs", "order-1", "1", "62900", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** The venue may move the price, and never the size; or work out the size, and never the price. */
    @Test
    void changeBySomebodyElse_ofTermsThatOursDidNotLeaveToTheVenue_isTold() {
        passMillis(60_123);
        Instant placed = bot.now;
        List<VenueRequest> changes = List.of(
                amendment("orderId", "v0", "60000").param("post_only", "true"),
                VenueRequest.put("/amend").param("orderId", "v1").param("leavesQty", "3"));
        for (int n = 0; n < changes.size(); n++) {
            priced("v" + n, bot.sign(), "1", "60000", placed);
            sign(Watched.TRADE, changes.get(n));
        }
        priced("v0", "order-0", "1", "59999", placed);
        priced("v1", "order-1", "4.5", "60000", placed);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        priced("v0", "order-0", "100", "59999", placed);
        priced("v1", "order-1", "4.5", "62900", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isEqualTo(2);
        });
    }

    /** As Hyperliquid and Bitstamp do, which keep the id if it is given again. */
    @Test
    void replacementThatKeepsTheId_isOurs_andACopyAfterItIsTold() {
        Classification both = Watched.TRADE.with(OrderEffect.BOTH);
        String order = "\"oid\":\"v%s\",\"order\":{\"p\":\"61000\",\"s\":\"1\",\"newClientOrderId\":\"order-%s\"}";
        List<VenueRequest> changes = List.of(
                VenueRequest.post("/exchange").json("{\"type\":\"modify\"," + order.formatted(0, 0) + "}"),
                VenueRequest.post("/exchange")
                        .json("{\"type\":\"batchModify\",\"modifies\":[{" + order.formatted(1, 1) + "}]}"),
                VenueRequest.post("/api/v2/replace_order")
                        .param("id", "v2")
                        .param("amount", "1")
                        .param("price", "61000")
                        .param("newClientOrderId", "order-2"));
        passMillis(60_123);
        for (int n = 0; n < changes.size(); n++) {
            String id = bot.sign();
            Instant placed = bot.now;
            priced("v" + n, id, "1", "60000", placed);
            bot.pass(Duration.ofMinutes(2));
            sign(both, changes.get(n));
            bot.watch.order(shown("v" + n, id, placed, State.CANCELLED));
            priced("again-" + n, id, "1", "61000", bot.now);
        }
        bot.pass(Duration.ofMinutes(2));
        assertThat(bot.alarms).isEmpty();

        show("theirs", "order-0", State.OPEN);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** What a replacement places is not what it takes away. */
    @Test
    void cancellationBySomebodyElse_ofWhatReplacedAnOrder_isTold() {
        bot.pass(Duration.ofMinutes(20));
        String id = bot.sign();
        show("7001", id, State.OPEN);
        Instant placed = bot.now;
        sign(
                Watched.TRADE.with(OrderEffect.BOTH),
                VenueRequest.post("/api/v2/replace_order")
                        .param("id", "7001")
                        .param("price", "61000")
                        .param("newClientOrderId", "anew"));
        bot.watch.order(shown("7001", id, placed, State.CANCELLED));
        show("7002", "anew", State.OPEN);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        show("7002", "anew", State.CANCELLED);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    /** Bitfinex keeps five digits of a price. */
    @Test
    void changeOfOurOrder_whosePriceTheVenueCutsToFiveDigits_isNoAlarm_andOneBesideItIs() {
        passMillis(60_123);
        String id = bot.sign();
        Instant placed = bot.now;
        priced("7001", id, "1", "60000", placed);
        sign(Watched.TRADE, amendment("orderId", "7001", "61234.567"));
        priced("7001", id, "1", "61234", placed);
        sign(Watched.TRADE, amendment("orderId", "7001", "0.0123456"));
        priced("7001", id, "1", "0.012345", placed);
        bot.pass(Duration.ofSeconds(10));
        assertThat(bot.alarms).isEmpty();

        priced("7001", id, "1", "0.012346", placed);
        bot.pass(Duration.ofSeconds(10));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** As after one that was filled, or by a change that makes a new order and keeps the id. */
    @Test
    void anotherOrderWithAnIdOfOurs_hasItsOwnTerms_andSomebodysChangeOfItIsTold() {
        passMillis(60_123);
        String again = bot.sign();
        priced("7001", again, "1", "60000", bot.now);
        String altered = bot.sign();
        priced("7002", altered, "1", "60000", bot.now);
        passMillis(20_000);
        Instant placed = bot.now;
        sign(Watched.TRADE, order(again));
        priced("7003", again, "3", "61000", placed);
        sign(
                Watched.TRADE.with(OrderEffect.BOTH),
                VenueRequest.post("/alter").param("orderId", "7002").param("newPrice", "61000"));
        priced("7004", altered, "1", "61000", placed);
        priced("7002", altered, "1", "60000", placed.minusSeconds(20));
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        priced("7003", again, "3", "62900", placed);
        priced("7004", altered, "100", "61000", placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isEqualTo(2);
        });
    }

    @Test
    void changesByTheVenuesId_excuseNoOrderWithoutAnId() {
        passMillis(60_123);
        show("7001", bot.sign(), State.OPEN);
        for (int n = 0; n < 5; n++) {
            passMillis(1_500);
            sign(Watched.TRADE, amendment("orderId", "7001", "6000" + n));
            passMillis(300);
            show("theirs-" + n, "", State.OPEN);
        }
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isEqualTo(5);
        });
    }

    /** As Kraken's, KuCoin's and Bitget's do, by either id, with or without a new one. */
    @Test
    void changeThatTakesAnOrderAwayAndPlacesAnother_explainsBoth() {
        Classification both = Watched.TRADE.with(OrderEffect.BOTH);
        List<Map<String, String>> ways = List.of(
                Map.of("txid", "v0"),
                Map.of("orderId", "v1"),
                Map.of("orderId", "v2", "newNewClientOrderId", "anew-2"),
                Map.of("newClientOrderId", "order-3", "newNewClientOrderId", "anew-3"),
                Map.of("newClientOrderId", "order-4"));
        bot.pass(Duration.ofMinutes(20));
        for (int n = 0; n < ways.size(); n++) {
            String id = bot.sign();
            Instant placed = bot.now;
            bot.watch.order(shown("v" + n, id, placed, State.OPEN));
            bot.pass(Duration.ofMinutes(20));
            VenueRequest request = VenueRequest.post("/0/private/EditOrder").param("price", "6100" + n);
            for (Map.Entry<String, String> name : ways.get(n).entrySet()) {
                request = request.param(name.getKey(), name.getValue());
            }
            sign(both, request);
            passMillis(80);
            bot.watch.order(shown("v" + n, id, placed, State.CANCELLED));
            String anew = n == 0 ? "" : ways.get(n).getOrDefault("newNewClientOrderId", id);
            show("other-" + n, anew, State.OPEN);
            bot.pass(Duration.ofMinutes(20));
        }

        assertThat(bot.alarms).isEmpty();
    }

    /** Nothing of it is new, so it says nothing against the order that it names. */
    @Test
    void orderOfAnotherProcess_thatIsChangedHereBeforeThatOneTells_isOurs() {
        passMillis(60_123);
        Instant signed = bot.now;
        passMillis(50);
        show("7001", "other-1", State.OPEN);
        passMillis(500);
        sign(Watched.TRADE, amendment("newClientOrderId", "other-1", "61000"));
        passMillis(500);
        bot.watch.signed(Watched.KEY, 1, "grid", Watched.TRADE, order("other-1"), signed);

        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** Each a little more: the venue's clock does not run away in minutes. */
    @Test
    void thief_whoGuessesIds_doesNotTeachThatTheVenuesClockIsBehind() {
        passMillis(60_123);
        show("7001", bot.sign(), State.OPEN);
        for (int n = 0; n < 20; n++) {
            passMillis(30_000);
            Instant taken = bot.now.plusMillis(1);
            passMillis(Math.min(1_900L * (n + 1), 25_000));
            sign(Watched.TRADE, order("grid-" + n));
            passMillis(20);
            bot.watch.order(shown("theirs-" + n, "grid-" + n, taken, State.OPEN));
            passMillis(10_000);
        }

        assertThat(bot.alarms).extracting(Alarm::evidence).anyMatch(evidence -> evidence.contains("theirs-1 "));
        assertThat(bot.watch.alarms()).anySatisfy(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.count()).isGreaterThan(10);
        });
    }

    @Test
    void clock_thatIsSetBackAnHour_makesNobodyWait() {
        passMillis(7_200_123);
        show("7001", "theirs", State.OPEN);
        move("first", "-1", bot.now);
        bot.now = bot.now.minusSeconds(3_600);
        show("7002", "theirs too", State.OPEN);
        move("second", "-2", bot.now);

        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.watch.alarms())
                .extracting(Alarm::signal, Alarm::count)
                .containsExactlyInAnyOrder(tuple(Signal.FOREIGN_ORDER, 2L), tuple(Signal.FOREIGN_MOVEMENT, 2L));
    }

    private void move(String id, String amount, Instant at) {
        bot.watch.movement(
                new Movement(Movement.Kind.WITHDRAWAL, id, "BTC", new BigDecimal(amount), "ours", "done", at));
    }

    private void withdraw(String amount) {
        sign(
                new Classification(Permission.WITHDRAW, Risk.ADDS_RISK),
                VenueRequest.post("/withdraw")
                        .param("coin", "BTC")
                        .param("amount", amount)
                        .param("address", "ours"));
    }

    /** The venue's clock is behind ours, or it says when in whole seconds or minutes. */
    @Test
    void withdrawals_ofAVenueWhoseClockIsBehind_orThatCutsTheTime_areOurs() {
        passMillis(600_000 + 59_400);
        for (Instant at : List.of(
                bot.now.minusMillis(1_450).truncatedTo(ChronoUnit.SECONDS),
                bot.now.minusSeconds(3),
                bot.now.truncatedTo(ChronoUnit.MINUTES))) {
            withdraw("1");
            move("at " + at, "-1", at);
        }
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** Lists begin with what came last. */
    @Test
    void withdrawals_ofTheSameAmount_inAListThatCutsTheTime_eachHaveTheirSignature() {
        passMillis(610_000);
        withdraw("1");
        Instant first = bot.now.truncatedTo(ChronoUnit.MINUTES);
        passMillis(55_000);
        withdraw("1");
        move("second", "-1", bot.now.truncatedTo(ChronoUnit.MINUTES));
        move("first", "-1", first);

        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void withdrawals_byTheHundred_inOneLateList_areOurs_andAnotherIsNot() {
        passMillis(600_123);
        List<Instant> begun = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
            passMillis(10_000);
            withdraw(Integer.toString(100 + n));
            begun.add(bot.now.plusMillis(50));
        }
        for (int n = 0; n < 300; n++) {
            move("w" + n, "-" + (100 + n), begun.get(n));
        }
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        move("stolen", "-50", begun.get(0));
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_MOVEMENT);
        assertThat(bot.alarms.get(0).confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void withdrawals_moreThanAreRemembered_leaveTheOldestPossible_andAreSaid() {
        passMillis(600_123);
        Instant first = bot.now;
        for (int n = 0; n < 4_100; n++) {
            passMillis(1_000);
            withdraw("7");
        }
        move("of the first", "-7", first.plusSeconds(1));
        move("stolen", "-9", bot.now);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.watch.alarms())
                .filteredOn(alarm -> alarm.signal() == Signal.FOREIGN_MOVEMENT)
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.confidence()).isEqualTo(Confidence.CERTAIN));
        assertThat(bot.signals()).contains(Signal.MEMORY_FULL);
    }

    @Test
    void cancellation_ofAnOrderThatIsShownLater_explainsIt_andNoOther() {
        bot.pass(Duration.ofMinutes(1));
        String late = bot.sign();
        show("7002", bot.sign(), State.OPEN);
        cancel("orderId", "7001");
        show("7002", "order-1", State.CANCELLED);
        show("7001", late, State.OPEN);
        show("7001", late, State.CANCELLED);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
        assertThat(bot.alarms.get(0).evidence()).contains("7002");
    }

    @Test
    void cancellation_shownBeforeItsOrder_afterAnOutage_isNoAlarm() {
        bot.pass(Duration.ofMinutes(1));
        String id = bot.sign();
        Instant created = bot.now;
        cancel("orderId", "7001");
        bot.pass(Duration.ofMinutes(6));

        bot.watch.order(shown("7001", id, created, State.CANCELLED));
        bot.watch.order(shown("7001", id, created, State.OPEN));
        bot.pass(Duration.ofMinutes(5));

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void cancellationOfEverything_explainsWhatWasTakenBefore_alsoIfItIsShownLate_andNothingTakenAfter() {
        bot.pass(Duration.ofMinutes(1));
        String before = bot.sign();
        show("7001", before, State.OPEN);
        Instant created = bot.now;
        sign(CANCEL, VenueRequest.delete("/api/v3/openOrders").param("symbol", "BTCUSDT"));
        bot.pass(Duration.ofMinutes(7));
        String after = bot.sign();
        show("7002", after, State.OPEN);

        bot.watch.order(shown("7001", before, created, State.CANCELLED));
        show("7002", after, State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
        assertThat(bot.alarms.get(0).evidence()).contains("7002");
    }

    /** As many as a fast bot cancels while its stream is late. */
    @Test
    void cancellations_byTheThousand_shownLate_areNoAlarm_andAnotherIs() {
        bot.pass(Duration.ofMinutes(1));
        Instant created = bot.now;
        for (int n = 0; n < 4_000; n++) {
            cancel("origClientOrderId", bot.sign());
            bot.now = bot.now.plusMillis(20);
        }
        String victim = bot.sign();
        for (int n = 0; n < 4_000; n++) {
            bot.watch.order(shown("v" + n, "order-" + n, created, State.CANCELLED));
        }
        bot.pass(Duration.ofSeconds(1));
        assertThat(bot.alarms).isEmpty();

        show("victim", victim, State.CANCELLED);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    /** Whoever names orders takes those and no other, also if nobody remembers them. */
    @Test
    void cancellations_ofOrdersThatAreForgotten_explainNoOther() {
        bot.pass(Duration.ofMinutes(20));
        show("7001", bot.sign(), State.OPEN);
        cancel("orderId", "forgotten-1");
        for (int n = 0; n < 500; n++) {
            cancel("origClientOrderId", "forgotten-too-" + n);
        }

        show("7001", "order-0", State.CANCELLED);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    @Test
    void cancellationOfSeveral_ofWhichOneIsNotShownYet_explainsThatTooWhenItIs() {
        bot.pass(Duration.ofMinutes(20));
        show("7001", bot.sign(), State.OPEN);
        String late = bot.sign();
        sign(CANCEL, VenueRequest.post("/batch-cancel").json("{\"orderIds\":[\"7001\",\"7002\"]}"));
        show("7001", "order-0", State.CANCELLED);
        show("7002", late, State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.alarms).isEmpty();
    }

    /** More than are kept: what is forgotten of them explains more, never less. */
    @Test
    void cancellationsByTheVenuesIds_ofMoreOrdersThanAreKept_shownLate_areNoAlarm() {
        bot.pass(Duration.ofMinutes(20));
        Instant created = bot.now;
        for (int n = 0; n < 3_000; n++) {
            bot.sign();
            cancel("orderId", "v" + n);
            bot.now = bot.now.plusMillis(30);
        }
        for (int n = 0; n < 3_000; n++) {
            bot.watch.order(shown("v" + n, "order-" + n, created.plusMillis(30L * n), State.CANCELLED));
        }
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.alarms).isEmpty();
    }

    /** When such requests fall together, what went before the last of them stays explained. */
    @Test
    void cancellationOfEverything_manyTimes_stillExplains() {
        bot.pass(Duration.ofMinutes(1));
        show("7001", bot.sign(), State.OPEN);
        Instant created = bot.now;
        for (int n = 0; n < 200; n++) {
            sign(CANCEL, VenueRequest.delete("/api/v3/openOrders").param("symbol", "BTCUSDT"));
            bot.pass(Duration.ofMillis(300));
        }
        bot.watch.order(shown("7001", "order-0", created, State.CANCELLED));
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.alarms).isEmpty();
    }

    /** A venue of one's own may call ids as it likes: until such an order is shown, the request may mean any. */
    @Test
    void cancellation_inWordsThatNobodyRecognises_explainsWhatGoes_untilItsOrderIsShown() {
        bot.pass(Duration.ofMinutes(20));
        String late = bot.sign();
        show("7002", bot.sign(), State.OPEN);
        cancel("nummer", "7001");
        show("7002", "order-1", State.CANCELLED);
        bot.pass(Duration.ofSeconds(2));
        assertThat(bot.alarms).isEmpty();

        show("7001", late, State.CANCELLED);
        bot.pass(Duration.ofSeconds(5));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_CANCEL);
    }

    /** Of many that somebody places, one looks like one of ours by half a digest now and then. */
    @Test
    void order_thatLooksLikeOneOfOursByHalfADigest_isNotTakenForIt() {
        var digest = new Digest64(new byte[] {1});
        var own = new OwnOrders(digest, 16, (size, at) -> {});
        List<String> twins = twins(digest);
        own.signed("a1", Watched.BEGAN);
        assertThat(own.judge(shown(twins.get(0), "a1", Watched.BEGAN, State.OPEN)))
                .isEqualTo(OwnOrders.Judgement.FIRST);

        assertThat(own.judge(shown(twins.get(0), "named-anew", Watched.BEGAN, State.OPEN)))
                .isEqualTo(OwnOrders.Judgement.OURS);
        assertThat(own.judge(shown(twins.get(1), "theirs", Watched.BEGAN, State.OPEN)))
                .isEqualTo(OwnOrders.Judgement.UNKNOWN);
    }

    /** Cancellations name orders by 32 bits of a digest: of a fast bot, two fall together every few days. */
    @Test
    void cancellation_ofTwoOrdersWhoseDigestsFallTogether_isKnownOfTheSecondToo() {
        var digest = new Digest64(new byte[] {1});
        var own = new OwnOrders(digest, 16, (size, at) -> {});
        List<String> twins = twins(digest);
        List<VenueOrder> orders = List.of(
                shown(twins.get(0), "one", Watched.BEGAN, State.OPEN),
                shown(twins.get(1), "other", Watched.BEGAN, State.OPEN));
        orders.forEach(order -> own.signed(order.clientOrderId(), Watched.BEGAN));
        assertThat(orders).allMatch(order -> own.judge(order) == OwnOrders.Judgement.FIRST);

        assertThat(own.cancelled(twins.get(1))).isTrue();

        assertThat(own.isCancelled(orders.get(1))).isTrue();
    }

    /** The other may be shown yet: then its cancellation is looked for among those that named nothing. */
    @Test
    void cancellation_ofAnOrderThatLooksLikeOneThatWasCancelled_isNotTakenForTheSame() {
        var digest = new Digest64(new byte[] {1});
        var own = new OwnOrders(digest, 16, (size, at) -> {});
        List<String> twins = twins(digest);
        own.signed("a1", Watched.BEGAN);
        assertThat(own.judge(shown(twins.get(0), "a1", Watched.BEGAN, State.OPEN)))
                .isEqualTo(OwnOrders.Judgement.FIRST);

        assertThat(own.cancelled(twins.get(0))).isTrue();
        assertThat(own.cancelled(twins.get(1))).isFalse();
        assertThat(own.cancelled("a1")).isTrue();
    }

    private static List<String> twins(Digest64 digest) {
        var seen = new HashMap<Integer, String>();
        for (int n = 0; ; n++) {
            String id = Integer.toString(n);
            String twin = seen.put((int) (digest.of(id) >>> Integer.SIZE), id);
            if (twin != null) {
                return List.of(twin, id);
            }
        }
    }

    /** Of 1,025 the first is forgotten, and what it explained may be shown late. */
    @Test
    void replacementsWithoutAnId_thatAreForgotten_leaveOrdersOfThatTimeUnjudged() {
        Instant first = Watched.BEGAN.plusSeconds(60);
        for (int n = 0; n <= 1_024; n++) {
            bot.now = first.plusSeconds(n == 0 ? 0 : 100 + n);
            sign(
                    Watched.TRADE.with(OrderEffect.BOTH),
                    VenueRequest.post("/api/v3/order/cancelReplace").param("cancelOrderId", "700" + n));
        }

        bot.watch.order(shown("late", "by-venue", first.plusSeconds(1), State.OPEN));
        bot.pass(Duration.ofMinutes(5));

        assertThat(bot.signals()).contains(Signal.UNJUDGED).doesNotContain(Signal.FOREIGN_ORDER);
    }

    /** The venue may have taken what was sent again. */
    @Test
    void id_signedAgain_isForgottenAfterThoseThatWereNot_andLeavesOrdersOfThatTimeUnjudged() {
        var own = new OwnOrders(new Digest64(new byte[] {1}), 16, (size, at) -> {});
        own.signed("sent-again", Watched.BEGAN);
        own.signed("other", Watched.BEGAN);
        own.signed("sent-again", Watched.BEGAN.plusSeconds(10));
        for (int n = 0; n < 15; n++) {
            own.signed("more-" + n, Watched.BEGAN.plusSeconds(200 * n));
        }
        assertThat(own.knows("sent-again")).isTrue();
        assertThat(own.knows("other")).isFalse();
        assertThat(own.forgottenUntil()).isEqualTo(Watched.BEGAN);

        for (int n = 15; n < 31; n++) {
            own.signed("more-" + n, Watched.BEGAN.plusSeconds(200 * n));
        }

        assertThat(own.knows("sent-again")).isFalse();
        assertThat(own.forgottenUntil()).isAfterOrEqualTo(Watched.BEGAN.plusSeconds(10));
    }

    @Test
    void usage_byHand_inAnAnnouncedWindow_isNoAlarm_untilTheVenuesWindowHasEnded() {
        var window = Duration.ofSeconds(10);
        var many = new AccountEvent.LimitUsed(AccountEvent.Limit.ORDERS, window, 9);
        bot.tell(new AccountEvent.LimitUsed(AccountEvent.Limit.ORDERS, window, 0));
        bot.pass(Duration.ofMinutes(1));
        bot.watch.announce(Change.MANUAL_TRADING, bot.now, bot.now.plusSeconds(60));
        bot.tell(many);
        bot.pass(Duration.ofSeconds(65));
        bot.tell(many);
        assertThat(bot.alarms).isEmpty();

        bot.pass(Duration.ofSeconds(20));
        bot.tell(many);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_USAGE);
    }

    /** What is under way between venue and bot is missing now and then, and something else each time. */
    @Test
    void balance_whoseExecutionsAreLate_isNoAlarm() {
        for (int minute = 0; minute < 30; minute++) {
            held(100 - minute);
            bot.pass(Duration.ofSeconds(30));
            fill("sold " + minute, bot.now.minusSeconds(40));
            bot.pass(Duration.ofSeconds(30));
        }

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void execution_fromBeforeTheComparison_isNotMissing() {
        Instant before = bot.now;
        bot.pass(Duration.ofMinutes(1));
        held(100);
        fill("bought long ago", before, "5");
        for (int minute = 0; minute < 30; minute++) {
            bot.pass(Duration.ofMinutes(1));
            held(100);
        }

        assertThat(bot.alarms).isEmpty();
    }

    /** The venue's clock is behind: it says of what was sold after the balances were read that it was before. */
    @Test
    void execution_inTheMomentInWhichTheComparisonBegins_isNotMissing_andWhatIsStolenBesideIs() {
        held(100);
        fill("sold in that moment", bot.now.minusSeconds(1), "-20");
        minutes(15, 80);
        assertThat(bot.alarms).isEmpty();

        minutes(15, 70);

        assertThat(bot.signals()).containsExactly(Signal.UNEXPLAINED_BALANCE);
        assertThat(bot.alarms.get(0).evidence()).startsWith("10 BTC");
    }

    /** It is ahead: what was bought before they were read is said to come after. */
    @Test
    void execution_thatOnlySeemsToComeAfterTheComparisonBegan_isNotMissing() {
        held(100);
        fill("bought before", bot.now.plusSeconds(1), "20");
        minutes(15, 100);

        assertThat(bot.alarms).isEmpty();
    }

    /** A thief who takes as much later has no such excuse. */
    @Test
    void doubtAboutTheBeginning_excusesNothingLater() {
        held(100);
        fill("bought about then", bot.now.plusSeconds(1), "20");
        minutes(15, 120);
        minutes(15, 100);

        assertThat(bot.signals()).containsExactly(Signal.UNEXPLAINED_BALANCE);
    }

    /** As when a bot asks, after a start, for what happened before. */
    @Test
    void movement_fromBeforeTheComparison_isNotMissing() {
        Instant before = bot.now;
        bot.pass(Duration.ofMinutes(1));
        held(100);
        bot.tell(new AccountEvent.Moved(
                new Movement(Movement.Kind.DEPOSIT, "d1", "BTC", BigDecimal.valueOf(50), "", "done", before)));
        minutes(15, 100);

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void withdrawal_thatBeganBeforeTheComparison_andIsTakenOffInIt_isNotMissing() {
        Instant before = bot.now;
        bot.pass(Duration.ofMinutes(30));
        held(100);
        bot.tell(new AccountEvent.Moved(
                new Movement(Movement.Kind.WITHDRAWAL, "w1", "BTC", BigDecimal.valueOf(-50), "", "done", before)));
        minutes(15, 50);

        assertThat(bot.signals()).doesNotContain(Signal.UNEXPLAINED_BALANCE);
    }

    private void minutes(int count, int btc) {
        for (int minute = 0; minute < count; minute++) {
            bot.pass(Duration.ofMinutes(1));
            held(btc);
        }
    }

    private void held(int btc) {
        bot.tell(new AccountEvent.Held(List.of(
                new Balance("spot", "USDT", BigDecimal.valueOf(1_000_000)),
                new Balance("spot", "BTC", BigDecimal.valueOf(btc)))));
    }

    private void fill(String id, Instant at) {
        fill(id, at, "-1");
    }

    private void fill(String id, Instant at, String quantity) {
        // At a price of nothing the other side stays as it is.
        bot.tell(new AccountEvent.Filled(
                new Fill(id, id, "", "BTCUSDT", new BigDecimal(quantity), BigDecimal.ZERO, BigDecimal.ZERO, "", at)));
    }

    @Test
    void nonces_asManyAsFourThreadsLose_areNoAlarm() {
        for (int n = 0; n < 5; n++) {
            bot.answer(Kind.NONCE);
        }
        assertThat(bot.alarms).isEmpty();

        bot.answer(Kind.NONCE);

        assertThat(bot.signals()).containsExactly(Signal.NONCES);
    }
}
