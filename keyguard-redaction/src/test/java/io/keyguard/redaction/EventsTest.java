/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Neither is thrown into the bot, nor does it cost the line. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                NoClassDefFoundError.class,
                AssertionError.class,
                StackOverflowError.class,
                OutOfMemoryError.class
            })
    void redact_withAListenerThatThrowsAnError_masksAndGoesOn(Class<? extends Error> type) throws Exception {
        secrets.learn(Canary.key());
        Error error = type.getConstructor().newInstance();
        redactor.addListener(event -> {
            throw error;
        });
        redactor.addListener(events::add);
        var written = new ByteArrayOutputStream();

        assertThat(redactor.redact("x " + Canary.SECRET)).isEqualTo("x " + Canary.MASK);
        assertThat(redactor.redact(Canary.SECRET.getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo(Canary.MASK);
        try (var stream = redactor.stream(written)) {
            stream.write(Canary.SECRET.getBytes(UTF_8));
        }

        assertThat(written).hasToString(Canary.MASK);
        assertThat(events).hasSize(3);
        assertThat(redactor.withheld()).isZero();
    }

    @Test
    void countWithheld_withAListenerThatThrowsAnError_tellsTheOthers() {
        List<String> withheld = new ArrayList<>();
        redactor.addListener(new LeakListener() {
            @Override
            public void caught(CaughtSecret event) {}

            @Override
            public void withheld(String sink) {
                throw new NoClassDefFoundError("io/keyguard/Synthetic");
            }
        });
        redactor.addListener(new LeakListener() {
            @Override
            public void caught(CaughtSecret event) {}

            @Override
            public void withheld(String sink) {
                withheld.add(sink);
            }
        });

        redactor.forSink("console").countWithheld();

        assertThat(withheld).containsExactly("console");
    }
}
