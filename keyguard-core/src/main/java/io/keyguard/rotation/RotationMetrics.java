/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyguardException;
import io.keyguard.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of rotations: steps, how long each state and each rotation took, how many stand in each state, and for how long the oldest has been under way. */
final class RotationMetrics {
    private static final String STEPS = "keyguard.rotation.steps";
    private static final String STATE = "keyguard.rotation.state";
    private static final String WHOLE = "keyguard.rotation";
    private static final String OPEN = "keyguard.rotation.open";
    private static final String OLDEST = "keyguard.rotation.oldest.seconds";

    private final Metrics metrics;

    RotationMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Shows what stands where, by {@code rows}, which are read whenever somebody looks. */
    void show(Supplier<Collection<Rotation>> rows, InstantSource clock) {
        for (RotationState state : RotationState.values()) {
            if (!state.isOver()) {
                metrics.gauge(OPEN, Map.of("state", state.name()), () -> number(rows, state));
            }
        }
        metrics.gauge(OLDEST, Map.of(), () -> oldest(rows, clock));
    }

    private static double number(Supplier<Collection<Rotation>> rows, RotationState state) {
        try {
            return open(rows).filter(row -> row.state() == state).count();
        } catch (KeyguardException e) {
            return Double.NaN;
        }
    }

    private static double oldest(Supplier<Collection<Rotation>> rows, InstantSource clock) {
        Instant now = clock.instant();
        try {
            return open(rows)
                    .mapToDouble(row -> Duration.between(row.begun(), now).toMillis() / 1000.0)
                    .max()
                    .orElse(0);
        } catch (KeyguardException e) {
            return Double.NaN;
        }
    }

    private static Stream<Rotation> open(Supplier<Collection<Rotation>> rows) {
        return rows.get().stream().filter(row -> !row.state().isOver());
    }

    /** {@code row} was written, after {@code before}, if there was one. */
    void written(@Nullable Rotation before, Rotation row) {
        if (row.is(Sweeper.SWEEP) || (before != null && before.state() == row.state())) {
            return;
        }
        String state = row.state().name();
        metrics.count(STEPS, Map.of("venue", row.venue(), "state", state));
        if (before != null) {
            metrics.time(
                    STATE,
                    Map.of("venue", row.venue(), "state", before.state().name()),
                    between(before.since(), row.since()));
        }
        if (row.state().isOver()) {
            metrics.time(
                    WHOLE,
                    Map.of("venue", row.venue(), "making", row.making().name(), "result", state),
                    between(row.begun(), row.since()));
        }
    }

    /** A clock that was set back between two processes makes nothing take less than no time. */
    private static Duration between(Instant from, Instant to) {
        Duration took = Duration.between(from, to);
        return took.isNegative() ? Duration.ZERO : took;
    }
}
