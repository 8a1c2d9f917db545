/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.keyguard.venue.VenueRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in a request: as parameters, as JSON, and as JSON in a parameter. */
class RequestFieldsTest {
    private static RequestFields json(String document) {
        return RequestFields.of(VenueRequest.post("/batch").json(document));
    }

    @Test
    void fields_areParametersAndWhatJsonHolds_inOrder() {
        RequestFields read = RequestFields.of(VenueRequest.post("/order")
                .param("symbol", "BTCUSDT")
                .param("empty", "")
                .param("json", "{\"Cl-Ord_Id\":\"x1\",\"legs\":[{\"sz\":1.50},null]}")
                .json("{\"post\":{\"only\":true}}"));

        assertThat(read.fields())
                .extracting(RequestFields.Field::name, RequestFields.Field::plain, RequestFields.Field::value)
                .containsExactly(
                        tuple("symbol", "symbol", "BTCUSDT"),
                        tuple("Cl-Ord_Id", "clordid", "x1"),
                        tuple("sz", "sz", "1.50"),
                        tuple("sz", "sz", "null"),
                        tuple("only", "only", "true"));
    }

    @Test
    void values_holdTheEndOfThePath_andNothingThatIsTooLongForAnId() {
        VenueRequest request = VenueRequest.delete("/orders/7001")
                .param("note", "n".repeat(129))
                .param("id", "i".repeat(128));

        assertThat(RequestFields.of(request).values()).containsExactly("i".repeat(128), "7001");
    }

    @Test
    void items_areTheObjectsInLists_withoutThoseInThem() {
        VenueRequest batch = VenueRequest.post("/batch")
                .param("json", "{\"batchOrder\": [{\"id\":1,\"legs\":[{\"n\":\"ä}\"}]} , {\"id\":2}], \"x\":{}}");

        assertThat(RequestFields.of(batch).items())
                .extracting(RequestFields::values)
                .containsExactly(List.of("1", "ä}", ""), List.of("2", ""));
        assertThat(RequestFields.of(batch).items().get(0).items())
                .extracting(RequestFields::values)
                .containsExactly(List.of("ä}", ""));
        assertThat(json("{\"id\":5,\"t\":{\"limit\":{}}}").items()).isEmpty();
    }

    @Test
    void items_haveTheWordBeforeThem_fromTheSameList() {
        assertThat(json("{\"ops\":[[\"ou\",{\"id\":3,\"of\":[\"x\"]},{}],[\"oc\",{\"id\":4}],[{\"id\":5}]]}")
                        .items())
                .extracting(RequestFields::path)
                .containsExactly("ou", "ou", "oc", "");
    }

    @Test
    void whatFollowsAFault_isNothing_andAnItemThatIsNotWhole_isNone() {
        RequestFields read = json("[{\"id\":1},{\"id\":2,\"legs\":[{\"n\":3}],x}]");

        assertThat(read.values(name -> true)).containsExactly("1", "2", "3");
        assertThat(read.items()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"Client_Order-ID2, clientorderid", "\u212Aid, kid", "pr\u0130ce, price", "\u8BA2\u5355, ''"})
    void plain_isTheSmallLetters(String name, String plain) {
        assertThat(RequestFields.plain(name)).isEqualTo(plain);
    }
}
