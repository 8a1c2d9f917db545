/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.KeyOutcome.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key that can be reached is dead and proven so, at every simulated venue, by its own API or by a person, and none is forgotten. */
class SimulatorDrillTest {
    /** Where there are no orders. */
    private static final Set<String> POOLS = Set.of("antpool", "braiins-pool", "f2pool", "foundry", "luxor", "viabtc");

    private static final Set<String> MINING = with(POOLS, "braiins-hashpower", "nicehash");
    private static final Set<String> BY_HAND = with(
            MINING,
            "bitfinex",
            "bitget",
            "bitmex",
            "bitstamp",
            "coinbase",
            "crypto-com",
            "gemini",
            SimulatorDrill.KEEPS,
            "kraken",
            "kraken-futures");
    private static final Set<String> BY_API = Set.of(
            "binance",
            "bitget-uta",
            "mexc",
            "gate",
            SimulatorDrill.COMES_BACK,
            SimulatorDrill.LIES,
            SimulatorDrill.SLOW);
    /** Whatever anybody does, no key is dead there at once. */
    private static final Set<String> LATE = Set.of("gate", "binance", SimulatorDrill.COMES_BACK);
    /** With the one that is down. */
    private static final int VENUES = BY_HAND.size() + BY_API.size() + 1;

    private static final Duration LATENCY = Duration.ofMillis(80);

    private static final String BEGIN = "<!-- made by SimulatorDrillTest -->\n\n";
    private static final String END = "\n<!-- until here -->";

    @TempDir
    private Path folder;

    private static Set<String> with(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** How it went, and the orders of each venue. */
    private record Gone(IncidentReport report, Map<String, SimulatorDrill.Orders> orders) {}

    private Gone drill(int keys, boolean late) {
        return drill(new SimulatorDrill.Plan(keys, LATENCY, late));
    }

    private Gone drill(SimulatorDrill.Plan plan) {
        int keys = plan.keys();
        try (var drill = new SimulatorDrill(plan)) {
            IncidentReport report = drill.run(folder.resolve("state"), event -> {});
            assertThat(report.keys()).hasSize(keys);
            Map<String, Set<State>> states = report.keys().stream()
                    .collect(Collectors.groupingBy(
                            KeyOutcome::venue, Collectors.mapping(KeyOutcome::state, Collectors.toSet())));
            assertThat(states).hasSize(VENUES).containsEntry(SimulatorDrill.DOWN, Set.of(State.UNKNOWN));
            states.remove(SimulatorDrill.DOWN);
            assertThat(states.values()).as(report::toMarkdown).containsOnly(Set.of(State.DEAD));
            assertThat(report.keys())
                    .allSatisfy(key -> assertThat(key.byHand()).isEqualTo(!BY_API.contains(key.venue())));
            assertThat(report.keys())
                    .filteredOn(key -> BY_HAND.contains(key.venue()))
                    .allSatisfy(key -> assertThat(key.toRevoke().orElseThrow()).isGreaterThan(Duration.ofMinutes(2)));
            assertThat(report.next()).anyMatch(step -> step.contains("kucoin-1 at kucoin: "));
            assertThat(report.keys())
                    .filteredOn(key -> key.venue().equals(SimulatorDrill.KEEPS))
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(report.events()).anyMatch(event -> isBound(event, key.key())));
            Map<String, SimulatorDrill.Orders> orders = drill.orders();
            assertThat(orders).as("where there are orders at all").hasSize(VENUES - POOLS.size());
            assertThat(orders.get(SimulatorDrill.DOWN).open())
                    .as("nobody can cancel there")
                    .isEqualTo(orders.get(SimulatorDrill.DOWN).placed());
            assertThat(orders.entrySet())
                    .filteredOn(at -> !at.getKey().equals(SimulatorDrill.DOWN))
                    .allSatisfy(at -> assertThat(at.getValue().placed()).isPositive())
                    .allSatisfy(at -> assertThat(at.getValue().open()).isZero());
            return new Gone(report, orders);
        }
    }

    private static boolean isBound(IncidentEvent event, String key) {
        return event.key().equals(key)
                && event.step() == IncidentStep.RESTRAIN
                && event.outcome() == IncidentEvent.Outcome.DONE;
    }

