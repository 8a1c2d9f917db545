/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a change in a folder: by its events, and by looking now and then in case none comes (network file systems, mounts that are swapped). What counts as
 * a change is that what {@code state} returns is another than before. Thread-safe.
 */
public final class FolderWatch implements AutoCloseable {
    private final Supplier<byte[]> state;
    private final Runnable changed;
    private final Duration look;
    private final WatchService events;
    private final Object turn = new Object();

    @GuardedBy("turn")
    private byte @Nullable [] last;

    private volatile boolean closed;

    private FolderWatch(Supplier<byte[]> state, Runnable changed, Duration look, WatchService events) {
        this.state = state;
        this.changed = changed;
        this.look = look;
        this.events = events;
        this.last = state.get();
    }

    /**
     * Starts to watch.
     *
     * @param name of the thread
     * @param state what counts, without anything secret; what it throws is told to whoever handles uncaught exceptions, and it is asked again at the next look
     * @param look how often to look although no event came
     */
    public static FolderWatch start(Path folder, String name, Supplier<byte[]> state, Runnable changed, Duration look)
            throws IOException {
        WatchService events = folder.getFileSystem().newWatchService();
        try {
            folder.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            var watch = new FolderWatch(state, changed, look, events);
            var thread = new Thread(watch::run, name);
            thread.setDaemon(true);
            thread.start();
            return watch;
        } catch (IOException | RuntimeException | Error e) {
            events.close();
            throw e;
        }
    }

    private void run() {
        try {
            while (!closed) {
                WatchKey key = events.poll(look.toMillis(), TimeUnit.MILLISECONDS);
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

    /** Whatever is thrown, an error included, ends neither the watch nor the news. */
    private void look() {
        try {
            byte[] now = state.get();
            synchronized (turn) {
                if (!closed && !Arrays.equals(now, last)) {
                    last = null;
                    changed.run();
                    // Only now: what was not heard is told again at the next look.
                    last = now;
                }
            }
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /** Ends the watch: a call under way has ended when this returns, and no other starts. */
    @Override
    public void close() {
        closed = true;
        try {
            events.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a watch of a folder could not be ended", e);
        }
        synchronized (turn) {
            last = null;
        }
    }
}
