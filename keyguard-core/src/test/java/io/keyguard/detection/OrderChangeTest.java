/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.internal.RequestFields;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request that changes orders is read as. */
class OrderChangeTest {
    private static List<OrderChange> of(String document) {
        return OrderChange.all(RequestFields.of(VenueRequest.post("/exchange").json(document)), "clOrdId");
    }

    @Test
    void batch_isOneChangeForEachOrder_besideTimesAndNonces() {
        List<OrderChange> changes = of("""
                {"type":"batchModify","expiresAfter":1735689600000,"nonce":1735689500000,"modifies":[
                 {"oid":7001,"order":{"p":"61000","s":"2"}},{"oid":7002,"order":{"p":"62000","s":"3"}}]}""");

        assertThat(changes)
                .extracting(OrderChange::names, OrderChange::prices, OrderChange::sizes)
                .containsExactly(
                        tuple(Set.of("7001"), numbers("61000"), numbers("2")),
                        tuple(Set.of("7002"), numbers("62000"), numbers("3")));
    }

    private static Set<BigDecimal> numbers(String... numbers) {
        return Stream.of(numbers).map(BigDecimal::new).collect(Collectors.toSet());
    }

    /** What stands in a list is not all that changes: the order that holds it is named outside. */
    @Test
    void orderWithOrdersAttached_isOneChange_andNumbersWithoutAKnownNameMayBeEither() {
        List<OrderChange> changes = of("""
                {"clOrdId":"x1","newPx":"61000","trigger":"60500","attachAlgoOrds":[
                 {"attachAlgoId":"7001","newSlTriggerPx":"61000"},{"attachAlgoId":"7002","newSlTriggerPx":"60500"}]}""");

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.names()).contains("x1");
            assertThat(change.prices()).isEqualTo(numbers("61000", "60500"));
            assertThat(change.sizes()).isEqualTo(numbers("60500"));
            assertThat(change.given()).containsExactly("x1");
        });
    }

    @Test
    void idThatAChangeGives_isTheNewOne_whereBothStand() {
        assertThat(of("{\"clOrdId\":\"x1\",\"newClOrdId\":\"x2\",\"px\":\"61000\"}"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.given()).containsExactly("x2");
                    assertThat(change.names()).containsExactlyInAnyOrder("x1", "x2");
                });
    }

    @Test
    void formBody_isReadLikeJson_withPricesAsTheyMayBeShown() {
        VenueRequest request = VenueRequest.post("/v5/order/amend")
                .param("orderLinkId", "x1")
                .param("price", "60001.37")
                .param("qty", "2")
                .param("bid", "3")
                .param("leverage", "5");

        assertThat(OrderChange.all(RequestFields.of(request), "orderLinkId"))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.names()).containsExactly("x1");
                    assertThat(change.prices()).isEqualTo(numbers("60001.37", "60001", "3"));
                    assertThat(change.sizes()).isEqualTo(numbers("2", "3"));
                });
    }

    /** One of them names no order: what it says may be meant for any. */
    @Test
    void batchOfWhichOneNamesNoOrder_isOneChange() {
        assertThat(of("[{\"ordId\":\"7001\",\"newPx\":\"61000\"},{\"ordId\":\"7002\"},{\"newPx\":\"62000\"}]"))
                .singleElement()
                .satisfies(change -> assertThat(change.prices()).isEqualTo(numbers("61000", "62000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"newPx\":\"61000\",\"pxAmendType\":\"1\"",
                "\"price\":61000,\"post_only\":true",
                "\"limit_price\":\"+5%\"",
                "\"price\":\"+2.5\"",
                "\"pegOffsetValue\":-3"
            })
    void priceThatTheVenueWorksOut_isAnyPrice_andNoOtherSize(String terms) {
        assertThat(of("{\"orderId\":\"7001\"," + terms + "}")).singleElement().satisfies(change -> {
            assertThat(change.anyPrice()).isTrue();
            assertThat(change.anySize()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"delta\":\"0.5\"", "\"leavesQty\":3", "\"remaining_size\":\"3\""})
    void sizeThatTheVenueWorksOut_isAnySize_andNoOtherPrice(String terms) {
        assertThat(of("{\"orderId\":\"7001\"," + terms + "}")).singleElement().satisfies(change -> {
            assertThat(change.anyPrice()).isFalse();
            assertThat(change.anySize()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"pxAmendType\":\"0\"", "\"post_only\":false", "\"price\":\"61000\""})
    void termsThatAreNamed_areThose(String terms) {
        assertThat(of("{\"orderId\":\"7001\"," + terms + "}")).singleElement().satisfies(change -> {
            assertThat(change.anyPrice()).isFalse();
            assertThat(change.anySize()).isFalse();
        });
    }
}
