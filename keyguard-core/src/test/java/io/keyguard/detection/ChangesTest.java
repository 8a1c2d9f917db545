/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change of ours explains, and what somebody else does beside it. */
class ChangesTest {
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final Classification BOTH = TRADE.with(OrderEffect.BOTH);
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final Watched bot = new Watched();

    @BeforeEach
    void begin() {
        bot.pass(Duration.ofMinutes(20).plusMillis(123));
    }

    private void sign(Classification meaning, VenueRequest request) {
        bot.watch.signed(KEY, 1, "grid", meaning, request);
    }

    private void tell(Classification meaning, VenueRequest request, Instant signed) {
        bot.watch.signed(KEY, 1, "grid", meaning, request, signed);
    }

    private void show(String id, String clientId, String quantity, String price, Instant created, State state) {
        bot.watch.order(new VenueOrder(
                id,
                clientId,
                "BTCUSDT",
                new BigDecimal(quantity),
                Optional.of(new BigDecimal(price)),
                created,
                state,
                false));
    }

    private void show(String id, String clientId, String price, Instant created) {
        show(id, clientId, "1", price, created, State.OPEN);
    }

    private void place(String id) {
        sign(TRADE, VenueRequest.post("/order").param("newClientOrderId", id).param("price", "60000"));
    }

    private static VenueRequest keepPriority(String name, String value, String id) {
        return VenueRequest.put("/api/v3/order/amend/keepPriority")
                .param(name, value)
                .param("newClientOrderId", id)
                .param("newQty", "1");
    }

