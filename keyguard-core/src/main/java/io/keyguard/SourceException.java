/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import org.jspecify.annotations.Nullable;

/** A source of keys could not be read. What was read before stays in use. */
public final class SourceException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} and {@code cause} hold names only. */
    public SourceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
