/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.PermissionSet;
import java.time.Instant;
import java.util.Set;

/**
 * What a venue says of the key that asks.
 *
 * @param permissions the rights, closed over what the key could grant itself
 * @param venueRights the same in the venue's own words, for the report
 * @param ips the addresses the key is bound to; none: it may be used from anywhere; a venue that only tells <em>that</em> it is bound gives an
 *     empty set
 * @param expiry when the key ends
 * @param accountId the account it belongs to
 */
public record KeyFacts(
        PermissionSet permissions,
        Set<String> venueRights,
        Observed<Set<String>> ips,
        Observed<Instant> expiry,
        Observed<String> accountId) {
    /** Copies the sets. */
    public KeyFacts {
        venueRights = Set.copyOf(venueRights);
    }
}
