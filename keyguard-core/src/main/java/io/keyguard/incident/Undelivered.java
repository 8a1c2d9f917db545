/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Instant;
import java.util.Map;

/**
 * Somebody was not told, which is itself something to be told of. Names only. Immutable.
 *
 * @param at when it was given up
 * @param notifier the name of the notifier
 * @param notice what nobody was told
 * @param why in words
 */
public record Undelivered(Instant at, String notifier, Notice notice, String why) {
    /** For the audit trail. */
    public Map<String, String> details() {
        return Map.of(
                "notifier",
                notifier,
                "why",
                why,
                "notice",
                notice.kind() + " of " + notice.at() + ": " + notice.text());
    }
}
