/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.KeyLifecycle;
import java.util.ArrayList;
import java.util.List;

/** Says what a rotation would do, after the questions that it would ask first. */
final class Preview {
    private final Work work;

    Preview(Work work) {
        this.work = work;
    }

    /** What a person has to prepare, one thing each; asks nobody. */
    List<String> prepare(Rotation row) {
        var lines = new ArrayList<String>();
        KeyLifecycle keys = work.door().keys(row);
        if (row.making() == RotationPlan.Making.BY_OPERATOR || !work.door().administers(row)) {
            Rotation named = row.with(Rotation.LABEL, "kg-… (as 'rotate' will say)");
            OperatorStep.steps(named, work.door().venue(row)).forEach(step -> lines.add("make the key: " + step));
            if (keys.traits().overlap()) {
                keys.stepsToDelete(Names.old(row)).forEach(step -> lines.add("delete the old one: " + step));
            }
        }
        if (!keys.traits().overlap()) {
            lines.add(
                    "a new key ends the old one here: choose a quiet time, as bots open nothing from then on until the new one works");
        }
        return lines;
    }

    List<String> of(Rotation row) {
        var lines = new ArrayList<String>();
        Rotation asked = row;
        if (work.door().hasNonces(row)) {
            lines.add("not asked what the old key may do: that would take a nonce from the bots");
            asked = asked.with(Rotation.OLD_DEAD, "yes");
        } else {
            // The first step asks with the old key; the second one, what stands against it.
            Step.Outcome first = new PlanStep(work).take(asked);
            asked = first.row();
            if (first.until() != null || asked.state() != RotationState.PLANNED) {
                lines.add("cannot begin: " + asked.reason());
                return lines;
            }
        }
        PlanStep.Judgement judgement = new PlanStep(work).judge(asked);
        if (!judgement.against().isEmpty()) {
            lines.add("cannot begin: " + judgement.against());
            return lines;
        }
        try {
            asked = work.door().administers(row)
                    ? OldFacts.listed(asked, work.door().list(asked))
                    : asked;
        } catch (VenueRefusedException | VenueUnavailableException e) {
            lines.add("cannot begin: the venue does not tell the list of keys");
            return lines;
        }
        if (row.making() != RotationPlan.Making.BY_OPERATOR && !OldFacts.hasAddresses(asked)) {
            lines.add("cannot begin: " + PlanStep.ADDRESSES);
            return lines;
        }
        boolean byPerson = row.making() == RotationPlan.Making.BY_OPERATOR;
        lines.add((byPerson ? "ask a person for" : "ask " + row.venue() + " for") + " the key " + judgement.label()
                + " with " + work.door().venue(row).rights().smallestKeyFor(row.rights("needs"))
                + (asked.ips().isEmpty() ? " from anywhere" : " from " + asked.ips()));
        lines.add("store it, and ask " + row.venue() + " what it may do");
        lines.add("put it in the place of generation " + row.number("oldGeneration") + " of " + row.key());
        lines.add("wait for "
                + work.consumers().of(row.key()).stream()
                        .map(Consumers.Consumer::name)
                        .toList() + ", at most " + row.seconds("acknowledgeWithin") + ", then " + row.late());
        lines.add(
                work.door().keys(row).traits().overlap()
                        ? "after " + row.seconds("overlap") + " delete " + Names.old(asked)
                                + " and ask until it is refused"
                        : "ask until " + Names.old(asked) + " is refused, which the new one ends");
        return lines;
    }
}
