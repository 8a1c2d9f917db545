/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.StateException;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.ProcessesLock;
import io.keyguard.internal.RecordFile;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The inventory of this process and of those before it that have ended, whose files it takes over. Thread-safe; never use what writes from a thread that may be
 * interrupted, which would close the file.
 */
public final class InventoryFile implements AutoCloseable {
    static final String FILE = "inventory";
    private static final int COMPACT_FROM = 1 << 20;

    private final InventoryContent content;
    private final Map<KeyUse.Line, KeyUse> past = new HashMap<>();
    private final List<byte[]> noted = new ArrayList<>();
    private final @Nullable Path state;
    private final @Nullable Path path;
    private volatile Set<String> exposedElsewhere = Set.of();
    private @Nullable RecordFile file;

    private InventoryFile(@Nullable Path state, @Nullable Path path, InventoryContent content) throws IOException {
        this.state = state;
        this.path = path;
        this.content = content;
        content.uses().forEach(use -> past.put(use.line(), use));
        this.file = path == null ? null : RecordFile.create(path, content.toRecords());
    }

    /** An inventory of this process alone, which nothing is left of afterwards. */
    public static InventoryFile inMemory() {
        try {
            return new InventoryFile(null, null, new InventoryContent());
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written here", e);
        }
    }

    /** Begins the inventory of {@code folder} with all that processes left that have ended, and deletes their files once it is safe. */
    public static InventoryFile start(Path state, Path folder) throws IOException {
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            Map<Path, Found> ended = files(state);
            for (Path other : List.copyOf(ended.keySet())) {
                if (ProcessFolder.isRunning(other)) {
                    ended.remove(other);
                }
            }
            InventoryContent content = together(ended);
            ended.keySet().forEach(other -> content.adopt(ProcessFolder.nameOf(other)));
            var file = new InventoryFile(state, folder.resolve(FILE), content);
            for (Map.Entry<Path, Found> other : ended.entrySet()) {
                leave(other.getKey().resolve(FILE), other.getValue());
            }
            return file;
        }
    }

    /** What could not be read may still be worth something to somebody. */
    private static void leave(Path file, Found found) throws IOException {
        if (found.whole()) {
            Files.deleteIfExists(file);
        } else {
            Files.move(file, file.resolveSibling(FILE + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private record Found(InventoryContent content, boolean whole) {}

    /** What all processes of {@code state} left, or know now. */
    static InventoryContent readAll(Path state) throws IOException {
        if (!Files.isDirectory(state)) {
            throw new IOException("there is no such folder");
        }
        if (!Files.isWritable(state)) {
            // A copy, or somebody else's: nobody takes anything over there.
            return together(files(state));
        }
        try (ProcessesLock all = ProcessFolder.lockAll(state)) {
            all.requireHeld();
            return together(files(state));
        }
    }

    private static Map<Path, Found> files(Path state) throws IOException {
        var files = new LinkedHashMap<Path, Found>();
        for (Path folder : ProcessFolder.all(state)) {
            if (Files.exists(folder.resolve(FILE))) {
                files.put(folder, read(folder.resolve(FILE)));
            }
        }
        return files;
    }

    /** As far as it is whole: a crash may have cut off the last seconds. */
    private static Found read(Path file) {
        var content = new InventoryContent();
        try {
            var records = new ArrayList<byte[]>();
            long rest = RecordFile.read(file, records::add);
            for (byte[] record : records) {
                content.read(record);
            }
            return new Found(content, rest == 0);
        } catch (IOException e) {
            EventLog.damaged(file, e.getClass().getName());
            return new Found(content, false);
        }
    }

    private static InventoryContent together(Map<Path, Found> files) {
        Set<String> adopted = new TreeSet<>();
        files.values().forEach(found -> adopted.addAll(found.content().adopted()));
        var together = new InventoryContent();
        files.forEach((folder, found) -> {
            // A crash may have come between taking over and deleting.
            if (!adopted.contains(ProcessFolder.nameOf(folder))) {
                together.addAll(found.content());
            }
        });
        return together;
    }

    /** Saves what moved. If it throws, it is all in memory, and saved with what moves next. */
    public synchronized void save(Collection<KeyUse> moved) throws IOException {
        var records = new ArrayList<byte[]>();
        for (KeyUse use : moved) {
            KeyUse before = past.get(use.line());
            KeyUse whole = before == null ? use : before.plus(use);
            content.set(whole);
            records.add(whole.toJson());
        }
        append(records);
    }

    /** Saves that {@code inUse} are in use, and that {@code gone} went out of use at {@code now}. */
    public synchronized void changed(Collection<KnownKey> inUse, Collection<KeyId> gone, Instant now)
            throws IOException {
        var records = new ArrayList<byte[]>();
        for (KnownKey key : inUse) {
            content.add(key);
            records.add(content.key(key.key()).orElse(key).toJson());
        }
        for (KeyId key : gone) {
            content.key(key).ifPresent(known -> {
                KnownKey left = known.with(known.since(), now, true);
                content.add(left);
                records.add(left.toJson());
            });
        }
        append(records);
    }

    /** Saves that {@code generation} of {@code key} was shown. */
    public synchronized void exposed(KeyId key, long generation) throws IOException {
        append(List.of(InventoryContent.exposedRecord(key, generation)));
        content.expose(key, generation);
    }

    /** Saves that the nonces of {@code key} go on from {@code from}, ahead of the clock. */
    public synchronized void nonces(KeyId key, Instant from) throws IOException {
        content.nonces(key, from);
        append(List.of(InventoryContent.noncesRecord(key, from)));
    }

    /** Returns from when on the nonces of {@code key} went the last time that they were ahead of the clock; empty if they never were. */
    public synchronized Optional<Instant> nonces(KeyId key) {
        return content.nonces(key);
    }

    /** Returns when {@code key} signed last, in any process that kept its state here; empty if that is not known. */
    public synchronized Optional<Instant> lastUse(KeyId key) {
        return content.uses().stream()
                .filter(use -> use.key().equals(key))
                .map(KeyUse::last)
                .max(Comparator.naturalOrder());
    }

    /** Returns whether {@code generation} of {@code key} was ever shown, by this process, those before it, or those that run beside it as of the last {@link #lookElsewhere}. */
    public boolean isExposed(KeyId key, long generation) {
        return isExposedHere(key, generation) || exposedElsewhere.contains(InventoryCheck.exposure(key, generation));
    }

    /** Returns whether {@code generation} of {@code key} was shown by this process, or those before it. */
    public synchronized boolean isExposedHere(KeyId key, long generation) {
        return content.exposed().contains(InventoryCheck.exposure(key, generation));
    }

    /** Learns what the other processes have shown, also those that run; never on a thread that signs. */
    public void lookElsewhere() throws IOException {
        if (state != null && path != null) {
            exposedElsewhere = Elsewhere.exposed(state, path);
        }
    }

    /** Saves that {@code key} was revoked at its venue at {@code now}. */
    public synchronized void revoked(ApiKey key, Instant now) throws IOException {
        RevokedKey revoked = RevokedKey.of(key, now);
        append(List.of(revoked.toJson()));
        content.add(revoked);
    }

    /**
     * Returns what tells whether some material was revoked, under whatever name, as far as any process knows by now: one that runs keeps what it took over from those before it.
     *
     * @throws StateException if what a process keeps cannot be read whole
     * @throws IOException if it cannot be read at all
     */
    public Predicate<ApiKey> revocations() throws IOException {
        var revoked = new ArrayList<RevokedKey>();
        if (state != null && path != null) {
            revoked.addAll(Elsewhere.revoked(state, path));
        }
        synchronized (this) {
            revoked.addAll(content.revoked());
        }
        return key -> revoked.stream().anyMatch(one -> one.isOf(key));
    }

    /**
     * Notes what a venue said of {@code key} at {@code now}; {@link #flush} saves it, when the material may be gone.
     *
     * @param timely whether the venue has told its time as well, and it is {@code now}
     */
    public synchronized void verified(ApiKey key, KeyFacts facts, Instant now, boolean timely) {
        VerifiedKey verified = content.verified(key.id())
                .filter(before -> before.isOf(key))
                .map(before -> before.again(now, facts, timely))
                .orElseGet(() -> VerifiedKey.of(key, now, facts, timely));
        content.set(verified);
        noted.add(verified.toJson());
    }

    /** Saves what was noted. */
    public synchronized void flush() throws IOException {
        append(noted);
        noted.clear();
    }

    /** Returns when a venue first confirmed exactly this material and had told its time as well: nothing else contradicts a clock that was behind once. Empty if none did. */
    public synchronized Optional<Instant> verifiedFirst(ApiKey key) {
        return content.verified(key.id()).filter(verified -> verified.isOf(key)).flatMap(VerifiedKey::timely);
    }

    /** Returns what a venue said of exactly this material between {@code oldest} and {@code newest}: what is later was said while the clock was ahead, nobody knows when. */
    public synchronized Optional<KeyFacts> verifiedBetween(ApiKey key, Instant oldest, Instant newest) {
        return content.verified(key.id())
                .filter(verified -> !verified.at().isBefore(oldest))
                .filter(verified -> !verified.at().isAfter(newest))
                .filter(verified -> verified.isOf(key))
                .map(VerifiedKey::facts);
    }

    /** Returns the inventory of this process and those that ended before it. */
    public synchronized Inventory inventory(InventoryRules rules, Instant now) {
        return Inventory.of(content, rules, now);
    }

    private void append(List<byte[]> records) throws IOException {
        RecordFile file = this.file;
        if (file == null || path == null) {
            return;
        }
        file.append(records);
        if (file.length() < COMPACT_FROM) {
            return;
        }
        List<byte[]> all = content.toRecords();
        if (all.stream().mapToLong(record -> record.length).sum() < COMPACT_FROM / 2) {
            this.file = RecordFile.create(path, all);
            file.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
