/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it stands on the disk.
 *
 * @param name the process that wrote it
 * @param entries the entries up to the first that is not as it was written
 * @param heads how far the chain had come after each of them
 * @param problem what is wrong with what follows them; empty if nothing is
 * @param running whether its process still writes it
 */
record ChainFile(String name, List<AuditEntry> entries, List<AuditHead> heads, String problem, boolean running) {
    static final String FILE = "audit";

    /** How the first entry names the epoch of its chain. */
    static final String EPOCH = "epoch";

    /** How the first entry begins the names of other chains, of which it says how far they had come. */
    static final String SEEN = "seen ";

    /** Reads the chains of every process of {@code state} that has one, the oldest first. */
    static List<ChainFile> all(Path state, AuditSeed.@Nullable Epoch seed) throws IOException {
        var chains = new ArrayList<ChainFile>();
        for (Path folder : ProcessFolder.all(state)) {
            if (Files.exists(folder.resolve(FILE))) {
                chains.add(read(folder, seed));
            }
        }
        return chains;
    }

    private static ChainFile read(Path folder, AuditSeed.@Nullable Epoch seed) throws IOException {
        String name = ProcessFolder.nameOf(folder);
        // Before it is read: a process that ends meanwhile has written all it will.
        boolean running = ProcessFolder.isRunning(folder);
        var records = new ArrayList<byte[]>();
        long rest;
        try {
            rest = RecordFile.read(folder.resolve(FILE), records::add);
        } catch (IOException e) {
            return new ChainFile(name, List.of(), List.of(), "it cannot be read: " + e.getMessage(), running);
        }
        var entries = new ArrayList<AuditEntry>();
        var heads = new ArrayList<AuditHead>();
        String problem = check(name, records, key(name, records, seed), entries, heads);
        if (problem.isEmpty() && rest > 0 && !running) {
            problem = rest + " bytes after entry " + (entries.size() - 1) + " are no whole entry";
        }
        return new ChainFile(name, entries, heads, problem, running);
    }

    /** The key of the epoch that the first entry names. Should that be a lie, no seal fits. */
    private static @Nullable RatchetKey key(String name, List<byte[]> records, AuditSeed.@Nullable Epoch seed) {
        if (seed == null || records.isEmpty()) {
            return null;
        }
        try (Chain chain = new Chain(name, null)) {
            String epoch = chain.check(records.get(0)).details().getOrDefault(EPOCH, "");
            return epoch.matches("[0-9]{1,6}") ? keyOf(seed, Long.parseLong(epoch)) : null;
        } catch (IOException e) {
            // The check that follows says so.
            return null;
        }
    }

    private static RatchetKey keyOf(AuditSeed.Epoch seed, long epoch) {
        try (AuditSeed.Epoch copy = AuditSeed.Epoch.of(seed.number(), seed.key().copy());
                AuditSeed.Epoch its = copy.at(epoch)) {
            return its.chainKey();
        }
    }

    private static String check(
            String name,
            List<byte[]> records,
            @Nullable RatchetKey key,
            List<AuditEntry> entries,
            List<AuditHead> heads) {
        try (Chain chain = new Chain(name, key)) {
            for (byte[] record : records) {
                entries.add(chain.check(record));
                chain.accept(record);
                heads.add(chain.head());
            }
            return "";
        } catch (IOException e) {
            return "entry " + entries.size() + " does not hold: " + e.getMessage();
        }
    }

    /** The epoch of the chain; -1 if it was not sealed. */
    long epoch() {
        String epoch = entries.isEmpty() ? "" : entries.get(0).details().getOrDefault(EPOCH, "");
        return epoch.matches("[0-9]{1,6}") ? Long.parseLong(epoch) : -1;
    }

    /** What the first entry says of other chains. */
    List<AuditHead> seen() {
        var seen = new TreeMap<String, AuditHead>();
        if (!entries.isEmpty()) {
            entries.get(0).details().forEach((name, value) -> {
                if (name.startsWith(SEEN)) {
                    String chain = name.substring(SEEN.length());
                    seen.put(chain, AuditHead.parse(chain + ":" + value));
                }
            });
        }
        return List.copyOf(seen.values());
    }

    /** Whether the process ended its chain itself. */
    boolean ended() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).kind() == AuditEntry.Kind.ENDED;
    }

    /** Whether the chain, after as many entries, stood where {@code head} says. */
    boolean reached(AuditHead head) {
        return head.entries() == 0
                || (head.entries() <= heads.size()
                        && heads.get((int) head.entries() - 1).equals(head));
    }
}
