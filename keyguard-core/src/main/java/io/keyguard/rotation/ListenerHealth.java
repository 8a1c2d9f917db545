/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.List;

/**
 * How one listener keeps up. Names only. Immutable.
 *
 * @param name the name it was registered with
 * @param unacknowledged the changes that it was to move over to and has not acknowledged, oldest first
 * @param late whether it has had longer for one of them than was agreed
 * @param failure the class of the exception with which it answered last; empty if it acknowledged last
 */
public record ListenerHealth(String name, List<KeyChange> unacknowledged, boolean late, String failure) {
    /** Copies the list. */
    public ListenerHealth {
        unacknowledged = List.copyOf(unacknowledged);
    }

    /** Returns whether nobody need look: it is not late, and has not failed. */
    public boolean ok() {
        return !late && failure.isEmpty();
    }
}
