/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** No key, or no grant, covers what a strategy asked for. */
public final class KeyNotFoundException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyNotFoundException(String message) {
        super(message);
    }
}
