/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token of a session, and where it goes. */
class SessionSecretTest {
    private static final byte[] ANSWER =
            "{\"error\":[],\"result\":{\"token\":\"canary+token/1==\",\"expires\":900}}".getBytes(UTF_8);

    @Test
    void into_putsTheTokenWhereThereIsRoom_andNowhereElse() {
        try (SessionSecret secret = SessionSecret.read(ANSWER, "result.token").orElseThrow()) {
            assertThat(secret.into(
                            "{\"params\":{\"token\":\"\",\"note\":\"\\\"token\\\":\\\"\\\" ü\",\"token\":\"\"}}"))
                    .isEqualTo(
                            "{\"params\":{\"token\":\"canary+token/1==\",\"note\":\"\\\"token\\\":\\\"\\\" ü\",\"token\":\"\"}}");
            assertThat(secret.into("{\"method\":\"ping\"}")).isEqualTo("{\"method\":\"ping\"}");
            assertThat(secret).hasToString("SessionSecret[redacted]");
        }
    }

    @Test
    void into_ofATokenThatWasWiped_isRefused() {
        SessionSecret secret = SessionSecret.read(ANSWER, "result.token").orElseThrow();
        secret.close();

        assertThatThrownBy(() -> secret.into("{\"token\":\"\"}")).isInstanceOf(IllegalStateException.class);
    }

    /** What could end the text that it stands in is no token. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"result\":{}}",
                "{\"result\":{\"token\":\"\"}}",
                "{\"result\":{\"token\":7}}",
                "{\"result\":{\"token\":\"a\\\"b\"}}",
                "{\"result\":{\"token\":\"a\\\\b\"}}",
                "{\"result\":{\"token\":\"a b\"}}",
                "{\"result\":{\"token\":\"ü\"}}",
                "{\"result\":{\"token\":\"a\"",
            })
    void read_ofAnAnswerWithoutAToken_isEmpty(String answer) {
        assertThat(SessionSecret.read(answer.getBytes(UTF_8), "result.token")).isEmpty();
    }
}
