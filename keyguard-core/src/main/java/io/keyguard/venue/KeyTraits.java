/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.sign.SignatureAlgorithm;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known of keys at a venue, as far as replacing one depends on it.
 *
 * @param quota how many keys an account may have; empty where it is not known
 * @param appears how long a new key may be refused, or be missing from the list
 * @param dies how long a deleted key may be accepted
 * @param overlap whether old and new work side by side; if not, a new key ends the old one
 * @param label what a label may look like as a whole
 * @param ownKeys algorithms for which the venue takes a public key that its owner made, so that the secret never travels
 * @param idempotent whether creating again with the same label answers with the same key, secret included
 */
public record KeyTraits(
        OptionalInt quota,
        Duration appears,
        Duration dies,
        boolean overlap,
        Pattern label,
        Set<SignatureAlgorithm> ownKeys,
        boolean idempotent) {
    /** Copies the set. */
    public KeyTraits {
        ownKeys = Set.copyOf(ownKeys);
    }
}
