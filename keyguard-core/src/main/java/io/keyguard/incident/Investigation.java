/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.util.function.Consumer;

/** Looks for something once the keys are dead, or as dead as they will be. */
public interface Investigation {
    /** Returns what this is part of: {@link IncidentStep#RECONCILE} or {@link IncidentStep#EXPOSURE}. */
    IncidentStep step();

    /** Returns what is looked at, as a name. */
    String subject();

    /**
     * Tells {@code found} what it finds, one line each, names and amounts only, as soon as it is found: when the time for it is over, what was told until then stays. What it throws is told by its kind alone.
     *
     * @throws Exception if it cannot be looked at
     */
    void look(Consumer<String> found) throws Exception;
}
