/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one strategy may do on one account of a venue, and which shortcomings of the venue its owner has accepted.
 *
 * <p>Nothing is allowed by default. Immutable: every method returns a new grant.
 */
public final class Grant {
    private final String venue;
    private final String account;
    private final Set<Permission> allowed;
    private final Set<Permission> acceptedBundled;
    private final Set<Permission> acceptedUnknown;
    private final Set<String> pinned;
    private final Optional<String> heldByClient;

    private Grant(
            String venue,
            String account,
            Set<Permission> allowed,
            Set<Permission> acceptedBundled,
            Set<Permission> acceptedUnknown,
            Set<String> pinned,
            Optional<String> heldByClient) {
        this.venue = requireNonNull(venue, "venue");
        this.account = requireNonNull(account, "account");
        this.allowed = allowed;
        this.acceptedBundled = acceptedBundled;
        this.acceptedUnknown = acceptedUnknown;
        this.pinned = pinned;
        this.heldByClient = heldByClient;
    }

    /** Returns a grant on {@code account} at {@code venue} that allows nothing yet. */
    public static Grant on(String venue, String account) {
        return new Grant(venue, account, Set.of(), Set.of(), Set.of(), Set.of(), Optional.empty());
    }

    /** Returns this grant with {@code permissions} allowed as well. */
    public Grant allow(Permission... permissions) {
        return new Grant(
                venue, account, with(allowed, permissions), acceptedBundled, acceptedUnknown, pinned, heldByClient);
    }

    /**
     * Returns this grant with {@code permissions} accepted where the venue cannot leave them out of a key that has the allowed rights. The
     * strategy still cannot use them.
     *
     * @throws IllegalArgumentException for {@link Permission#WITHDRAW}, which is never accepted as a by-product
     */
    public Grant acceptBundled(Permission... permissions) {
        if (Arrays.asList(permissions).contains(Permission.WITHDRAW)) {
            throw new IllegalArgumentException(
                    "WITHDRAW is never accepted as a by-product; allow it, or use another key");
        }
        return new Grant(
                venue, account, allowed, with(acceptedBundled, permissions), acceptedUnknown, pinned, heldByClient);
    }

    /**
     * Returns this grant with {@code permissions} accepted although the venue cannot say whether the key has them.
     *
     * @param reason why; for whoever reads this line later
     */
    public Grant acceptUnknown(String reason, Permission... permissions) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("say why an unknown right is acceptable");
        }
        return new Grant(
                venue, account, allowed, acceptedBundled, with(acceptedUnknown, permissions), pinned, heldByClient);
    }

    /**
     * Returns this grant for a client library that insists on holding the key as a string: a standing finding, so that it is not forgotten.
     *
     * @param reason which client, and why; for whoever reads the report
     */
    public Grant heldByClient(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("say which client holds the key, and why");
        }
        return new Grant(venue, account, allowed, acceptedBundled, acceptedUnknown, pinned, Optional.of(reason));
    }

    /**
     * Returns this grant with {@code destinations} as the only ones to which a request of the strategy may send value: payout addresses, saved withdrawal addresses, pools, each as the venue's
     * page says. Without any, no request that names one is signed, whatever else is allowed.
     *
     * @throws IllegalArgumentException if one is blank
     */
    public Grant pinPayout(String... destinations) {
        if (Arrays.stream(destinations).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a pinned destination is not blank");
        }
        var all = new TreeSet<>(pinned);
        Collections.addAll(all, destinations);
        return new Grant(
                venue,
                account,
                allowed,
                acceptedBundled,
                acceptedUnknown,
                Collections.unmodifiableSet(all),
                heldByClient);
    }

    private static Set<Permission> with(Set<Permission> some, Permission... more) {
        var all = EnumSet.noneOf(Permission.class);
        all.addAll(some);
        Collections.addAll(all, more);
        return Collections.unmodifiableSet(all);
    }

    /** Returns the id of the venue. */
    public String venue() {
        return venue;
    }

    /** Returns the owner's name of the account. */
    public String account() {
        return account;
    }

    /** Returns the rights that the strategy may use. */
    public Set<Permission> allowed() {
        return allowed;
    }

    /** Returns the rights that the key may have because no smaller key was possible. */
    public Set<Permission> acceptedBundled() {
        return acceptedBundled;
    }

    /** Returns the rights of which nothing need be known. */
    public Set<Permission> acceptedUnknown() {
        return acceptedUnknown;
    }

    /** Returns the only destinations to which value may be sent. */
    public Set<String> pinned() {
        return pinned;
    }

    /** Returns why a client library holds the key; empty if none does. */
    public Optional<String> heldByClient() {
        return heldByClient;
    }

    @Override
    public String toString() {
        return "Grant[" + allowed + " on " + venue + "/" + account + "]";
    }
}
