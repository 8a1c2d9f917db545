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
