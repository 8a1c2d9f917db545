/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/**
 * A request that adds risk, with a key that is frozen; it was not signed. Reads, cancels and reductions are still signed.
 *
 * <p>Not a mistake of the bot's, as {@link KeyScopeException} tells of one, and nothing that passes by itself: somebody has stopped trading, and somebody with the passphrase lets it go on.
 */
public final class KeyFrozenException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyFrozenException(String message) {
        super(message);
    }
}
