/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A vault could not be opened, read or written. The file is as it was before the call, but for {@link Reason#NOT_DURABLE}: then the new state is in
 * place.
 */
public final class VaultException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Reason {
        /** There is no such file. */
        MISSING,
        /** A file stands where a new vault was to be made. */
        EXISTS,
        /** The file does not begin like a vault, or is of a version that is not known. */
        NOT_A_VAULT,
        /** The file is shorter, longer or other than it was written. */
        DAMAGED,
        /** The header asks for more memory or time than policy or heap allow, or for a setting below the floor. */
        COST_REFUSED,
        /** The passphrase does not open this vault. */
        WRONG_PASSPHRASE,
        /** An older state of this vault stands in its place. */
        ROLLED_BACK,
        /** Others than its owner may read or write the file or its folder, or it belongs to somebody else. */
        UNSAFE_FILE,
        /** Another process is writing it. */
        BUSY,
        /** The disk is full, the file system is read-only, or reading failed. */
        IO,
        /** The key is already there, or is not there. */
        KEY,
        /** The passphrase cannot be read, or is too short for a new vault. */
        PASSPHRASE,
        /** The new state, new passphrase included, is in place, but a power cut may undo it, or the anchor does not know of it. */
        NOT_DURABLE,
        /** The vault was closed. */
        CLOSED
    }

    /** What stood in the way. */
    private final Reason reason;

    /** For keyguard's own use: {@code message} and {@code cause} hold names only. */
    public VaultException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = requireNonNull(reason, "reason");
    }

    /** Returns what stood in the way. */
    public Reason reason() {
        return reason;
    }
}
