/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a venue says in words that nobody knows, or shows in part alone, counts neither as done nor as undone. */
class KeyDoubtsTest {
    private static final KeyAdministrator OKX =
            Venues.okx().keys().administrator(Environment.PRODUCTION).orElseThrow();
    private static final String LISTED = "{\"code\":\"0\",\"data\":[%s]}";

    private static SignedCalls answering(String list, String change) {
        return request -> new HttpReply(200, request.method().equals("GET") ? list : change);
    }

    private static String row(String apiKey) {
        return "{\"apiKey\":\"" + apiKey + "\"}";
    }

    private static boolean delete(SignedCalls calls) {
        return OKX.delete(calls, "bot", VenueKeyId.of("okx", "whole-key"), Optional.empty());
    }

    @Test
    void code_thatIsNotListed_leavesOpenWhetherAChangeWasDone() {
        String there = LISTED.formatted(row("whole-key"));
        assertThatThrownBy(() -> delete(answering(there, "{\"code\":\"98765\"}")))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageNotContaining("98765");
        assertThatThrownBy(() -> delete(answering(there, "{\"code\":\"50105\"}")))
                .as("a code that says that nothing was done")
                .isInstanceOf(VenueRefusedException.class);
    }

    @Test
    void key_thatMayBeOneOfThoseShownInPart_isNotCalledMissing() {
        String done = "{\"code\":\"0\",\"data\":[{\"subAcct\":\"bot\"}]}";
        assertThat(delete(answering(LISTED.formatted(row("other")), done))).isFalse();
        for (String masked : new String[] {"who***key", "who...key", "who…"}) {
            String list = LISTED.formatted(row("other") + "," + row(masked));
            assertThatThrownBy(() -> delete(answering(list, done)))
                    .isInstanceOf(VenueUnavailableException.class)
                    .hasMessageContaining("hidden");
            assertThatThrownBy(() -> OKX.list(answering(list, done), "bot"))
                    .isInstanceOf(VenueUnavailableException.class);
        }
        assertThat(delete(answering(LISTED.formatted(row("who***key") + "," + row("whole-key")), done)))
                .isTrue();
    }

    @Test
    void key_atOtherVenues_thatMayBeTheOneShownInPart_isNotCalledMissing() {
        requireDoubt(
                Venues.bitgetUta(),
                "7",
                "{\"code\":\"00000\",\"data\":{\"items\":[{\"apiKey\":\"%s\"}],\"hasNext\":false,\"cursor\":\"\"}}");
        requireDoubt(Venues.htx(), "12345", "{\"code\":200,\"data\":[{\"accessKey\":\"%s\"}]}");
    }

    private static void requireDoubt(VenueDefinition venue, String account, String list) {
        KeyAdministrator keys =
                venue.keys().administrator(Environment.PRODUCTION).orElseThrow();
        VenueKeyId id = VenueKeyId.of(venue.id(), "whole-key");
        assertThat(keys.delete(answering(list.formatted("other"), ""), account, id, Optional.empty()))
                .isFalse();
        assertThatThrownBy(() -> keys.delete(answering(list.formatted("who***key"), ""), account, id, Optional.empty()))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("hidden");
    }
}
