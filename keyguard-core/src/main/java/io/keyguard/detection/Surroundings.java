/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.incident.FreezeScope;
import io.keyguard.metrics.Metrics;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a Keyguard gives its watches.
 *
 * @param freezer freezes at once, for a reason, and waits for no disk
 * @param executor what listeners and responses run on
 * @param told is told of each alarm before the listeners, by whoever brings the evidence: it never waits
 * @param metrics counts every alarm, told or not
 * @param before what the watch before this one saved; what cannot be read of it is left out, and said
 */
public record Surroundings(
        BiConsumer<FreezeScope, String> freezer,
        Executor executor,
        Consumer<Alarm> told,
        Metrics metrics,
        Optional<byte[]> before) {
    /** Those of a watch that stands alone: whoever tells it something runs its listener, and nothing is frozen. */
    static final Surroundings NONE =
            new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, Optional.empty());

    @Override
    public String toString() {
        return "Surroundings[before=" + before.isPresent() + "]";
    }
}
