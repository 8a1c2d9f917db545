/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file system in memory that, in a crash, loses any subset of what was not synced: names since the last sync of the folder, and content since the
 * last sync of the file, of which any beginning may have reached the disk.
 */
final class LossyDisk implements Disk {
    /** The power is cut before an operation. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final class Inode {
        private final byte[] content;
        private boolean synced;

        Inode(byte[] content) {
            this.content = content;
        }
    }

    /** One change of names; an absent inode removes the name. */
    private record Naming(Path gone, Path name, Inode inode) {
        void apply(Map<Path, Inode> names) {
            if (gone != null) {
                names.remove(gone);
            }
            if (name != null) {
                names.put(name, inode);
            }
        }
    }

    /** Which unsynced things survive a crash: a bit for each naming, and how many quarters of unsynced content. */
    record Survival(int namings, int quarters) {}

    private final Path locks;
    private final Map<Path, Inode> durable = new TreeMap<>();
    private final List<Naming> pending = new ArrayList<>();
    private int operations;
    private int cutBefore = Integer.MAX_VALUE;
    private int failingAt = Integer.MAX_VALUE;
    private int ignoredSync = -1;
    private int syncs;

    LossyDisk(Path locks) {
        this.locks = locks;
    }

    /** The power is cut before the operation with this number, counted from now. */
    void cutBefore(int operation) {
        operations = 0;
        cutBefore = operation;
    }

    /** The operation with this number, counted from now, fails for want of space. */
    void failAt(int operation) {
        operations = 0;
        failingAt = operation;
    }

    /** From now on the sync with this number does nothing. */
    void ignoreSync(int number) {
        syncs = 0;
        ignoredSync = number;
    }

    int syncs() {
        return syncs;
    }

    int pendingNamings() {
        return pending.size();
    }

    /** What is on the disk after a crash in which {@code survival} was lucky. */
    LossyDisk afterCrash(Survival survival) {
        var after = new LossyDisk(locks);
        Map<Path, Inode> names = new HashMap<>(durable);
        for (int i = 0; i < pending.size(); i++) {
            if ((survival.namings() >> i & 1) != 0) {
                pending.get(i).apply(names);
            }
        }
        names.forEach((name, inode) -> {
            int length = inode.synced ? inode.content.length : inode.content.length * survival.quarters() / 4;
            var left = new Inode(Arrays.copyOf(inode.content, length));
            left.synced = true;
            after.durable.put(name, left);
        });
        return after;
    }

    private Map<Path, Inode> names() {
        Map<Path, Inode> names = new HashMap<>(durable);
        pending.forEach(naming -> naming.apply(names));
        return names;
    }

    private void step() throws IOException {
        if (operations == failingAt) {
            operations++;
            throw new IOException("No space left on device");
        }
        if (operations++ >= cutBefore) {
            throw new PowerCut();
        }
    }

    private boolean ignoresThisSync() {
        return syncs++ == ignoredSync;
    }

    private Inode find(Path file) throws NoSuchFileException {
        Inode inode = names().get(file);
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    @Override
    public byte[] read(Path file, int most) throws IOException {
        return find(file).content.clone();
    }

    @Override
    public byte[] head(Path file, int length) throws IOException {
        byte[] content = find(file).content;
        return Arrays.copyOf(content, Math.min(length, content.length));
    }

    @Override
    public void create(Path file, byte[] content) throws IOException {
        step();
        if (names().containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        pending.add(new Naming(null, file, new Inode(content.clone())));
    }

    @Override
    public void force(Path file) throws IOException {
        step();
        Inode inode = find(file);
        if (!ignoresThisSync()) {
            inode.synced = true;
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        pending.add(new Naming(from, to, find(from)));
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step();
        if (!ignoresThisSync()) {
            pending.forEach(naming -> naming.apply(durable));
            pending.clear();
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        if (names().containsKey(file)) {
            pending.add(new Naming(file, null, null));
        }
    }

    @Override
    public void requirePrivate(Path file) {
        // Nobody else is on this disk.
    }

    @Override
    public void requirePrivateFolder(Path file) {
        // Nobody else is on this disk.
    }

    @Override
    public Path resolve(Path file) {
        return file;
    }

    @Override
    public VaultLock lock(Path vault, Duration wait) {
        return VaultLock.take(locks.resolve(vault.getFileName()), wait);
    }
}
