/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.util.Set;

/**
 * A venue's error, understood as far as the venue lets anyone understand it.
 *
 * @param code the venue's own code, never its message, which may echo the request
 * @param kinds what it may mean; more than one where the venue does not tell
 */
public record VenueError(String code, Set<Kind> kinds) {
    /** What an error may mean. */
    public enum Kind {
        /** The venue does not know the key, or no longer. */
        BAD_KEY,
        /** The signature does not fit. */
        SIGNATURE,
        /** The timestamp is outside the window. */
        CLOCK,
        /** The nonce was used or is too low. */
        NONCE,
        /** The key may not be used from this address. */
        IP,
        /** The key lacks a right. */
        PERMISSION,
        /** The key has ended. */
        EXPIRED,
        /** The passphrase does not fit. */
        PASSPHRASE,
        /** The key belongs to another environment. */
        ENVIRONMENT,
        /** Too many requests. */
        RATE,
        /** The venue is closed for maintenance, or is too busy. */
        MAINTENANCE,
        /** The account is locked or restricted. */
        ACCOUNT,
        /** The request itself was refused; the key is fine. */
        REQUEST,
        /** The outcome is not known. */
        OUTCOME_UNKNOWN
    }

    /** Copies the kinds. */
    public VenueError {
        kinds = Set.copyOf(kinds);
    }

    /** Returns whether the key, its signature, address or rights may be at fault. */
    public boolean mayBeAuth() {
        return kinds.stream().anyMatch(kind -> switch (kind) {
            case BAD_KEY, SIGNATURE, IP, PERMISSION, EXPIRED, PASSPHRASE, ENVIRONMENT, ACCOUNT, CLOCK, NONCE -> true;
            case RATE, MAINTENANCE, REQUEST, OUTCOME_UNKNOWN -> false;
        });
    }
}
