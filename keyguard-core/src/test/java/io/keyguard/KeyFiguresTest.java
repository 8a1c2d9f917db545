/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.metrics.MicrometerMetrics;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyGate;
import io.keyguard.rotation.KeyRing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyFiguresTest {
    private static final Instant CREATED = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyId GRID = KeyId.of("grid-fake");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FakeKeySource source = new FakeKeySource();
    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
    private Instant now = CREATED.plus(Duration.ofDays(3));

    private final KeyRing ring = KeyRing.builder(source)
            .venue(new FakeVenue())
            .gate((fresh, kept, unloadable) -> KeyGate.Verdict.NOTHING_TO_SAY)
            .scheduler(threads)
            .reloader(threads)
            .tellers(Runnable::run)
            .build();

    private final KeyFigures figures = new KeyFigures(MicrometerMetrics.to(registry), () -> now, ring::current);

    @AfterEach
    void close() {
        ring.close();
        threads.shutdownNow();
    }

    private void published(Set<KeyId> fresh, Set<KeyId> gone) {
        figures.onEvent(new KeyEvent.Published(now, fresh, gone));
    }

    private double value(String name) {
        return registry.get(name)
                .tags("key", "grid-fake", "venue", "fake")
                .gauge()
                .value();
    }

    @Test
    void keysInUse_areShownWithTheirAgeAndGeneration_untilTheyAreGone() {
        source.put(
                "grid-fake",
                "canary-key-1",
                "canary-secret-1",
                b -> b.generation(4).createdAt(CREATED));
        assertThat(ring.start().mayStart()).isTrue();
        published(Set.of(GRID), Set.of());
        assertThat(value("keyguard.key.age.seconds")).isEqualTo(3 * 86400.0);
        assertThat(value("keyguard.key.generation")).isEqualTo(4);
        now = now.plusSeconds(10);
        assertThat(value("keyguard.key.age.seconds")).isEqualTo(3 * 86400.0 + 10);

        published(Set.of(), Set.of(GRID));
        assertThat(registry.find("keyguard.key.age.seconds").gauge()).isNull();
        assertThat(registry.get("keyguard.key.events")
                        .tag("event", "Published")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void keyOfUnknownAge_hasNone_andOneThatIsNotThere_nothing() {
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(Instant.EPOCH));
        assertThat(ring.start().mayStart()).isTrue();
        published(Set.of(GRID, KeyId.of("other")), Set.of());
        assertThat(registry.find("keyguard.key.age.seconds").gauge()).isNull();
        assertThat(value("keyguard.key.generation")).isEqualTo(1);
        assertThat(registry.find("keyguard.key.generation").tag("key", "other").gauge())
                .isNull();
    }
}
