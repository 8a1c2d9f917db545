/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** A venue refused the key itself: unknown, revoked, expired, from this address, or for want of a right. Trying again does not help. */
public final class VenueRefusedException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** For keyguard's own use: {@code message} holds names only. */
    public VenueRefusedException(String message) {
        super(message);
    }
}
