/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.RotationStop;
import java.io.IOException;
import java.util.List;

/** Where rotations stand, in words and as JSON. */
final class RotationWords {
    private RotationWords() {}

    static void say(Output output, List<RotationStatus> all) {
        say(output, List.of(), all);
    }

    static void say(Output output, List<RotationStop> stops, List<RotationStatus> all) {
        var text = new StringBuilder();
        for (RotationStop stop : stops) {
            text.append(text.isEmpty() ? "" : System.lineSeparator())
                    .append("every rotation is asked to stop by ")
                    .append(stop)
                    .append(System.lineSeparator())
                    .append("  - end it with 'rotate revoke', or, if nobody is to, with 'rotate unstop --reason'");
        }
        for (RotationStatus status : all) {
            text.append(text.isEmpty() ? "" : System.lineSeparator()).append(status);
            status.todo()
                    .forEach(step ->
                            text.append(System.lineSeparator()).append("  - ").append(step));
            if (!status.strangers().isEmpty()) {
                text.append(System.lineSeparator())
                        .append("  unknown keys at the venue: ")
                        .append(status.strangers());
            }
            if (!status.cause().isEmpty()) {
                text.append(System.lineSeparator()).append("  note: ").append(status.cause());
            }
        }
        output.say(text.toString(), json -> {
            json.writeStartArray();
            for (RotationStop stop : stops) {
                json.writeStartObject();
                json.writeStringField("key", stop.key());
                json.writeStringField("state", "STOPPED");
                json.writeStringField("since", stop.at().toString());
                json.writeStringField("by", stop.by());
                json.writeEndObject();
            }
            for (RotationStatus status : all) {
                write(json, status);
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, RotationStatus status) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", status.key().value());
        json.writeStringField("rotation", status.id());
        json.writeStringField("state", status.state().name());
        json.writeStringField("since", status.since().toString());
        json.writeStringField("reason", status.reason());
        json.writeNumberField("attempt", status.attempt());
        json.writeStringField("label", status.label());
        json.writeNumberField("generation", status.generation());
        json.writeStringField("cause", status.cause());
        list(json, "waitingFor", status.waitingFor());
        list(json, "unknown", status.strangers());
        list(json, "todo", status.todo());
        json.writeEndObject();
    }

    static void list(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
