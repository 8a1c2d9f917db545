/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyguardException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At Gate the API key stands in the path of what changes or deletes it. */
class GateKeysTest {
    private static final String CANARY = "ca4a11ca4a11ca4a11ca4a11ca4a11ca";
    private static final String LISTED = "[{\"user_id\":\"100\",\"mode\":1,\"name\":\"grid\",\"key\":\"" + CANARY
            + "\",\"state\":1,\"perms\":[{\"name\":\"spot\",\"read_only\":false}],\"ip_whitelist\":[]}]";

    private final KeyAdministrator keys =
            Venues.gate().keys().administrator(PRODUCTION).orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {}",
                "400 | {\"label\":\"INVALID_KEY\",\"message\":\"no\"}",
                "400 | {\"label\":\"NEVER_HEARD_OF\",\"message\":\"no\"}",
                "429 | {\"label\":\"TOO_MANY_REQUESTS\",\"message\":\"no\"}",
                "500 | <html>",
            })
    void change_thatFails_doesNotRepeatTheKeyOfItsPath(int status, String answer) {
        SignedCalls calls =
                request -> request.method().equals("GET") ? new HttpReply(200, LISTED) : new HttpReply(status, answer);
        VenueKeyId id = VenueKeyId.of(Gate.ID, CANARY);

        assertThatThrownBy(() -> keys.delete(calls, "100", id, Optional.empty()))
                .isInstanceOf(KeyguardException.class)
                .hasMessageNotContaining(CANARY.substring(0, 8));
        assertThatThrownBy(() -> keys.modify(calls, "100", id, Set.of("spot:read_write"), Set.of("127.0.0.1")))
                .isInstanceOf(KeyguardException.class)
                .hasMessageNotContaining(CANARY.substring(0, 8));
    }
}
