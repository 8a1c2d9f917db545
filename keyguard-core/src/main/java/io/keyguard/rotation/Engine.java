/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;
import io.keyguard.venue.Venue;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Takes steps until a rotation has to wait, or is over. Every row is durable before the next step. */
final class Engine {
    private static final int MOST_STEPS = 1000;

    private final Work work;
    private final Map<RotationState, Step> steps = new EnumMap<>(RotationState.class);
    private final Consumer<RotationStatus> listener;
    private final RotationMetrics metrics;

    Engine(Work work, Consumer<RotationStatus> listener, RotationMetrics metrics) {
        this.work = work;
        this.listener = listener;
        this.metrics = metrics;
        steps.put(RotationState.PLANNED, new PlanStep(work));
        steps.put(RotationState.CREATE_INTENT, new CreateStep(work));
        steps.put(RotationState.CREATE_UNKNOWN, new UnknownStep(work));
        steps.put(RotationState.AWAITING_OPERATOR, new OperatorStep(work));
        steps.put(RotationState.CREATED, new StoreStep(work));
        steps.put(RotationState.STORED, new VerifyStep(work));
        steps.put(RotationState.VERIFIED, new PromoteStep(work));
        steps.put(RotationState.PROMOTED, new DistributeStep(work));
        steps.put(RotationState.DISTRIBUTING, new DistributeStep(work));
        steps.put(RotationState.DRAINING, new DrainStep(work));
        steps.put(RotationState.REVOKE_INTENT, new RevokeStep(work));
        steps.put(RotationState.REVOKE_UNKNOWN, new DeadStep(work));
        steps.put(RotationState.REVOKED, new CloseStep(work));
        steps.put(RotationState.ROLLING_BACK, new RollBackStep(work));
    }

    Work work() {
        return work;
    }

    /** Takes {@code row}, which was not written yet, and goes on from there. */
    RotationStatus begin(Rotation row) {
        return advance(write(row));
    }

    /** The same, and calls {@code written} in between. */
    RotationStatus begin(Rotation row, Runnable written) {
        Rotation first = write(row);
        written.run();
        return advance(first);
    }

    RotationStatus advance(Rotation begin) {
        Rotation row = Deadlines.mended(begin, work.now());
        if (!row.isSame(begin)) {
            row = write(row);
        }
        for (int left = MOST_STEPS; left > 0; left--) {
            Step step = steps.get(row.state());
            if (step == null) {
                return status(row, null);
            }
            Step.Outcome outcome = step.take(row);
            if (!outcome.row().isSame(row)) {
                row = write(outcome.row());
            }
            if (outcome.until() != null) {
                return status(row, outcome.until());
            }
        }
        throw RotationExceptions.stuck(begin.key());
    }

    private Rotation write(Rotation row) {
        Rotation before = work.journal().known(row.id());
        Rotation written = work.journal().append(row);
        metrics.written(before, written);
        listener.accept(status(written, null));
        return written;
    }

    private RotationStatus status(Rotation row, @org.jspecify.annotations.Nullable Instant next) {
        return status(row, next, work.door().venue(row));
    }

    static RotationStatus status(Rotation row, @org.jspecify.annotations.Nullable Instant next, Venue venue) {
        return RotationStatus.of(row, Optional.ofNullable(next), todo(row, venue));
    }

    private static List<String> todo(Rotation row, Venue venue) {
        if (row.state() == RotationState.AWAITING_OPERATOR) {
            return OperatorStep.steps(row, venue);
        }
        if (row.has(Rotation.STEPS)) {
            return row.list(Rotation.STEPS);
        }
        return row.state() == RotationState.REVOKE_UNKNOWN && row.is(Rotation.MANUAL)
                ? toDelete(row, venue)
                : List.of();
    }

    private static List<String> toDelete(Rotation row, Venue venue) {
        List<String> names = Names.of(row, RevokeStep.left(row));
        if (RevokeStep.isEndedByTheNew(row, venue.keys().traits())) {
            // The steps that end a key are those that make one: they would end the key in use.
            return List.of(
                    "Look at the venue whether what the new key was to end is gone: " + names
                            + ". Make no other key for that, which would end the new one; if the venue still takes it, have its support end it.",
                    gone(row));
        }
        Stream<String> delete = names.stream().flatMap(name -> venue.keys().stepsToDelete(name).stream());
        // Where no refusal tells a dead key from a living one, waiting does not help.
        Stream<String> say = DeadStep.asksForGone(row.reason()) ? Stream.of(gone(row)) : Stream.of();
        return Stream.concat(delete, say).toList();
    }

    private static String gone(Rotation row) {
        return "Once it is not there any more: keyguard rotate gone VAULT " + row.key()
                + " --state STATE --reason \"deleted, and seen that it is gone\"";
    }

    /** Takes the key that a person entered. */
    RotationStatus enter(Rotation row, ApiKey typed) {
        if (row.state() != RotationState.AWAITING_OPERATOR) {
            throw RotationExceptions.cannot("nobody is asked for a key", row.key(), row.state());
        }
        return begin(new OperatorStep(work).entered(row, typed));
    }
}