    /** As BitMEX and Binance do; where orders are read every ten seconds, the one before was never shown. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void order_thatAChangeGivesAnotherId_beforeItWasShown_isOurs_andACopyOfEitherIdIsNot(boolean byOurId) {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        place("two");
        bot.pass(Duration.ofSeconds(70));
        place("three");
        Instant last = bot.now;
        bot.pass(Duration.ofSeconds(30));
        sign(TRADE, keepPriority(byOurId ? "origClientOrderId" : "orderId", byOurId ? "three" : "7003", "anew"));
        bot.pass(Duration.ofSeconds(30));
        show("7003", "anew", "60000", last);
        show("7003", "three", "60000", last);
        show("7003", "anew", "60000", last);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("copy", "three", "60000", bot.now);
        show("other", "anew", "60000", bot.now);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID, Signal.COPIED_ORDER_ID);
    }

    /** A stream that is late shows how it began after what we made of it, with the same size or another: what somebody makes of it then is not how it began. */
    @ParameterizedTest
    @CsvSource({
        "origClientOrderId, one, 0.5",
        "origClientOrderId, one, 1",
        "origClientOrderId, one, 2",
        "orderId, 7000, 0.5",
        "orderId, 7000, 1",
        "orderId, 7000, 2"
    })
    void order_thatAChangeOfOursIsShownOfBeforeItsBeginning_isNotSomebodysToChange(
            String name, String value, String size) {
        place("one");
        Instant placed = bot.now;
        sign(
                TRADE,
                VenueRequest.put("/order")
                        .param(name, value)
                        .param("newClientOrderId", "two")
                        .param("price", "60100")
                        .param("quantity", size));
        show("7000", "two", size, "60100", placed, State.OPEN);
        bot.pass(Duration.ofSeconds(10));
        show("7000", "one", "60000", placed);
        show("7000", "two", size, "60100", placed, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();

        show("7000", "two", size, "66666", placed, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** A change of the price alone, and one of the size alone: each is shown before how it began. */
    @ParameterizedTest
    @CsvSource({"price, 60100, 2, 60100, 3, 60000", "quantity, 1, 1, 60000, 3, 60100"})
    void order_whoseBeginningHasOnePartThatWasShownAndOneThatWasNot_isOurs_andWhatIsNeitherIsNot(
            String changed, String value, String size, String price, String otherSize, String otherPrice) {
        place("one");
        Instant placed = bot.now;
        sign(TRADE, VenueRequest.put("/amend").param("origClientOrderId", "one").param(changed, value));
        show("7000", "one", size, price, placed, State.OPEN);
        bot.pass(Duration.ofSeconds(10));
        show("7000", "one", "2", "60000", placed, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();

        show("7000", "one", otherSize, otherPrice, placed, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** The order that a replacement made is shown first: with what it was made, it began. */
    @Test
    void order_thatAReplacementMade_shownBeforeTheOtherWithItsId_isNotSomebodysToChange() {
        place("one");
        Instant placed = bot.now;
        bot.pass(Duration.ofSeconds(2));
        sign(
                BOTH,
                VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrderId", "7000")
                        .param("newClientOrderId", "one")
                        .param("price", "60100")
                        .param("quantity", "2"));
        Instant replaced = bot.now;
        show("7001", "one", "2", "60100", replaced, State.OPEN);
        show("7000", "one", "1", "60000", placed, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();

        show("7001", "one", "9", "66666", replaced, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    private void amend(String name, String value, String... terms) {
        VenueRequest request = VenueRequest.put("/order").param(name, value);
        for (int n = 0; n < terms.length; n += 2) {
            request = request.param(terms[n], terms[n + 1]);
        }
        sign(TRADE, request);
    }

    private void later() {
        bot.pass(Duration.ofSeconds(10));
    }

    private void isTold(String id, String clientId, String quantity, String price, Instant created) {
        assertThat(bot.alarms).isEmpty();
        show(id, clientId, quantity, price, created, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** The change says the price or the size that the order has, or both as the bot does that names both each time: once its beginning was shown, that says nothing of another. */
    @ParameterizedTest
    @CsvSource({
        "60200, 3, 3, 60200, 9, 60200",
        "60200, 2, 2, 60200, 9, 60200",
        "60000, 1, 1, 60000, 1, 66666",
        ", 3, 3, 60000, 9, 60000",
        "60200, , 2, 60200, 2, 66666"
    })
    void order_whoseBeginningIsShown_afterAChangeThatSaysAPartOfIt_isNotSomebodysToChange(
            String price, String size, String changedSize, String changedPrice, String otherSize, String otherPrice) {
        place("one");
        Instant placed = bot.now;
        VenueRequest request = VenueRequest.put("/order").param("origClientOrderId", "one");
        VenueRequest priced = price == null ? request : request.param("price", price);
        sign(TRADE, size == null ? priced : priced.param("quantity", size));
        show("7000", "one", changedSize, changedPrice, placed, State.OPEN);
        later();
        show("7000", "one", "2", "60000", placed, State.OPEN);
        later();

        isTold("7000", "one", otherSize, otherPrice, placed);
    }

    /** A replacement that names no price makes an order with the price of the one before, which is shown after a change of that price. */
    @Test
    void orderThatAReplacementMade_hasOfTheOneBeforeWhatIsNotNamed_howeverLateThatIsShown() {
        place("one");
        Instant placed = bot.now;
        later();
        sign(BOTH, VenueRequest.post("/alter").param("newClientOrderId", "one").param("quantity", "3"));
        Instant replaced = bot.now;
        amend("orderId", "7001", "price", "60200", "quantity", "0.5");
        show("7001", "one", "0.5", "60200", replaced, State.OPEN);
        show("7000", "one", "2", "60000", placed, State.OPEN);
        show("7001", "one", "3", "60000", replaced, State.OPEN);
        bot.pass(SETTLE);

        isTold("7001", "one", "3", "66666", replaced);
    }

    /** The other way round: the replacement names the price, and the size is that of before, larger than a change of ours makes it. */
    @Test
    void orderThatAReplacementMade_afterTheOtherWasShown_mayHaveItsSize() {
        place("one");
        show("7000", "one", "2", "60000", bot.now, State.OPEN);
        later();
        sign(BOTH, VenueRequest.post("/alter").param("newClientOrderId", "one").param("price", "60200"));
        Instant replaced = bot.now;
        amend("orderId", "7001", "quantity", "1");
        show("7001", "one", "1", "60200", replaced, State.OPEN);
        show("7001", "one", "2", "60200", replaced, State.OPEN);
        bot.pass(SETTLE);

        isTold("7001", "one", "9", "60200", replaced);
    }

    /** Where orders are read now and then, the one that was replaced is never shown. */
    @ParameterizedTest
    @CsvSource({"2, 66666", "9, 60200"})
    void orderThatAReplacementMade_ofOneThatWasNeverShown_isNotSomebodysToChange(String size, String price) {
        place("one");
        bot.pass(Duration.ofMinutes(2));
        sign(
                BOTH,
                VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrderId", "7000")
                        .param("newClientOrderId", "one")
                        .param("price", "60200")
                        .param("quantity", "2"));
        Instant replaced = bot.now;
        show("7001", "one", "2", "60200", replaced, State.OPEN);
        later();

        isTold("7001", "one", size, price, replaced);
    }

    /** What was shown, or signed, under one id counts under the others. */
    @Test
    void order_thatWasShownUnderAnotherId_mayBeShownAsItWas_underItsFirst() {
        place("one");
        Instant placed = bot.now;
        amend("orderId", "7000", "newClientOrderId", "two", "quantity", "0.5");
        amend("origClientOrderId", "two", "price", "60200");
        show("7000", "two", "0.5", "60000", placed, State.OPEN);
        show("7000", "two", "0.5", "60200", placed, State.OPEN);
        later();
        show("7000", "one", "1", "60000", placed, State.OPEN);
        later();

        assertThat(bot.alarms).isEmpty();
    }

    @Test
    void change_thatWasSignedUnderTheIdBefore_isOurs_whereAnotherGaveItsIdByTheVenues() {
        place("one");
        Instant placed = bot.now;
        amend("origClientOrderId", "one", "newClientOrderId", "two", "quantity", "3");
        show("7000", "one", "2", "60000", placed, State.OPEN);
        amend("orderId", "7000", "newClientOrderId", "three");
        show("7000", "three", "3", "60000", placed, State.OPEN);
        later();

        isTold("7000", "three", "9", "60000", placed);
    }

    @Test
    void order_whoseIdOfTheVenuesAloneAChangeNamed_mayBeShownAsItWasChangedBefore_andAsItBegan() {
        place("one");
        Instant placed = bot.now;
        amend("origClientOrderId", "one", "price", "60100");
        amend("orderId", "7000", "newClientOrderId", "two", "quantity", "3");
        show("7000", "two", "3", "60100", placed, State.OPEN);
        later();
        show("7000", "one", "1", "60000", placed, State.OPEN);
        later();

        isTold("7000", "two", "3", "66666", placed);
    }

    @Test
    void sizeThatAnotherProcessChanges_shownBeforeItIsTold_isNotTheOneThatWasPlaced() {
        place("one");
        Instant placed = bot.now;
        later();
        show("7000", "one", "0.5", "60000", placed, State.OPEN);
        bot.pass(Duration.ofSeconds(1));
        tell(TRADE, VenueRequest.put("/order").param("origClientOrderId", "one").param("quantity", "0.5"), placed);
        show("7000", "one", "1", "60000", placed, State.OPEN);
        later();

        isTold("7000", "one", "9", "60000", placed);
    }

    /** Twice, one after the other, and then cancelled by the first name. */
    @Test
    void order_thatTwoChangesGiveOtherIds_beforeItWasShown_isOurs_andSoIsItsCancellation() {
        place("one");
        show("7000", "one", "60000", bot.now);
        place("two");
        Instant placed = bot.now;
        bot.pass(Duration.ofSeconds(20));
        sign(
                TRADE,
                VenueRequest.put("/order")
                        .param("origClientOrderId", "two")
                        .param("newClientOrderId", "three")
                        .param("price", "60500"));
        bot.pass(Duration.ofSeconds(20));
        sign(TRADE, keepPriority("origClientOrderId", "three", "four"));
        bot.pass(Duration.ofSeconds(20));
        show("7001", "four", "60500", placed);
        show("7001", "two", "60000", placed);
        show("7001", "four", "60500", placed);
        sign(CANCEL, VenueRequest.delete("/order").param("origClientOrderId", "four"));
        show("7001", "four", "1", "60500", placed, State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.alarms).isEmpty();
    }

    /** Nothing of ours is missing, so it is no order of ours that got the id. */
    @Test
    void order_fromBeforeItsIdWasSigned_isTold_whereNoneOfOursIsMissing() {
        place("one");
        show("7000", "one", "60000", bot.now);
        bot.pass(Duration.ofSeconds(30));
        Instant taken = bot.now;
        bot.pass(Duration.ofSeconds(30));
        sign(TRADE, keepPriority("orderId", "7001", "anew"));
        show("7001", "anew", "60000", taken);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Its terms are those that it had under the other id. */
    @Test
    void changeBySomebodyElse_ofAnOrderThatGotAnotherId_isTold() {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        bot.pass(Duration.ofMinutes(1));
        sign(TRADE, VenueRequest.put("/order").param("origClientOrderId", "one").param("price", "60500"));
        sign(TRADE, keepPriority("origClientOrderId", "one", "anew"));
        show("7000", "anew", "60500", placed);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("7000", "anew", "62900", placed);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** A change in place makes no other order, however often it names its id. */
    @Test
    void copyOfAnId_byWhichABotChangesItsOrderInPlace_isToldAtOnce() {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        for (int n = 0; n < 50; n++) {
            bot.pass(Duration.ofSeconds(2));
            sign(
                    TRADE,
                    VenueRequest.post("/amend-order")
                            .param("newClientOrderId", "one")
                            .param("price", "6100" + n));
            show("7000", "one", "6100" + n, placed);
        }
        assertThat(bot.alarms).isEmpty();

        show("copy", "one", "60000", bot.now);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @Test
    void copyOfAnId_byWhichABatchChangesAnOrder_besideANewOne_isToldAtOnce() {
        place("one");
        show("7000", "one", "60000", bot.now);
        sign(
                TRADE,
                VenueRequest.post("/derivatives/api/v3/batchorder")
                        .param(
                                "json",
                                "{\"batchOrder\":[{\"order\":\"edit\",\"newClientOrderId\":\"one\",\"limitPrice\":1},"
                                        + "{\"order\":\"send\",\"newClientOrderId\":\"two\",\"limitPrice\":2}]}"));
        show("7002", "two", "2", bot.now);
        assertThat(bot.alarms).isEmpty();

        show("copy", "one", "60000", bot.now);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"newClientOrderId\":\"b1\",\"sz\":1},{\"sz\":2},{\"sz\":3}]",
                "{\"ops\":[[\"on\",{\"newClientOrderId\":\"b1\"}],[\"on\",{\"a\":1}],[\"on\",{\"a\":2}],[\"oc\",{\"id\":9}]]}"
            })
    void batchThatGivesIdsToSomeOrders_explainsThoseWithoutToo_andNoMore(String batch) {
        sign(
                TRADE,
                VenueRequest.post(batch.startsWith("[") ? "/batch-orders" : "/v2/auth/w/order/multi")
                        .json(batch));
        show("ours", "b1", "60000", bot.now);
        show("ours-2", "", "60000", bot.now);
        show("ours-3", "", "60000", bot.now);
        bot.pass(Duration.ofSeconds(1));
        show("theirs", "", "60000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.watch.alarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.evidence()).contains("theirs");
            assertThat(alarm.count()).isOne();
        });
    }

    /** OKX: what is attached stands in a list, and says the same numbers. */
    @Test
    void changeOfAnOrderWithOrdersAttached_isOfTheOrder() {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        sign(
                TRADE,
                VenueRequest.post("/api/v5/trade/amend-order")
                        .json("{\"ordId\":\"7000\",\"newPx\":\"61000\",\"newSz\":\"2\",\"attachAlgoOrds\":["
                                + "{\"attachAlgoClOrdId\":\"a1\",\"newSlTriggerPx\":\"61000\",\"sz\":\"2\"},"
                                + "{\"attachAlgoClOrdId\":\"a2\",\"newTpTriggerPx\":\"61000\",\"sz\":\"2\"}]}"));
        show("7000", "one", "2", "61000", placed, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.alarms).isEmpty();
    }

    /** Who changes an order of 1,000 DOGE at 0.13 signs no price of 1,000. */
    @Test
    void priceThatEqualsASizeWeSigned_isSomebodys_andSoIsASizeThatEqualsAPrice() {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "1000", "0.12", placed, State.OPEN);
        place("two");
        show("7001", "two", "1", "60000", placed, State.OPEN);
        for (String order : List.of("7000", "7001")) {
            sign(
                    TRADE,
                    VenueRequest.put("/amend")
                            .param("orderId", order)
                            .param("newPrice", order.equals("7000") ? "0.13" : "60500")
                            .param("newSize", order.equals("7000") ? "1000" : "2"));
        }
        show("7000", "one", "1000", "0.13", placed, State.OPEN);
        show("7001", "two", "2", "60500", placed, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();

        show("7000", "one", "1000", "1000", placed, State.OPEN);
        show("7001", "two", "60500", "60500", placed, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.watch.alarms()).singleElement().extracting(Alarm::count).isEqualTo(2L);
    }

    private static VenueRequest edit(String order, String price) {
        return VenueRequest.post("/0/private/EditOrder").param("txid", order).param("price", price);
    }

    /** The first that is seen of it is not what was signed. */
    @ParameterizedTest
    @ValueSource(strings = {"62900 1", "61000 100"})
    void orderWithoutAnId_thatAChangeMade_andSomebodyChangedBeforeItWasShown_isTold(String terms) {
        place("one");
        show("7000", "one", "60000", bot.now);
        bot.pass(Duration.ofMinutes(1));
        sign(BOTH, edit("7000", "61000"));
        show("7001", "", terms.split(" ")[1], terms.split(" ")[0], bot.now, State.OPEN);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();
        bot.pass(SETTLE);

        assertThat(bot.alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_ORDER);
            assertThat(alarm.confidence()).isEqualTo(Confidence.LIKELY);
        });
    }

    /** A change of a moment before may not be shown when the next makes another order, which keeps what that says. */
    @ParameterizedTest
    @ValueSource(strings = {"price 60200 volume 0.5", "volume 3 price 60200"})
    void orderWithoutAnId_thatAChangeMadeOfOneWhoseChangeIsNotShownYet_isOurs_andAnyOtherIsTold(String changes) {
        place("one");
        show("7000", "one", "60000", bot.now);
        bot.pass(Duration.ofMinutes(20));
        String[] terms = changes.split(" ");
        amend("origClientOrderId", "one", terms[0], terms[1]);
        sign(
                BOTH,
                VenueRequest.post("/0/private/EditOrder").param("txid", "7000").param(terms[2], terms[3]));
        boolean isPrice = terms[0].equals("price");
        show("7000", "one", isPrice ? "1" : "3", isPrice ? "60200" : "60000", BEGAN, State.OPEN);
        bot.pass(Duration.ofMillis(30));
        show("7001", "", isPrice ? "0.5" : "3", "60200", bot.now, State.OPEN);
        bot.pass(SETTLE);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("7001", "", "4", "60200", bot.now, State.OPEN);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    @Test
    void ordersWithoutAnId_thatChangesMadeOneOfTheOther_areOurs_whateverTheyKeepOfTheOneBefore() {
        place("one");
        show("7000", "one", "60000", bot.now);
        for (int n = 1; n < 30; n++) {
            bot.pass(Duration.ofSeconds(n % 3 == 0 ? 1 : 20));
            VenueRequest request = VenueRequest.post("/EditOrder").param("txid", "700" + (n - 1));
            sign(BOTH, n % 2 == 0 ? request.param("price", "6000" + n) : request.param("volume", "0.5"));
            String price = "6000" + n / 2 * 2;
            show("700" + n, "", n == 1 ? "1" : "0.5", n == 1 ? "60000" : price, bot.now, State.OPEN);
        }
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** A cancellation and a replacement that another process tells after the venue shows them. */
    @Test
    void cancellationsOfAnotherProcess_toldLate_areNoAlarm_andSomebodysIs() {
        for (String id : List.of("one", "two", "three")) {
            place(id);
            show("v-" + id, id, "60000", bot.now);
        }
        Instant placed = bot.now;
        bot.pass(Duration.ofMinutes(1));
        Instant signed = bot.now;
        for (String id : List.of("one", "two", "three")) {
            show("v-" + id, id, "1", "60000", placed, State.CANCELLED);
        }
        show("anew", "two", "61000", bot.now);
        bot.pass(Duration.ofSeconds(3));
        tell(CANCEL, VenueRequest.delete("/order").param("orderId", "v-one"), signed);
        tell(
                BOTH,
                VenueRequest.post("/order/cancelReplace")
                        .param("cancelOrderId", "v-two")
                        .param("newClientOrderId", "two"),
                signed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).extracting(Alarm::signal).containsExactly(Signal.COPIED_ORDER_ID, Signal.FOREIGN_CANCEL);
        assertThat(bot.alarms.get(1).evidence()).contains("v-three");
    }

    /** As KuCoin does, late: the first order looks like what a change makes, which is the second; and so on. */
    @Test
    void ordersWithoutAnId_placedAndMadeByChanges_areOurs_whicheverExplainsWhich_andOneMoreIsNot() {
        Instant first = bot.now;
        sign(TRADE, VenueRequest.post("/order").param("price", "60000"));
        bot.pass(Duration.ofSeconds(1));
        sign(BOTH, VenueRequest.post("/alter").param("orderId", "6001").param("newPrice", "60100"));
        show("7000", "", "60000", first);
        bot.pass(Duration.ofSeconds(5));
        sign(BOTH, VenueRequest.post("/alter").param("orderId", "6002").param("newPrice", "60200"));
        show("7001", "", "60100", bot.now);
        bot.pass(Duration.ofSeconds(5));
        show("7002", "", "60200", bot.now);
        bot.pass(SETTLE.multipliedBy(2));
        assertThat(bot.alarms).isEmpty();

        show("7003", "", "60200", first.plusSeconds(11));
        bot.pass(SETTLE.multipliedBy(2));

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Binance and Bitget give an order an id of their own where the request gives none. */
    @Test
    void replacementWithoutAnId_explainsOneOrderWithAnIdOfTheVenues_andNoOther() {
        place("one");
        show("7000", "one", "60000", bot.now);
        sign(
                BOTH,
                VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrigClientOrderId", "one")
                        .param("price", "61000"));
        show("7001", "by-the-venue", "61000", bot.now);
        bot.pass(SETTLE);
        sign(
                BOTH,
                VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrderId", "7001")
                        .param("price", "62000"));
        show("7002", "by-the-venue-again", "62000", bot.now);
        bot.pass(SETTLE);
        assertThat(bot.alarms).isEmpty();

        show("theirs", "theirs", "62000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Both were shown before the first of them was told: the one that comes later takes nothing from the other. */
    @Test
    void idThatAnotherProcessSignsTwice_shownBeforeItIsTold_isOursBothTimes_andAThirdIsTold() {
        tell(TRADE, VenueRequest.post("/order").param("newClientOrderId", "before"), bot.now);
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        bot.pass(Duration.ofSeconds(3));
        tell(TRADE, VenueRequest.post("/order").param("newClientOrderId", "one"), placed);
        Instant again = bot.now;
        show("7001", "one", "61000", again);
        bot.pass(Duration.ofSeconds(4));
        tell(
                BOTH,
                VenueRequest.post("/order/cancelReplace")
                        .param("cancelOrderId", "7000")
                        .param("newClientOrderId", "one"),
                again);
        bot.pass(Duration.ofSeconds(20));
        assertThat(bot.alarms).isEmpty();

        show("7002", "one", "61000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** It is cancelled by the venue's id before it was shown under its new one. */
    @Test
    void orderThatGotAnotherId_cancelledBeforeThatWasShown_isNoAlarm() {
        place("one");
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        bot.pass(Duration.ofSeconds(10));
        sign(TRADE, keepPriority("orderId", "7000", "anew"));
        sign(CANCEL, VenueRequest.delete("/order").param("orderId", "7000"));
        show("7000", "anew", "60000", placed);
        show("7000", "anew", "1", "60000", placed, State.CANCELLED);
        bot.pass(Duration.ofMinutes(3));

        assertThat(bot.alarms).isEmpty();
    }

    /** However many others come and go, of which 64 are remembered. */
    @Test
    void idUnderWhichABotReplacesOneOrderAllDay_isNotForgotten() {
        place("one");
        show("v-0", "one", "60000", bot.now);
        for (int n = 1; n < 40; n++) {
            for (int other = 0; other < 20; other++) {
                bot.pass(Duration.ofSeconds(10));
                bot.trade("BTCUSDT", "1", "60000");
            }
            sign(
                    BOTH,
                    VenueRequest.post("/alter").param("orderId", "v-" + (n - 1)).param("newPrice", "6000" + n));
            show("v-" + n, "one", "6000" + n, bot.now);
        }
        bot.pass(Duration.ofMinutes(3));
        assertThat(bot.alarms).isEmpty();

        show("copy", "one", "60000", bot.now);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** Its id is forgotten, and what was made of it has it still. */
    @Test
    void orderThatIsForgotten_changedByTheVenuesId_becomesOneOfOurs_andNoOtherDoes() {
        place("one");
        show("v-0", "one", "60000", bot.now);
        for (int other = 0; other < 100; other++) {
            bot.pass(Duration.ofSeconds(10));
            bot.trade("BTCUSDT", "1", "60000");
        }
        for (int n = 1; n < 4; n++) {
            sign(
                    BOTH,
                    VenueRequest.post("/alter").param("orderId", "v-" + (n - 1)).param("newPrice", "6000" + n));
            show("v-" + n, "one", "6000" + n, bot.now);
            bot.pass(Duration.ofMinutes(2));
        }
        assertThat(bot.alarms).isEmpty();

        show("theirs", "theirs", "60000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** What a change made of an order that was not shown yet is remembered as long as what is signed then. */
    @Test
    void orderThatAChangeMadeBeforeTheOtherWasShown_isOursStill_afterOthersOfTheTimeOfItsIdAreForgotten() {
        place("one");
        Instant placed = bot.now;
        bot.pass(Duration.ofSeconds(12));
        sign(BOTH, VenueRequest.post("/alter").param("orderId", "v-0").param("newPrice", "61000"));
        Instant changed = bot.now;
        show("v-1", "one", "61000", changed);
        show("v-0", "one", "1", "60000", placed, State.CANCELLED);
        for (int other = 0; other < 64; other++) {
            bot.pass(Duration.ofMillis(2_500));
            bot.sign();
        }
        show("v-1", "one", "1", "61000", changed, State.FILLED);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** A late stream shows it once more as it was placed, under the id that the venue made up, after the first of its ids is forgotten. */
    @Test
    void orderThatGetsOneIdAfterAnother_mayBeShownAsItWasPlaced_howeverManyItHadSince() {
        Instant placed = bot.now;
        sign(TRADE, VenueRequest.post("/order").param("price", "60000"));
        for (int n = 0; n < 80; n++) {
            String size = "0." + (999 - n);
            sign(
                    TRADE,
                    VenueRequest.put("/keepPriority")
                            .param("orderId", "7059")
                            .param("newClientOrderId", "a" + n)
                            .param("newQty", size));
            show("7059", "a" + n, size, "60000", placed, State.OPEN);
            if (n == 3) {
                show("7059", "by-the-venue", "1", "60000", placed, State.OPEN);
            }
            bot.pass(Duration.ofSeconds(3));
        }
        show("7059", "by-the-venue", "1", "60000", placed, State.OPEN);
        bot.pass(SETTLE);

        assertThat(bot.alarms).isEmpty();
    }

    /** The order that had the id is over, which Binance does not mind. */
    @Test
    void idOfAnOrderThatIsOver_whichAChangeGivesToAnother_standsOnBoth_andOnNoThird() {
        place("one");
        show("v-1", "one", "1", "60000", bot.now, State.FILLED);
        bot.pass(Duration.ofMinutes(5));
        place("two");
        Instant placed = bot.now;
        show("v-2", "two", "61000", placed);
        bot.pass(Duration.ofMinutes(1));
        sign(TRADE, keepPriority("orderId", "v-2", "one"));
        show("v-2", "one", "61000", placed);
        show("v-1", "one", "1", "60000", placed.minusSeconds(300), State.FILLED);
        show("v-2", "one", "1", "61000", placed, State.FILLED);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("copy", "one", "61000", bot.now);

        assertThat(bot.signals()).containsExactly(Signal.COPIED_ORDER_ID);
    }

    /** It was there when it was changed. */
    @Test
    void idThatAChangeGaveToAnOrderThatIsNotKnown_isOfNoneThatTheVenueTakesLater() {
        sign(TRADE, keepPriority("orderId", "9000", "old"));
        bot.pass(Duration.ofSeconds(10));
        show("theirs", "old", "60000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** As if it were new. */
    @Test
    void idThatAChangeGave_andThatIsPlacedThen_isOurs() {
        sign(TRADE, keepPriority("orderId", "9000", "old"));
        bot.pass(Duration.ofSeconds(10));
        place("old");
        show("v-1", "old", "60000", bot.now);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** One of them is shown before it is told, and while it waits the other is placed. */
    @Test
    void idThatTwoProcessesPlace_isOursBothTimes_alsoIfTheOtherTellsItLate() {
        tell(TRADE, VenueRequest.post("/order").param("newClientOrderId", "before"), bot.now);
        Instant placed = bot.now;
        show("7000", "one", "60000", placed);
        bot.pass(Duration.ofSeconds(1));
        place("one");
        show("7001", "one", "61000", bot.now);
        bot.pass(Duration.ofSeconds(2));
        tell(TRADE, VenueRequest.post("/order").param("newClientOrderId", "one"), placed);
        bot.pass(Duration.ofMinutes(1));

        assertThat(bot.alarms).isEmpty();
    }

    /** The id of the list is that of no order. */
    @Test
    void ordersThatBinanceTakesTogether_areOurs_byTheIdOfEach() {
        sign(
                TRADE,
                VenueRequest.post("/api/v3/orderList/oco")
                        .param("listClientOrderId", "list")
                        .param("aboveClientOrderId", "above")
                        .param("belowClientOrderId", "below"));
        show("7000", "above", "60000", bot.now);
        show("7001", "below", "59000", bot.now);
        bot.pass(Duration.ofMinutes(1));
        assertThat(bot.alarms).isEmpty();

        show("theirs", "list", "59000", bot.now);
        bot.pass(SETTLE);

        assertThat(bot.signals()).containsExactly(Signal.FOREIGN_ORDER);
    }

    /** Somebody's orders take no signatures of ours away, however many they are. */
    @Test
    void copies_makeNothingForgotten_thatWasSigned() {
        Instant now = bot.now;
        var repeats = new Repeats((size, at) -> {});
        for (long copy = 1; copy <= 40_000; copy++) {
            repeats.told(1L << Integer.SIZE, copy << Integer.SIZE, now.toEpochMilli());
        }

        assertThat(repeats.isForgotten(now.toEpochMilli())).isFalse();
        assertThat(repeats.holds(1L << Integer.SIZE, 40_000L << Integer.SIZE)).isTrue();
    }
}
