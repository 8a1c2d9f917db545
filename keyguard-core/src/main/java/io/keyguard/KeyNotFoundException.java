/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** No key, or no grant, covers what a strategy asked for. */
public final class KeyNotFoundException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    private final boolean granted;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyNotFoundException(String message) {
        this(message, true);
    }

    /** For keyguard's own use: {@code message} holds names only; {@code granted} says whether only the key is missing. */
    public KeyNotFoundException(String message, boolean granted) {
        super(message);
        this.granted = granted;
    }

    /** Returns whether only the key is missing, so that one may come; without a grant none ever does, since grants are for the life of a {@link Keyguard}. */
    public boolean isGranted() {
        return granted;
    }
}
