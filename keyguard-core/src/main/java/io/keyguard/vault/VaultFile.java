/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.VaultException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a file, and replaces it so that a crash at any moment leaves the old content or the new one. */
final class VaultFile {
    static final int MOST_BYTES = 1 << 25;

    private final Path path;
    private final Disk disk;

    VaultFile(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    Path path() {
        return path;
    }

    void requirePrivate() {
        disk.requirePrivate(path);
    }

    void requirePrivateFolder() {
        disk.requirePrivateFolder(path);
    }

    VaultLock lock(Duration wait) {
        return disk.lock(path, wait);
    }

    byte[] read() {
        try {
            return disk.read(path, MOST_BYTES);
        } catch (NoSuchFileException e) {
            throw VaultExceptions.missing(path);
        } catch (IOException e) {
            throw VaultExceptions.io(path, "reading it", e);
        }
    }

    /** The beginning of the file, which is another after every change. */
    byte[] head() {
        try {
            return disk.head(path, VaultHeader.LENGTH);
        } catch (NoSuchFileException e) {
            throw VaultExceptions.missing(path);
        } catch (IOException e) {
            throw VaultExceptions.io(path, "reading it", e);
        }
    }

    boolean exists() {
        try {
            disk.read(path, MOST_BYTES);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // Whatever it is, something is there.
            return true;
        }
    }

    /** Puts {@code content} in place, in one step; if it throws, the file is as it was. Only {@link #settle} makes it last. */
    void put(byte[] content) {
        // One name is enough: whoever puts holds the lock. What a crash left under it was never the vault.
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            disk.delete(fresh);
            disk.create(fresh, content);
            disk.force(fresh);
            disk.rename(fresh, path);
        } catch (IOException e) {
            throw abandoned(fresh, e);
        }
    }

    /** Copies the file as it is to {@code kept}, which must not exist, for good. */
    void keepAs(Path kept) {
        byte[] content = read();
        try {
            disk.create(kept, content);
            disk.force(kept);
            disk.forceFolder(folder());
        } catch (IOException e) {
            throw VaultExceptions.io(path, "keeping a copy of it", e);
        }
    }

    /** Returns once what was put would survive a power cut; if it throws, it is in place nevertheless. */
    void settle() {
        try {
            disk.forceFolder(folder());
        } catch (IOException e) {
            throw VaultExceptions.notDurable(path, e);
        }
    }

    private Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }

    private VaultException abandoned(Path fresh, IOException failure) {
        try {
            disk.delete(fresh);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return VaultExceptions.io(path, "writing it", failure);
    }
}
