/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leak corpus through what loggers bring along, and through this, judged alike; made into a page. */
class ComparedTest {
    private static final String KEY = "SYNTHETICapiKEYoOo0123456789abcdefghijklmnopqrstuvwxyzNOTREALok3";
    private static final Set<String> SHAPES = Set.of("64 letters and digits", "88 of base64", "32 hexadecimal");
    private static final Set<String> PIECES = Set.of("head", "tail", "ansi", "zero", "wrap", "reverse", "dump");

    private static final List<String> KINDS = List.of(
            "in a field, a header, an address",
            "as it is, in other text",
            "encoded",
            "encoded twice",
            "cut, broken or reversed");

    private static final String PAGE = """
            # Redaction, compared

            Every line of the [leak corpus](../keyguard-redaction/src/test/resources/corpus/README.md) that holds a registered secret, with three shapes of secrets (64 letters and digits, 88 characters
            of base64, 32 hexadecimal digits), through what loggers bring along and through keyguard: lines that leaked of lines that were logged. Made by `ComparedTest`, which
            `mvn verify` compares with this page (`-Dkeyguard.docs=write` writes it anew).

            A line leaks if `LeakScanner`, which undoes encodings and shares no code with the redactor, reads the secret in the bytes that reached the file, or a run of it that is worth 72 bits. Every layout shows
            all that an event carries. The other tools were given what no configuration file should hold, the secrets themselves, each as it is, and besides this expression for fields:

            ```
            %s
            ```

            keyguard was given the keys, and nothing else.

            ## What stands in the message

            %s
            With the expression alone, which is how most configurations are, for secrets of 64 letters and digits:

            %s
            ## Where it stands

            The secret as it is, in:

            %s
            What is left at keyguard would be a bug. What it does not find, and does not claim to, is in [redaction](redaction.md#what-is-not-found), and is not in the corpus; that
            the corpus and keyguard come from the same authors is a reason to read its lines.
            """;

    private static final String OURS = "keyguard";

    @TempDir
    private static Path folder;

    private final List<Corpus.Shape> shapes = Corpus.SHAPES.stream()
            .filter(shape -> SHAPES.contains(shape.name()))
            .toList();
    private final List<ApiKey> keys = new ArrayList<>();
    private final Map<String, Map<String, Count>> lines = rows();
    private final Map<String, Map<String, Count>> alone = rows();
    private final Map<String, Map<String, Count>> places = new LinkedHashMap<>();

    private static Map<String, Map<String, Count>> rows() {
        var rows = new LinkedHashMap<String, Map<String, Count>>();
        KINDS.forEach(kind -> rows.put(kind, new LinkedHashMap<>()));
        return rows;
    }

    /** Lines that leaked, of all. */
    private static final class Count {
        private int leaked;
        private int tried;

        void add(boolean leak) {
            leaked += leak ? 1 : 0;
            tried++;
        }

        @Override
        public String toString() {
            return leaked + " of " + tried;
        }
    }

    @BeforeEach
    void learn() {
        shapes.forEach(shape -> keys.add(Canary.key("corpus", KEY, shape.secret(), null)));
        keys.forEach(LiveSecrets.shared()::learn);
    }

    @AfterEach
    void forget() {
        keys.forEach(LiveSecrets.shared()::forget);
    }

    @Test
    void page_compared_isWhatTheToolsDo() throws IOException {
        var secrets = new ArrayList<>(shapes.stream().map(Corpus.Shape::secret).toList());
        secrets.add(KEY);
        for (var tool : new ComparedTools(secrets).all().entrySet()) {
            try (Wire wire = open(tool)) {
                for (Corpus.Shape shape : shapes) {
                    tryLines(lines, wire, shape);
                    tryPlaces(wire, shape);
                }
            }
        }
        for (var tool : new ComparedTools(List.of()).all().entrySet()) {
            if (!tool.getKey().startsWith(OURS)) {
                try (Wire wire = open(tool)) {
                    tryLines(alone, wire, shapes.get(0));
                }
            }
        }

        assertThat(List.of(lines, places))
                .allSatisfy(table -> assertThat(table.values())
                        .allSatisfy(
                                row -> row.forEach((tool, count) -> assertThat(tool.startsWith(OURS) ? count.leaked : 0)
                                        .isZero())));
        GeneratedPage.check(
                "redaction-compared.md",
                PAGE.formatted(ComparedTools.FIELDS, table(lines), table(alone), table(places)));
    }

