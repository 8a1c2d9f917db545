/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.detection.WatchLimits;
import io.keyguard.testkit.scenario.Conditions.Book;
import io.keyguard.testkit.scenario.Conditions.Noise;
import io.keyguard.testkit.scenario.Conditions.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulation is the same for the same seed, and its evaluation can fail. */
class SimulationTest {
    private static final Conditions ROUGH = new Conditions(Book.THIN, Pace.BRISK, Noise.ROUGH, false);
    private static final Conditions CALM = new Conditions(Book.LIQUID, Pace.BRISK, Noise.CALM, true);

    @Test
    void play_sameSeed_isTheSame_andAnotherIsNot() {
        ScenarioRun run = Simulation.play(Scenario.A1, 7, ROUGH, Thresholds.limits());

        assertThat(Simulation.play(Scenario.A1, 7, ROUGH, Thresholds.limits())).isEqualTo(run);
        assertThat(Simulation.play(Scenario.A1, 8, ROUGH, Thresholds.limits()).detectedAfter())
                .isNotEqualTo(run.detectedAfter());
    }

    /** The numbers of one run, so that another JDK or machine that plays differently is noticed here. */
    @Test
    void play_aKnownSeed_hasKnownNumbers() {
        ScenarioRun run = Simulation.play(Scenario.A12, 42, CALM, Thresholds.limits());

        assertThat(run.noticed()).containsExactly(Signal.FOREIGN_MOVEMENT);
        assertThat(run.missed()).isEmpty();
        assertThat(run.lost()).isEqualTo(72);
        assertThat(run.lostInAll()).isEqualTo(60_072);
    }

    @Test
    void play_withAWatchThatNeverSettles_missesEverything_andLosesAll() {
        WatchLimits blind = Thresholds.limits().settle(Duration.ofHours(2));

        ScenarioRun run = Simulation.play(Scenario.A12, 7, CALM, blind);

        assertThat(run.missed()).containsExactly("FOREIGN_MOVEMENT");
        assertThat(run.detectedAfter()).isEmpty();
        assertThat(run.lost()).isEqualTo(run.lostInAll()).isEqualTo(60_072);
    }

    @Test
    void play_withAWatchThatIsTooNervous_countsFalseAlarms() {
        WatchLimits nervous = Thresholds.limits().noncesAMinute(1);

        ScenarioRun run = Simulation.play(Scenario.N10, 7, CALM, nervous);

        assertThat(run.falseAlarms()).extracting(Alarm::signal).containsOnly(Signal.NONCES);
    }

    /** Whoever changes one of them freezes anew: writes the new fingerprint, commits, draws new seeds from that commit and evaluates. */
    @Test
    void numbers_areThoseThatWereFrozen() {
        assertThat(DecidingNumbers.fingerprint()).isEqualTo(EvaluationSeeds.NUMBERS);
    }

    /** What survives when commits are copied: the date and the digests. */
    @Test
    void page_saysWhichNumbersWereFrozen_andWhen() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "detection.md")))
                .contains("Frozen on " + EvaluationSeeds.FROZEN_AT)
                .contains("`" + EvaluationSeeds.NUMBERS.substring(0, 16) + "`")
                .contains("`" + Thresholds.fingerprint().substring(0, 16) + "`");
    }

    @Test
    void numbers_areFoundWhereverTheyStand_andWordsAreNot() {
        String rule = """
                /* 17 */ private static final Duration SOON = Duration.ofMinutes(1); // 18
                int count = 0 + 1;
                if (share > 0.2 && count < limits.most) {
                at.plusSeconds(1);
                say("more than 5");
                long most = 1 << 16;
                """;

        assertThat(DecidingNumbers.in(rule))
                .containsExactly(
                        "private static final Duration SOON = Duration.ofMinutes(1);",
                        "if (share > 0.2 && count < limits.most) {",
                        "at.plusSeconds(1);",
                        "long most = 1 << 16;");
        assertThat(DecidingNumbers.all())
                .hasSizeGreaterThan(60)
                .anyMatch(line -> line.startsWith("WatchLimits.java: ") && line.contains("rateFactor"))
                .anyMatch(line -> line.startsWith("Cancellations.java: ") && line.contains("SWEEP"))
                .anyMatch(line -> line.startsWith("Alarms.java: ") && line.contains("MOST_SUBJECTS"));
    }

    @Test
    void scenarios_expectEverySignal() {
        var expected = EnumSet.noneOf(Signal.class);
        Arrays.stream(Scenario.values()).forEach(scenario -> expected.addAll(scenario.expected()));

        // Where payouts go is asked of pools, at which nobody trades; a full memory is a matter of bounds.
        assertThat(EnumSet.complementOf(expected))
                .containsExactly(Signal.FOREIGN_PAYOUT, Signal.MEMORY_FULL, Signal.UNJUDGED);
    }

    /** With its blind spots, and how it is tuned. */
    @Test
    void everySignal_hasASectionOfThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "detection.md"));

        for (Signal signal : Signal.values()) {
            assertThat(page).contains("| [`" + signal + "`](#").contains("\n### " + signal + "\n");
        }
    }

    @Test
    void stream_losesNothing_doublesSome_andKeepsNoOrder() {
        for (Noise noise : Noise.values()) {
            var time = new VirtualTime();
            var stream = new Stream(time, new Dice(3), noise);
            List<Integer> came = new ArrayList<>();
            stream.breaksOff(0.5, Duration.ofMinutes(1));
            for (int n = 0; n < 500; n++) {
                int number = n;
                time.at(Duration.ofMillis(200L * n), () -> stream.publish(() -> came.add(number)));
            }
            time.runUntil(Duration.ofMinutes(10));

            assertThat(new HashSet<>(came)).as(noise.name()).hasSize(500);
            assertThat(came).as(noise.name()).hasSizeGreaterThan(500);
            assertThat(came)
                    .as(noise.name())
                    .isNotEqualTo(came.stream().sorted().toList());
        }
    }

    @Test
    void toString_ofWhatIsMade_saysWhatItIs() {
        assertThat(new Evaluation()).hasToString("Evaluation[0 runs]");
        assertThat(CALM).hasToString("Conditions[book=LIQUID, pace=BRISK, noise=CALM, tagged=true]");
        assertThat(Conditions.all()).hasSize(36).doesNotHaveDuplicates();
        assertThat(Simulation.play(Scenario.A26, 1, CALM, Thresholds.limits()).toString())
                .contains("A26", "HONEY_KEY")
                .doesNotContain("SYNTHETIC");
    }
}
