/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.KeyguardException;
import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** A key of an incident whose name another one has by now. That one is left alone here; this one is deleted by its id, if somebody at hand may, and never called dead: nobody here can try it. Used by one thread. */
final class Predecessor {
    /** For {@link KeyOutcomes}, as nobody can prove more by going on. */
    static final String NAME = "another key has its name by now";

    private static final String DELETED = "; the venue says that the old one is deleted, and nobody here can try it";
    private static final String LEFT = "; look on the venue's page whether the old one is gone";

    private static final String OLD = "Delete the old key, and not the new one that has its name:";
    private static final String LOOK = "Look there whether the old key is gone: the new one has its name.";

    private final ExposedKey successor;
    private final VenueKeyId old;
    private final boolean exposed;
    private final IncidentJournal journal;
    private final Outside outside;
    private final InstantSource clock;

    /**
     * @param exposed whether the other one was in other hands as well, and is ended under the name that it had
     */
    Predecessor(
            ExposedKey successor,
            VenueKeyId old,
            boolean exposed,
            IncidentJournal journal,
            Outside outside,
            InstantSource clock) {
        this.successor = successor;
        this.old = old;
        this.exposed = exposed;
        this.journal = journal;
        this.outside = outside;
        this.clock = clock;
    }

    /** Unless it was dead before that; what was said of it is not said again. */
    void end() {
        String name = successor.id().value();
        if (journal.isDone(IncidentStep.PROBE, name)) {
            return;
        }
        boolean deleted = journal.isDone(IncidentStep.REVOKE, name);
        if (!deleted && delete()) {
            deleted = true;
            say(IncidentStep.REVOKE, Outcome.DONE, "the venue says that it is deleted", List.of());
        }
        String detail =
                NAME + (exposed ? ", which is ended as well" : ", which is not touched") + (deleted ? DELETED : LEFT);
        boolean said = journal.last(IncidentStep.PROBE, name)
                .map(event -> event.detail().equals(detail))
                .orElse(false);
        if (said) {
            return;
        }
        if (!deleted) {
            var steps = new ArrayList<>(List.of(OLD));
            steps.addAll(successor.stepsToDelete());
            say(IncidentStep.REVOKE, Outcome.BY_HAND, detail, steps);
        }
        handOver(name);
        say(IncidentStep.PROBE, Outcome.FAILED, detail, List.of());
    }

    /** Whoever has the old key may have placed orders since the account was swept; those of the new one, which may trade by now, are not to be cancelled for it. */
    private void handOver(String name) {
        var lines = new LinkedHashSet<String>();
        journal.last(IncidentStep.SWEEP, name).ifPresent(event -> lines.addAll(event.lines()));
        lines.add(KeyOrders.LOOK_AT_ORDERS);
        lines.add(LOOK);
        say(
                IncidentStep.SWEEP,
                Outcome.BY_HAND,
                "nobody has looked since another key has its name",
                List.copyOf(lines));
    }

    private void say(IncidentStep step, Outcome outcome, String detail, List<String> lines) {
        journal.add(new IncidentEvent(
                clock.instant(),
                step,
                outcome,
                successor.venue().id(),
                successor.id().value(),
                detail,
                lines));
    }

    private boolean delete() {
        Optional<KeyAdministrator> byApi =
                successor.lifecycle().flatMap(keys -> keys.administrator(successor.environment()));
        return byApi.isPresent()
                && successor.administrators().stream()
                        .anyMatch(calls ->
                                successor.accounts().stream().anyMatch(account -> delete(byApi.get(), calls, account)));
    }

    private boolean delete(KeyAdministrator byApi, SignedCalls calls, String account) {
        try {
            return outside.call(successor.venue().id(), () -> byApi.delete(calls, account, old, Optional.empty()));
        } catch (KeyguardException e) {
            // Most often: this venue knows the account by another name, or wants the passphrase, which nobody has.
            return false;
        }
    }
}
