/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyMaterialException;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.ScanFinding;
import io.keyguard.redaction.SecretScan;
import io.keyguard.redaction.SecretScan.Extent;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keyguard scan}. */
@Command(
        name = "scan",
        description = {
            "Looks for secrets in files, folders, logs (plain or gzip), standard input (-) and the history of git repositories, and says where they stand, never what they are.",
            "With a vault, its keys are found in every encoding as well. Ends with 1 if there is anything that the baseline does not accept.",
            "",
            "  keyguard scan --vault bot.vault --passphrase-file pass logs/",
            "  git diff --cached -U0 | keyguard scan -        # as a pre-commit hook"
        },
        mixinStandardHelpOptions = true)
final class ScanCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of("PLACE", "LINE", "COLUMN", "KIND", "ID");

    private final Desk desk;
    private final InputStream standardInput;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "files and folders; - is standard input")
    private List<Path> paths = List.of();

    @Option(
            names = "--git",
            paramLabel = "REPOSITORY",
            description = "every line that was ever added to a git repository")
    private List<Path> repositories = List.of();

    @Option(names = "--vault", paramLabel = "VAULT", description = "find the keys of this vault in every encoding")
    private @Nullable Path vault;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    @Option(names = "--registered-only", description = "look for the keys of the vault alone")
    private boolean registeredOnly;

    @Option(names = "--baseline", paramLabel = "FILE", description = "a list of ids, one a line, that are accepted")
    private @Nullable Path baseline;

    @Option(names = "--write-baseline", paramLabel = "FILE", description = "write the ids of all that is found to FILE")
    private @Nullable Path newBaseline;

    @Mixin
    private Output output = new Output();

    ScanCommand(Desk desk, InputStream standardInput) {
        this.desk = desk;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        if (paths.isEmpty() && repositories.isEmpty()) {
            throw new IllegalArgumentException("name what to scan: files, folders, - or --git REPOSITORY");
        }
        Set<String> accepted = accepted();
        var found = new ArrayList<ScanFinding>();
        Extent extent = scan(redactor(), found);
        if (newBaseline != null) {
            write(found);
        }
        List<ScanFinding> news =
                found.stream().filter(one -> !accepted.contains(one.id())).toList();
        tell(news, found.size() - news.size(), extent);
        return news.isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
    }

    private Redactor redactor() {
        var secrets = new LiveSecrets(Runnable::run);
        Redactor redactor = Redactor.of(secrets);
        desk.venues().forEach(venue -> redactor.addFields(venue.sensitiveFields()));
        if (vault != null) {
            learn(vault, secrets);
        } else if (registeredOnly) {
            throw new IllegalArgumentException("--registered-only needs the keys of a vault: --vault VAULT");
        }
        return registeredOnly ? redactor.registeredOnly() : redactor;
    }

    private void learn(Path file, LiveSecrets secrets) {
        try (Vault open =
                Vault.open(file, VaultFileOptions.passphrase(passphraseFile, desk.prompts()), desk.options())) {
            for (ApiKey key : open.read().keys().values()) {
                try (key) {
                    secrets.learn(key);
                } catch (KeyMaterialException e) {
                    requireNonNull(spec).commandLine().getErr().println("keyguard: not looked for: " + e.getMessage());
                }
            }
        }
    }

    private Extent scan(Redactor redactor, List<ScanFinding> found) {
        SecretScan scan = SecretScan.with(redactor);
        Extent extent = new Extent(0, 0, 0);
        for (Path path : paths) {
            try {
                extent = extent.plus(
                        path.toString().equals("-")
                                ? new Extent(1, 0, scan.scan("standard input", standardInput, found::add))
                                : scan.scan(path, found::add));
            } catch (IOException e) {
                throw SecretFile.refused(
                        path, "cannot be read to its end (" + e.getClass().getSimpleName() + ")");
            }
        }
        for (Path repository : repositories) {
            try {
                extent = extent.plus(GitHistory.scan(repository, scan, found::add));
                if (GitHistory.isShallow(repository)) {
                    requireNonNull(spec)
                            .commandLine()
                            .getErr()
                            .println(
                                    "keyguard: " + repository
                                            + " has its newest commits alone, and nothing older was looked at; fetch all of it (git fetch --unshallow) and scan again");
                }
            } catch (IOException e) {
                throw SecretFile.refused(repository, "is no git repository, or there is no git to read it");
            }
        }
        return extent;
    }

    private Set<String> accepted() {
        if (baseline == null) {
            return Set.of();
        }
        try {
            var ids = new HashSet<String>();
            for (String line : Files.readAllLines(baseline, StandardCharsets.UTF_8)) {
                ids.add(line.replaceFirst("#.*", "").strip());
            }
            return ids;
        } catch (IOException e) {
            throw SecretFile.refused(baseline, "cannot be read");
        }
    }

    private void write(List<ScanFinding> found) {
        Path to = requireNonNull(newBaseline);
        var lines = new TreeSet<String>();
        found.forEach(one -> lines.add(one.id() + "  # " + one.kind() + " in " + one.place()));
        try {
            Files.write(to, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw SecretFile.refused(to, "cannot be written");
        }
    }

    private void tell(List<ScanFinding> news, int accepted, Extent extent) {
        output.table(
                COLUMNS,
                news.stream()
                        .map(one -> List.of(
                                one.place(),
                                Long.toString(one.line()),
                                Long.toString(one.column()),
                                one.kind(),
                                one.id()))
                        .toList());
        if (!output.isJson()) {
            output.report(
                    news.size() + (news.size() == 1 ? " secret" : " secrets")
                            + (accepted > 0 ? ", " + accepted + " accepted" : "")
                            + " in " + extent.files() + " texts of " + extent.bytes() + " bytes, " + extent.skipped()
                            + " binary ones skipped" + System.lineSeparator(),
                    "");
        }
    }
}
