/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/** Notices one thing. Called by one thread at a time. */
interface Rule extends WatchState.Part {
    /**
     * Looks at {@code event}, which came at {@code now}, and raises what it notices.
     *
     * <p>Every rule gets every event; what does not concern it, it lets pass.
     */
    void on(AccountEvent event, Instant now);

    /** Looks at an order that the venue shows and that turned out to be ours; once for each. */
    default void ours(VenueOrder order, Instant now) {}

    /** Writes what has to outlive the process; nothing, unless a rule says otherwise. */
    @Override
    default void save(DataOutputStream out) throws IOException {}

    /** Reads what {@link #save} wrote. */
    @Override
    default void load(DataInputStream in) throws IOException {}
}
