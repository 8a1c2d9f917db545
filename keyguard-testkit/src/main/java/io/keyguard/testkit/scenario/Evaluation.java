/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import com.google.errorprone.annotations.FormatMethod;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Adds up how scenarios went: what was noticed, how soon, at what cost, and what rang for nothing. Not thread-safe. */
public final class Evaluation {
    private static final double MONTH_DAYS = 30;
    /** So many would be seen with a probability of 95 % if there were one in the time watched. */
    private static final double RULE_OF_THREE = 3;

    private final Map<Scenario, List<ScenarioRun>> runs = new EnumMap<>(Scenario.class);

    /** Makes one without runs. */
    public Evaluation() {}

    /** Adds how one went. */
    public void add(ScenarioRun run) {
        runs.computeIfAbsent(run.scenario(), s -> new ArrayList<>()).add(run);
    }

    /** Returns the runs in which something that had to be told was not. */
    public List<ScenarioRun> missed() {
        return all(run -> !run.missed().isEmpty());
    }

    /** Returns the runs in which of an order of the thief nothing was said but that it cannot be judged. */
    public List<ScenarioRun> leftOpen() {
        return all(run -> !run.leftOpen().isEmpty());
    }

    /** Returns the runs in which something rang for nothing. */
    public List<ScenarioRun> falseAlarms() {
        return all(run -> !run.falseAlarms().isEmpty());
    }

    private List<ScenarioRun> all(Predicate<ScenarioRun> wanted) {
        return runs.values().stream().flatMap(Collection::stream).filter(wanted).toList();
    }

    /** Returns everything as tables in Markdown. */
    public String toMarkdown() {
        return attacks() + "\n" + ordinary() + "\n" + signals();
    }

    private String attacks() {
        var table = new StringBuilder("""
                | attack | what happens | needs | noticed by | missed | thefts left open | not judged | seconds p50 / p95 | lost until then p50 / p95 | lost in all |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        runs.forEach((scenario, some) -> {
            if (scenario.isAttack()) {
                table.append(attack(scenario, some));
            }
        });
        return table.toString();
    }

    private static String attack(Scenario scenario, List<ScenarioRun> some) {
        long missed = some.stream().filter(run -> !run.missed().isEmpty()).count();
        List<Double> seconds = sorted(some.stream()
                .flatMap(run -> run.detectedAfter().stream())
                .map(time -> time.toMillis() / 1e3)
                .toList());
        List<Double> lost = sorted(some.stream().map(ScenarioRun::lost).toList());
        List<Double> inAll = sorted(some.stream().map(ScenarioRun::lostInAll).toList());
        return row(
                scenario.name().substring(1),
                scenario.title(),
                scenario.needs().words(),
                noticedBy(some),
                scenario.needs() == Needs.UNSEEN ? "cannot be seen" : missed + " of " + some.size(),
                leftOpen(some),
                Long.toString(some.stream().mapToLong(ScenarioRun::unjudged).sum()),
                seconds.isEmpty() ? "–" : number("%.1f / %.1f", at(seconds, 0.5), at(seconds, 0.95)),
                number("$%,.0f / $%,.0f", at(lost, 0.5), at(lost, 0.95)),
                number("$%,.0f", at(inAll, 0.5)));
    }

    /** How many orders of thieves could not be judged, and in how many runs. */
    private static String leftOpen(List<ScenarioRun> some) {
        long orders = some.stream().mapToLong(run -> run.leftOpen().size()).sum();
        long in = some.stream().filter(run -> !run.leftOpen().isEmpty()).count();
        return orders == 0 ? "0" : orders + " in " + in;
    }

    private static String noticedBy(List<ScenarioRun> some) {
        Map<Signal, Integer> counts = new TreeMap<>();
        some.forEach(run -> run.noticed().forEach(signal -> counts.merge(signal, 1, Integer::sum)));
        return counts.isEmpty()
                ? "–"
                : counts.entrySet().stream()
                        .map(one -> "`" + one.getKey() + "` " + one.getValue())
                        .collect(Collectors.joining(", "));
    }

    private String ordinary() {
        var table = new StringBuilder("""
                | ordinary | what happens | runs | days watched | false alarms | a bot-month | not judged |
                |---|---|---|---|---|---|---|
                """);
        List<ScenarioRun> together = new ArrayList<>();
        runs.forEach((scenario, some) -> {
            if (!scenario.isAttack()) {
                together.addAll(some);
                table.append(ordinary(scenario.name(), scenario.title(), some));
            }
        });
        return table.append(ordinary("all", "", together)).toString();
    }

    private static String ordinary(String name, String title, List<ScenarioRun> some) {
        double days = some.stream()
                        .map(ScenarioRun::length)
                        .reduce(Duration.ZERO, Duration::plus)
                        .toMinutes()
                / 1_440.0;
        List<Alarm> wrong =
                some.stream().flatMap(run -> run.falseAlarms().stream()).toList();
        double months = days / MONTH_DAYS;
        return row(
                name,
                title,
                Integer.toString(some.size()),
                number("%.1f", days),
                wrong.isEmpty() ? "0" : wrong.size() + ": " + signalsOf(wrong),
                wrong.isEmpty()
                        ? number("0 (< %.1f)", RULE_OF_THREE / Math.max(months, 1e-9))
                        : number("%.1f", wrong.size() / months),
                Long.toString(some.stream().mapToLong(ScenarioRun::unjudged).sum()));
    }

    private static String signalsOf(List<Alarm> alarms) {
        return alarms.stream()
                .map(alarm -> "`" + alarm.signal() + "`")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Of each signal, in how many runs it told what it had to, did not, told what was not, and rightly said nothing. */
    private String signals() {
        var table = new StringBuilder("""
                | signal | told rightly | missed | told wrongly | rightly silent |
                |---|---|---|---|---|
                """);
        List<ScenarioRun> every = all(run -> true);
        for (Signal signal : Signal.values()) {
            long right = count(every, run -> run.noticed().contains(signal));
            long missed = count(every, run -> isMissed(run, signal));
            long wrong = count(every, run -> isWrong(run, signal));
            long silent = count(
                    every, run -> !run.noticed().contains(signal) && !isMissed(run, signal) && !isWrong(run, signal));
            if (signal != Signal.UNJUDGED) {
                table.append(row(
                        "`" + signal + "`",
                        Long.toString(right),
                        Long.toString(missed),
                        Long.toString(wrong),
                        Long.toString(silent)));
            }
        }
        return table.toString();
    }

    private static boolean isMissed(ScenarioRun run, Signal signal) {
        return run.scenario().expected().contains(signal) && !run.noticed().contains(signal);
    }

    private static boolean isWrong(ScenarioRun run, Signal signal) {
        return run.falseAlarms().stream().anyMatch(alarm -> alarm.signal() == signal);
    }

    private static long count(List<ScenarioRun> some, Predicate<ScenarioRun> wanted) {
        return some.stream().filter(wanted).count();
    }

    private static List<Double> sorted(List<Double> numbers) {
        return numbers.stream().sorted().toList();
    }

    /** The smallest of {@code sorted} that is not below {@code share} of them. */
    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    @FormatMethod
    private static String number(String format, Object... numbers) {
        return String.format(Locale.ROOT, format, numbers);
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    @Override
    public String toString() {
        return "Evaluation[" + all(run -> true).size() + " runs]";
    }
}
