/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
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
     * Returns what is known of a key that has read.
     *
     * @param venueRights the rights that it may have; those of the model that they grant are unknown, save {@code proven}
     * @param proven permissions of which a read has just shown that the key has them
     */
    static KeyFacts read(
            RightsModel model, Set<String> venueRights, Set<Permission> proven, Observed<String> accountId) {
        var unknown = EnumSet.noneOf(Permission.class);
        venueRights.forEach(right -> unknown.addAll(model.grants().getOrDefault(right, Set.of())));
        unknown.removeAll(proven);
        return new KeyFacts(
                RightsReader.read(model, venueRights, unknown, Set.of()),
                venueRights,
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
}
