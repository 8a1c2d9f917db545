/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks.page;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes {@code docs/performance.md} from the runs in {@code docs/performance}, with what is said there of those that miss what they were to reach ({@code SignBenchmark.md}), and takes up a new one:
 *
 * <pre>{@code
 * java -jar keyguard-benchmarks/target/benchmarks.jar SignBenchmark -prof gc -rf json -rff sign.json
 * java -cp keyguard-benchmarks/target/benchmarks.jar io.keyguard.benchmarks.page.PerformancePage docs \
 *     sign.json SignBenchmark-17 2026-11-25 "SignBenchmark -prof gc" "2 cores, AMD Zen 5"
 * }</pre>
 */
public final class PerformancePage {
    private static final String HEAD = """
            # Performance

            Made from the runs in `docs/performance` by `io.keyguard.benchmarks.page.PerformancePage`. Times differ between machines, so each benchmark names its
            anchor, a sibling that ran beside it in the same run: what counts is the ratio, and the ratio to reach, if there is one. Build the benchmarks with
            `mvn -B -Pbenchmarks -DskipTests package` and run them with `java -jar keyguard-benchmarks/target/benchmarks.jar` and what stands under each heading.
            """;

    private PerformancePage() {}

    /**
     * Writes the page.
     *
     * @param arguments the folder of the documents; then, to take up a run: the file that JMH wrote, a name for it, date, command and machine
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1 && arguments.length != 6) {
            throw new IllegalArgumentException("give DOCS, or DOCS JMH-RESULT NAME DATE COMMAND MACHINE");
        }
        Path docs = Path.of(arguments[0]);
        if (arguments.length > 1) {
            Path kept = docs.resolve("performance").resolve(arguments[2] + ".json");
            Run.keep(Path.of(arguments[1]), kept, arguments[3], arguments[4], arguments[5]);
        }
        Files.writeString(docs.resolve("performance.md"), page(docs.resolve("performance")));
    }

    static String page(Path runs) throws IOException {
        var page = new StringBuilder(HEAD);
        try (Stream<Path> files = Files.list(runs)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                Run run = Run.read(file);
                Map<String, List<Result>> types = run.results().stream().collect(Collectors.groupingBy(Result::type));
                for (String type : types.keySet().stream().sorted().toList()) {
                    table(page, run, type, types.get(type));
                    page.append(note(runs, type));
                }
            }
        }
        return page.toString();
    }

    private static String note(Path runs, String type) throws IOException {
        Path note = runs.resolve(simpleName(type) + ".md");
        return Files.exists(note) ? "\n" + Files.readString(note) : "";
    }

    /** The benchmarks in {@code runs} that do not reach a ratio which they were to reach. */
    static Set<String> missed(Path runs) throws IOException {
        var missed = new TreeSet<String>();
        try (Stream<Path> files = Files.list(runs)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                List<Result> all = Run.read(file).results();
                all.stream().filter(result -> misses(result, all)).forEach(r -> missed.add(simpleName(r.type())));
            }
        }
        return missed;
    }

    private static boolean misses(Result result, List<Result> all) {
        return Arrays.stream(anchors(result))
                .anyMatch(anchor -> beside(anchor, result, all)
                        .anyMatch(other -> result.score() / other.score() > anchor.atMost()));
    }

    private static Stream<Result> beside(Against anchor, Result result, List<Result> all) {
        return all.stream()
                .filter(other -> other.type().equals(result.type())
                        && other.method().equals(anchor.value())
                        && other.sameCase(result));
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static void table(StringBuilder page, Run run, String type, List<Result> results) {
        List<String> params = results.stream()
                .flatMap(r -> r.params().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        page.append("\n## ").append(simpleName(type)).append(", JDK ").append(run.jdk());
        page.append("\n\n")
                .append(run.date())
                .append(", ")
                .append(run.machine())
                .append(", `")
                .append(run.command())
                .append("`\n\n|");
        params.forEach(p -> page.append(' ').append(p).append(" |"));
        page.append(" | time | B/op | against (to reach) |\n|")
                .append("---|".repeat(params.size() + 4))
                .append('\n');
        for (Result result : results) {
            page.append('|');
            params.forEach(p ->
                    page.append(' ').append(result.params().getOrDefault(p, "")).append(" |"));
            page.append(' ')
                    .append(result.method())
                    .append(" | ")
                    .append(time(result))
                    .append(" | ")
                    .append(bytes(result));
            page.append(" | ").append(ratios(result, results)).append(" |\n");
        }
    }

    private static String ratios(Result result, List<Result> all) {
        return Arrays.stream(anchors(result))
                .flatMap(anchor -> beside(anchor, result, all)
                        .map(r -> number(result.score() / r.score()) + " x " + r.method() + goal(anchor)))
                .collect(Collectors.joining(", "));
    }

    private static String goal(Against anchor) {
        return Double.isInfinite(anchor.atMost()) ? "" : " (" + number(anchor.atMost()) + ")";
    }

    private static Against[] anchors(Result result) {
        try {
            Class<?> type = Class.forName(result.type(), false, PerformancePage.class.getClassLoader());
            return Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals(result.method()))
                    .findFirst()
                    .map((Method m) -> m.getAnnotationsByType(Against.class))
                    .orElseThrow(() -> new IllegalStateException("there is no benchmark " + result.type() + "."
                            + result.method() + " any more; measure again"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("there is no benchmark " + result.type() + " any more; measure again", e);
        }
    }

    private static String time(Result result) {
        String error = Double.isNaN(result.error()) ? "" : " ± " + number(result.error());
        String p99 = Double.isNaN(result.p99()) ? "" : ", p99 " + number(result.p99());
        return number(result.score()) + error + " " + result.unit() + p99;
    }

    private static String bytes(Result result) {
        return Double.isNaN(result.bytes()) ? "" : String.format(Locale.ROOT, "%.0f", result.bytes());
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
}
