/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.JsonMap;
import io.keyguard.internal.PlainText;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A line of the journal of an incident: names only. Immutable.
 *
 * @param at when
 * @param step what it is about
 * @param outcome how it stands
 * @param venue the venue; empty for what is about all of them
 * @param key the name of the key; empty for what is about all of them
 * @param detail in words
 * @param lines steps for a person, or findings, one each
 */
public record IncidentEvent(
        Instant at, IncidentStep step, Outcome outcome, String venue, String key, String detail, List<String> lines) {
    /** How a step stands. */
    public enum Outcome {
        /** It is about to be done; if nothing follows, it may have been. */
        BEGUN,
        /** It did not work, and is tried again. */
        AGAIN,
        /** A person has to do it. */
        BY_HAND,
        /** It is done. */
        DONE,
        /** It is not done, and is no longer tried. */
        FAILED
    }

    /** Copies the lines; words of others show no more than they say. */
    public IncidentEvent {
        detail = PlainText.of(detail);
        lines = lines.stream().map(PlainText::of).toList();
    }

    /** Returns whether nothing more is tried. */
    boolean isFinal() {
        return outcome == Outcome.DONE || outcome == Outcome.FAILED;
    }

    /** Returns whether it is done. */
    boolean isDone() {
        return outcome == Outcome.DONE;
    }

    byte[] toJson() {
        var values = new LinkedHashMap<String, Object>();
        values.put("at", at);
        values.put("step", step);
        values.put("outcome", outcome);
        values.put("venue", venue);
        values.put("key", key);
        values.put("detail", detail);
        values.put("lines", lines);
        return JsonMap.write(values);
    }

    static IncidentEvent of(byte[] json) throws IOException {
        JsonMap values = JsonMap.read(json);
        try {
            return new IncidentEvent(
                    Instant.parse(values.text("at")),
                    IncidentStep.valueOf(values.text("step")),
                    Outcome.valueOf(values.text("outcome")),
                    values.text("venue"),
                    values.text("key"),
                    values.text("detail"),
                    values.list("lines"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("a line that this version does not understand");
        }
    }

    /** Prints it as a line for a terminal. */
    @Override
    public String toString() {
        String who = key.isEmpty() ? "" : " " + key + (venue.isEmpty() ? "" : " at " + venue);
        return step.words() + who + ": " + outcome + (detail.isEmpty() ? "" : ", " + detail);
    }
}
