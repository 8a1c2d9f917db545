/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.util.List;

/** Looks for something once the keys are dead, or as dead as they will be. */
public interface Investigation {
    /** Returns what this is part of: {@link IncidentStep#RECONCILE} or {@link IncidentStep#EXPOSURE}. */
    IncidentStep step();

    /** Returns what is looked at, as a name. */
    String subject();

    /**
     * Returns what was found, one line each, names and amounts only; none if there is nothing to look at. What it throws is told by its kind alone.
     *
     * @throws Exception if it cannot be looked at
     */
    List<String> look() throws Exception;

    /** Returns what {@link #look} has found until now, which another thread asks where it takes too long, or fails; none unless it is said. */
    default List<String> soFar() {
        return List.of();
    }
}
