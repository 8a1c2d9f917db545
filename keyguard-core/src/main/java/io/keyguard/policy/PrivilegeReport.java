/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Every finding of every key: names only, fit for a terminal, a log or a pipeline. Immutable.
 *
 * @param keys the number of keys that were looked at
 * @param findings in the order of the keys
 */
public record PrivilegeReport(int keys, List<Finding> findings) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the findings. */
    public PrivilegeReport {
        findings = List.copyOf(findings);
    }

    /** Returns whether every key may be used. */
    public boolean passes() {
        return findings.stream().noneMatch(Finding::stops);
    }

    /**
     * Returns the exit code for a CI job: 0 if every key may be used, 1 if some may not, 3 if that is only because venues could not be asked, so
     * that it may pass by itself.
     */
    public int exitCode() {
        if (passes()) {
            return 0;
        }
        return findings.stream().filter(Finding::stops).allMatch(one -> one.kind() == Finding.Kind.UNVERIFIABLE)
                ? 3
                : 1;
    }

    /** Returns the report for people: one block a key, what is wrong, what was seen, what is needed, what to do. */
    public String toText() {
        var text = new StringBuilder();
        text.append(keys)
                .append(keys == 1 ? " key checked, " : " keys checked, ")
                .append(refused(finding -> finding.kind() != Finding.Kind.NO_KEY))
                .append(" refused");
        long without = refused(finding -> finding.kind() == Finding.Kind.NO_KEY);
        if (without > 0) {
            text.append(", ").append(without).append(without == 1 ? " grant without a key" : " grants without a key");
        }
        text.append('\n');
        bySubject().forEach((subject, list) -> {
            text.append("\n  ").append(subject).append('\n');
            list.forEach(finding -> append(text, finding));
        });
        return text.toString();
    }

    private long refused(Predicate<Finding> which) {
        return findings.stream()
                .filter(Finding::stops)
                .filter(which)
                .map(Finding::subject)
                .distinct()
                .count();
    }

    private Map<String, List<Finding>> bySubject() {
        var grouped = new LinkedHashMap<String, List<Finding>>();
        for (Finding finding : findings) {
            grouped.merge(finding.subject(), List.of(finding), (some, one) -> {
                var all = new java.util.ArrayList<>(some);
                all.addAll(one);
                return all;
            });
        }
        return grouped;
    }

    private static void append(StringBuilder text, Finding finding) {
        text.append(finding.stops() ? "    REFUSED  " : "    note     ")
                .append(finding.kind())
                .append('\n');
        line(text, "seen", finding.observed());
        line(text, "needed", finding.needed());
        line(text, "do", finding.remedy());
    }

    private static void line(StringBuilder text, String label, String words) {
        if (!words.isEmpty()) {
            text.append("             ")
                    .append(String.format("%-7s", label))
                    .append(words)
                    .append('\n');
        }
    }

    /** Returns the report as one JSON object: {@code passes}, {@code keys}, {@code findings}. */
    public String toJson() {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("passes", passes());
            json.writeNumberField("keys", keys);
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                write(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("subject", finding.subject());
        json.writeStringField("kind", finding.kind().name());
        json.writeBooleanField("stops", finding.stops());
        json.writeStringField("observed", finding.observed());
        json.writeStringField("needed", finding.needed());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
    }

    @Override
    public String toString() {
        return toText();
    }
}
