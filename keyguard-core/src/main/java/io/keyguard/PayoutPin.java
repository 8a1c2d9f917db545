/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The destinations to which the requests of one grant may send value, and no others. Immutable. */
record PayoutPin(String subject, Set<String> pinned) {
    private static final int ENDS = 6;

    /**
     * Lets pass what names no destination, or pinned ones alone.
     *
     * @throws KeyScopeException if it names another
     */
    void require(KeyId key, Classification meaning) {
        if (!meaning.destinations().isEmpty() && !pinned.containsAll(meaning.destinations())) {
            throw pinned.isEmpty()
                    ? KeyguardExceptions.nothingPinned(key, subject, meaning.permission())
                    : KeyguardExceptions.notPinned(key, subject, meaning.permission(), shown(pinned));
        }
    }

    /**
     * Records that a request which names a destination was signed and is about to be handed out, and which ones are pinned.
     *
     * @throws StateException if too much waits to be recorded
     */
    void record(KeyId key, String strategy, Classification meaning, StateSession state) {
        if (!meaning.destinations().isEmpty() && !state.record(Kind.PAYOUT_SIGNED, details(key, strategy, meaning))) {
            throw KeyguardExceptions.payoutNotRecorded(key);
        }
    }

    private Map<String, String> details(KeyId key, String strategy, Classification meaning) {
        return Map.of(
                "key", key.value(),
                "strategy", strategy,
                "permission", meaning.permission().name(),
                "destination", shown(meaning.destinations()),
                "pinned", shown(pinned));
    }

    /** Enough to compare with, and not all: whoever reads a log need not know every address. */
    static String shown(Set<String> destinations) {
        return new TreeSet<>(destinations).stream().map(PayoutPin::shown).collect(Collectors.joining(", "));
    }

    private static String shown(String destination) {
        int length = destination.length();
        int ends = Math.min(ENDS, length / 4);
        String plain = destination.substring(0, ends) + "…" + destination.substring(length - ends);
        return plain.replaceAll("[^A-Za-z0-9._:/…-]", "?");
    }
}
