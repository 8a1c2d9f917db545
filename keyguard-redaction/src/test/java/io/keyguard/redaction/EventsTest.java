/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final List<CaughtSecret> events = new ArrayList<>();

    @Test
    void redact_aSecret_tellsWhereAndWhoseAndNothingElse() {
        secrets.learn(Canary.key());
        redactor.addListener(events::add);

        redactor.forSink("console").redact("a " + Canary.SECRET + " b " + Canary.API_KEY, "bot.Orders");
        redactor.redact(Canary.PASSPHRASE.getBytes(UTF_8), Canary.SECRET);
        redactor.redact("clean");

        assertThat(events)
                .containsExactly(
                        new CaughtSecret("console", "bot.Orders", events.get(0).callSite(), "canary", 2),
                        new CaughtSecret("", "[redacted]", events.get(1).callSite(), "canary", 1));
        assertThat(redactor.redacted()).isEqualTo(2);
        assertThat(events.toString() + redactor).doesNotContain("SYNTHETIC");
    }

    @Test
    void redact_withAListenerThatFailsOrLogs_goesOn() {
        secrets.learn(Canary.key());
        redactor.addListener(event -> {
            throw new IllegalStateException(Canary.SECRET);
        });
        redactor.addListener(event -> {
            if (events.size() < 3) {
                events.add(event);
                redactor.redact("again " + Canary.SECRET);
            }
        });

        assertThat(redactor.redact("x " + Canary.SECRET)).isEqualTo("x " + Canary.MASK);
        assertThat(events).hasSize(3);
    }
}
