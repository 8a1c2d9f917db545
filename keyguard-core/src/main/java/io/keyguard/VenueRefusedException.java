/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.venue.VenueError;
import java.util.Set;

/**
 * A venue refused: the key itself, which is unknown, revoked, expired, used from the wrong address or without the right; or, where it was asked to make or change a key, what was asked. Nothing was
 * done, and trying the same again does not help, unless {@link #kinds()} has a limit or maintenance too: then it may have been no more than that.
 */
public final class VenueRefusedException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    private final transient Set<VenueError.Kind> kinds;

    /** For keyguard's own use: {@code message} holds names only. */
    public VenueRefusedException(String message, Set<VenueError.Kind> kinds) {
        super(message);
        this.kinds = Set.copyOf(kinds);
    }

    /** Returns what the refusal may mean. */
    public Set<VenueError.Kind> kinds() {
        return kinds;
    }
}
