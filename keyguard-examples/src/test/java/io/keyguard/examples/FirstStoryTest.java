/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.testkit.leak.Leak;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstStoryTest {
    @Test
    void tell_theWholeStory_everyStepHolds() throws Exception {
        var told = new ByteArrayOutputStream();

        FirstStory.tell(new PrintStream(told, true, UTF_8));

        assertThat(told.toString(UTF_8))
                .contains("1. A vault", "REFUSED  FORBIDDEN", "placed and cancelled 300 signed orders")
                .contains("strategy 'grid' has no grant on binance/hedge", "needs WITHDRAW; it was not signed")
                .contains("testnet.binance.vision is not one of that environment's hosts")
                .contains("Twelve masks", "none was rejected", "-2015", "and found: nothing.");
    }

    @Test
    void logCarelessly_withoutProtection_leaksInEveryWayAndTheScannerFindsIt() throws Exception {
        Map<String, List<Leak>> leaks = FirstStory.leaksWithoutProtection();

        assertThat(leaks)
                .hasSize(12)
                .allSatisfy((way, found) ->
                        assertThat(found).as(way).anyMatch(leak -> leak.secret().endsWith(" secret")));
    }

    @Test
    void check_whatDoesNotHold_endsTheStory() {
        var narrator = new Narrator(new PrintStream(PrintStream.nullOutputStream()));

        assertThatThrownBy(() -> narrator.check(false, "pigs fly")).hasMessageContaining("pigs fly");
        assertThatThrownBy(() -> narrator.refused(IllegalStateException.class, () -> {}))
                .hasMessageContaining("nothing refused");
    }
}
