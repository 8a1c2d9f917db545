/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What changes hands at a spot market, in the venue's words.
 *
 * @param base what is bought and sold
 * @param quote what is paid with
 */
public record Market(String base, String quote) {
    /** Returns the market of {@code symbol}, if it is put together from two of {@code assets}, with a sign between them or none, in capitals or not; empty if that can be read in two ways, or none. */
    public static Optional<Market> of(String symbol, Collection<String> assets) {
        var found = assets.stream()
                .filter(base -> !base.isEmpty() && symbol.regionMatches(true, 0, base, 0, base.length()))
                .flatMap(base -> assets.stream()
                        .filter(quote -> !quote.equals(base)
                                && !quote.isEmpty()
                                && symbol.substring(base.length()).matches("(?i)[-_/.:]?" + Pattern.quote(quote)))
                        .map(quote -> new Market(base, quote)))
                .distinct()
                .sorted(Comparator.comparing(Market::base))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
