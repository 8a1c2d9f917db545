/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import org.jspecify.annotations.Nullable;

/** What keyguard throws when it refuses or fails. Messages hold names, a rule and a way out; never secrets, never foreign input. */
public abstract sealed class KeyguardException extends RuntimeException
        permits KeyFrozenException,
                KeyNotFoundException,
                KeyScopeException,
                KeyRetiredException,
                KeyMaterialException,
                LeastPrivilegeException,
                RotationException,
                SourceException,
                StateException,
                VaultException,
                VenueRefusedException,
                VenueUnavailableException {
    private static final long serialVersionUID = 1L;

    KeyguardException(String message) {
        super(message);
    }

    KeyguardException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
