/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.incident.IncidentReport;
import io.keyguard.internal.DurableFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reports of an incident, beside its journal. */
final class IncidentFiles {
    private IncidentFiles() {}

    /** A report that cannot be written is shown all the same. */
    static void write(Path state, IncidentReport report, PrintWriter progress) {
        Path folder = state.resolve("incidents").resolve(report.id());
        try {
            DurableFiles.replace(
                    folder.resolve("report.md"), report.toMarkdown().getBytes(UTF_8));
            DurableFiles.replace(folder.resolve("report.json"), report.toJson().getBytes(UTF_8));
            DurableFiles.replace(folder.resolve("report.html"), report.toHtml().getBytes(UTF_8));
            progress.println("report: " + folder.resolve("report.html").toAbsolutePath());
        } catch (IOException e) {
            progress.println("the report could not be written beside its journal: keep what is shown here");
        }
        progress.flush();
    }

    /** A folder that only its owner can read, for a drill. */
    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("keyguard-drill");
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no room for temporary files");
        }
    }
}
