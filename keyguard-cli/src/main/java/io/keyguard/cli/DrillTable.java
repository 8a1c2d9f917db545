/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Times to revoke, venue by venue. */
final class DrillTable {
    private DrillTable() {}

    static String of(IncidentReport report) {
        Map<String, List<KeyOutcome>> venues =
                new TreeMap<>(report.keys().stream().collect(Collectors.groupingBy(KeyOutcome::venue)));
        var lines = new ArrayList<String>();
        lines.add(line("VENUE", "DEAD", "P50", "P99", "BY"));
        venues.forEach((venue, keys) -> lines.add(row(venue, keys, "")));
        List<KeyOutcome> byApi =
                report.keys().stream().filter(key -> !key.byHand()).toList();
        lines.add(row("all by API", byApi, "API"));
        lines.add(row(
                "all by hand", report.keys().stream().filter(KeyOutcome::byHand).toList(), "hand"));
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static String row(String name, List<KeyOutcome> keys, String by) {
        List<Duration> times =
                keys.stream().flatMap(key -> key.toRevoke().stream()).sorted().toList();
        boolean hand = keys.stream().anyMatch(KeyOutcome::byHand);
        return line(
                name,
                times.size() + "/" + keys.size(),
                millis(IncidentReport.percentile(times, 0.5)),
                millis(IncidentReport.percentile(times, 0.99)),
                by.isEmpty() ? (hand ? "hand" : "API") : by);
    }

    private static String millis(Optional<Duration> time) {
        return time.map(one -> one.toMillis() + " ms").orElse("-");
    }

    private static String line(String... cells) {
        return String.format("%-14s %-7s %-9s %-9s %s", (Object[]) cells);
    }
}
