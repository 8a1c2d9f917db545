/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** Secret material does not have the form that its venue and algorithm ask for. */
public final class KeyMaterialException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public KeyMaterialException(String message) {
        super(message);
    }
}
