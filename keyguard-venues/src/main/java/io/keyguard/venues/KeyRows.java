/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueKeyId;
import java.util.Optional;
import java.util.function.Function;

/** The rows of a venue's list of keys. */
final class KeyRows {
    private KeyRows() {}

    /** Whether an API key is shown in part alone, as {@code Ab12****9xyz}. */
    private static boolean isMasked(String apiKey) {
        return apiKey.indexOf('*') >= 0 || apiKey.indexOf('…') >= 0 || apiKey.contains("...");
    }

    /**
     * The id of the key that is shown as {@code apiKey}.
     *
     * @throws io.keyguard.VenueUnavailableException if a part of it is hidden: another key would have the id
     */
    static VenueKeyId id(String venue, String apiKey) {
        if (isMasked(apiKey)) {
            throw hidden(venue);
        }
        return VenueKeyId.of(venue, apiKey);
    }

    /**
     * The row of the key {@code id}, empty if there is none.
     *
     * @throws io.keyguard.VenueUnavailableException if it may be one of which a part is hidden
     */
    static Optional<JsonNode> find(
            String venue, Iterable<JsonNode> rows, Function<JsonNode, String> apiKey, VenueKeyId id) {
        boolean hidden = false;
        for (JsonNode row : rows) {
            String shown = apiKey.apply(row);
            if (isMasked(shown)) {
                hidden = true;
            } else if (VenueKeyId.of(venue, shown).equals(id)) {
                return Optional.of(row);
            }
        }
        if (hidden) {
            throw hidden(venue);
        }
        return Optional.empty();
    }

    private static RuntimeException hidden(String venue) {
        return KeyguardExceptions.unavailable(
                venue, "it lists keys with a part hidden, so that none can be told from the others", null);
    }
}
