/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Scenarios with seeds of no evaluation, by which rules and thresholds are chosen: {@code -Dkeyguard.scenarios=N3D,A10D} says which, {@code -Dkeyguard.seeds=100} the first seed of each. {@code target/training.md} has their
 * tables, and what was missed or rang in vain.
 */
class TrainingTest {
    private static final Path REPORT = Path.of("target", "training.md");
    private static final int THREADS = 2;
    /** They train what is judged of changed orders, which most rules meet in. */
    private static final String USUAL = "N3,N3B,N3C,N3D,N3E,N3F,A8B,A10B,A10C,A10D";

    /** What the thief did in the last moments of a process is left open there. */
    private static final Set<Scenario> CRASHES = EnumSet.of(Scenario.A35B, Scenario.A35C);

    @Test
    @Tag("long")
    void scenarios_onTrainingSeeds_missNothing_andRingForNothing() throws Exception {
        var evaluation = new Evaluation();
        List<ScenarioRun> runs = play(
                Arrays.stream(System.getProperty("keyguard.scenarios", USUAL).split(","))
                        .map(Scenario::valueOf)
                        .toList(),
                Long.getLong("keyguard.seeds", 0));
        runs.forEach(evaluation::add);
        List<String> wrong = runs.stream().flatMap(TrainingTest::wrong).toList();
        Files.writeString(REPORT, evaluation.toMarkdown() + "\n" + String.join("\n", wrong) + "\n");

        assertThat(wrong).isEmpty();
    }

    private static List<ScenarioRun> play(List<Scenario> scenarios, long firstSeed) throws Exception {
        List<Conditions> all = Conditions.all();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<ScenarioRun>> futures = new ArrayList<>();
            for (Scenario scenario : scenarios) {
                for (int n = 0; n < all.size(); n++) {
                    long seed = firstSeed + n;
                    Conditions conditions = all.get(n);
                    futures.add(threads.submit(() -> Simulation.play(scenario, seed, conditions, Thresholds.limits())));
                }
            }
            List<ScenarioRun> runs = new ArrayList<>();
            for (Future<ScenarioRun> future : futures) {
                runs.add(future.get());
            }
            return runs;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Each kind of fault of a run once, with how many there are and the first of them. */
    private static Stream<String> wrong(ScenarioRun run) {
        Map<String, List<String>> kinds = new TreeMap<>();
        run.missed()
                .forEach(what ->
                        kinds.computeIfAbsent("missed", k -> new ArrayList<>()).add(what));
        if (!CRASHES.contains(run.scenario())) {
            run.leftOpen()
                    .forEach(what -> kinds.computeIfAbsent("left open", k -> new ArrayList<>())
                            .add(what));
        }
        run.falseAlarms()
                .forEach(alarm -> kinds.computeIfAbsent("in vain " + alarm.signal(), k -> new ArrayList<>())
                        .add(alarm.toString()));
        String where = String.join(
                " ",
                run.scenario().name(),
                Long.toString(run.seed()),
                run.conditions().toString(),
                run.scenario().wording(run.conditions()).name());
        return kinds.entrySet().stream()
                .map(one -> where + ": " + one.getKey() + " " + one.getValue().size() + ", first "
                        + one.getValue().get(0));
    }
}
