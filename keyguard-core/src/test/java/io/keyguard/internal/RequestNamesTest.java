/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.venue.VenueRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is by its name: what takes orders away, or changes them, explains no new order. */
class RequestNamesTest {
    private static boolean changes(VenueRequest request) {
        return RequestNames.changes(RequestFields.of(request));
    }

    private static int orders(VenueRequest request) {
        return RequestNames.orders(RequestFields.of(request));
    }

    private static List<RequestFields> items(VenueRequest request) {
        return RequestFields.of(request).items();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v5/trade/amend-order",
                "/v2/auth/w/order/update",
                "/api/v1/private/order/change_limit_order",
                "/api/v1/private/position/change_leverage"
            })
    void changes_ordersAndSettings(String path) {
        assertThat(changes(VenueRequest.post(path))).isTrue();
    }

    @Test
    void frames_ofTwoLetters_areKnown() {
        assertThat(changes(VenueRequest.webSocket("ou"))).isTrue();
        assertThat(changes(VenueRequest.webSocket("on"))).isFalse();
        assertThat(changes(VenueRequest.webSocket("ox_multi"))).isFalse();
    }

    @Test
    void batches_areReadByTheirWords() {
        VenueRequest pairs = VenueRequest.webSocket("ox_multi")
                .json("{\"ops\":[[\"oc\",{\"id\":1}],[\"ou\",{\"id\":2}],[\"on\",{\"cid\":1}],[{\"cid\":2}]]}");
        VenueRequest words = VenueRequest.post("/derivatives/api/v3/batchorder")
                .param("json", "{\"batchOrder\":[{\"order\":\"send\"},{\"order\":\"edit\"},{\"order\":\"cancel\"}]}");

        assertThat(items(pairs)).extracting(RequestNames::edits).containsExactly(false, true, false, false);
        assertThat(items(pairs)).extracting(RequestNames::placesNew).containsExactly(false, false, true, false);
        assertThat(items(words))
                .extracting(RequestNames::placesNew, RequestNames::edits)
                .containsExactly(tuple(true, false), tuple(false, true), tuple(false, false));
        assertThat(List.of(pairs, words)).allMatch(request -> RequestNames.isBatch(RequestFields.of(request)));
        assertThat(RequestNames.isBatch(
                        RequestFields.of(VenueRequest.post("/order").param("label", "ou"))))
                .isFalse();
    }

    @Test
    void replacements_sayThatTheyAre() {
        assertThat(List.of("/api/v3/order/cancelReplace", "/api/v2/spot/trade/cancel-replace-order"))
                .allMatch(path -> RequestNames.replaces(RequestFields.of(VenueRequest.post(path))));
        assertThat(RequestNames.replaces(RequestFields.of(VenueRequest.post("/api/v3/order"))))
                .isFalse();
    }

    @Test
    void orders_areTheItemsOfABatch_andOneOtherwise() {
        assertThat(orders(VenueRequest.post("/batch").json("[{\"sz\":1},{\"sz\":2},{\"sz\":3}]")))
                .isEqualTo(3);
        assertThat(orders(VenueRequest.post("/order").json("{\"sz\":1,\"legs\":[{\"tp\":2}]}")))
                .isOne();
        assertThat(orders(VenueRequest.post("/order").param("sz", "1"))).isOne();
    }

    @Test
    void actions_areChangesByTheirType_andByNothingElse() {
        VenueRequest post = VenueRequest.post("/exchange");

        assertThat(changes(post.json("{\"type\":\"batchModify\",\"modifies\":[]}")))
                .isTrue();
        assertThat(changes(post.json("{\"type\":\"order\",\"c\":\"modify\"}"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/order", "/v2/auth/w/order/submit", "/api/v3/exchange/orders"})
    void newOrders_areNeither(String path) {
        assertThat(changes(VenueRequest.post(path))).isFalse();
    }
}
