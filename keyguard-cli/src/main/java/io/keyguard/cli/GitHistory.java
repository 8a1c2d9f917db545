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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every line that was ever added to a repository, with the commit that added it: of all branches, merges, what only the reflog knows, and files of any kind. Git itself reads the history, and runs no program that the repository
 * names: it may be anybody's.
 */
final class GitHistory {
    private static final String COMMIT = "commit ";
    private static final String FILE = "+++ b/";
    /** Of a hunk, how many lines stand in it now: {@code @@ -3,2 +3 @@}, and with one more {@code @} for each further parent of a merge. */
    private static final Pattern HUNK =
            Pattern.compile("(@@+) (?:-\\d+(?:,\\d+)? )+\\+\\d+(?:,(\\d+))? @@.*", Pattern.DOTALL);

    /** Bytes of one file that are looked at together, so that no repository fills the memory. */
    private static final int MOST = 1 << 24;

    private static final int OVERLAP = 1 << 12;

    private static final List<String> LOG = List.of(
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.quotePath=false",
            "-c",
            "log.showRoot=true",
            "log",
            "--all",
            "--reflog",
            "--diff-merges=dense-combined",
            "--patch",
            "--text",
            "--unified=0",
            "--inter-hunk-context=0",
            "--no-renames",
            "--no-relative",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "--submodule=short",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-notes",
            "--format=" + COMMIT + "%H %at");

    /** Nothing is fetched, neither with a program of the repository's nor with one of git's. */
    private static final Map<String, String> ALONE = Map.of(
            "GIT_ALLOW_PROTOCOL", "none",
            "GIT_NO_LAZY_FETCH", "1",
            "GIT_NO_REPLACE_OBJECTS", "1",
            "GIT_OPTIONAL_LOCKS", "0",
            "GIT_PAGER", "cat",
            "GIT_TERMINAL_PROMPT", "0");

    private final SecretScan scan;
    private final BiConsumer<ScanFinding, String> found;
    private final ByteArrayOutputStream added = new ByteArrayOutputStream();
    private String commit = "";
    private String written = "";
    private String file = "";
    private Extent extent = new Extent(0, 0, 0);
    /** Lines of the hunk that are still to come: what they begin with is theirs, and no header. */
    private long more;

    private int parents = 1;

    private GitHistory(SecretScan scan, BiConsumer<ScanFinding, String> found) {
        this.scan = scan;
        this.found = found;
    }

    static Extent scan(Path repository, SecretScan scan, Consumer<ScanFinding> found) throws IOException {
        return timed(repository, scan, (finding, written) -> found.accept(finding));
    }

    /** @param found is told of each finding, and when its commit was written */
    static Extent timed(Path repository, SecretScan scan, BiConsumer<ScanFinding, String> found) throws IOException {
        var command = new ArrayList<String>(
                List.of("git", "-C", repository.toAbsolutePath().toString(), "--no-pager"));
        command.addAll(LOG);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(ALONE);
        Process git = builder.start();
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
            } else if (line.size() >= MOST && more > 0) {
                part(line);
            }
        }
        take(line);
        flush();
    }

    /** The beginning of a line that is longer than what is kept; the rest goes on as the same kind. */
    private void part(ByteArrayOutputStream line) throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        line.write(bytes, 0, parents);
        if (isAdded(bytes)) {
            added.write(bytes, parents, bytes.length - parents);
            flush();
            line.write(bytes, bytes.length - OVERLAP, OVERLAP);
        }
    }

    private void take(ByteArrayOutputStream line) throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (bytes.length == 0 || isOfTheHunk(bytes)) {
            return;
        }
        if (starts(bytes, COMMIT)) {
            flush();
            String[] named = rest(bytes, COMMIT).split(" ", 2);
            commit = named[0];
            written = named.length < 2 ? "" : time(named[1]);
        } else if (starts(bytes, FILE)) {
            flush();
            file = rest(bytes, FILE);
        } else if (starts(bytes, "@@")) {
            Matcher hunk = HUNK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            if (hunk.matches()) {
                parents = hunk.group(1).length() - 1;
                more = hunk.group(2) == null ? 1 : Long.parseLong(hunk.group(2));
            }
        }
    }

    /** Of a merge what came with it, and with none of its parents. */
    private boolean isOfTheHunk(byte[] bytes) throws IOException {
        if (more == 0 || bytes[0] == '\\') {
            return false;
        }
        String sides = new String(bytes, 0, Math.min(parents, bytes.length), StandardCharsets.ISO_8859_1);
        if (!sides.contains("-")) {
            more--;
            if (isAdded(bytes)) {
                added.write(bytes, parents, bytes.length - parents);
            }
            if (added.size() >= MOST) {
                flush();
            }
        }
        return true;
    }

    private boolean isAdded(byte[] bytes) {
        return starts(bytes, "+".repeat(parents));
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
