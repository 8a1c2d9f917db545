/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something was noticed. Names and numbers only.
 *
 * @param at when it was noticed
 * @param first when the same was noticed for the first time
 * @param venue the id of the venue
 * @param account the owner's name of the account there
 * @param signal what was noticed
 * @param key the key it is about; empty where the venue does not tell which was used
 * @param subject what makes two of them the same: a symbol, an order, an address
 * @param evidence what it was noticed by, in words
 * @param confidence how far it can be believed
 * @param advice what to do
 * @param reaction what was done, by the policy of the watch
 * @param count how many times the same was noticed up to now: it is told at the first, and again at 10, 100, 1,000 and so on
 */
public record Alarm(
        Instant at,
        Instant first,
        String venue,
        String account,
        Signal signal,
        Optional<KeyId> key,
        String subject,
        String evidence,
        Confidence confidence,
        Advice advice,
        Reaction reaction,
        long count) {}
