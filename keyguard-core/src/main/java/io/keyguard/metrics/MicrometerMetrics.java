/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Hands figures to a registry of Micrometer, which is an optional dependency: add {@code micrometer-core} yourself, if nothing else does. Thread-safe. */
public final class MicrometerMetrics implements Metrics {
    private final MeterRegistry registry;
    private final Map<Name, Shown> shown = new HashMap<>();

    private record Name(String name, Map<String, String> labels) {}

    /** A registry keeps the first gauge of a name and labels, so that what it shows is changed behind it. */
    private static final class Shown {
        private volatile DoubleSupplier value;
        private @Nullable Meter meter;

        Shown(DoubleSupplier value) {
            this.value = value;
        }

        double value() {
            return value.getAsDouble();
        }
    }

    private MicrometerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Returns what hands figures to {@code registry}. */
    // Only those see the library's type who have the library.
    @SuppressWarnings("exports")
    public static MicrometerMetrics to(MeterRegistry registry) {
        return new MicrometerMetrics(requireNonNull(registry, "registry"));
    }

    @Override
    public void count(String name, Map<String, String> labels) {
        registry.counter(name, tags(labels)).increment();
    }

    @Override
    public void time(String name, Map<String, String> labels, Duration took) {
        registry.timer(name, tags(labels)).record(took);
    }

    @Override
    public Gauge gauge(String name, Map<String, String> labels, DoubleSupplier value) {
        var key = new Name(name, Map.copyOf(labels));
        synchronized (shown) {
            Shown one = shown.get(key);
            if (one == null) {
                one = new Shown(value);
                one.meter = io.micrometer.core.instrument.Gauge.builder(name, one::value)
                        .tags(tags(labels))
                        .strongReference(true)
                        .register(registry);
                shown.put(key, one);
            } else {
                one.value = value;
            }
        }
        return () -> forget(key, value);
    }

    @SuppressWarnings("ReferenceEquality") // the very thing, not one like it
    private void forget(Name key, DoubleSupplier value) {
        synchronized (shown) {
            Shown one = shown.get(key);
            if (one != null && one.value == value) {
                shown.remove(key);
                registry.remove(requireNonNull(one.meter));
            }
        }
    }

    private static Tags tags(Map<String, String> labels) {
        return Tags.of(labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList());
    }

    @Override
    public String toString() {
        return "MicrometerMetrics";
    }
}
