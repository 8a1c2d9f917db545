/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.Observed;
import java.util.Set;
import java.util.regex.Pattern;

/** What a list of addresses is worth. */
final class Addresses {
    /** A prefix of no bits, or the address that stands for every one. */
    private static final Pattern EVERYWHERE = Pattern.compile(".*/0+|0\\.0\\.0\\.0|::|\\*");

    /** Addresses, prefixes, ranges and wildcards of both families; anything else binds a key to nobody knows what. */
    private static final Pattern ADDRESS = Pattern.compile("(?=.*[.:])[0-9A-Fa-f.:/*-]+");

    private Addresses() {}

    /** The addresses a key is bound to; none where the list is empty or holds the whole internet, and unknown where something in it is no address. */
    static Observed<Set<String>> of(Set<String> list) {
        boolean open = list.isEmpty()
                || list.stream().anyMatch(word -> EVERYWHERE.matcher(word).matches());
        if (open) {
            return Observed.none();
        }
        boolean readable = list.stream().allMatch(word -> ADDRESS.matcher(word).matches());
        return readable ? Observed.of(list) : Observed.unknown();
    }
}