    @Test
    void aKeyOfEachVenue_isDead_butThatOfTheVenueThatIsDown() {
        IncidentReport report = drill(VENUES, false).report();
        assertThat(report.toRevoke(false)).hasSize(BY_API.size());
        assertThat(times(report, venue -> BY_API.contains(venue) && !LATE.contains(venue)))
                .hasSize(BY_API.size() - LATE.size())
                .allSatisfy(time -> assertThat(time).isLessThan(Duration.ofSeconds(15)));
        assertThat(times(report, SimulatorDrill.FLICKER::contains))
                .hasSize(SimulatorDrill.FLICKER.size())
                .as("the refusal that lasted")
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ofMinutes(2), Duration.ofSeconds(130)));
        assertThat(times(report, SimulatorDrill.COMES_BACK::equals))
                .allSatisfy(time -> assertThat(time).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(75)));
        assertThat(DrillTable.of(report))
                .contains("all by API     " + BY_API.size() + "/" + BY_API.size(), "all by hand");
    }

    /** Whatever a venue's inspector asks, and however long its requests may be used: a key that is accepted now and then is alive, and one that was is dead. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    @Tag("long")
    void keysThatAreAcceptedNowAndThen_areDeadOnceThatIsOver_andNotBefore_atEveryVenue(int every) {
        Set<String> flicker = BY_API.stream()
                .filter(venue -> !venue.equals(SimulatorDrill.COMES_BACK))
                .collect(Collectors.toSet());
        IncidentReport report = drill(new SimulatorDrill.Plan(VENUES, LATENCY, false, flicker, every))
                .report();
        assertThat(report.keys())
                .filteredOn(key -> flicker.contains(key.venue()))
                .hasSize(flicker.size())
                .allSatisfy(key -> assertThat(key.toRevoke().orElseThrow())
                        .as(key.venue())
                        .isBetween(Duration.ofMinutes(2), Duration.ofSeconds(140)));
    }

    /** The figures of the page, which this writes anew with {@code -Dkeyguard.docs.write=true}, and the longest that each venue's page allows. */
    @Test
    @Tag("long")
    void hundredKeys_areDead_alsoWhereVenuesTakeTheirTime_andThePageSaysHowLongItTook() throws IOException {
        Gone atOnce = drill(100, false);
        assertThat(IncidentReport.percentile(
                        times(atOnce.report(), venue -> BY_API.contains(venue) && !LATE.contains(venue)), 0.99))
                .hasValueSatisfying(time -> assertThat(time).isLessThan(Duration.ofSeconds(5)));
        Gone late = drill(100, true);
        assertThat(late.report().toRevoke(false).get(0)).isGreaterThan(Duration.ofMinutes(1));
        String table = table(atOnce) + "\nWith `--late`, those by API are dead after "
                + words(late.report().toRevoke(false), 0.5) + " (p50) and "
                + words(late.report().toRevoke(false), 0.99)
                + " (p99).\n";
        Path page = Path.of("../docs/incident.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (Boolean.getBoolean("keyguard.docs.write")) {
            Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(table);
        }
    }

    private static String table(Gone gone) {
        var lines = new StringBuilder(
                "| keys | dead | p50 | p99 | orders in the book at the alarm | at the end |\n|---|---|---|---|---|---|\n");
        row(
                lines,
                gone,
                "by API",
                key -> BY_API.contains(key)
                        && !LATE.contains(key)
                        && !key.equals(SimulatorDrill.LIES)
                        && !key.equals(SimulatorDrill.SLOW));
        row(lines, gone, "by API, slow", SimulatorDrill.SLOW::equals);
        row(lines, gone, "by API, says that it is done and goes on", SimulatorDrill.LIES::equals);
        row(lines, gone, "**all of these**", key -> BY_API.contains(key) && !LATE.contains(key));
        row(
                lines,
                gone,
                "by API, accepts deleted keys every third time for two minutes",
                SimulatorDrill.FLICKER::contains);
        row(lines, gone, "by API, down for the first minute", SimulatorDrill.COMES_BACK::equals);
        row(
                lines,
                gone,
                "by a person",
                key -> BY_HAND.contains(key) && !MINING.contains(key) && !key.equals(SimulatorDrill.KEEPS));
        row(lines, gone, "by a person, at mining platforms", MINING::contains);
        row(lines, gone, "by a person, bound to no machine until then", SimulatorDrill.KEEPS::equals);
        row(lines, gone, "down", SimulatorDrill.DOWN::equals);
        return lines.toString();
    }

    private static List<Duration> times(IncidentReport report, Predicate<String> venues) {
        return report.keys().stream()
                .filter(key -> venues.test(key.venue()))
                .flatMap(key -> key.toRevoke().stream())
                .sorted()
                .toList();
    }

    private static void row(StringBuilder lines, Gone gone, String name, Predicate<String> venues) {
        List<KeyOutcome> keys = gone.report().keys().stream()
                .filter(key -> venues.test(key.venue()))
                .toList();
        List<Duration> times = times(gone.report(), venues);
        long placed = 0;
        long open = 0;
        for (Map.Entry<String, SimulatorDrill.Orders> at : gone.orders().entrySet()) {
            placed += venues.test(at.getKey()) ? at.getValue().placed() : 0;
            open += venues.test(at.getKey()) ? at.getValue().open() : 0;
        }
        lines.append("| ")
                .append(name)
                .append(" | ")
                .append(times.size())
                .append(" of ")
                .append(keys.size())
                .append(" | ")
                .append(words(times, 0.5))
                .append(" | ")
                .append(words(times, 0.99))
                .append(" | ")
                .append(placed)
                .append(" | ")
                .append(open)
                .append(" |\n");
    }

    private static String words(List<Duration> times, double part) {
        return IncidentReport.percentile(times, part)
                .map(time -> time.toMinutes() > 0
                        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                        : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0))
                .orElse("–");
    }
}
