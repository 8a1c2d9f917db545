/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.incident.IncidentEvent.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report on a telephone, in a real browser. */
@Tag("external")
class ReportPageTest {
    private static final Instant NOW = Instant.parse("2026-06-01T03:00:00Z");
    private static final String LONG = "a_name_without_a_single_space_".repeat(4);
    private static final int WIDTH = 390;
    private static final String WIDEST =
            "[...document.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > " + WIDTH
                    + " || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0).map(e => e.tagName + ':' + e.textContent.slice(0, 30))";
    private static final String HIDDEN =
            "[...document.querySelectorAll('h1,h2,p,.key,li')].filter(e => { const r = e.getBoundingClientRect(), s = getComputedStyle(e);"
                    + " return r.width < 1 || r.height < 1 || r.left < 0 || s.visibility != 'visible' || s.opacity < 0.5; }).map(e => e.tagName)";

    @TempDir
    private Path profile;

    @TempDir
    private Path folder;

    private static IncidentEvent event(IncidentStep step, Outcome outcome, String venue, String key, String... lines) {
        return new IncidentEvent(NOW.plusSeconds(90), step, outcome, venue, key, LONG, List.of(lines));
    }

    private static IncidentReport report() {
        var events = new ArrayList<IncidentEvent>();
        events.add(new IncidentEvent(
                NOW,
                IncidentStep.ALARM,
                Outcome.DONE,
                "",
                "",
                LONG,
                List.of("grid-" + LONG + " binance", "hedge okx")));
        events.add(event(IncidentStep.FREEZE, Outcome.DONE, "", ""));
        events.add(event(IncidentStep.REVOKE, Outcome.BY_HAND, "okx", "hedge", LONG));
        events.add(event(IncidentStep.PROBE, Outcome.DONE, "binance", "grid-" + LONG));
        events.add(event(
                IncidentStep.RECONCILE, Outcome.DONE, LONG, "", "LOST without a reason: -0.1 BTC", "fill " + LONG));
        events.add(
                event(IncidentStep.EXPOSURE, Outcome.DONE, "/var/log/" + LONG, "", "/var/log/" + LONG + ":1:2: grid"));
        events.add(event(IncidentStep.TELL, Outcome.FAILED, "pager", ""));
        events.add(event(IncidentStep.CLOSED, Outcome.DONE, "", ""));
        return IncidentReport.of("20260601T030000Z-" + LONG, events, "IOException");
    }

    @Test
    void report_onATelephone_isWholeAndAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("report.html"), report().toHtml());
        try (var browser = new Browser(profile)) {
            for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
                browser.send(domain + ".enable", "");
            }
            browser.send(
                    "Emulation.setDeviceMetricsOverride",
                    "\"width\":" + WIDTH + ",\"height\":844,\"deviceScaleFactor\":3,\"mobile\":true");
            browser.send("Page.navigate", "\"url\":\"" + file.toUri() + "\"");
            browser.await("{\"method\":\"Page.loadEventFired\"");

            assertThat(browser.evaluate("document.title")).startsWith("Incident 2026");
            assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("" + WIDTH);
            assertThat(browser.evaluate(WIDEST)).as("what is too wide").isEmpty();
            assertThat(browser.evaluate(HIDDEN)).as("what cannot be seen").isEmpty();
            assertThat(browser.evaluate("[...document.querySelectorAll('h2')].map(e => e.textContent)"))
                    .isEqualTo("To do,Keys,Losses,What does not add up,Where the keys were seen,Everything, in order");
            assertThat(browser.evaluate("document.querySelectorAll('.key').length"))
                    .isEqualTo("2");
            assertThat(browser.events())
                    .filteredOn(event -> event.startsWith("{\"method\":\"Network.requestWillBeSent\""))
                    .singleElement()
                    .asString()
                    .contains(file.toUri().toString());
            assertThat(browser.events())
                    .noneMatch(event -> event.contains("\"Runtime.exceptionThrown\"")
                            || event.contains("\"Log.entryAdded\"")
                            || event.contains("\"Network.loadingFailed\""));
        }
    }
}
