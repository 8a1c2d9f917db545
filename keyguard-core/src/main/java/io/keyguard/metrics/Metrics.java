/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Takes figures. Names have dots, such as {@code keyguard.rotation.steps}; labels hold names alone. Whoever implements it throws nothing and waits for nothing: figures must not keep anything from being done.
 * Thread-safe.
 */
public interface Metrics {
    /** Takes nothing. */
    Metrics NONE = new Metrics() {
        @Override
        public void count(String name, Map<String, String> labels) {
            // Nobody looks.
        }

        @Override
        public void time(String name, Map<String, String> labels, Duration took) {
            // Nobody looks.
        }

        @Override
        public Gauge gauge(String name, Map<String, String> labels, DoubleSupplier value) {
            return () -> {};
        }

        @Override
        public String toString() {
            return "Metrics[none]";
        }
    };

    /** Adds one to a count. */
    void count(String name, Map<String, String> labels);

    /** Adds how long something took. */
    void time(String name, Map<String, String> labels, Duration took);

    /**
     * Shows a value from now on; whatever was shown under the same name and labels before is shown no more.
     *
     * @param value is asked whenever somebody looks; it throws nothing and waits for nothing
     */
    Gauge gauge(String name, Map<String, String> labels, DoubleSupplier value);

    /** A value that is shown. */
    @FunctionalInterface
    interface Gauge extends AutoCloseable {
        /** Shows it no more; a newer one of the same name and labels stays. */
        @Override
        void close();
    }
}
