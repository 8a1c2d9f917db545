/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import org.jspecify.annotations.Nullable;

/** The state directory cannot be read or written, so that what was to be done could not be recorded first. */
public final class StateException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} and {@code cause} hold names only. */
    public StateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
