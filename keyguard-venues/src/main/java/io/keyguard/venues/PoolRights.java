/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SignedCalls;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What is known of a key at a venue that cannot be asked: that it reads, because it has just read, and nothing of what else it can do. A question that is answered proves no right away. */
final class PoolRights {
    private PoolRights() {}

    /**
     * Returns what is known of a key: {@code proven} is granted, everything else that any key can do at this venue is unknown, and what none can do is denied. No right is named in the venue's words, since
     * the venue has named none.
     *
     * @param proven permissions of which an answer has just shown that the key has them
     */
    static KeyFacts read(RightsModel model, Set<Permission> proven, Observed<String> accountId) {
        var possible = EnumSet.noneOf(Permission.class);
        model.grants().values().forEach(possible::addAll);
        return new KeyFacts(
                PermissionSet.builder()
                        .granted(proven)
                        .denied(EnumSet.complementOf(possible))
                        .build(),
                Set.of(),
                Observed.unknown(),
                Observed.unknown(),
                accountId);
    }

    /** The account that the key was stored with if the venue names it, the only one that it names otherwise, and unknown if neither. */
    static Observed<String> account(SignedCalls venue, List<String> named) {
        if (venue.accountId().isPresent() && named.contains(venue.accountId().get())) {
            return Observed.of(venue.accountId().get());
        }
        return named.size() == 1 ? Observed.of(named.get(0)) : Observed.unknown();
    }

    /** The account that the key was stored with, at a venue that would have refused the signature of any other. */
    static Observed<String> signed(SignedCalls venue) {
        return venue.accountId().map(Observed::of).orElseGet(Observed::unknown);
    }
}
