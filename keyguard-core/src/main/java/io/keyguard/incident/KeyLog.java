/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.incident.IncidentEvent.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What the journal of an incident has of one key. Thread-safe. */
record KeyLog(ExposedKey key, IncidentJournal journal, InstantSource clock) {
    /** What happened to the key, in this run and before. */
    List<IncidentEvent> events() {
        return journal.events().stream()
                .filter(event -> event.key().equals(name()))
                .toList();
    }

    Optional<IncidentEvent> last(IncidentStep step) {
        return journal.last(step, name());
    }

    boolean isDone(IncidentStep step) {
        return journal.isDone(step, name());
    }

    /** Whether {@code step} was done after the last time that {@code other} was. */
    boolean isDoneSince(IncidentStep step, IncidentStep other) {
        return journal.isDoneSince(step, other, name());
    }

    /** Whether a person was asked to delete it. */
    boolean isByHand() {
        return last(IncidentStep.REVOKE)
                .map(event -> event.outcome() == Outcome.BY_HAND)
                .orElse(false);
    }

    void say(IncidentStep step, Outcome outcome, String detail, List<String> lines) {
        say(clock.instant(), step, outcome, detail, lines);
    }

    void say(IncidentStep step, Outcome outcome, String detail) {
        say(step, outcome, detail, List.of());
    }

    /** The same of what happened at {@code at}. */
    void say(Instant at, IncidentStep step, Outcome outcome, String detail) {
        say(at, step, outcome, detail, List.of());
    }

    private void say(Instant at, IncidentStep step, Outcome outcome, String detail, List<String> lines) {
        journal.add(new IncidentEvent(at, step, outcome, key.venue().id(), name(), detail, lines));
    }

    private String name() {
        return key.id().value();
    }
}
