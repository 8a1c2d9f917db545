/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.redaction.ScanFinding;
import io.keyguard.redaction.SecretScan;
import io.keyguard.redaction.SecretScan.Extent;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Every line that was ever added to a repository, with the commit that added it; git itself reads the history. */
final class GitHistory {
    private static final String COMMIT = "commit ";
    private static final String FILE = "+++ b/";

    private final SecretScan scan;
    private final BiConsumer<ScanFinding, String> found;
    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private String commit = "";
    private String written = "";
    private String file = "";
    private Extent extent = new Extent(0, 0, 0);

    private GitHistory(SecretScan scan, BiConsumer<ScanFinding, String> found) {
        this.scan = scan;
        this.found = found;
    }

    static Extent scan(Path repository, SecretScan scan, Consumer<ScanFinding> found) throws IOException {
        return timed(repository, scan, (finding, written) -> found.accept(finding));
    }

    /** @param found is told of each finding, and when its commit was written */
    static Extent timed(Path repository, SecretScan scan, BiConsumer<ScanFinding, String> found) throws IOException {
        Process git = new ProcessBuilder(
                        "git",
                        "-C",
                        repository.toAbsolutePath().toString(),
                        "log",
                        "--all",
                        "-p",
                        "-U0",
                        "--no-color",
                        "--no-ext-diff",
                        "--no-textconv",
                        "--format=" + COMMIT + "%H %at")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var history = new GitHistory(scan, found);
        try (InputStream out = new BufferedInputStream(git.getInputStream(), 1 << 16)) {
            history.read(out);
            if (git.waitFor() != 0) {
                throw new IOException("git cannot read it");
            }
            return history.extent;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            git.destroy();
        }
    }

    private void read(InputStream out) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = out.read(); b >= 0; b = out.read()) {
            line.write(b);
            if (b == '\n') {
                take(line);
            }
        }
        take(line);
        flush();
    }

    private void take(ByteArrayOutputStream line) throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (bytes.length > 0 && bytes[0] == '+' && !starts(bytes, "+++ ")) {
            added.write(bytes, 1, bytes.length - 1);
        } else if (starts(bytes, COMMIT)) {
            flush();
            String[] named = rest(bytes, COMMIT).split(" ", 2);
            commit = named[0];
            written = named.length < 2 ? "" : time(named[1]);
        } else if (starts(bytes, FILE)) {
            flush();
            file = rest(bytes, FILE);
        }
    }

    private static String time(String seconds) {
        try {
            return Instant.ofEpochSecond(Long.parseLong(seconds)).toString();
        } catch (NumberFormatException | DateTimeException e) {
            // A commit may claim any time.
            return "at no time";
        }
    }

    private static boolean starts(byte[] bytes, String with) {
        return bytes.length >= with.length()
                && new String(bytes, 0, with.length(), StandardCharsets.ISO_8859_1).equals(with);
    }

    private static String rest(byte[] bytes, String after) {
        return new String(bytes, after.length(), bytes.length - after.length(), StandardCharsets.UTF_8).strip();
    }

    private void flush() throws IOException {
        if (added.size() > 0) {
            String place = commit.substring(0, Math.min(12, commit.length())) + ":" + file;
            long bytes =
                    scan.scan(place, new ByteArrayInputStream(added.toByteArray()), one -> found.accept(one, written));
            extent = extent.plus(new Extent(1, 0, bytes));
            added.reset();
        }
    }
}
