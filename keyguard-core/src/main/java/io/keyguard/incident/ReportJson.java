/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The report for programs. Times are milliseconds from the alarm; null where there is none. */
final class ReportJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static String of(IncidentReport report) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("incident", report.id());
            json.writeStringField("alarm", report.alarm().toString());
            json.writeStringField("reason", report.reason());
            json.writeStringField("headline", report.headline());
            json.writeBooleanField("clean", report.isClean());
            time(json, "toFreeze", report.toFreeze());
            time(json, "toClose", report.toClose());
            percentiles(json, "toRevoke", report.toRevoke(false));
            percentiles(json, "toRevokeByHand", report.toRevoke(true));
            json.writeArrayFieldStart("keys");
            for (KeyOutcome key : report.keys()) {
                key(json, key);
            }
            json.writeEndArray();
            strings(json, "next", report.next());
            if (report.losses().isPresent()) {
                strings(json, "losses", report.losses().get());
            } else {
                json.writeNullField("losses");
            }
            json.writeArrayFieldStart("events");
            for (IncidentEvent event : report.events()) {
                event(json, event);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void time(JsonGenerator json, String name, Optional<Duration> time) throws IOException {
        if (time.isPresent()) {
            json.writeNumberField(name, time.get().toMillis());
        } else {
            json.writeNullField(name);
        }
    }

    private static void percentiles(JsonGenerator json, String name, List<Duration> times) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("keys", times.size());
        time(json, "p50", IncidentReport.percentile(times, 0.5));
        time(json, "p99", IncidentReport.percentile(times, 0.99));
        json.writeEndObject();
    }

    private static void strings(JsonGenerator json, String name, List<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String one : strings) {
            json.writeString(one);
        }
        json.writeEndArray();
    }

    private static void key(JsonGenerator json, KeyOutcome key) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", key.key());
        json.writeStringField("venue", key.venue());
        json.writeStringField("state", key.state().name());
        json.writeBooleanField("byHand", key.byHand());
        time(json, "toCancel", key.toCancel());
        time(json, "toRevoke", key.toRevoke());
        json.writeStringField("why", key.why());
        strings(json, "next", key.next());
        json.writeEndObject();
    }

    private static void event(JsonGenerator json, IncidentEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", event.at().toString());
        json.writeStringField("step", event.step().name());
        json.writeStringField("outcome", event.outcome().name());
        json.writeStringField("venue", event.venue());
        json.writeStringField("key", event.key());
        json.writeStringField("detail", event.detail());
        strings(json, "lines", event.lines());
        json.writeEndObject();
    }
}
