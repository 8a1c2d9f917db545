/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a strategy asks a key for: a venue, an account there, and the rights that the next request needs.
 *
 * <p>Immutable; make it once and keep it.
 */
public final class KeyScope {
    private final String venue;
    private final String account;
    private final Set<Permission> permissions;
    private final int hash;

    private KeyScope(String venue, String account, Set<Permission> permissions) {
        this.venue = requireNonNull(venue, "venue");
        this.account = requireNonNull(account, "account");
        this.permissions = Collections.unmodifiableSet(permissions);
        this.hash = List.of(venue, account, this.permissions).hashCode();
    }

    /** Returns a scope of {@code first} and {@code more} on {@code account} at {@code venue}. */
    public static KeyScope of(String venue, String account, Permission first, Permission... more) {
        return new KeyScope(venue, account, EnumSet.of(first, more));
    }

    /** Returns the id of the venue. */
    public String venue() {
        return venue;
    }

    /** Returns the owner's name of the account. */
    public String account() {
        return account;
    }

    /** Returns the rights asked for. */
    public Set<Permission> permissions() {
        return permissions;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof KeyScope that
                && venue.equals(that.venue)
                && account.equals(that.account)
                && permissions.equals(that.permissions);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return permissions + " on " + venue + "/" + account;
    }
}
