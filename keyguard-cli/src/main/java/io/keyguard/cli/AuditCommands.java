/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.StateDirectory;
import io.keyguard.audit.Audit;
import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditHead;
import io.keyguard.audit.AuditReport;
import io.keyguard.audit.AuditSeed;
import io.keyguard.internal.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard audit …}. */
@Command(
        name = "audit",
        description = "Shows and checks the trail of what was done with keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommands {
    private static final int MOST_SHOWN = 160;

    @Command(
            description = {
                "Checks every chain: that each entry follows from the one before, and that no chain and no end is missing that others have seen.",
                "Ends with 1 if something is not as it was written; the first entry of a chain that does not hold is named."
            },
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "STATE", description = "the state directory") Path state,
            @Option(
                            names = "--head",
                            paramLabel = "HEAD",
                            description = "a head that was kept elsewhere, as the log shows it: chain:entries:link")
                    @Nullable
                    List<String> heads,
            @Option(
                            names = "--heads-file",
                            paramLabel = "FILE",
                            description =
                                    "heads that were kept elsewhere, one a line; of a log line, what follows 'audit head '")
                    @Nullable
                    Path headsFile,
            @Option(
                            names = "--seed-file",
                            paramLabel = "FILE",
                            description = "check the seals as well, with the seed that 'audit seed' showed")
                    @Nullable
                    Path seedFile,
            @Mixin Output output) {
        Audit audit = of(state);
        List<AuditHead> anchors = anchors(heads == null ? List.of() : heads, headsFile);
        AuditReport report =
                seedFile == null ? audit.verify(anchors) : audit.verifySealed(anchors, Seeds.read(seedFile));
        output.report(report.toText(), report.toJson());
        return report.intact() ? ExitStatus.DONE : ExitStatus.REFUSED;
    }

    private static Audit of(Path state) {
        if (!Files.isDirectory(state)) {
            throw new IllegalArgumentException("there is no folder " + state);
        }
        return StateDirectory.at(state).audit();
    }

    private static List<AuditHead> anchors(List<String> heads, @Nullable Path file) {
        var lines = new ArrayList<>(heads);
        if (file != null) {
            try {
                lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw SecretFile.refused(file, "cannot be read");
            }
        }
        return lines.stream()
                .map(line -> line.substring(Math.max(0, line.indexOf("audit head ")))
                        .replace("audit head ", "")
                        .strip())
                .filter(line -> !line.isEmpty())
                .map(AuditHead::parse)
                .toList();
    }

    @Command(description = "Shows the newest entries.", mixinStandardHelpOptions = true)
    void tail(
            @Parameters(paramLabel = "STATE", description = "the state directory") Path state,
            @Option(names = "-n", paramLabel = "N", defaultValue = "20", description = "how many; 20 if it is left out")
                    int count,
            @Option(
                            names = "--kind",
                            split = ",",
                            paramLabel = "KIND",
                            description = "only these: ${COMPLETION-CANDIDATES}")
                    @Nullable
                    Set<AuditEntry.Kind> kinds,
            @Option(names = "--key", paramLabel = "KEY", description = "only what names this key") @Nullable String key,
            @Mixin Output output) {
        Set<AuditEntry.Kind> wanted = kinds == null ? EnumSet.allOf(AuditEntry.Kind.class) : kinds;
        List<AuditEntry> entries = of(state).entries().stream()
                .filter(entry -> wanted.contains(entry.kind()))
                .filter(entry -> key == null || names(entry, key))
                .toList();
        output.table(
                List.of("AT", "CHAIN", "ENTRY", "KIND", "DETAILS"),
                entries.subList(Math.max(0, entries.size() - Math.max(0, count)), entries.size()).stream()
                        .map(entry -> row(entry, output.isJson()))
                        .toList());
    }

    private static boolean names(AuditEntry entry, String key) {
        return entry.details().values().stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(name -> name.equals(key) || name.startsWith(key + "#"));
    }

    private static List<String> row(AuditEntry entry, boolean whole) {
        String details =
                entry.details().entrySet().stream().map(AuditCommands::words).collect(Collectors.joining(", "));
        return List.of(
                entry.at().toString(),
                entry.chain(),
                Long.toString(entry.number()),
                entry.kind().name(),
                whole || details.length() <= MOST_SHOWN ? details : details.substring(0, MOST_SHOWN - 1) + "…");
    }

    /** In one line, whatever a venue's report holds. */
    private static String words(Map.Entry<String, String> detail) {
        return detail.getKey() + "=" + PlainText.of(detail.getValue()).replaceAll(" +", " ");
    }

    @Command(
            description = {
                "Makes the seed from which chains are sealed from now on, and shows it: once, and never again.",
                "Keep it away from this machine: with it, 'audit verify --seed-file' finds what somebody changed who had this machine in hand."
            },
            mixinStandardHelpOptions = true)
    void seed(
            @Parameters(paramLabel = "STATE", description = "the state directory, which is made if it is not there")
                    Path state,
            @Mixin Output output) {
        byte[] seed = AuditSeed.create(state);
        try {
            String hex = HexFormat.of().formatHex(seed);
            output.say(hex, json -> {
                json.writeStartObject();
                json.writeStringField("seed", hex);
                json.writeEndObject();
            });
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Seeds in files. */
    private static final class Seeds {
        /** The seed in {@code file}, which is the caller's to wipe. */
        private static byte[] read(Path file) {
            char[] text = SecretFile.stripped(file);
            try {
                return HexFormat.of().parseHex(text, 0, text.length);
            } catch (IllegalArgumentException e) {
                // It quotes the text.
                throw SecretFile.refused(file, "does not hold a seed: 64 hex digits");
            } finally {
                Arrays.fill(text, '\0');
            }
        }
    }
}
