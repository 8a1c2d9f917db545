/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What is assumed of keys at venues that document next to nothing of them. */
final class PoolKeys {
    private PoolKeys() {}

    /** UNCONFIRMED and chosen cautiously: a minute until a new key works, five until a deleted one does not. */
    static KeyTraits traits(boolean overlap) {
        return new KeyTraits(
                overlap ? OptionalInt.empty() : OptionalInt.of(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                overlap,
                Pattern.compile("[A-Za-z0-9_-]{1,32}"),
                Set.of(),
                false);
    }
}
