/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

/** Where a rotation stands. What follows what is drawn in {@code docs/rotation.md}. */
public enum RotationState {
    /** Nothing was done outside. */
    PLANNED,
    /** A key is about to be asked for, or was. */
    CREATE_INTENT,
    /** Whether the venue made a key is not known. */
    CREATE_UNKNOWN,
    /** A person has to make the key and to enter it. */
    AWAITING_OPERATOR,
    /** The venue made a key, and the secret is about to be stored. */
    CREATED,
    /** The secret is stored under the rotation's name, where no bot reads it. */
    STORED,
    /** The venue accepts the new key, with the rights that it should have. */
    VERIFIED,
    /** The new key stands under the name of the old one, which is kept beside it. */
    PROMOTED,
    /** Bots move over to the new key. */
    DISTRIBUTING,
    /** Every bot has moved over; what was signed with the old key before may still be under way. */
    DRAINING,
    /** The old key is about to be deleted, or was. */
    REVOKE_INTENT,
    /** The venue has not yet refused the old key. */
    REVOKE_UNKNOWN,
    /** The venue refuses the old key. */
    REVOKED,
    /** The new key is taken back. */
    ROLLING_BACK,
    /** Somebody has to decide before it goes on. */
    BLOCKED,
    /** It ended without a new key; the old one is in use as before. */
    ABORTED,
    /** It ended, and the old key is gone. */
    CLOSED;

    /** Returns whether nothing follows. */
    public boolean isOver() {
        return this == ABORTED || this == CLOSED;
    }
}
