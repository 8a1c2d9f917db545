/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.VenueOrder.State;
import io.keyguard.metrics.Metrics;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said when an order was placed: somebody's change is not taken for it where the venue shows orders as they were said, and ours is never somebody's. */
class PlacedTermsTest {
    private static final Classification BOTH = TRADE.with(OrderEffect.BOTH);

    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now = BEGAN;
    private AccountWatch watch = start(Optional.empty());
    private int learned;

    private AccountWatch start(Optional<byte[]> before) {
        return AccountWatch.of("binance", "main", IDS)
                .onAlarm(alarms::add)
                .clock(() -> now)
                .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    private void sign(Classification meaning, VenueRequest request) {
        watch.signed(KEY, 1, "grid", meaning, request);
    }

    private static VenueRequest order(String id, String price, String size) {
        return VenueRequest.post("/order")
                .param("newClientOrderId", id)
                .param("price", price)
                .param("quantity", size);
    }

    private void place(String id) {
        sign(TRADE, order(id, "60000", "2"));
    }

    private void amend(String id, String... terms) {
        VenueRequest request = VenueRequest.put("/order").param("origClientOrderId", id);
        for (int n = 0; n < terms.length; n += 2) {
            request = request.param(terms[n], terms[n + 1]);
        }
        sign(TRADE, request);
    }

    private void show(String id, String clientId, String size, String price, Instant created) {
        watch.order(new VenueOrder(
                id,
                clientId,
                "BTCUSDT",
                new BigDecimal(size),
                Optional.of(new BigDecimal(price)),
                created,
                State.OPEN,
                false));
    }

    /** Orders that the venue shows as they were signed, but the last, of which it makes {@code lastPrice} and {@code lastSize}. */
    private void learn(int orders, String lastPrice, String lastSize) {
        for (int n = 1; n <= orders; n++) {
            boolean isLast = n == orders;
            String id = "before-" + learned++;
            place(id);
            show("v-" + id, id, isLast ? lastSize : "2", isLast ? lastPrice : "60000", now);
            pass(Duration.ofSeconds(10));
        }
    }

    private void learn() {
        learn(ShownAsSaid.MANY, "60000.0", "2.0");
    }

    private void later() {
        pass(Duration.ofSeconds(10));
    }

    private void isTold(String id, String clientId, String size, String price, Instant created) {
        later();
        assertThat(alarms).isEmpty();
        show(id, clientId, size, price, created);
        later();
        assertThat(alarms).extracting(Alarm::signal).containsExactly(Signal.FOREIGN_ORDER);
    }

    private void isOurs(String id, String clientId, String size, String price, Instant created) {
        later();
        show(id, clientId, size, price, created);
        later();
        assertThat(alarms).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 66666", "9, 60000"})
    void changeThatSaysAgainHowTheOrderBegan_makesNothingElseHowItBegan(String size, String price) {
        learn();
        place("one");
        Instant placed = now;
        amend("one", "price", "60000", "quantity", "2");
        show("7000", "one", "2", "60000", placed);

        isTold("7000", "one", size, price, placed);
    }

    @ParameterizedTest
    @CsvSource({"2, 66666", "9, 60000", "9, 61000"})
    void orderThatIsShownFirstAsItWasChanged_beganAsWasSaid_andInNoOtherWay(String size, String price) {
        learn();
        place("one");
        Instant placed = now;
        amend("one", "price", "61000", "quantity", "1");
        show("7000", "one", "1", "61000", placed);

        isTold("7000", "one", size, price, placed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60000", "60000.00"})
    void orderThatIsShownFirstAsItWasChanged_andThenAsItBegan_isOurs_andWhatComesThenIsNot(String price) {
        learn();
        place("one");
        Instant placed = now;
        amend("one", "price", "61000", "quantity", "1");
        show("7000", "one", "1", "61000", placed);
        isOurs("7000", "one", "2", price, placed);
        isOurs("7000", "one", "1", "61000", placed);

        isTold("7000", "one", "1", "66666", placed);
    }

    /** Where orders are read every ten seconds, the one that was replaced is never shown. */
    @ParameterizedTest
    @CsvSource({"2, 66666", "9, 60200"})
    void orderThatAReplacementMadeAtOnce_ofOneThatWasNeverShown_isNotSomebodysToChange(String size, String price) {
        learn();
        place("one");
        pass(Duration.ofSeconds(1));
        sign(
                BOTH,
                VenueRequest.post("/api/v3/order/cancelReplace")
                        .param("cancelOrderId", "7000")
                        .param("newClientOrderId", "one")
                        .param("price", "60200")
                        .param("quantity", "2"));
        Instant replaced = now;
        show("7001", "one", "2", "60200", replaced);

        isTold("7001", "one", size, price, replaced);
    }

    /** It keeps the price of the one that was never shown, and is shown first as it was changed then. */
    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "120, true", "120, false"})
    void orderThatAReplacementMade_hasOfOneThatWasNeverShownWhatWasSaidOfIt(long seconds, boolean isOurs) {
        learn();
        place("one");
        pass(Duration.ofSeconds(seconds));
        sign(BOTH, VenueRequest.post("/alter").param("newClientOrderId", "one").param("quantity", "3"));
        Instant replaced = now;
        amend("one", "price", "60200");
        show("7001", "one", "3", "60200", replaced);
        if (isOurs) {
            isOurs("7001", "one", "3", "60000", replaced);
        }

        isTold("7001", "one", "3", "66666", replaced);
    }

    /** KuCoin names it by its own id, so that nobody knows of which order another was made. */
    @Test
    void orderThatMayBeMadeOfAnother_isNotComparedWithWhatWasSaidOfThat() {
        learn();
        place("one");
        pass(Duration.ofSeconds(1));
        sign(BOTH, VenueRequest.post("/alter").param("orderId", "7000").param("price", "60200"));
        Instant replaced = now;
        amend("one", "price", "60300");
        show("7001", "one", "2", "60300", replaced);

        isOurs("7001", "one", "2", "60200", replaced);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSaid_countsUnderTheIdThatAChangeGives(boolean isOurs) {
        learn();
        place("one");
        Instant placed = now;
        amend("one", "newClientOrderId", "two", "price", "61000");
        show("7000", "two", "2", "61000", placed);
        if (isOurs) {
            isOurs("7000", "two", "2", "60000", placed);
        }

        isTold("7000", "two", "2", "66666", placed);
    }

    /** Post-only orders, sizes in coins: what a venue makes of one, it may make of another. */
    @ParameterizedTest
    @CsvSource({"59999, 2, 1, 59990", "60000, 3, 4, 60000"})
    void venueThatShowedOneOrderOtherwise_mayDoSoAgain(String lastPrice, String lastSize, String size, String price) {
        learn();
        learn(1, lastPrice, lastSize);
        place("one");
        Instant placed = now;
        amend("one", "price", "61000", "quantity", "1");
        show("7000", "one", "1", "61000", placed);

        isOurs("7000", "one", size, price, placed);
    }

    /** It is not known yet what the venue does. */
    @Test
    void watchThatSawFewOrders_takesWhatIsShownForHowItBegan() {
        learn(ShownAsSaid.MANY - 1, "60000", "2");
        place("one");
        Instant placed = now;
        amend("one", "price", "61000");
        show("7000", "one", "2", "61000", placed);

        isOurs("7000", "one", "2", "59990", placed);
    }

    /** A part of the last is executed, which venues take off the size. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void smallerSize_saysNothingOfTheVenue(boolean isOurs) {
        learn();
        learn(1, "60000", "1.5");
        place("one");
        Instant placed = now;
        amend("one", "quantity", "1");
        show("7000", "one", "1", "60000", placed);
        if (isOurs) {
            isOurs("7000", "one", "2", "60000", placed);
        }

        isTold("7000", "one", "9", "60000", placed);
    }

    @Test
    void idThatIsSignedAgain_withOtherTerms_isNotComparedWithEither() {
        learn();
        place("one");
        sign(TRADE, order("one", "60100", "2"));
        Instant placed = now;
        amend("one", "price", "61000");
        show("7000", "one", "2", "61000", placed);

        isOurs("7000", "one", "2", "60100", placed);
    }

    @Test
    void idThatIsSignedAgain_withTheSameTerms_isComparedWithThem() {
        learn();
        place("one");
        place("one");
        Instant placed = now;
        amend("one", "price", "61000");
        show("7000", "one", "2", "61000", placed);

        isTold("7000", "one", "2", "66666", placed);
    }

    @Test
    void triggerBesideThePrice_leavesOpenHowTheOrderBegan() {
        learn();
        sign(TRADE, order("one", "60000", "2").param("stopPrice", "59000"));
        Instant placed = now;
        amend("one", "price", "61000");
        show("7000", "one", "2", "61000", placed);

        isOurs("7000", "one", "2", "59000", placed);
    }

    /** Each order of a batch by its own object. */
    @Test
    void batch_saysOfEachOrderHowItBegins() {
        learn();
        sign(
                TRADE,
                VenueRequest.post("/batch-orders")
                        .json("[{\"newClientOrderId\":\"one\",\"px\":\"60000\",\"sz\":\"2\"},"
                                + "{\"newClientOrderId\":\"two\",\"px\":\"60100\",\"sz\":\"3\"}]"));
        Instant placed = now;
        amend("one", "price", "61000");
        amend("two", "price", "61000");
        show("7000", "one", "2", "61000", placed);
        show("7001", "two", "3", "61000", placed);
        isOurs("7001", "two", "3", "60100", placed);

        isTold("7000", "one", "2", "60100", placed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSaid_andHowTheVenueShowsIt_outlivesTheProcess(boolean isOurs) {
        learn();
        place("one");
        Instant placed = now;
        amend("one", "price", "61000");
        Optional<byte[]> saved = watch.save(true);
        now = now.plusSeconds(2);
        watch = start(saved);
        show("7000", "one", "2", "61000", placed);
        if (isOurs) {
            isOurs("7000", "one", "2", "60000", placed);
        }

        isTold("7000", "one", "2", "66666", placed);
    }

    /** Another process tells its order after it was shown. */
    @Test
    void orderOfAnotherProcess_toldLate_mayBeShownAsItBegan() {
        learn();
        Instant placed = now;
        show("7000", "one", "2", "60000", placed);
        pass(Duration.ofSeconds(2));
        watch.signed(KEY, 1, "grid", TRADE, order("one", "60000", "2"), placed);
        amend("one", "price", "61000");
        show("7000", "one", "2", "61000", placed);
        isOurs("7000", "one", "2", "60000", placed);

        isTold("7000", "one", "2", "66666", placed);
    }
}
