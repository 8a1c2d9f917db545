/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.PlainText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The report as one page without scripts, fonts, pictures or links: it opens from a mail, on a telephone, without a network. */
final class ReportHtml {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
            h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem}
            .head{font-size:1.5rem;font-weight:700;margin:.5rem 0}
            .key{border:1px solid #8886;border-left:.5rem solid #c60;border-radius:.3rem;padding:.5rem .8rem;margin:.6rem 0}
            .DEAD{border-left-color:#284}.ALIVE,.UNKNOWN{border-left-color:#c22}
            .key b{font-size:1.1rem}.num{font-variant-numeric:tabular-nums}
            li{margin:.3rem 0}small{opacity:.75}
            """;

    private final IncidentReport report;
    private final StringBuilder text = new StringBuilder();

    ReportHtml(IncidentReport report) {
        this.report = report;
    }

    String text() {
        text.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Incident ")
                .append(escape(report.id()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n");
        element("h1", "Incident " + report.id());
        element("p class=\"head\"", report.headline());
        element("p", "Alarm: " + report.alarm() + (report.reason().isEmpty() ? "" : ", " + report.reason()));
        element(
                "p",
                "Every running bot frozen after " + time(report.toFreeze()) + "; nothing left to do from here after "
                        + time(report.toClose()) + ".");
        list("To do", report.next());
        element("h2", "Keys");
        report.keys().forEach(this::key);
        list("Losses", report.losses().orElse(List.of(ReportMarkdown.NOT_COMPARED)));
        found("What does not add up", IncidentStep.RECONCILE);
        found("Where the keys were seen", IncidentStep.EXPOSURE);
        list(
                "Everything, in order",
                report.events().stream()
                        .map(event ->
                                IncidentReport.seconds(Duration.between(report.alarm(), event.at())) + " " + event)
                        .toList());
        return text.append("</body></html>\n").toString();
    }

    private void key(KeyOutcome key) {
        text.append("<div class=\"key ").append(key.state().name()).append("\"><b>");
        text.append(escape(key.key()))
                .append("</b> at ")
                .append(escape(key.venue()))
                .append(": ");
        text.append(escape(key.state().words())).append("<br><span class=\"num\">revoked ");
        text.append(time(key.toRevoke())).append(", cancelled ").append(time(key.toCancel()));
        text.append(key.byHand() ? ", by hand" : ", by API").append("</span><br><small>");
        text.append(escape(key.why())).append("</small></div>\n");
    }

    private static String time(Optional<Duration> time) {
        return time.map(IncidentReport::seconds).orElse("–");
    }

    private void element(String tag, String words) {
        text.append('<').append(tag).append('>').append(escape(words));
        text.append("</").append(tag.split(" ", 2)[0]).append(">\n");
    }

    private void list(String title, List<String> lines) {
        element("h2", title);
        if (lines.isEmpty()) {
            element("p", "Nothing.");
            return;
        }
        text.append("<ul>");
        lines.forEach(line -> element("li", line));
        text.append("</ul>\n");
    }

    private void found(String title, IncidentStep step) {
        List<IncidentEvent> found = report.found(step);
        if (found.isEmpty()) {
            return;
        }
        element("h2", title);
        for (IncidentEvent event : found) {
            element("p", event.venue() + ": " + event.detail());
            text.append("<ul>");
            event.lines().forEach(line -> element("li", line));
            text.append("</ul>\n");
        }
    }

    static String escape(String words) {
        var safe = new StringBuilder(words.length() + 16);
        PlainText.of(words).codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
