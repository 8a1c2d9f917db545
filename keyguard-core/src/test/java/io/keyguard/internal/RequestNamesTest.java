/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.VenueRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is by its name: what takes orders away, or changes them, explains no new order. */
class RequestNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v5/trade/amend-order",
                "/v2/auth/w/order/update",
                "/api/v1/private/order/change_limit_order",
                "/api/v1/private/position/change_leverage"
            })
    void changes_ordersAndSettings(String path) {
        assertThat(RequestNames.changes(VenueRequest.post(path))).isTrue();
    }

    @Test
    void frames_ofTwoLetters_areKnown() {
        assertThat(RequestNames.changes(VenueRequest.webSocket("ou"))).isTrue();
        assertThat(RequestNames.changes(VenueRequest.webSocket("on"))).isFalse();
        assertThat(RequestNames.changes(VenueRequest.webSocket("ox_multi"))).isFalse();
    }

    @Test
    void batches_areReadByTheirWords() {
        VenueRequest edits =
                VenueRequest.webSocket("ox_multi").json("{\"ops\":[[\"oc\",{\"id\":1}],[\"ou\",{\"id\":2}]]}");
        VenueRequest both =
                VenueRequest.webSocket("ox_multi").json("{\"ops\":[[\"on\",{\"cid\":1}],[\"ou\",{\"id\":2}]]}");
        VenueRequest cancels = VenueRequest.webSocket("ox_multi").json("{\"ops\":[[\"oc\",{\"id\":1}]]}");

        assertThat(RequestNames.edits(edits)).isTrue();
        assertThat(RequestNames.placesBeside(edits)).isFalse();
        assertThat(RequestNames.edits(both)).isTrue();
        assertThat(RequestNames.placesBeside(both)).isTrue();
        assertThat(RequestNames.edits(cancels)).isFalse();
        assertThat(RequestNames.edits(VenueRequest.post("/order").param("label", "ou")))
                .isFalse();
    }

    @Test
    void orders_areTheItemsOfABatch_orWhatItSaysOfThem_andOneOtherwise() {
        VenueRequest words = VenueRequest.webSocket("ox_multi")
                .json("{\"ops\":[[\"on\",{\"a\":1}],[\"oc\",{\"id\":4}],[\"on\",{\"a\":2}],[\"ou\",{\"id\":5}]]}");

        assertThat(RequestNames.orders(words)).isEqualTo(2);
        assertThat(RequestNames.orders(VenueRequest.post("/batch").json("[{\"sz\":1},{\"sz\":2},{\"sz\":3}]")))
                .isEqualTo(3);
        assertThat(RequestNames.orders(VenueRequest.post("/order").json("{\"sz\":1,\"legs\":[{\"tp\":2}]}")))
                .isOne();
        assertThat(RequestNames.orders(VenueRequest.post("/order").param("sz", "1")))
                .isOne();
    }

    @Test
    void items_areTheObjectsInLists_withoutThoseInThem() {
        VenueRequest batch = VenueRequest.post("/batch")
                .param("json", "{\"batchOrder\": [{\"id\":1,\"legs\":[{\"n\":\"ä}\"}]} , {\"id\":2}], \"x\":{}}");
        VenueRequest pairs = VenueRequest.post("/multi").json("{\"ops\":[[\"ou\",{\"id\":3}],[\"oc\",{\"id\":4}]]}");
        VenueRequest one = VenueRequest.post("/order").json("{\"id\":5,\"t\":{\"limit\":{}}}");

        assertThat(RequestNames.items(batch))
                .extracting(item -> item.json().orElseThrow())
                .containsExactly("{\"id\":1,\"legs\":[{\"n\":\"ä}\"}]}", "{\"id\":2}");
        assertThat(RequestNames.items(pairs)).hasSize(2);
        assertThat(RequestNames.items(one)).isEmpty();
    }

    @Test
    void actions_areChangesByTheirType_andByNothingElse() {
        VenueRequest post = VenueRequest.post("/exchange");

        assertThat(RequestNames.changes(post.json("{\"type\":\"batchModify\",\"modifies\":[]}")))
                .isTrue();
        assertThat(RequestNames.changes(post.json("{\"type\":\"order\",\"c\":\"modify\"}")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/order", "/v2/auth/w/order/submit", "/api/v3/exchange/orders"})
    void newOrders_areNeither(String path) {
        assertThat(RequestNames.changes(VenueRequest.post(path))).isFalse();
    }
}
