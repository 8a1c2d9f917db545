/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.Observed;
import java.util.Set;
import java.util.regex.Pattern;

/** What a list of addresses is worth. */
final class Addresses {
    /** A prefix of no bits, or the address that stands for every one. */
    private static final Pattern EVERYWHERE = Pattern.compile(".*/0+|0\\.0\\.0\\.0|::|\\*");

    private Addresses() {}

    /** The addresses a key is bound to; none where the list is empty or holds the whole internet. */
    static Observed<Set<String>> of(Set<String> list) {
        boolean open = list.isEmpty()
                || list.stream().anyMatch(word -> EVERYWHERE.matcher(word).matches());
        return open ? Observed.none() : Observed.of(list);
    }
}
