/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.keyguard.KeyId;
import io.keyguard.detection.Advice;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.WatchView;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Alarms for people and programs. What a venue named may hold anything, so what steers a terminal is taken out of it. */
final class AlarmTable {
    static final List<String> COLUMNS = List.of(
            "LAST",
            "SIGNAL",
            "VENUE",
            "ACCOUNT",
            "KEY",
            "SUBJECT",
            "COUNT",
            "CONFIDENCE",
            "ADVICE",
            "DONE",
            "EVIDENCE");

    private AlarmTable() {}

    /** The alarms of all accounts, the last first. */
    static List<Alarm> of(List<WatchView> views) {
        return views.stream()
                .flatMap(view -> view.alarms().stream())
                .sorted(Comparator.comparing(Alarm::at).reversed())
                .toList();
    }

    /** Also those that only a newer version could read are. */
    static boolean isWorthALook(List<WatchView> views) {
        return views.stream().anyMatch(view -> view.unknown() > 0)
                || of(views).stream().anyMatch(alarm -> alarm.advice() != Advice.NOTHING);
    }

    /** What cannot be shown, in a line for each account; nothing if there is no such thing. */
    static String unknown(List<WatchView> views) {
        return views.stream()
                .filter(view -> view.unknown() > 0)
                .map(view -> view.venue() + "/" + view.account() + ": " + view.unknown()
                        + " alarms that only a newer keyguard can show" + System.lineSeparator())
                .collect(Collectors.joining());
    }

    static List<String> row(Alarm alarm) {
        return List.of(
                alarm.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                alarm.signal().name(),
                alarm.venue(),
                alarm.account(),
                alarm.key().map(KeyId::value).orElse(""),
                harmless(alarm.subject()),
                Long.toString(alarm.count()),
                alarm.confidence().name(),
                alarm.advice().name(),
                alarm.reaction().name(),
                harmless(alarm.evidence()));
    }

    static String harmless(String text) {
        return text.replaceAll("\\p{C}", "?");
    }

    /** One line for people. */
    static String line(Alarm alarm) {
        return String.join(
                "  ", row(alarm).stream().filter(cell -> !cell.isEmpty()).toList());
    }

    static void write(JsonGenerator json, List<Alarm> alarms) throws IOException {
        json.writeStartArray();
        for (Alarm alarm : alarms) {
            write(json, alarm);
        }
        json.writeEndArray();
    }

    static void write(JsonGenerator json, Alarm alarm) throws IOException {
        json.writeStartObject();
        json.writeStringField("first", alarm.first().toString());
        json.writeStringField("last", alarm.at().toString());
        json.writeStringField("signal", alarm.signal().name());
        json.writeStringField("venue", alarm.venue());
        json.writeStringField("account", alarm.account());
        json.writeStringField("key", alarm.key().map(KeyId::value).orElse(""));
        json.writeStringField("subject", alarm.subject());
        json.writeNumberField("count", alarm.count());
        json.writeStringField("confidence", alarm.confidence().name());
        json.writeStringField("advice", alarm.advice().name());
        json.writeStringField("done", alarm.reaction().name());
        json.writeStringField("evidence", alarm.evidence());
        json.writeEndObject();
    }
}
