/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** A rotation cannot be begun, or cannot do now what was asked of it. */
public final class RotationException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public RotationException(String message) {
        super(message);
    }
}
