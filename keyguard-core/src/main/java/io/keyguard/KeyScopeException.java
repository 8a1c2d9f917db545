/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** A request goes beyond its scope, to a foreign host, or cannot be understood; it was not signed. */
public final class KeyScopeException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyScopeException(String message) {
        super(message);
    }
}
