/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Permission;
import io.keyguard.Risk;
import java.util.Set;

/**
 * What a request means: the right it needs and what it does to the money at stake.
 *
 * @param permission the right that the key must have been granted
 * @param risk what a freeze looks at
 * @param destinations where value goes from then on because of it, in the venue's words: payout addresses, saved addresses, pools; none of them may be one that is not pinned
 */
public record Classification(Permission permission, Risk risk, Set<String> destinations) {
    /** Copies the destinations. */
    public Classification {
        destinations = Set.copyOf(destinations);
    }

    /** Returns the meaning of a request that names no destination. */
    public Classification(Permission permission, Risk risk) {
        this(permission, risk, Set.of());
    }
}
