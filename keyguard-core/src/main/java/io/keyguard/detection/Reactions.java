/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.incident.FreezeScope;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Does what the policy of a watch asks for, signal by signal. Not thread-safe. */
final class Reactions {
    private final Map<Signal, Reaction> bySignal;
    private final BiConsumer<FreezeScope, String> freezer;
    private final Responses responses;

    Reactions(Map<Signal, Reaction> bySignal, BiConsumer<FreezeScope, String> freezer, Responses responses) {
        this.bySignal = bySignal.isEmpty() ? Map.of() : new EnumMap<>(bySignal);
        this.freezer = freezer;
        this.responses = responses;
    }

    Reaction to(Signal signal) {
        return bySignal.getOrDefault(signal, Reaction.TELL);
    }

    Responses responses() {
        return responses;
    }

    /** Freezes each time, since somebody may have lifted it in between, and starts the response to what goes on. */
    void react(Alarm alarm) {
        if (alarm.reaction() == Reaction.TELL) {
            return;
        }
        try {
            freezer.accept(
                    alarm.key().map(FreezeScope::key).orElseGet(() -> FreezeScope.venue(alarm.venue())),
                    alarm.signal().words());
        } finally {
            responses.due(alarm);
        }
    }
}
