/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time: within this JVM by a lock, between processes by a lock on a file, which is never deleted. */
public final class ProcessesLock implements AutoCloseable {
    private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();
    private static final Set<StandardOpenOption> OPEN = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private final ReentrantLock local;
    private final FileChannel channel;

    private ProcessesLock(ReentrantLock local, FileChannel channel) {
        this.local = local;
        this.channel = channel;
    }

    /** Somebody else holds the lock for longer than was waited. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;

        BusyException(Path file) {
            super(file + " is held by somebody else");
        }
    }

    /**
     * Takes the lock on {@code file}.
     *
     * @throws BusyException if it is not free within {@code wait}, or this thread is interrupted
     */
    public static ProcessesLock take(Path file, Duration wait) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + wait.toNanos();
        ReentrantLock local = IN_THIS_JVM.computeIfAbsent(path, p -> new ReentrantLock());
        try {
            if (!local.tryLock(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BusyException(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException(file);
        }
        try {
            return new ProcessesLock(local, lockFile(file, deadline));
        } catch (RuntimeException | Error | IOException e) {
            local.unlock();
            throw e;
        }
    }

    private static FileChannel lockFile(Path file, long deadline) throws IOException {
        FileChannel channel = FileChannel.open(file, OPEN, DurableFiles.ownersFile(file));
        try {
            FileLock lock = channel.tryLock();
            while (lock == null && System.nanoTime() < deadline) {
                LockSupport.parkNanos(PAUSE);
                lock = channel.tryLock();
            }
            if (lock == null) {
                throw new BusyException(file);
            }
            return channel;
        } catch (RuntimeException | Error | IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Fails if the lock was lost, which closing any channel on the lock file in this JVM would do on POSIX. */
    public void requireHeld() {
        if (!local.isHeldByCurrentThread() || !channel.isOpen()) {
            throw new IllegalStateException("the lock is not held");
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
