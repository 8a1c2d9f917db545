/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;

/**
 * Something about a key that somebody should look at. Names only. Immutable.
 *
 * @param observed what was seen, in words
 * @param remedy what to do, in words
 */
public record InventoryFinding(KeyId key, Kind kind, String observed, String remedy) {
    /** What is to be looked at. */
    public enum Kind {
        /** The key is due for replacement. */
        DUE,
        /** The key is older than it may be when a bot starts. */
        TOO_OLD,
        /** Nobody can say how old the key is. */
        AGE_UNKNOWN,
        /** Nothing was signed with the key for long. */
        UNUSED,
        /** A right was granted that was not used for long. */
        UNUSED_RIGHT,
        /** The key was used on a machine that is not among the expected ones. */
        UNEXPECTED_HOST,
        /** The key is used on several machines, and nobody said which are expected. */
        SEVERAL_HOSTS,
        /** An older generation was used after a newer one was. */
        OLD_GENERATION,
        /** Others can see where the key comes from, as with environment variables. */
        WEAK_SOURCE,
        /** A client library holds the key as a string. */
        HELD_BY_CLIENT,
        /** The key was shown to code or a person. */
        EXPOSED
    }
}
