/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.redaction.ScanFinding;
import io.keyguard.redaction.SecretScan;
import io.keyguard.redaction.SecretScan.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Every line that was ever added to a repository, by commits, merges, and what was amended or reset since, with the commit that added it; and the messages of all of them; the oldest first. git itself reads the history.
 *
 * <p>A repository may be anybody's: its configuration must neither run a program nor open a connection nor leave anything out.
 */
final class GitHistory {
    private static final List<String> SETTINGS = List.of(
            "gpg.program=false",
            "gpg.ssh.program=false",
            "gpg.x509.program=false",
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "core.quotePath=false",
            "i18n.logOutputEncoding=UTF-8",
            "protocol.allow=never",
            "log.showRoot=true",
            "log.showSignature=false",
            "log.diffMerges=separate");

    private static final List<String> LOG = List.of(
            "log",
            "--all",
            "--reflog",
            "--reverse",
            "-p",
            "-m",
            "-a",
            "-U0",
            "--inter-hunk-context=0",
            "--no-relative",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
            "--no-notes",
            // What the repository's configuration names need not be there, and git ends then.
            "-O/dev/null",
            "--submodule=short",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            "--format=" + GitLog.FORMAT);

    private GitHistory() {}

    static Extent scan(Path repository, SecretScan scan, Consumer<ScanFinding> found) throws IOException {
        return timed(repository, scan, (finding, written) -> found.accept(finding));
    }

    /** @param found is told of each finding, and when its commit was written */
    static Extent timed(Path repository, SecretScan scan, BiConsumer<ScanFinding, String> found) throws IOException {
        Process git = git(repository, LOG).start();
        try (InputStream out = git.getInputStream()) {
            Extent extent = read(out, scan, found);
            if (git.waitFor() != 0) {
                throw new IOException("git cannot read it");
            }
            return extent;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            git.destroy();
        }
    }

    /** Whether the repository has no more than the newest commits, as CI jobs often fetch it. */
    static boolean isShallow(Path repository) throws IOException {
        Process git =
                git(repository, List.of("rev-parse", "--is-shallow-repository")).start();
        try (InputStream out = git.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .equals("true");
        } finally {
            git.destroy();
        }
    }

    private static ProcessBuilder git(Path repository, List<String> what) {
        var command = new ArrayList<>(List.of("git", "--no-pager"));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        command.addAll(List.of("-C", repository.toAbsolutePath().toString()));
        command.addAll(what);
        var git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = git.environment();
        // A hook is told of its own repository by these.
        environment.keySet().removeIf(name -> name.startsWith("GIT_") && !name.startsWith("GIT_CONFIG"));
        environment.put("GIT_NO_LAZY_FETCH", "1");
        environment.put("GIT_NO_REPLACE_OBJECTS", "1");
        environment.put("GIT_GRAFT_FILE", "/dev/null");
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        return git;
    }

    /** What git wrote of a history. */
    static Extent read(InputStream out, SecretScan scan, BiConsumer<ScanFinding, String> found) throws IOException {
        var extent = new Extent[] {new Extent(0, 0, 0)};
        // A merge is compared with each of its parents.
        var before = new HashSet<ScanFinding>();
        new GitLog(out).forEach(text -> {
            long bytes = scan.scan(text.place(), text, one -> {
                ScanFinding finding = placed(one, text);
                before.removeIf(other -> !commit(other).equals(commit(finding)));
                if (before.add(finding)) {
                    found.accept(finding, text.written());
                }
            });
            extent[0] = extent[0].plus(new Extent(1, 0, bytes));
        });
        return extent[0];
    }

    private static String commit(ScanFinding finding) {
        return finding.place().split(":", 2)[0];
    }

    private static ScanFinding placed(ScanFinding one, GitLog.Text text) {
        return new ScanFinding(one.place(), text.lineOfFile(one.line()), one.column(), one.kind(), one.id());
    }
}
