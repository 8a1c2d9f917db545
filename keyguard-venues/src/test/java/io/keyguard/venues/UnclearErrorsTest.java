/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a venue does not make clear is not made clear here. */
class UnclearErrorsTest {
    static Stream<VenueDefinition> venues() {
        return Venues.all().stream().map(VenueDefinition.class::cast);
    }

    private static Set<Kind> kinds(VenueDefinition venue, int status, String body) {
        return venue.errors()
                .classify(new HttpReply(status, body))
                .orElseThrow()
                .kinds();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void statusWithoutACode_isNotReadAsOneThing(VenueDefinition venue) {
        assertThat(kinds(venue, 401, "<html>")).hasSizeGreaterThan(1).contains(Kind.BAD_KEY);
        // Binance documents it as its limit, Luxor as a right that is lacking.
        boolean documented = Set.of(Binance.ID, Luxor.ID).contains(venue.id());
        assertThat(kinds(venue, 403, "<html>").size()).isGreaterThan(documented ? 0 : 1);
        assertThat(kinds(venue, 503, "<html>")).contains(Kind.OUTCOME_UNKNOWN);
        assertThat(kinds(venue, 429, "<html>")).containsExactly(Kind.RATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EService:Unavailable",
                "EService:Busy",
                "EService:Timeout",
                "EService:Something new",
                "EGeneral:Internal error",
                "EGeneral:Internal error:canary"
            })
    void kraken_failureOfItsOwn_leavesTheOutcomeUnknown(String error) {
        assertThat(kinds(Venues.kraken(), 200, "{\"error\":[\"" + error + "\"],\"result\":{}}"))
                .containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EService:Deadline elapsed", "EGeneral:Unknown method", "EOrder:Something new"})
    void kraken_refusal_isOne(String error) {
        assertThat(kinds(Venues.kraken(), 200, "{\"error\":[\"" + error + "\"]}"))
                .containsExactly(Kind.REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = "50035")
    void okx_callForBoundKeys_meansTheAddressOrTheRight(String code) {
        assertThat(kinds(Venues.okx(), 400, "{\"code\":\"" + code + "\",\"msg\":\"\"}"))
                .containsExactlyInAnyOrder(Kind.IP, Kind.PERMISSION);
    }
}
