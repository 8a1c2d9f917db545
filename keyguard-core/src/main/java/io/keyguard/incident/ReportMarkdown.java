/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.PlainText;
import java.time.Duration;
import java.util.List;

/** The report for people who read it in a terminal, a ticket or a chat. */
final class ReportMarkdown {
    static final String NOT_COMPARED = "Not known: no account was compared with what it held before.";

    private final IncidentReport report;
    private final StringBuilder text = new StringBuilder();

    ReportMarkdown(IncidentReport report) {
        this.report = report;
    }

    String text() {
        line("# Incident " + plain(report.id()));
        line("");
        line("**" + report.headline() + "**");
        line("");
        line("Alarm: " + report.alarm() + (report.reason().isEmpty() ? "" : ", " + plain(report.reason())));
        line("");
        table();
        next();
        losses();
        found("What does not add up", IncidentStep.RECONCILE);
        found("Where the keys were seen", IncidentStep.EXPOSURE);
        timeline();
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void table() {
        line("| from the alarm until | |");
        line("|---|---|");
        line("| every running bot was frozen | "
                + report.toFreeze().map(IncidentReport::seconds).orElse("not all, or none was asked") + " |");
        line("| nothing was left to do from here | "
                + report.toClose().map(IncidentReport::seconds).orElse("not over") + " |");
        line("");
        line("| key | venue | is | cancelled | **revoked** | by | why |");
        line("|---|---|---|---|---|---|---|");
        for (KeyOutcome key : report.keys()) {
            line("| " + plain(key.key()) + " | " + plain(key.venue()) + " | "
                    + key.state().words() + " | " + time(key.toCancel()) + " | " + time(key.toRevoke()) + " | "
                    + (key.byHand() ? "hand" : "API") + " | " + plain(key.why()) + " |");
        }
        line("");
    }

    private static String time(java.util.Optional<Duration> time) {
        return time.map(IncidentReport::seconds).orElse("–");
    }

    private void next() {
        List<String> next = report.next();
        line("## To do");
        line("");
        if (next.isEmpty()) {
            line("Nothing.");
        }
        next.forEach(step -> line("- [ ] " + plain(step)));
        line("");
    }

    private void losses() {
        line("## Losses");
        line("");
        List<String> losses = report.losses().orElse(List.of(NOT_COMPARED));
        if (losses.isEmpty()) {
            line("None that balances, positions, executions and movements show.");
        }
        losses.forEach(loss -> line("- " + plain(loss)));
        line("");
    }

    private void found(String title, IncidentStep step) {
        List<IncidentEvent> found = report.found(step);
        if (found.isEmpty()) {
            return;
        }
        line("## " + title);
        line("");
        for (IncidentEvent event : found) {
            line("- " + plain(event.venue()) + ": " + plain(event.detail()));
            event.lines().forEach(one -> line("  - " + plain(one)));
        }
        line("");
    }

    private void timeline() {
        line("## Everything, in order");
        line("");
        for (IncidentEvent event : report.events()) {
            line("- " + IncidentReport.seconds(Duration.between(report.alarm(), event.at())) + " "
                    + plain(event.toString()));
        }
    }

    /** What has a meaning in Markdown or HTML has none here. */
    private static String plain(String words) {
        return PlainText.of(words)
                .replaceAll("([\\\\`*_\\[\\]|#])", "\\\\$1")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
