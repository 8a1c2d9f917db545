/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.SourceException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentKeysTest extends KeySourceContract {
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void set() {
        variables.put("GRID_API_KEY", API_KEY);
        variables.put("GRID_SECRET", SECRET + "\n");
        variables.put("GRID_PASSPHRASE", PASSPHRASE);
    }

    @Override
    EnvironmentKeys open() {
        return EnvironmentKeys.builder()
                .variables(variables::get)
                .key("GRID", labels("grid"))
                .open();
    }

    @Override
    void breakIt() {
        variables.remove("GRID_SECRET");
    }

    @Override
    void mendIt() {
        set();
    }

    @Test
    void key_saysThatItsSourceIsWeak() {
        assertThat(only(open().read()).weakness())
                .hasValueSatisfying(words -> assertThat(words).contains("environment variables"));
    }

    @Test
    void key_withoutPassphrase_hasNone() {
        variables.remove("GRID_PASSPHRASE");

        assertThat(only(open().read()).passphrase()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "\ud800canary"})
    void secret_emptyOrNoText_isRefusedByTheNameOfItsVariable(String value) {
        variables.put("GRID_SECRET", value);

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("GRID_SECRET")
                .hasMessageNotContaining("canary");
    }

    @Test
    void builder_sameNameOrSameKeyTwice_isRefused() {
        EnvironmentKeys.Builder builder = EnvironmentKeys.builder().key("GRID", labels("grid"));

        assertThatThrownBy(() -> builder.key("GRID", labels("other"))).isInstanceOf(IllegalArgumentException.class);
        variables.put("B_API_KEY", API_KEY);
        variables.put("B_SECRET", SECRET);
        assertThatThrownBy(() -> builder.key("B", labels("grid"))
                        .variables(variables::get)
                        .open())
                .hasMessageContaining("two keys are called 'grid'");
    }
}
