/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private static final Map<String, String> GRID = Map.of("key", "grid", "venue", "bybit");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = MicrometerMetrics.to(registry);

    @Test
    void counts_andTimes_areAddedUpByLabels() {
        metrics.count("keyguard.test", GRID);
        metrics.count("keyguard.test", GRID);
        metrics.count("keyguard.test", Map.of("key", "hedge", "venue", "okx"));
        metrics.time("keyguard.test.took", GRID, Duration.ofSeconds(3));

        assertThat(registry.get("keyguard.test").tag("key", "grid").counter().count())
                .isEqualTo(2);
        assertThat(registry.get("keyguard.test").tag("key", "hedge").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("keyguard.test.took").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void gauge_shownAnew_showsTheNewValue_andTheOldOneEndsNothing() {
        Metrics.Gauge first = metrics.gauge("keyguard.test", GRID, () -> 1);
        Metrics.Gauge second = metrics.gauge("keyguard.test", GRID, () -> 2);
        first.close();
        assertThat(registry.get("keyguard.test").gauge().value()).isEqualTo(2);

        second.close();
        assertThat(registry.getMeters()).isEmpty();

        metrics.gauge("keyguard.test", GRID, () -> 3);
        assertThat(registry.get("keyguard.test").gauge().value()).isEqualTo(3);
    }

    @Test
    void gauge_withFewerLabels_isNotTakenForAnother() {
        Metrics.Gauge few = metrics.gauge("keyguard.test", Map.of("key", "grid"), () -> 1);
        metrics.gauge("keyguard.test", GRID, () -> 2);
        few.close();
        assertThat(registry.get("keyguard.test").gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.value()).isEqualTo(2));
    }

    @Test
    void none_takesEverything() {
        Metrics.NONE.count("keyguard.test", GRID);
        Metrics.NONE.time("keyguard.test", GRID, Duration.ZERO);
        Metrics.NONE.gauge("keyguard.test", GRID, () -> 1).close();
        assertThat(Metrics.NONE).hasToString("Metrics[none]");
    }
}
