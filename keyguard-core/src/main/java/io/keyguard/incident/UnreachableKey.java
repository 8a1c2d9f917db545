/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.incident.IncidentEvent.Outcome;
import java.time.Instant;
import java.util.List;

/**
 * A key that is to end, and about which nothing can be done from here.
 *
 * @param key its name
 * @param venue its venue
 * @param why in words
 */
record UnreachableKey(String key, String venue, String why) {
    private static final List<String> STEPS =
            List.of("Log in at the venue, cancel what the account has open, and delete the key there.");

    /** The one in whose place {@code other} stands by now. */
    static UnreachableKey replaced(ExposedKey other) {
        return new UnreachableKey(
                other.id().value(),
                other.venue().id(),
                "another key has its name by now, which is not touched; look on the venue's page whether the old one is gone");
    }

    /** Unless it was dead before that, or this was said. */
    void sayOfItsPredecessor(IncidentJournal journal, Instant at) {
        IncidentEvent last = journal.last(IncidentStep.PROBE, key).orElse(null);
        if (last == null || !(last.isDone() || last.detail().equals(why))) {
            journal.add(new IncidentEvent(at, IncidentStep.REVOKE, Outcome.BY_HAND, venue, key, why, STEPS));
            journal.add(new IncidentEvent(at, IncidentStep.PROBE, Outcome.FAILED, venue, key, why, List.of()));
        }
    }

    /** Once: who resumes finds it in the journal. */
    void say(IncidentJournal journal, Instant at) {
        if (journal.last(IncidentStep.PROBE, key).isEmpty()) {
            journal.add(new IncidentEvent(at, IncidentStep.REVOKE, Outcome.BY_HAND, venue, key, why, STEPS));
            journal.add(new IncidentEvent(
                    at,
                    IncidentStep.PROBE,
                    Outcome.FAILED,
                    venue,
                    key,
                    why + "; nobody can try it from here",
                    List.of()));
        }
    }
}
