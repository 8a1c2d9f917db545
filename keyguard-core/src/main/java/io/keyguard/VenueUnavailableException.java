/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.venue.VenueError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A venue could not be asked: no answer, a time-out, maintenance, a rate limit, or an answer that is not the venue's. */
public final class VenueUnavailableException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    private final transient Set<VenueError.Kind> kinds;

    /** For keyguard's own use: {@code message} and {@code cause} hold names only. */
    public VenueUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, Set.of());
    }

    /** For keyguard's own use, where the venue answered with an error of its own. */
    public VenueUnavailableException(String message, @Nullable Throwable cause, Set<VenueError.Kind> kinds) {
        super(message, cause);
        this.kinds = Set.copyOf(kinds);
    }

    /** Returns what the venue's error may mean, such as a limit; empty where it answered with none. */
    public Set<VenueError.Kind> kinds() {
        return kinds;
    }
}
