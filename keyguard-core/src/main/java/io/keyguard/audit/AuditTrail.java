/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chain of this process, as it is written. Thread-safe; never use it from a thread that may be interrupted, which would close the file. */
public final class AuditTrail implements AutoCloseable {
    private final RecordFile file;
    private final Chain chain;
    private final InstantSource clock;
    private final String configuration;

    private AuditTrail(RecordFile file, Chain chain, InstantSource clock, String configuration) {
        this.file = file;
        this.chain = chain;
        this.clock = clock;
        this.configuration = configuration;
    }

    /** Begins the chain of the process of {@code folder}, which says in its first entry who writes it, and how far every other chain of {@code state} has come. */
    public static AuditTrail start(Path state, Path folder, InstantSource clock, Map<String, String> who)
            throws IOException {
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            List<ChainFile> others = ChainFile.all(state, null);
            var details = new TreeMap<>(who);
            notYetSeen(others)
                    .forEach(head -> details.put(ChainFile.SEEN + head.chain(), head.entries() + ":" + head.link()));
            AuditSeed.Epoch epoch = epoch(state, others);
            if (epoch == null) {
                return begin(folder, null, clock, details, others);
            }
            details.put(ChainFile.EPOCH, Long.toString(epoch.number()));
            AuditTrail trail = begin(folder, epoch.chainKey(), clock, details, others);
            // Only now: a chain whose epoch is not destroyed yet is found by the next one that starts.
            AuditSeed.advance(state, epoch);
            return trail;
        }
    }

    private static AuditSeed.@Nullable Epoch epoch(Path state, List<ChainFile> others) throws IOException {
        AuditSeed.Epoch current = AuditSeed.current(state);
        if (current == null) {
            return null;
        }
        long used = others.stream().mapToLong(ChainFile::epoch).max().orElse(-1);
        return current.at(Math.max(current.number(), used + 1));
    }

    private static AuditTrail begin(
            Path folder,
            @Nullable RatchetKey key,
            InstantSource clock,
            Map<String, String> details,
            List<ChainFile> others)
            throws IOException {
        RecordFile file = RecordFile.create(folder.resolve(ChainFile.FILE), List.of());
        var trail =
                new AuditTrail(file, new Chain(ProcessFolder.nameOf(folder), key), clock, lastConfiguration(others));
        try {
            trail.append(AuditEntry.Kind.STARTED, details);
            return trail;
        } catch (IOException | RuntimeException | Error e) {
            trail.close();
            throw e;
        }
    }

    /** The heads of all chains whose end no other chain has told yet: those that end now are told once, and by that one through all that follow it. */
    private static List<AuditHead> notYetSeen(List<ChainFile> chains) {
        Set<AuditHead> told = new HashSet<>();
        chains.forEach(chain -> told.addAll(chain.seen()));
        return chains.stream()
                .filter(chain -> !chain.heads().isEmpty())
                .map(chain -> chain.heads().get(chain.heads().size() - 1))
                .filter(head -> !told.contains(head))
                .toList();
    }

    private static String lastConfiguration(List<ChainFile> chains) {
        Optional<AuditEntry> last = chains.stream()
                .flatMap(chain -> chain.entries().stream())
                .filter(entry -> entry.kind() == AuditEntry.Kind.CONFIGURED)
                .reduce((one, other) -> other);
        return last.map(entry -> configuration(entry.details())).orElse("");
    }

    private static String configuration(Map<String, String> details) {
        var plain = new TreeMap<>(details);
        plain.remove("changed");
        return plain.toString();
    }

    /** Adds an entry that says what this process was told to do, and whether that is other than what the last one was told. */
    public void configured(Map<String, String> details) throws IOException {
        var more = new TreeMap<>(details);
        String now = configuration(details);
        more.put("changed", configuration.isEmpty() ? "first" : configuration.equals(now) ? "no" : "yes");
        append(AuditEntry.Kind.CONFIGURED, more);
    }

    /** Adds an entry, and returns once it would survive a power cut. If it throws, nothing was added. */
    public synchronized void append(AuditEntry.Kind kind, Map<String, String> details) throws IOException {
        AuditHead head = chain.head();
        var entry = new AuditEntry(head.chain(), head.entries(), clock.instant(), kind, details);
        byte[] record = chain.seal(entry.toJson());
        file.append(List.of(record));
        chain.accept(record);
    }

    /** How far this chain has come. */
    public synchronized AuditHead head() {
        return chain.head();
    }

    @Override
    public synchronized void close() throws IOException {
        chain.close();
        file.close();
    }
}
