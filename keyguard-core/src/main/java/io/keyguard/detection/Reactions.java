/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.incident.FreezeScope;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Does what the policy of a watch asks for, signal by signal. Not thread-safe. */
final class Reactions {
    private final Map<Signal, Reaction> bySignal;
    private final BiConsumer<FreezeScope, String> freezer;
    private final Consumer<Alarm> responder;

    /** @param responder starts the response, and returns at once */
    Reactions(Map<Signal, Reaction> bySignal, BiConsumer<FreezeScope, String> freezer, Consumer<Alarm> responder) {
        this.bySignal = bySignal.isEmpty() ? Map.of() : new EnumMap<>(bySignal);
        this.freezer = freezer;
        this.responder = responder;
    }

    Reaction to(Signal signal) {
        return bySignal.getOrDefault(signal, Reaction.TELL);
    }

    /**
     * Freezes each time, since somebody may have lifted it in between, and responds once to what goes on.
     *
     * @param rested whether the same was not noticed before, or not told for an hour
     */
    void react(Alarm alarm, boolean rested) {
        if (alarm.reaction() == Reaction.TELL) {
            return;
        }
        freezer.accept(
                alarm.key().map(FreezeScope::key).orElseGet(() -> FreezeScope.venue(alarm.venue())),
                alarm.signal().words());
        if (alarm.reaction() == Reaction.RESPOND && rested) {
            responder.accept(alarm);
        }
    }
}
