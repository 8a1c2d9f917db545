/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.SignedCalls;
import java.util.List;
import java.util.Optional;

/** Has a key deleted by whoever at hand may do so. Used by one thread. */
final class Deletion {
    private final ExposedKey key;
    private final Outside outside;

    private boolean lacking;
    private boolean unread;
    private boolean unlisted;

    Deletion(ExposedKey key, Outside outside) {
        this.key = key;
        this.outside = outside;
    }

    /** What the venue does by its API; empty where only a person deletes keys. */
    Optional<KeyAdministrator> byApi() {
        return key.lifecycle().flatMap(keys -> keys.administrator(key.environment()));
    }

    boolean isAdministered() {
        return !key.administrators().isEmpty() && byApi().isPresent();
    }

    /** Whether every list that may have it was read when it was to be deleted last, and none had it. */
    boolean isUnlisted() {
        return unlisted;
    }

    /** Why it is not deleted; empty if the venue says that it is. Some venues let a key delete itself, and nobody minds if this one does. */
    String attempt() {
        unlisted = false;
        lacking = false;
        unread = false;
        String trouble = "there is no key at hand that may delete it";
        for (SignedCalls administrator : key.administrators()) {
            trouble = attempt(administrator, key.accounts());
            if (trouble.isEmpty()) {
                return "";
            }
        }
        unlisted = lacking && !unread;
        String own = attempt(key.calls(), List.of(""));
        return own.isEmpty() ? "" : trouble + "; nor does it delete itself: " + own;
    }

    /** By each name that the venue may have for the account, as long as it answers: one more of them costs nothing then. */
    private String attempt(SignedCalls calls, List<String> accounts) {
        KeyAdministrator administrator = byApi().orElseThrow();
        Outside.Deadline patience = outside.in(outside.limit());
        String trouble = "no account that the administering key sees has it";
        for (String account : accounts) {
            if (patience.isOver()) {
                unread = true;
                return trouble;
            }
            try {
                boolean there = outside.call(
                        key.venue().id(), () -> administrator.delete(calls, account, key.atVenue(), key.passphrase()));
                if (there) {
                    return "";
                }
                lacking = true;
            } catch (KeyguardException e) {
                // Most often: this venue knows the account by another name.
                trouble = String.valueOf(e.getMessage());
                unread |= e instanceof VenueUnavailableException || KeyOrders.isPassing(e);
            }
        }
        return trouble;
    }
}