    private static Wire open(Map.Entry<String, ComparedTools.Opening> tool) throws IOException {
        return tool.getValue().open(tool.getKey(), Files.createTempFile(folder, "compared", ".log"));
    }

    private static LeakScanner oracle(Corpus.Shape shape) {
        return LeakScanner.forSecrets(Map.of("secret", shape.secret(), "key", KEY))
                .thorough();
    }

    private static void tryLines(Map<String, Map<String, Count>> table, Wire wire, Corpus.Shape shape)
            throws IOException {
        for (Corpus.Leak leak : Corpus.leaks()) {
            if (leak.registered()) {
                String line = leak.line().fill(Corpus.values(shape, KEY));
                count(table, kind(leak), wire).add(leaks(wire, Placement.ARGUMENT, line, shape));
            }
        }
    }

    private void tryPlaces(Wire wire, Corpus.Shape shape) throws IOException {
        String plain = "key " + shape.secret() + " here";
        for (Placement place : EnumSet.complementOf(EnumSet.of(Placement.SPLIT))) {
            if (wire.placements().contains(place)) {
                count(places, words(place), wire).add(leaks(wire, place, plain, shape));
            }
        }
    }

    private static Count count(Map<String, Map<String, Count>> table, String row, Wire wire) {
        return table.computeIfAbsent(row, k -> new LinkedHashMap<>())
                .computeIfAbsent(wire.toString(), k -> new Count());
    }

    private static boolean leaks(Wire wire, Placement place, String line, Corpus.Shape shape) throws IOException {
        String arrived = wire.send(place, line, new Random(0));
        return arrived.contains(shape.secret())
                || arrived.contains(KEY)
                || !oracle(shape).scan(arrived).isEmpty();
    }

    private static String kind(Corpus.Leak leak) {
        List<String> writings = leak.line().writings();
        if (writings.stream().anyMatch(PIECES::contains)) {
            return KINDS.get(4);
        }
        if (leak.unregistered()) {
            return KINDS.get(0);
        }
        int depth = leak.line().depth();
        return KINDS.get(1 + Math.min(depth, 2));
    }

    private static String words(Placement place) {
        return switch (place) {
            case MESSAGE -> "the message";
            case ARGUMENT -> "an argument";
            case OBJECT -> "a map as an argument";
            case SPLIT -> throw new IllegalArgumentException("not compared");
            case CONTEXT_VALUE -> "a value of the MDC";
            case CONTEXT_KEY -> "a key of the MDC";
            case PAIR_VALUE -> "the value of a pair";
            case PAIR_KEY -> "the key of a pair";
            case EXCEPTION -> "an exception";
            case CAUSE -> "the cause of a cause";
            case SUPPRESSED -> "a suppressed exception";
            case MARKER -> "a marker";
            case LOGGER -> "the name of the logger";
            case THREAD -> "the name of the thread";
        };
    }

    private static String table(Map<String, Map<String, Count>> rows) {
        Set<String> tools = rows.values().iterator().next().keySet();
        var table = new StringBuilder(
                "| | " + String.join(" | ", tools) + " |\n|---|" + "---|".repeat(tools.size()) + "\n");
        rows.forEach((name, row) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(tools.stream()
                        .map(tool -> row.containsKey(tool) ? row.get(tool).toString() : "does not have it")
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }
}
