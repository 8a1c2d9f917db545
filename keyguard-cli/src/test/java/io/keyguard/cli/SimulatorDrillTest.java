/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.KeyOutcome.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key that can be reached is dead and proven so, at every simulated venue, by its own API or by a person, and none is forgotten. */
class SimulatorDrillTest {
    private static final Set<String> BY_HAND = Set.of("bitmex", "coinbase", "kraken", "kraken-futures");
    private static final Set<String> BY_API = Set.of("binance", "okx", SimulatorDrill.LIES, SimulatorDrill.SLOW);
    private static final Duration LATENCY = Duration.ofMillis(80);

    @TempDir
    private Path folder;

    private IncidentReport drill(int keys, boolean late) {
        try (var drill = new SimulatorDrill(new SimulatorDrill.Plan(keys, LATENCY, late))) {
            IncidentReport report = drill.run(folder.resolve("state"), event -> {});
            assertThat(report.keys()).hasSize(keys);
            Map<String, Set<State>> states = report.keys().stream()
                    .collect(Collectors.groupingBy(
                            KeyOutcome::venue, Collectors.mapping(KeyOutcome::state, Collectors.toSet())));
            assertThat(states).hasSize(9).containsEntry(SimulatorDrill.DOWN, Set.of(State.UNKNOWN));
            states.remove(SimulatorDrill.DOWN);
            assertThat(states.values()).as(report::toMarkdown).containsOnly(Set.of(State.DEAD));
            assertThat(report.keys())
                    .allSatisfy(key -> assertThat(key.byHand()).isEqualTo(!BY_API.contains(key.venue())));
            assertThat(report.keys())
                    .filteredOn(key -> BY_HAND.contains(key.venue()))
                    .allSatisfy(key -> assertThat(key.toRevoke().orElseThrow()).isGreaterThan(Duration.ofMinutes(2)));
            assertThat(report.next()).anyMatch(step -> step.contains("kucoin-1 at kucoin: "));
            return report;
        }
    }

    @Test
    void aKeyOfEachVenue_isDead_butThatOfTheVenueThatIsDown() {
        IncidentReport report = drill(9, false);
        assertThat(report.toRevoke(false))
                .hasSize(4)
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(15)));
        assertThat(DrillTable.of(report)).contains("all by API     4/4", "all by hand");
    }

    /** The figures of the page, and the longest that each venue's page allows. */
    @Test
    @Tag("long")
    void hundredKeys_areDead_alsoWhereVenuesTakeTheirTime() {
        IncidentReport atOnce = drill(100, false);
        assertThat(IncidentReport.percentile(atOnce.toRevoke(false), 0.99))
                .hasValueSatisfying(time -> assertThat(time).isLessThan(Duration.ofSeconds(15)));
        IncidentReport late = drill(100, true);
        assertThat(late.toRevoke(false).get(0)).isGreaterThan(Duration.ofMinutes(1));
    }
}
