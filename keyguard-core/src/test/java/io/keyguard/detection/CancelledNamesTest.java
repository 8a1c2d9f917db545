/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.internal.RequestFields;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which orders a cancellation names, in the words of many venues; and what counts as a request for everything. */
class CancelledNamesTest {
    private static List<String> names(VenueRequest request) {
        return CancelledNames.in(RequestFields.of(request), "");
    }

    @Test
    void in_parametersOfManyVenues_areIds() {
        for (String name : List.of(
                "orderId",
                "origClientOrderId",
                "order_id",
                "ordId",
                "clOrdId",
                "orderID",
                "clOrdID",
                "cliOrdId",
                "orderLinkId",
                "clientOid",
                "client_oid",
                "client-order-id",
                "client_order_id",
                "externalOid",
                "algoId",
                "id",
                "cid",
                "orderIdList")) {
            VenueRequest request =
                    VenueRequest.post("/cancel").param("symbol", "BTCUSDT").param(name, "a-17");

            assertThat(names(request)).as(name).containsExactly("a-17");
        }
    }

    @Test
    void in_lists_areIds() {
        assertThat(names(VenueRequest.post("/orders/batch_cancel").json("{\"order_ids\":[\"a1\",\"a2\"]}")))
                .containsExactly("a1", "a2");
        assertThat(names(VenueRequest.post("/v1/order/orders/batchcancel").json("{\"order-ids\":[\"a1\"]}")))
                .containsExactly("a1");
        assertThat(names(VenueRequest.post("/cancel_batch_orders").json("[{\"currency_pair\":\"A_B\",\"id\":\"a1\"}]")))
                .containsExactly("a1");
        assertThat(names(VenueRequest.post("/order/cancel").json("[101716841474621953,101716841474621954]")))
                .containsExactly("101716841474621953", "101716841474621954");
    }

    @Test
    void in_paths_areIds_whereverTheyStandBehindOrders() {
        assertThat(names(VenueRequest.delete("/api/v1/orders/5bd6e9286d99522a52e458de")))
                .containsExactly("5bd6e9286d99522a52e458de");
        assertThat(names(VenueRequest.post("/v1/order/orders/59378112/submitcancel")))
                .containsExactly("59378112");
        assertThat(names(VenueRequest.delete("/api/v3/openOrders").param("symbol", "BTCUSDT")))
                .isEmpty();
    }

    @Test
    void in_requestsForMany_areNone() {
        assertThat(names(VenueRequest.post("/cancel").param("symbol", "BTCUSDT").param("timeout", "60000")))
                .isEmpty();
        assertThat(names(VenueRequest.post("/order/cancel/multi").json("{\"all\":1,\"id\":[1234567]}")))
                .isEmpty();
        assertThat(names(VenueRequest.delete("/orderList").param("orderListId", "17")))
                .isEmpty();
        assertThat(
                        names(
                                VenueRequest.post("/api")
                                        .json(
                                                "{\"id\":7,\"method\":\"private/cancel_by_currency\",\"params\":{\"currency\":\"BTC\"}}")))
                .isEmpty();
        assertThat(names(VenueRequest.post("/0/private/CancelAll").param("id", "a1")))
                .isEmpty();
    }

    @Test
    void in_namesThatEndOtherwise_areNone() {
        for (String name : List.of("symbol", "uid", "idempotency", "bid", "orderIdentity", "orderIdLists", "gridId")) {
            assertThat(names(VenueRequest.post("/cancel").param(name, "a-17")))
                    .as(name)
                    .isEmpty();
        }
    }

    /** What has no name is an id if it has a digit, and nothing but letters, digits and what joins them. */
    @Test
    void in_valuesWithoutAName_areIdsByTheirLooks() {
        assertThat(names(VenueRequest.post("/cancel").json("[\"abcdef\",\"abc-1\",\"abc de1\",\"a_b:c-1\"]")))
                .containsExactly("a_b:c-1");
    }

    /** Kraken takes the number of a group where the id of an order may stand. */
    @Test
    void in_txidThatIsANumber_isAGroup() {
        assertThat(names(VenueRequest.post("/0/private/CancelOrder").param("txid", "17")))
                .isEmpty();
        assertThat(names(VenueRequest.post("/0/private/CancelOrder").param("txid", "OYVGEW-VYV5B-UUEXSK")))
                .containsExactly("OYVGEW-VYV5B-UUEXSK");
    }

    @Test
    void in_replacement_namesWhatGoes_andNotWhatComes() {
        VenueRequest request = VenueRequest.post("/order/cancelReplace")
                .param("cancelOrderId", "7001")
                .param("newClientOrderId", "r1");

        assertThat(CancelledNames.in(RequestFields.of(request), "newClientOrderId"))
                .containsExactly("7001");
    }

    @Test
    void toldAnything_whatItIsNamed_neverThrows() {
        assertThat(names(VenueRequest.post("/order").param("", "x").param("id", "")))
                .isEmpty();
    }
}
