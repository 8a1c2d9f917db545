/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.rotation.ListenerHealth;
import io.keyguard.secret.MemoryProtection;
import io.keyguard.source.SourceHealth;
import java.util.List;
import java.util.Optional;

/**
 * How a running Keyguard is: names only, fit for a log or a dashboard. Immutable.
 *
 * @param listeners the listeners to changes, by their names
 * @param sources where keys are read from
 * @param memory how the memory of secrets is protected; not being complete is no reason to look, since many systems cannot
 * @param stateTrouble why the state directory cannot be written; empty if it can, or there is none
 */
public record Health(
        List<ListenerHealth> listeners,
        List<SourceHealth> sources,
        MemoryProtection memory,
        Optional<String> stateTrouble) {
    /** Copies the lists. */
    public Health {
        listeners = List.copyOf(listeners);
        sources = List.copyOf(sources);
    }

    /** Returns whether nobody need look. */
    public boolean ok() {
        return listeners.stream().allMatch(ListenerHealth::ok)
                && sources.stream().allMatch(SourceHealth::ok)
                && stateTrouble.isEmpty();
    }
}
