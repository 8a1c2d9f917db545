/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.incident.NotifierHealth;
import io.keyguard.rotation.ListenerHealth;
import io.keyguard.secret.MemoryProtection;
import io.keyguard.source.SourceHealth;
import io.keyguard.venue.ClockHealth;
import java.util.List;
import java.util.Optional;

/**
 * How a running Keyguard is: names only, fit for a log or a dashboard. Immutable.
 *
 * @param listeners the listeners to changes, by their names
 * @param sources where keys are read from
 * @param clocks how far this machine's clock is from those of the venues that tell their time
 * @param memory how the memory of secrets is protected; not being complete is no reason to look, since many systems cannot
 * @param notifiers by whom people are told, see {@link Keyguard.Builder#notices}
 * @param stateTrouble why the state directory cannot be written; empty if it can, or there is none
 */
public record Health(
        List<ListenerHealth> listeners,
        List<SourceHealth> sources,
        List<ClockHealth> clocks,
        MemoryProtection memory,
        List<NotifierHealth> notifiers,
        Optional<String> stateTrouble) {
    /** Copies the lists. */
    public Health {
        listeners = List.copyOf(listeners);
        sources = List.copyOf(sources);
        clocks = List.copyOf(clocks);
        notifiers = List.copyOf(notifiers);
    }

    /** Returns whether nobody need look. */
    public boolean ok() {
        return listeners.stream().allMatch(ListenerHealth::ok)
                && sources.stream().allMatch(SourceHealth::ok)
                && clocks.stream().allMatch(ClockHealth::ok)
                && notifiers.stream().allMatch(NotifierHealth::ok)
                && stateTrouble.isEmpty();
    }
}
