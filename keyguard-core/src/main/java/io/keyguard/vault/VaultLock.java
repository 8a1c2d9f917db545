/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.FileSafety;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer at a time: within this JVM by a lock, between processes by a lock on a file beside the vault, which is never deleted. The vault itself
 * cannot be locked, since writing replaces it.
 */
final class VaultLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final ReentrantLock local;
    private final FileChannel channel;

    private VaultLock(ReentrantLock local, FileChannel channel) {
        this.local = local;
        this.channel = channel;
    }

    static VaultLock take(Path vault, Duration wait) {
        Path path = vault.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + wait.toNanos();
        ReentrantLock local = IN_THIS_JVM.computeIfAbsent(path, p -> new ReentrantLock());
        try {
            if (!local.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw VaultExceptions.busy(vault);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw VaultExceptions.busy(vault);
        }
        try {
            return new VaultLock(local, lockFile(vault, deadline));
        } catch (RuntimeException | Error e) {
            local.unlock();
            throw e;
        }
    }

    private static FileChannel lockFile(Path vault, long deadline) {
        Path file = vault.resolveSibling(vault.getFileName() + ".lock");
        try {
            FileChannel channel = open(file);
            try {
                FileLock lock = channel.tryLock();
                while (lock == null && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(PAUSE);
                    lock = channel.tryLock();
                }
                if (lock == null) {
                    throw VaultExceptions.busy(vault);
                }
                return channel;
            } catch (RuntimeException | Error | IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw VaultExceptions.io(vault, "locking it for writing", e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        FileAttribute<?>[] own = FileSafety.isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), own);
    }

    /** Fails if the lock was lost, which closing any channel on the lock file in this JVM would do on POSIX. */
    void requireHeld() {
        if (!local.isHeldByCurrentThread() || !channel.isOpen()) {
            throw new IllegalStateException("the vault's lock is not held");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a lock file could not be closed", e);
        } finally {
            local.unlock();
        }
    }
}
