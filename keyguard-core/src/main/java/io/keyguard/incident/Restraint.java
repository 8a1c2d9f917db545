/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What can be done about a key that its venue does not delete: it is bound to an address that nobody has, or its sub-account is frozen. Used by one thread. */
final class Restraint {
    /** Set aside for documentation by RFC 5737: no host on the Internet has it. */
    static final String NOWHERE = "192.0.2.1";

    /** For those who read the journal later; behind it, a refusal of the key may mean its address. */
    static final String BOUND = "bound to " + NOWHERE + ", which no machine has";

    /** The same: it has the addresses that it had. */
    static final String NOT_BOUND = "it keeps its addresses";

    /** What says nothing of whether something was done. */
    private static final Set<VenueError.Kind> OPEN =
            EnumSet.of(VenueError.Kind.OUTCOME_UNKNOWN, VenueError.Kind.MAINTENANCE);

    private static final String PLACE = "list ";

    private final ExposedKey key;
    private final Outside outside;
    private final Optional<KeyAdministrator> byApi;

    Restraint(ExposedKey key, Outside outside, Optional<KeyAdministrator> byApi) {
        this.key = key;
        this.outside = outside;
        this.byApi = byApi;
    }

    /**
     * Where a key stands in a list.
     *
     * @param administrator who sees it there
     * @param account whose list it is
     * @param listed what stands there
     */
    record Place(SignedCalls administrator, String account, ListedKey listed) {
        /** As the journal keeps it. */
        String line() {
            return PLACE + idOf(administrator) + " " + account;
        }
    }

    private static String idOf(SignedCalls calls) {
        return calls.key().map(VenueKeyId::value).orElse("-");
    }

    /** Looks for the key in every list that is at hand. */
    Optional<Place> find() {
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                try {
                    Optional<ListedKey> listed = listed(administrator, account);
                    if (listed.isPresent()) {
                        return Optional.of(new Place(administrator, account, listed.get()));
                    }
                } catch (KeyguardException e) {
                    // Most often an account that the venue knows by another name; the next may have it.
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ListedKey> listed(SignedCalls administrator, String account) {
        if (byApi.isEmpty()) {
            return Optional.empty();
        }
        return outside.call(key.venue().id(), () -> byApi.orElseThrow().list(administrator, account)).stream()
                .filter(one -> one.id().equals(key.atVenue()))
                .findFirst();
    }

    /**
     * Binds the key, with the rights that it has, to an address from which nobody asks; returns whether the venue does that.
     *
     * @throws KeyguardException if it may have, and may not
     */
    boolean bind(Place place) {
        Optional<Set<String>> rights = place.listed().rights().value();
        return rights.isPresent()
                && outside.call(
                        key.venue().id(),
                        () -> byApi.orElseThrow()
                                .modify(
                                        place.administrator(),
                                        place.account(),
                                        key.atVenue(),
                                        rights.get(),
                                        Set.of(NOWHERE)));
    }

    /** Whether the list in which the key stood, as {@code lines} say, can be read, and lacks it. */
    boolean isGone(Collection<String> lines) {
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                if (lines.contains(PLACE + idOf(administrator) + " " + account)) {
                    try {
                        return listed(administrator, account).isEmpty();
                    } catch (KeyguardException e) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /**
     * What became of freezing a sub-account.
     *
     * @param account which
     * @param sure whether the venue said that it is frozen; otherwise nobody knows
     */
    record Frozen(String account, boolean sure) {
        /** What has to be undone in the end. */
        String toUnfreeze(String stops) {
            return "Once the key is gone: unfreeze the sub-account '" + account + "' on the venue's page"
                    + (sure ? "" : ", if it is frozen, which is not known")
                    + "; that stops " + stops + ", for every key of it.";
        }
    }

    /** Freezes the sub-account that the key is known to be of: the one in whose list it stands, or the one that somebody named, unless its list says otherwise. */
    Optional<Frozen> freeze(Optional<Place> place) {
        Optional<Frozen> perhaps = Optional.empty();
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                boolean its = place.map(one -> one.account().equals(account)
                                && one.administrator().equals(administrator))
                        .orElseGet(() -> key.named().contains(account) && !lacks(administrator, account));
                Optional<VenueRequest> request =
                        its && !account.isEmpty() ? key.venue().emergency().freeze(account) : Optional.empty();
                if (request.isPresent()) {
                    Optional<Frozen> frozen = freeze(administrator, request.get(), account);
                    if (frozen.filter(Frozen::sure).isPresent()) {
                        return frozen;
                    }
                    perhaps = perhaps.or(() -> frozen);
                }
            }
        }
        return perhaps;
    }

    /** Whether the list of the account can be read, and does not have the key: then it is gone, or never was there. */
    private boolean lacks(SignedCalls administrator, String account) {
        try {
            return byApi.isPresent() && listed(administrator, account).isEmpty();
        } catch (KeyguardException e) {
            return false;
        }
    }

    private Optional<Frozen> freeze(SignedCalls administrator, VenueRequest request, String account) {
        try {
            HttpReply reply = outside.call(key.venue().id(), () -> administrator.call(request));
            Optional<VenueError> error = key.venue().errors().classify(reply);
            boolean done = reply.status() / 100 == 2 && error.isEmpty();
            boolean refused =
                    reply.status() / 100 <= 4 && error.filter(Restraint::isTold).isPresent();
            return refused ? Optional.empty() : Optional.of(new Frozen(account, done));
        } catch (KeyguardException e) {
            return Optional.of(new Frozen(account, false));
        }
    }

    /** Whether it says that nothing was done: codes that nobody has read about count as errors of the request, and say nothing. */
    private static boolean isTold(VenueError error) {
        return Collections.disjoint(error.kinds(), OPEN)
                && !Set.of(VenueError.Kind.REQUEST).containsAll(error.kinds());
    }

    String freezes() {
        return key.venue().emergency().freezes();
    }
}
