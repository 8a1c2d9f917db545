/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something was noticed. Names and numbers only.
 *
 * @param at when it was noticed
 * @param venue the id of the venue
 * @param account the owner's name of the account there
 * @param signal what was noticed
 * @param key the key it is about; empty where the venue does not tell which was used
 * @param evidence what it was noticed by, in words
 * @param certain whether nothing harmless is known that looks the same
 * @param advice what to do
 * @param count how many times the same was noticed up to now: it is told at the first, and again at 10, 100, 1,000 and so on
 */
public record Alarm(
        Instant at,
        String venue,
        String account,
        Signal signal,
        Optional<KeyId> key,
        String evidence,
        boolean certain,
        Advice advice,
        long count) {}
