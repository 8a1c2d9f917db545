/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyMaterialException;
import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.Investigation;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.inventory.KeyUse;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.ScanFinding;
import io.keyguard.redaction.SecretScan;
import io.keyguard.source.ApiKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where keys may have leaked: in files, logs (plain or gzip), shell histories, the environment of running processes, git histories, and by whom the audit trail says they were seen or used. */
final class ExposureSearch {
    private static final int MOST_LINES = 200;
    private static final Set<Kind> SEEN = EnumSet.of(Kind.REVEALED, Kind.EXPORTED, Kind.RESTORED);
    private static final List<String> HISTORIES = List.of(
            ".bash_history", ".zsh_history", ".local/share/fish/fish_history", ".python_history", ".psql_history");

    /** Where to look. */
    static final class Options {
        @Option(
                names = "--look",
                paramLabel = "PATH",
                description = "look for the keys in this file or folder: logs, configuration; may be repeated")
        private List<Path> paths = List.of();

        @Option(
                names = "--git",
                paramLabel = "REPOSITORY",
                description = "look in every line that was ever added to a git repository; may be repeated")
        private List<Path> repositories = List.of();

        List<Investigation> investigations(Path state, List<ApiKey> keys) {
            var search = new ExposureSearch(keys, new FirstSeen(state, InstantSource.system(), ZoneId.systemDefault()));
            Path home = Path.of(System.getProperty("user.home", "."));
            var all = new ArrayList<Investigation>();
            paths.forEach(path -> all.add(search.inFiles(path)));
            repositories.forEach(repository -> all.add(search.inHistory(repository)));
            all.add(search.inShells(home));
            all.add(search.inProcesses(Path.of("/proc")));
            all.add(search.inState(state));
            return all;
        }
    }

    private final SecretScan scan;
    private final FirstSeen firstSeen;
    private final Set<String> names;
    private final List<String> notLookedFor = new ArrayList<>();

    ExposureSearch(List<ApiKey> keys, FirstSeen firstSeen) {
        this.firstSeen = firstSeen;
        var secrets = new LiveSecrets(Runnable::run);
        for (ApiKey key : keys) {
            try {
                secrets.learn(key);
            } catch (KeyMaterialException e) {
                notLookedFor.add("not looked for: " + e.getMessage());
            }
        }
        scan = SecretScan.with(Redactor.of(secrets).registeredOnly());
        names = keys.stream().map(key -> key.id().value()).collect(Collectors.toSet());
    }

    /** What is searched for a subject. */
    private interface Search {
        void run(Consumer<ScanFinding> found, List<String> lines) throws IOException;
    }

    private Investigation named(String subject, Search search) {
        return new Investigation() {
            private final List<String> lines = Collections.synchronizedList(new ArrayList<>(notLookedFor));

            @Override
            public IncidentStep step() {
                return IncidentStep.EXPOSURE;
            }

            @Override
            public String subject() {
                return subject;
            }

            @Override
            public List<String> look() throws IOException {
                search.run(finding -> lines.add(finding.toString()), lines);
                return most(lines);
            }

            @Override
            public List<String> soFar() {
                return most(lines);
            }
        };
    }

    private static List<String> most(List<String> found) {
        var lines = new ArrayList<>(found);
        return lines.size() <= MOST_LINES
                ? lines
                : Stream.concat(
                                lines.stream().limit(MOST_LINES),
                                Stream.of("and " + (lines.size() - MOST_LINES) + " more"))
                        .toList();
    }

    Investigation inFiles(Path root) {
        return named(root.toString(), (found, lines) -> {
            if (!Files.exists(root)) {
                throw new IOException("not there");
            }
            files(root.toRealPath(), lines);
        });
    }

    private void files(Path root, List<String> lines) throws IOException {
        int[] unread = new int[1];
        long[] skipped = new long[1];
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                try {
                    skipped[0] += attributes.isRegularFile() ? file(file, lines) : 1;
                } catch (IOException e) {
                    unread[0]++;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                unread[0]++;
                return FileVisitResult.CONTINUE;
            }
        });
        if (unread[0] > 0) {
            lines.add(unread[0] + " files of " + root + " could not be read to their end");
        }
        if (skipped[0] > 0) {
            lines.add(skipped[0] + " files of " + root + " are no text or links, and were not looked through");
        }
    }

    /** How many files were passed over: none, or this one. */
    private long file(Path file, List<String> lines) throws IOException {
        var found = new ArrayList<ScanFinding>();
        try {
            return scan.scan(file, found::add).skipped();
        } finally {
            if (!found.isEmpty()) {
                lines.addAll(firstSeen.words(file, found));
            }
        }
    }

    Investigation inHistory(Path repository) {
        return named(
                "git history of " + repository,
                (found, lines) -> GitHistory.timed(
                        repository, scan, (finding, written) -> lines.add(finding + ", written " + written)));
    }

    Investigation inShells(Path home) {
        return named("shell histories", (found, lines) -> {
            for (String history : HISTORIES) {
                if (Files.exists(home.resolve(history))) {
                    files(home.resolve(history).toRealPath(), lines);
                }
            }
        });
    }

    /** Those of other users can be read by root alone: what could not be is counted. */
    Investigation inProcesses(Path proc) {
        return named("environment of running processes", (found, lines) -> {
            int unread = 0;
            for (Path process : processes(proc)) {
                try {
                    environment(process, found);
                } catch (IOException e) {
                    unread++;
                }
            }
            if (unread > 0) {
                lines.add(unread + " processes belong to others, or ended meanwhile");
            }
        });
    }

    private static List<Path> processes(Path proc) throws IOException {
        if (!Files.isDirectory(proc)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(proc)) {
            return all.filter(path -> String.valueOf(path.getFileName()).matches("[0-9]+"))
                    .toList();
        }
    }

    private void environment(Path process, Consumer<ScanFinding> found) throws IOException {
        byte[] environment = Files.readAllBytes(process.resolve("environ"));
        try {
            for (int i = 0; i < environment.length; i++) {
                environment[i] = environment[i] == 0 ? (byte) '\n' : environment[i];
            }
            String name = "environment of process " + process.getFileName() + " ("
                    + Files.readString(process.resolve("comm")).strip() + ")";
            scan.scan(name, new ByteArrayInputStream(environment), found);
        } finally {
            Arrays.fill(environment, (byte) 0);
        }
    }

    /** Who was shown a key, and who used it. */
    Investigation inState(Path state) {
        return named("audit trail and inventory", (found, lines) -> {
            StateDirectory directory = StateDirectory.at(state);
            directory.audit().entries().stream()
                    .filter(entry -> SEEN.contains(entry.kind()) && isOurs(entry))
                    .forEach(entry -> lines.add(entry.at() + " " + entry.kind() + " " + entry.details()));
            directory.inventory(InventoryRules.usual(), InstantSource.system().instant()).uses().stream()
                    .filter(use -> names.contains(use.key().value()))
                    .forEach(use -> lines.add(words(use)));
        });
    }

    private boolean isOurs(AuditEntry entry) {
        return entry.details().values().stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(name -> names.contains(name.replaceFirst("#.*", "")));
    }

    private static String words(KeyUse use) {
        return use.key() + " was used " + use.count() + " times for " + use.permission() + " by " + use.strategy()
                + " on " + use.host() + (use.service().isEmpty() ? "" : ", " + use.service()) + ", from " + use.first()
                + " until " + use.last();
    }
}
