/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** The key behind a handle was replaced and its overlap has passed; ask the provider again. */
public final class KeyRetiredException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyRetiredException(String message) {
        super(message);
    }
}
