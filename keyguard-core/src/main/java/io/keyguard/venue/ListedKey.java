/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Instant;
import java.util.Set;

/**
 * A key in a venue's list.
 *
 * @param id which key
 * @param label its name or note there, or an empty string
 * @param rights its rights, in the venue's own words
 * @param ips the addresses it is bound to; none: it may be used from anywhere
 * @param created when it was made
 * @param expiry when it ends
 */
public record ListedKey(
        VenueKeyId id,
        String label,
        Observed<Set<String>> rights,
        Observed<Set<String>> ips,
        Observed<Instant> created,
        Observed<Instant> expiry) {}
