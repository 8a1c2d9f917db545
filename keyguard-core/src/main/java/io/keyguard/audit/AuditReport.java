/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Whether the audit chains of a state directory are as they were written. Immutable.
 *
 * @param chains every chain, the oldest first
 * @param problems what is not as it was written; empty if nothing is
 * @param sealed whether a seed was given, so that seals were checked as well
 */
public record AuditReport(List<ChainState> chains, List<String> problems, boolean sealed) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the lists. */
    public AuditReport {
        chains = List.copyOf(chains);
        problems = List.copyOf(problems);
    }

    /**
     * How one chain stands.
     *
     * @param head how far it holds; {@code entries} is 0 if not even its first entry does
     * @param end how it ended
     */
    public record ChainState(AuditHead head, End end) {}

    /** How a chain ended. */
    public enum End {
        /** Its process still runs. */
        RUNNING,
        /** Its process ended it. */
        ENDED,
        /** Its process was killed, or the end was cut off: only a head that was kept elsewhere tells which. */
        OPEN
    }

    /** Returns whether nothing was found. */
    public boolean intact() {
        return problems.isEmpty();
    }

    /** Returns the report for people. */
    public String toText() {
        var text = new StringBuilder();
        for (ChainState chain : chains) {
            text.append(String.format("%-8s %s%n", chain.end(), chain.head()));
        }
        problems.forEach(problem -> text.append("BROKEN   ").append(problem).append(System.lineSeparator()));
        text.append(chains.size()).append(chains.size() == 1 ? " chain, " : " chains, ");
        text.append(
                intact()
                        ? sealed ? "links and seals hold" : "links hold; seals were not checked, for want of the seed"
                        : problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        return text.append(System.lineSeparator()).toString();
    }

    /** Returns the report as one JSON object: {@code intact}, {@code sealed}, {@code chains}, {@code problems}. */
    public String toJson() {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("intact", intact());
            json.writeBooleanField("sealed", sealed);
            json.writeArrayFieldStart("chains");
            for (ChainState chain : chains) {
                json.writeStartObject();
                json.writeStringField("chain", chain.head().chain());
                json.writeNumberField("entries", chain.head().entries());
                json.writeStringField("link", chain.head().link());
                json.writeStringField("end", chain.end().name());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("problems");
            for (String problem : problems) {
                json.writeString(problem);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return toText();
    }
}
