/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.Signal;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.WatchLimits;
import io.keyguard.testkit.scenario.Conditions.Book;
import io.keyguard.testkit.scenario.Conditions.Noise;
import io.keyguard.testkit.scenario.Conditions.Pace;
import io.keyguard.testkit.scenario.Wording.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders that bots change themselves: the venue does with them what real ones do, it is asked in their words, and thieves take what they are to take. */
class ChangedOrdersTest {
    private static final Conditions CALM = new Conditions(Book.LIQUID, Pace.BRISK, Noise.CALM, false);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal PRICE = new BigDecimal("61000.5");
    private static final Wish OTHER = new Wish("BTCUSDT", "grid-2", TWO, Optional.of(PRICE));

    private static World world(Wording wording) {
        return new World(7, CALM, Thresholds.limits(), wording);
    }

    private static VenueOrder placed(World world) {
        return world.desk().exchange().place("grid-1", "BTCUSDT", BigDecimal.ONE, Optional.of(BigDecimal.TEN));
    }

    /** Of all conditions, those under which {@code scenario} is played in the words of {@code wording}, and which do not take hours. */
    private static List<Conditions> conditions(Scenario scenario, Wording wording) {
        return Conditions.all().stream()
                .filter(one -> scenario.wording(one) == wording && one.pace() != Pace.SLOW)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"N3F", "A10D"})
    void play_sameSeed_isTheSame(Scenario scenario) {
        var rough = new Conditions(Book.THIN, Pace.BRISK, Noise.ROUGH, true);
        ScenarioRun run = Simulation.play(scenario, 7, rough, Thresholds.limits());

        assertThat(Simulation.play(scenario, 7, rough, Thresholds.limits())).isEqualTo(run);
    }

    @ParameterizedTest
    @EnumSource
    void wordings_eachMeetsEveryNoise_withTagsAndWithout(Wording wording) {
        Set<String> met = Conditions.all().stream()
                .filter(one -> Scenario.N3E.wording(one) == wording)
                .map(one -> one.noise() + " " + one.tagged())
                .collect(Collectors.toSet());

        assertThat(met).hasSize(2 * Noise.values().length);
    }

    /** Ten orders, each of which the thief makes one of $5,000 that loses a fiftieth. */
    @ParameterizedTest
    @EnumSource
    void thief_takesTenOrdersOfOurs_whateverBecameOfThem(Wording wording) {
        for (Conditions conditions : conditions(Scenario.A10D, wording)) {
            ScenarioRun run = Simulation.play(Scenario.A10D, 3, conditions, Thresholds.limits());

            assertThat(run.lostInAll()).as(conditions.toString()).isEqualTo(1_000);
        }
    }

    /** Five orders of $5,000 in a coin of which the price is driven up. */
    @ParameterizedTest
    @EnumSource
    void thief_copiesFiveIdsOfOrdersThatWeChange(Wording wording) {
        Conditions conditions = conditions(Scenario.A8B, wording).get(0);
        ScenarioRun run = Simulation.play(Scenario.A8B, 3, conditions, Thresholds.limits());

        assertThat(run.lostInAll()).isEqualTo(3_312.5);
    }

    @Test
    void change_anew_isAnotherOrderOfTheVenue_andTheOldOneIsGone() {
        World world = world(Wording.BITGET);
        Exchange exchange = world.desk().exchange();
        VenueOrder order = placed(world);

        VenueOrder anew = exchange.change(Kind.ANEW, order, new Wish("BTCUSDT", "grid-1", TWO, Optional.of(PRICE)));

        assertThat(anew.id()).isNotEqualTo(order.id());
        assertThat(anew.clientOrderId()).isEqualTo("grid-1");
        assertThat(exchange.open()).containsExactly(anew);
        assertThat(exchange.called("", "grid-1")).contains(anew);
        assertThat(exchange.called(order.id(), "")).isEmpty();
    }

    @Test
    void change_renamed_isTheSameOrderOfTheVenue_thatNobodyCallsByItsOldId() {
        World world = world(Wording.BITMEX);
        Exchange exchange = world.desk().exchange();
        VenueOrder order = placed(world);

        VenueOrder renamed = exchange.change(Kind.RENAMED, order, OTHER);

        assertThat(renamed.id()).isEqualTo(order.id());
        assertThat(renamed.created()).isEqualTo(order.created());
        assertThat(renamed.clientOrderId()).isEqualTo("grid-2");
        assertThat(renamed.quantity()).isEqualTo(TWO);
        assertThat(exchange.called("", "grid-1")).isEmpty();
        assertThat(exchange.called("", "grid-2")).contains(renamed);
    }

    @ParameterizedTest
    @EnumSource
    void order_withoutId_getsOneFromSomeVenuesAlone(Wording wording) {
        World world = world(wording);
        VenueOrder order = world.desk().exchange().place("", "BTCUSDT", BigDecimal.ONE, Optional.of(BigDecimal.TEN));

        assertThat(order.clientOrderId().isEmpty())
                .isEqualTo(EnumSet.of(Wording.KUCOIN, Wording.BITMEX).contains(wording));
    }

    /** What the second process signs is told too late for a watch that waits for nobody, and soon enough for the usual one. */
    @Test
    void process_elsewhere_tellsWhatItSigned_withinTheTimeToSettle() {
        assertThat(told(Thresholds.limits())).isEmpty();
        assertThat(told(Thresholds.limits().settle(Duration.ZERO))).contains(Signal.FOREIGN_ORDER);
    }

    private static Set<Signal> told(WatchLimits limits) {
        var world = new World(7, CALM, limits, Wording.BINANCE);
        var second = new Bot(world.desk(), "second", true);
        Traders.savings(second, Duration.ofSeconds(20), Duration.ofMinutes(10));
        world.lasts(Duration.ofMinutes(11));
        world.play();
        return world.told().stream().map(told -> told.alarm().signal()).collect(Collectors.toSet());
    }

    private static String change(Wording wording, Kind kind, String venueId) {
        var order = new VenueOrder(
                "7001",
                "grid-1",
                "BTCUSDT",
                BigDecimal.ONE,
                Optional.of(BigDecimal.TEN),
                Instant.EPOCH,
                VenueOrder.State.OPEN,
                false);
        Wish wish = kind.renames() ? OTHER : new Wish("BTCUSDT", "grid-1", TWO, Optional.of(PRICE));
        return text(wording.change(kind, order, venueId, wish, new Dice(1)));
    }

    private static String text(VenueRequest request) {
        String params = request.params().stream()
                .map(param -> " " + param.name() + "=" + param.value())
                .collect(Collectors.joining());
        return request + params + request.json().map(json -> " " + json).orElse("");
    }

    @Test
    void change_isAskedForInTheWordsOfTheVenue() {
        assertThat(change(Wording.BINANCE, Kind.ANEW, "7001"))
                .endsWith(" symbol=BTCUSDT side=BUY quantity=2 price=61000.5 type=LIMIT timeInForce=GTC"
                        + " cancelReplaceMode=STOP_ON_FAILURE cancelOrderId=7001 newClientOrderId=grid-1");
        assertThat(change(Wording.BINANCE, Kind.RENAMED, ""))
                .isEqualTo("PUT /api/v3/order/amend/keepPriority symbol=BTCUSDT origClientOrderId=grid-1"
                        + " newClientOrderId=grid-2 newQty=2");
        assertThat(change(Wording.BITGET, Kind.ANEW, ""))
                .isEqualTo(
                        "POST /api/v2/spot/trade/cancel-replace-order {\"symbol\":\"BTCUSDT\",\"clientOid\":\"grid-1\","
                                + "\"newClientOid\":\"grid-1\",\"size\":\"2\",\"price\":\"61000.5\"}");
        assertThat(change(Wording.KUCOIN, Kind.ANEW, "7001"))
                .isEqualTo(
                        "POST /api/v1/hf/orders/alter {\"symbol\":\"BTCUSDT\",\"orderId\":\"7001\",\"newSize\":\"2\","
                                + "\"newPrice\":\"61000.5\"}");
        assertThat(change(Wording.BITMEX, Kind.RENAMED, ""))
                .isEqualTo("PUT /api/v1/order {\"orderQty\":\"2\",\"origClOrdID\":\"grid-1\",\"price\":\"61000.5\","
                        + "\"clOrdID\":\"grid-2\"}");
    }

    @Test
    void batch_holdsOrdersWithAndWithoutIds() {
        List<String> batches = Arrays.stream(Wording.values())
                .filter(Wording::takesBatches)
                .map(wording -> text(wording.orders(List.of(OTHER, OTHER.unnamed()))))
                .toList();

        assertThat(batches)
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.split("grid-2", -1)).hasSize(2))
                .allSatisfy(batch -> assertThat(batch.split("61000.5", -1)).hasSize(3));
    }
}
