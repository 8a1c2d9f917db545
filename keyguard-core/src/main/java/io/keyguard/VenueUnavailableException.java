/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import org.jspecify.annotations.Nullable;

/** A venue could not be asked: no answer, a time-out, maintenance, a rate limit, or an answer that is not the venue's. */
public final class VenueUnavailableException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} and {@code cause} hold names only. */
    public VenueUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
