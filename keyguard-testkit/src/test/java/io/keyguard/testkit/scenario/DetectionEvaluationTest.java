/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What detection notices, how soon, and what it rings for in vain: {@code docs/detection.md} tells it, and every build plays a part of it again. {@code -Dkeyguard.docs.write=true} writes both anew, the whole with
 * {@code mvn -B -Plong test -pl keyguard-testkit -am -Dtest=DetectionEvaluationTest}.
 */
class DetectionEvaluationTest {
    private static final Path PAGE = Path.of("..", "docs", "detection.md");
    private static final int RUNS = 36;
    private static final int RUNS_OF_A_BUILD = 1;
    private static final int THREADS = 4;

    /** Those in which nothing may be missed, and nothing may ring in vain. */
    private static final Set<Signal> STRONG = EnumSet.of(
            Signal.FOREIGN_ORDER,
            Signal.COPIED_ORDER_ID,
            Signal.FOREIGN_CANCEL,
            Signal.FOREIGN_MOVEMENT,
            Signal.STOPPED_STRATEGY,
            Signal.OLD_GENERATION,
            Signal.UNKNOWN_KEY,
            Signal.RIGHTS_WIDENED,
            Signal.REFUSED_ADDRESS,
            Signal.FOREIGN_ADDRESS,
            Signal.REFUSALS,
            Signal.NONCES,
            Signal.FOREIGN_USAGE);

    /** In their last moments processes sign what they save no more: what the thief did just then is left open. */
    private static final Set<Scenario> CRASHES = EnumSet.of(Scenario.A35B, Scenario.A35C);

    @Test
    void everyScenario_once_isAsThePageSays() throws Exception {
        var evaluation = new Evaluation();
        var digest = MessageDigest.getInstance("SHA-256");
        for (Scenario scenario : Scenario.values()) {
            for (int n = 0; n < RUNS_OF_A_BUILD; n++) {
                ScenarioRun run = EvaluationSeeds.play(scenario, n);
                evaluation.add(run);
                digest.update(line(run).getBytes(StandardCharsets.UTF_8));
            }
        }

        assertStrong(evaluation);
        check(
                "part",
                "Every build plays the first run of each scenario again; their results have the digest `"
                        + HexFormat.of().formatHex(digest.digest(), 0, 8) + "`.\n");
    }

    private static String line(ScenarioRun run) {
        return String.format(
                Locale.ROOT,
                "%s %s %s %s %s %d %s %.2f %.2f\n",
                run.scenario(),
                run.conditions(),
                new TreeSet<>(run.noticed()),
                run.missed(),
                run.leftOpen(),
                run.falseAlarms().size(),
                run.detectedAfter(),
                run.lost(),
                run.lostInAll());
    }

    @Test
    @Tag("long")
    void everyScenario_underAllConditions_isAsThePageSays() throws Exception {
        var evaluation = new Evaluation();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<ScenarioRun>> runs = new ArrayList<>();
            for (Scenario scenario : Scenario.values()) {
                for (int n = 0; n < RUNS; n++) {
                    int run = n;
                    runs.add(threads.submit(() -> EvaluationSeeds.play(scenario, run)));
                }
            }
            for (Future<ScenarioRun> run : runs) {
                evaluation.add(run.get());
            }
        } finally {
            threads.shutdownNow();
        }

        check("whole", evaluation.toMarkdown());
        assertNothingStrongIsMissed(evaluation);
    }

    private static void assertStrong(Evaluation evaluation) {
        assertNothingStrongIsMissed(evaluation);
        assertThat(evaluation.falseAlarms())
                .allSatisfy(run -> assertThat(run.falseAlarms())
                        .allSatisfy(alarm -> assertThat(STRONG).doesNotContain(alarm.signal())));
    }

    private static void assertNothingStrongIsMissed(Evaluation evaluation) {
        Set<String> names = new TreeSet<>();
        STRONG.forEach(signal -> names.add(signal.name()));
        assertThat(evaluation.missed())
                .allSatisfy(run -> assertThat(run.missed()).isNotEmpty().allMatch(what -> isWeak(what, names)));
        assertThat(evaluation.leftOpen()).allMatch(run -> CRASHES.contains(run.scenario()));
    }

    /** Whether it is a signal, and none of the strong ones; what a thief traded is found by strong ones alone. */
    private static boolean isWeak(String missed, Set<String> strong) {
        return !strong.contains(missed) && !missed.contains(" ");
    }

    /** Compares what stands between the markers called {@code name}, or writes it. */
    private static void check(String name, String content) throws IOException {
        String begin = "<!-- evaluation " + name + " -->\n";
        String end = "<!-- end of evaluation " + name + " -->";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(to).as("the page has markers for " + name).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("keyguard.docs.write")) {
            Files.writeString(PAGE, page.substring(0, from) + content + page.substring(to));
        } else {
            assertThat(page.substring(from, to)).isEqualTo(content);
        }
    }
}
