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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where keys may have leaked: in files, logs (plain or gzip), shell histories, the environment and command lines of running processes, git histories, and by whom the audit trail says they were seen or used. */
final class ExposureSearch {
    private static final int MOST_FINDINGS = 200;
    /** Enough to see what it is; or one log that repeats a key hides every other file. */
    private static final int MOST_OF_A_PLACE = 5;

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
        scan = SecretScan.with(Redactor.of(secrets).registeredOnly()).everyFile();
        names = keys.stream().map(key -> key.id().value()).collect(Collectors.toSet());
    }

    /** What is searched for a subject. */
    private interface Search {
        void run(Told told) throws IOException;
    }

    /** Tells on what was found, at once, as a search may be ended at any time; but few findings of one place, and not too many in all. */
    private static final class Told {
        private final Consumer<String> found;
        private final Map<String, Integer> more = new LinkedHashMap<>();
        private int findings;
        private int untold;

        private Told(Consumer<String> found) {
            this.found = found;
        }

        void note(String line) {
            found.accept(line);
        }

        void finding(String place, String line) {
            if (findings == MOST_FINDINGS) {
                untold++;
            } else if (more.merge(place, 1, Integer::sum) <= MOST_OF_A_PLACE) {
                found.accept(line);
                findings++;
            }
        }

        void more(String place, int count) {
            more.merge(place, count, Integer::sum);
        }

        void end() {
            more.forEach((place, count) -> {
                if (count > MOST_OF_A_PLACE) {
                    note("and " + (count - MOST_OF_A_PLACE) + " more in " + place);
                }
            });
            if (untold > 0) {
                note("and " + untold + " more");
            }
        }
    }

    private Investigation named(String subject, Search search) {
        return new Investigation() {
            @Override
            public IncidentStep step() {
                return IncidentStep.EXPOSURE;
            }

            @Override
            public String subject() {
                return subject;
            }

            @Override
            public void look(Consumer<String> found) throws IOException {
                var told = new Told(found);
                notLookedFor.forEach(told::note);
                search.run(told);
                told.end();
            }
        };
    }

    Investigation inFiles(Path root) {
        return named(root.toString(), told -> {
            if (!Files.exists(root)) {
                throw new IOException("not there");
            }
            files(root, told);
        });
    }

    private void files(Path root, Told told) throws IOException {
        var visit = new Visit(Files.isSymbolicLink(root) ? root.toRealPath() : root, told);
        Files.walkFileTree(visit.root, visit);
        if (visit.unread > 0) {
            told.note(visit.unread + " files of " + root + " could not be read to their end");
        }
        if (visit.folders > 0) {
            told.note(visit.folders + " links of " + root + " to folders were not followed");
        }
    }

    /** Looks into files, and into those that links lead to: logs of containers are links. */
    private final class Visit extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Told told;
        private final Set<Path> elsewhere = new HashSet<>();
        private int unread;
        private int folders;

        private Visit(Path root, Told told) {
            this.root = root;
            this.told = told;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            try {
                if (attributes.isRegularFile()) {
                    file(file, told);
                } else if (attributes.isSymbolicLink() && Files.exists(file)) {
                    follow(file.toRealPath());
                }
            } catch (IOException e) {
                unread++;
            }
            return FileVisitResult.CONTINUE;
        }

        private void follow(Path file) throws IOException {
            if (Files.isDirectory(file)) {
                folders++;
            } else if (Files.isRegularFile(file) && !file.startsWith(root.toRealPath()) && elsewhere.add(file)) {
                file(file, told);
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            unread++;
            return FileVisitResult.CONTINUE;
        }
    }

    private void file(Path file, Told told) throws IOException {
        var found = new ArrayList<ScanFinding>();
        var more = new int[1];
        try {
            scan.scan(file, one -> {
                if (found.size() < MOST_OF_A_PLACE) {
                    found.add(one);
                } else {
                    more[0]++;
                }
            });
        } finally {
            if (!found.isEmpty()) {
                String place = found.get(0).place();
                firstSeen.words(file, found).forEach(line -> told.finding(place, line));
                told.more(place, more[0]);
            }
        }
    }

    /** The oldest of each file is told first. */
    Investigation inHistory(Path repository) {
        return named(
                "git history of " + repository,
                told -> GitHistory.timed(
                        repository,
                        scan,
                        (finding, written) -> told.finding(
                                finding.place().replaceFirst("^[^:]*:", ""), finding + ", written " + written)));
    }

    Investigation inShells(Path home) {
        return named("shell histories", told -> {
            for (String history : HISTORIES) {
                if (Files.exists(home.resolve(history))) {
                    files(home.resolve(history), told);
                }
            }
        });
    }

    /** Those of other users can be read by root alone: what could not be is counted. */
    Investigation inProcesses(Path proc) {
        return named("environment and command lines of running processes", told -> {
            int unread = 0;
            for (Path process : processes(proc)) {
                try {
                    lookInto(process, "environ", "environment", told);
                    lookInto(process, "cmdline", "command line", told);
                } catch (IOException e) {
                    unread++;
                }
            }
            if (unread > 0) {
                told.note(unread + " processes belong to others, or ended meanwhile");
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

    private void lookInto(Path process, String file, String what, Told told) throws IOException {
        byte[] words = Files.readAllBytes(process.resolve(file));
        try {
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i] == 0 ? (byte) '\n' : words[i];
            }
            String name = what + " of process " + process.getFileName() + " ("
                    + Files.readString(process.resolve("comm")).strip() + ")";
            scan.scan(name, new ByteArrayInputStream(words), one -> told.finding(one.place(), one.toString()));
        } finally {
            Arrays.fill(words, (byte) 0);
        }
    }

    /** Who was shown a key, and who used it. */
    Investigation inState(Path state) {
        return named("audit trail and inventory", told -> {
            StateDirectory directory = StateDirectory.at(state);
            directory.audit().entries().stream()
                    .filter(entry -> SEEN.contains(entry.kind()) && isOurs(entry))
                    .forEach(entry -> told.note(entry.at() + " " + entry.kind() + " " + entry.details()));
            directory.inventory(InventoryRules.usual(), InstantSource.system().instant()).uses().stream()
                    .filter(use -> names.contains(use.key().value()))
                    .forEach(use -> told.note(words(use)));
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
