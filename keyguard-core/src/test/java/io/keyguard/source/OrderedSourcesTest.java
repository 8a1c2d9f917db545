/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.SourceException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderedSourcesTest extends KeySourceContract {
    private final Map<String, String> first = new HashMap<>();
    private final Map<String, String> second = new HashMap<>();

    @BeforeEach
    void fill() {
        put(first, "GRID", SECRET);
        put(second, "GRID", "canary-of-the-second-source");
    }

    private static void put(Map<String, String> variables, String name, String secret) {
        variables.put(name + "_API_KEY", API_KEY);
        variables.put(name + "_SECRET", secret);
        variables.put(name + "_PASSPHRASE", PASSPHRASE);
    }

    private static KeySource source(Map<String, String> variables, String... names) {
        EnvironmentKeys.Builder builder = EnvironmentKeys.builder().variables(variables::get);
        for (String name : names) {
            builder.key(name, labels(name.toLowerCase(java.util.Locale.ROOT)));
        }
        return builder.open();
    }

    @Override
    KeySource open() {
        return KeySource.inOrder(source(first, "GRID"), source(second, "GRID"));
    }

    /** Both: one alone would keep what it had. */
    @Override
    void breakIt() {
        first.clear();
        second.clear();
    }

    @Override
    void mendIt() {
        fill();
    }

    /** The whole never fails once it was open; it says so instead. */
    @Override
    @Test
    void read_afterItBroke_throwsAndRecovers() {
        try (KeySource source = open()) {
            assertThat(source.health()).allMatch(SourceHealth::ok);
            breakIt();

            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
            assertThat(source.health()).hasSize(2).noneMatch(SourceHealth::ok);
            assertThat(source.health().toString())
                    .contains("GRID_API_KEY is not set")
                    .doesNotContain("canary");
            mendIt();
            source.read();
            assertThat(source.health()).allMatch(SourceHealth::ok);
        }
    }

    @Test
    void read_whileOneIsBroken_takesWhatTheOtherHasNow() {
        put(second, "HEDGE", "canary-hedge-secret");
        try (KeySource source = KeySource.inOrder(source(first, "GRID"), source(second, "HEDGE"))) {
            first.clear();
            put(second, "HEDGE", "canary-hedge-secret-2");
            KeySnapshot now = source.read();

            assertThat(text(now.keys().get(KeyId.of("hedge")).secret())).isEqualTo("canary-hedge-secret-2");
            assertThat(text(now.keys().get(KeyId.of("grid")).secret())).isEqualTo(SECRET);
            now.keys().values().forEach(ApiKey::close);
            assertThat(text(source.read().keys().get(KeyId.of("grid")).secret()))
                    .isEqualTo(SECRET);
        }
    }

    @Test
    void open_withOneThatCannotBeRead_throwsAndForgetsTheOthers() {
        KeySource readable = source(first, "GRID");
        KeySource broken = source(second, "GRID");
        second.clear();

        assertThatThrownBy(() -> KeySource.inOrder(readable, broken)).isInstanceOf(SourceException.class);
    }
}
