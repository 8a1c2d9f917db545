/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.metrics.Metrics;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyListener;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Ring;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The figures of the keys in use: how old each is, which generation, and what happens to them. */
final class KeyFigures implements KeyListener {
    private final Metrics metrics;
    private final InstantSource clock;
    private final Supplier<Ring> ring;
    /** Used by the thread of the ring's events alone, one at a time. */
    private final Map<KeyId, List<Metrics.Gauge>> shown = new HashMap<>();

    KeyFigures(Metrics metrics, InstantSource clock, Supplier<Ring> ring) {
        this.metrics = metrics;
        this.clock = clock;
        this.ring = ring;
    }

    @Override
    public void onEvent(KeyEvent event) {
        metrics.count("keyguard.key.events", Map.of("event", event.getClass().getSimpleName()));
        if (event instanceof KeyEvent.Published published) {
            published.gone().forEach(this::forget);
            published.fresh().forEach(this::show);
        }
    }

    private void forget(KeyId id) {
        shown.getOrDefault(id, List.of()).forEach(Metrics.Gauge::close);
        shown.remove(id);
    }

    private void show(KeyId id) {
        LoadedKey key = ring.get().byId().get(id);
        forget(id);
        if (key == null) {
            return;
        }
        Map<String, String> labels =
                Map.of("key", id.value(), "venue", key.venue().id());
        Instant created = key.key().createdAt();
        long generation = key.key().generation();
        var gauges = new ArrayList<Metrics.Gauge>();
        gauges.add(metrics.gauge("keyguard.key.generation", labels, () -> generation));
        if (!created.equals(Instant.EPOCH)) {
            // Of any other nobody knows how old it is.
            gauges.add(metrics.gauge("keyguard.key.age.seconds", labels, () -> seconds(created)));
        }
        shown.put(id, gauges);
    }

    private double seconds(Instant created) {
        return Duration.between(created, clock.instant()).toMillis() / 1000.0;
    }
}
