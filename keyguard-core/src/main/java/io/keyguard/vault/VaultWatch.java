/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.source.KeySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Notices that a vault file was replaced: by the folder's events, and by looking every second in case none comes (network file systems, mounts that
 * are swapped). What counts as a change is the header, which has a new nonce with every write.
 */
final class VaultWatch implements KeySource.Watch {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path file;
    private final Runnable changed;
    private final WatchService events;
    private final Object turn = new Object();
    private byte[] last;
    private volatile boolean closed;

    private VaultWatch(Path file, Runnable changed, WatchService events) {
        this.file = file;
        this.changed = changed;
        this.events = events;
        this.last = header();
    }

    static VaultWatch start(Path file, Runnable changed) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            WatchService events = file.getFileSystem().newWatchService();
            if (folder != null) {
                folder.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            }
            var watch = new VaultWatch(file, changed, events);
            var thread = new Thread(watch::run, "keyguard-vault-watch");
            thread.setDaemon(true);
            thread.start();
            return watch;
        } catch (IOException e) {
            throw VaultExceptions.io(file, "watching its folder", e);
        }
    }

    private void run() {
        try {
            while (!closed) {
                WatchKey key = events.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                look();
            }
        } catch (ClosedWatchServiceException e) {
            // Closed while waiting: that is how it ends.
            closed = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        byte[] now = header();
        synchronized (turn) {
            if (!closed && !Arrays.equals(now, last)) {
                last = now;
                call();
            }
        }
    }

    /** Whatever the callee throws ends neither the watch nor the news: it is called again at the next look. */
    @GuardedBy("turn")
    private void call() {
        try {
            changed.run();
        } catch (Throwable e) {
            last = new byte[0];
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** What the file begins with; empty while it cannot be read, which is a change as well and is told by whoever reads it. */
    private byte[] header() {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(VaultHeader.LENGTH);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            events.close();
        } catch (IOException e) {
            throw VaultExceptions.io(file, "ending its watch", e);
        }
        synchronized (turn) {
            // A call under way has ended when this is reached, and no other starts.
            last = new byte[0];
        }
    }
}
