/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.TokenMaker;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Bitfinex may answer when it is asked for a token. */
class BitfinexTokenAnswersTest {
    private static final String TOKEN = "pub:api:canary00-e4e9-43ed-8c4f-8f9a2f4fb1c7-caps:o:w-write";
    private static final String MADE = "[\"" + TOKEN + "\"]";

    private final TokenMaker maker = Venues.bitfinex().keys().tokens().orElseThrow();

    private SecretBytes make(HttpReply reply) {
        return maker.make(request -> reply, Set.of("orders:write"), Duration.ofHours(1));
    }

    private static void assertWiped(HttpReply reply) {
        for (byte one : reply.bytes()) {
            assertThat(one).isZero();
        }
    }

    @Test
    void token_isTakenWhole_andTheAnswerWiped() {
        var reply = new HttpReply(200, MADE);
        try (SecretBytes token = make(reply);
                SecretBytes same = Desk.box(TOKEN)) {
            assertThat(token.sameBytes(same)).isTrue();
        }
        assertWiped(reply);
    }

    @Test
    void answerThatIsMangled_isNotKnown_orATokenThatIsNotEmpty() {
        Mangled.variants(MADE).forEach(variant -> {
            var reply = new HttpReply(200, variant);
            try (SecretBytes token = make(reply)) {
                assertThat(token.length()).as(variant).isPositive();
            } catch (VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("canary");
            }
            assertWiped(reply);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"error\",10001,\"Invalid order: canary\"]",
                "[\"error\",10020,\"ttl: canary\"]",
                "[\"error\",10100,\"apikey: invalid\"]"
            })
    void errorOfTheVenue_saysThatNoneWasMade(String error) {
        for (int status : new int[] {200, 400}) {
            var reply = new HttpReply(status, error);
            assertThatThrownBy(() -> make(reply))
                    .isInstanceOf(VenueRefusedException.class)
                    .hasMessageNotContaining("canary");
            assertWiped(reply);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[\"\"]",
                "[null]",
                "[[\"" + TOKEN + "\"]]",
                "[\"" + TOKEN + "\"",
                "[\"" + TOKEN + "\",null]",
                "{\"token\":\"" + TOKEN + "\"}",
                "<html>" + TOKEN + "</html>"
            })
    void answerOfAnotherForm_leavesItOpen(String answer) {
        for (int status : new int[] {200, 201, 502}) {
            var reply = new HttpReply(status, answer);
            assertThatThrownBy(() -> make(reply))
                    .isInstanceOf(VenueUnavailableException.class)
                    .hasMessageNotContaining("canary");
            assertWiped(reply);
        }
    }
}
