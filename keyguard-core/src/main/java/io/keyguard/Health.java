/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.rotation.ListenerHealth;
import java.util.List;

/**
 * How a running Keyguard is: names only, fit for a log or a dashboard. Immutable.
 *
 * @param listeners the listeners to changes, by their names
 */
public record Health(List<ListenerHealth> listeners) {
    /** Copies the list. */
    public Health {
        listeners = List.copyOf(listeners);
    }

    /** Returns whether nobody need look. */
    public boolean ok() {
        return listeners.stream().allMatch(ListenerHealth::ok);
    }
}
