/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.HttpReply;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KrakenOpenOrdersTest {
    private static int count(String body) {
        return Venues.kraken()
                .account()
                .openOrders(request -> new HttpReply(200, body), Set.of(Permission.TRADE_SPOT))
                .size();
    }

    @Test
    void openOrders_none_isAnEmptyObject() {
        assertThat(count("{\"error\":[],\"result\":{\"open\":{}}}")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":[],\"result\":{}}",
                "{\"error\":[],\"result\":{\"open\":null}}",
                "{\"error\":[],\"result\":{\"open\":[{\"id\":\"O1\"}]}}",
                "{\"error\":[],\"result\":{\"open\":\"\"}}"
            })
    void openOrders_answerThatDoesNotTell_isNotTakenForNone(String body) {
        assertThatThrownBy(() -> count(body)).isInstanceOf(VenueUnavailableException.class);
    }
}
