/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.keyguard.internal.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: a table for people, one JSON value for programs. */
final class Output {
    private static final JsonFactory JSON = new JsonFactory();

    /** When to use colours. */
    enum Colour {
        AUTO(Ansi.AUTO),
        ALWAYS(Ansi.ON),
        NEVER(Ansi.OFF);

        private final Ansi ansi;

        Colour(Ansi ansi) {
            this.ansi = ansi;
        }
    }

    /** Writes one JSON value. */
    interface Json {
        void write(JsonGenerator json) throws IOException;
    }

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--json", description = "answer with one JSON value")
    private boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "AUTO",
            description = "${COMPLETION-CANDIDATES}; AUTO is: at a terminal, unless NO_COLOR is set")
    private Colour colour = Colour.AUTO;

    private PrintWriter out() {
        return requireNonNull(command).commandLine().getOut();
    }

    boolean isJson() {
        return json;
    }

    /** Answers with {@code words}, or with what {@code value} writes. */
    void say(String words, Json value) {
        if (json) {
            out().println(json(value));
        } else {
            out().println(words);
        }
    }

    /** Answers with a table and {@code words} below it, or with an object that has the rows as {@code name}, and the words as {@code said}. */
    void table(String name, List<String> columns, List<List<String>> rows, String words) {
        if (json) {
            out().println(json(generator -> {
                generator.writeStartObject();
                generator.writeFieldName(name);
                array(generator, columns, rows);
                generator.writeStringField("said", words);
                generator.writeEndObject();
            }));
            return;
        }
        table(columns, rows);
        report(words + System.lineSeparator(), "");
    }

    /** Answers with a table, or with an array of objects that are named like its columns, in lower case. */
    void table(List<String> columns, List<List<String>> cells) {
        if (json) {
            out().println(json(generator -> array(generator, columns, cells)));
            return;
        }
        List<List<String>> rows = cells.stream()
                .map(row -> row.stream().map(PlainText::of).toList())
                .toList();
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < columns.size(); column++) {
            int at = column;
            widths.add(rows.stream()
                    .mapToInt(row -> row.get(at).length())
                    .reduce(columns.get(at).length(), Math::max));
        }
        out().println(colour.ansi.string("@|bold " + line(columns, widths) + "|@"));
        rows.forEach(row -> out().println(line(row, widths)));
    }

    /** Answers with {@code text}, in which words of alarm are red, or with what stands in {@code jsonText} already. */
    void report(String text, String jsonText) {
        out().print(json ? jsonText + System.lineSeparator() : colour.ansi == Ansi.OFF ? text : red(text));
        out().flush();
    }

    private String red(String text) {
        return text.lines()
                .map(line -> line.startsWith("    REFUSED") ? colour.ansi.string("@|red,bold " + line + "|@") : line)
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }

    private static String line(List<String> cells, List<Integer> widths) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            line.append(String.format("%-" + Math.max(1, widths.get(column)) + "s  ", cells.get(column)));
        }
        return line.toString().stripTrailing();
    }

    private static void array(JsonGenerator json, List<String> columns, List<List<String>> rows) throws IOException {
        json.writeStartArray();
        for (List<String> row : rows) {
            json.writeStartObject();
            for (int column = 0; column < columns.size(); column++) {
                json.writeStringField(columns.get(column).toLowerCase(java.util.Locale.ROOT), row.get(column));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String json(Json value) {
        var text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            value.write(generator);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer could not be written as JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }
}
