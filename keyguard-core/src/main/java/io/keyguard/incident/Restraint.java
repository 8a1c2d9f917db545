/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be done about a key that its venue does not delete: it is bound to an address that nobody has, or its sub-account is frozen. Used by one thread. */
final class Restraint {
    /** Set aside for documentation by RFC 5737: no host on the Internet has it. */
    static final String NOWHERE = "192.0.2.1";

    /** For those who read the journal later. */
    static final String BOUND = "bound to " + NOWHERE + ", which no machine has";

    private static final String NONE = "no key at hand sees it in a list";

    private final ExposedKey key;
    private final Outside outside;
    private final Optional<KeyAdministrator> byApi;

    Restraint(ExposedKey key, Outside outside, Optional<KeyAdministrator> byApi) {
        this.key = key;
        this.outside = outside;
        this.byApi = byApi;
    }

    /** Binds the key, with the rights that it has, to an address from which nobody asks; returns why it did not work, or nothing. */
    String bind() {
        String trouble = NONE;
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                try {
                    Optional<ListedKey> listed = listed(administrator, account);
                    if (listed.isPresent()) {
                        return bind(administrator, account, listed.get());
                    }
                } catch (KeyguardException e) {
                    trouble = String.valueOf(e.getMessage());
                }
            }
        }
        return trouble;
    }

    private String bind(SignedCalls administrator, String account, ListedKey listed) {
        Optional<Set<String>> rights = listed.rights().value();
        if (rights.isEmpty()) {
            return "the venue does not tell what rights would have to be kept";
        }
        boolean done = outside.call(
                key.venue().id(),
                () -> byApi.orElseThrow().modify(administrator, account, key.atVenue(), rights.get(), Set.of(NOWHERE)));
        return done ? "" : "the venue does not let addresses be changed";
    }

    private Optional<ListedKey> listed(SignedCalls administrator, String account) {
        if (byApi.isEmpty()) {
            return Optional.empty();
        }
        return outside.call(key.venue().id(), () -> byApi.orElseThrow().list(administrator, account)).stream()
                .filter(one -> one.id().equals(key.atVenue()))
                .findFirst();
    }

    /** Whether the venue shows the lists of every account that may have the key, and it stands in none of them. */
    boolean isGone() {
        boolean read = false;
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                try {
                    if (listed(administrator, account).isPresent()) {
                        return false;
                    }
                    read = byApi.isPresent();
                } catch (VenueRefusedException e) {
                    // Most often an account that the venue knows by another name.
                    if (!Collections.disjoint(e.kinds(), KeyResponse.PASSING)) {
                        return false;
                    }
                } catch (KeyguardException e) {
                    return false;
                }
            }
        }
        return read;
    }

    /** A sub-account that the venue has frozen, with every key of it; empty if there is none that it freezes. */
    Optional<String> freeze() {
        for (SignedCalls administrator : key.administrators()) {
            for (String account : key.accounts()) {
                Optional<VenueRequest> request = account.isEmpty()
                        ? Optional.empty()
                        : key.venue().emergency().freeze(account);
                if (request.isPresent() && isDone(administrator, request.get())) {
                    return Optional.of(account);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isDone(SignedCalls administrator, VenueRequest request) {
        try {
            HttpReply reply = outside.call(key.venue().id(), () -> administrator.call(request));
            Optional<VenueError> error = key.venue().errors().classify(reply);
            return reply.status() / 100 == 2 && error.isEmpty();
        } catch (KeyguardException e) {
            return false;
        }
    }

    /** What has to be undone in the end. */
    static List<String> toUnfreeze(String account) {
        return List.of("Once the key is gone: unfreeze the sub-account " + account
                + " on the venue's page; no key of it trades, or moves money, until then.");
    }
}
